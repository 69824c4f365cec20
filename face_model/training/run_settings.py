"""What a training was started with, kept beside its checkpoint: to go on with anything else is refused."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from face_model.training.dataset import Recipe
from fusion.errors import UserError
from fusion.provenance import commit

CHECKPOINT = "last.ckpt"
"""The newest checkpoint, beside the settings."""

_FILE = "run.json"
_FREE = ("commit", "blend")  # a run may go on with later code; the blending comes after the last epoch


def settings_of(
    recipe: Recipe, seed: int, epochs: int, quick: bool, start_from: Path | None, teachers: Sequence[Path]
) -> dict[str, Any]:
    """All that decides what a training ends with, and the commit it was started at; ready for JSON.

    ``start_from`` and ``teachers`` are weights' files that exist.
    """
    made: dict[str, Any] = asdict(recipe) | {
        "seed": seed,
        "epochs": epochs,
        "quick": quick,
        "start_from": _digest(start_from) if start_from else None,
        "teachers": [_digest(teacher) for teacher in teachers],
        "commit": commit(),
    }
    return dict(json.loads(json.dumps(made)))


def keep_settings(out: Path, settings: dict[str, Any], resume: bool) -> dict[str, Any]:
    """Write a new run's settings into ``out``, or compare those of one that goes on.

    A new run clears away the checkpoint of an older one, which its settings do not describe.

    Returns
    -------
    dict
        The settings; of a run that goes on, with the commit it was started at.

    Raises
    ------
    UserError
        If a run is to go on with other settings than it was started with; the sentence names them.
    """
    file = out / _FILE
    if resume and file.is_file():
        begun = json.loads(file.read_text(encoding="utf-8"))
        changed = [name for name in settings if name not in _FREE and begun.get(name) != settings[name]]
        if changed:
            told = ", ".join(f"{name} {begun.get(name)}, now {settings[name]}" for name in changed)
            raise UserError(
                f"The training in {out} was started with other settings ({told}); resume it with the same "
                "ones, or name another --out."
            )
        return settings | {"commit": begun["commit"]}
    out.mkdir(parents=True, exist_ok=True)
    if not resume:
        (out / CHECKPOINT).unlink(missing_ok=True)
    file.write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
    return settings


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
