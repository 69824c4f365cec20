"""Which weights a figure speaks of: the digests of what is shipped, as every artefact tells them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from audio_model.classifier import SHIPPED_WEIGHTS as VOICE
from face_model.classifier import SHIPPED_WEIGHTS as FACE
from fusion.baseline import ORDINARY
from fusion.late_fusion import CARD as FUSION
from fusion.running import REPERTOIRE
from fusion.stored_model import digest_of

FILES: Final[dict[str, Path]] = {
    "voice": VOICE,
    "face": FACE,
    "fusion": FUSION,
    "ordinary": ORDINARY,
    "repertoire": REPERTOIRE,
}
"""Both networks, the fusion's card, and what people in general look and sound like at rest and otherwise."""


def shipped_digests(*names: str) -> dict[str, str]:
    """SHA-256 of the named ones of :data:`FILES`, by name."""
    return {name: digest_of(FILES[name]) for name in names}
