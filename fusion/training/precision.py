"""In how many bits a training multiplies."""

from __future__ import annotations

from typing import Literal

import torch


def training_precision() -> Literal["bf16-mixed", "32-true"]:
    """Sixteen bits where graphics card or processor multiply them themselves; elsewhere they take longer."""
    return "bf16-mixed" if torch.cuda.is_available() or processor_multiplies_sixteen_bits() else "32-true"


def processor_multiplies_sixteen_bits() -> bool:
    """Whether this processor has instructions for bfloat16."""
    able = torch.cpu.get_capabilities()
    return bool(able.get("avx512_bf16") or able.get("amx_bf16"))
