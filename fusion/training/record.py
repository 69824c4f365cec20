"""What a run was started with, kept in its checkpoints: to go on with anything else is refused."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import torch
from lightning.pytorch.callbacks import Callback

from fusion.errors import UserError

FOLDER = "checkpoints"


def newest_checkpoint(out: Path) -> Path | None:
    """The newest checkpoint of the run in ``out``; None before its first epoch ended."""
    return max((out / FOLDER).glob("*.ckpt"), key=os.path.getmtime, default=None)


def clear_run(out: Path) -> None:
    """Take away the checkpoints and the log of an earlier run."""
    for old in (out / FOLDER).glob("*.ckpt"):
        old.unlink(missing_ok=True)
    (out / "log.jsonl").unlink(missing_ok=True)


def told_apart(examples: Iterable[str]) -> str:
    """How many examples there are and, by a digest, which: a setting by which another lot is refused.

    Else whoever comes or goes while a run rests would move others from one part to another, and those who
    were trained on before would be tested on as unseen.
    """
    lines = sorted(examples)
    return f"{len(lines)} (SHA-256 {hashlib.sha256(chr(10).join(lines).encode()).hexdigest()[:8]})"


def read_commit(checkpoint: Path, settings: Mapping[str, Any], free: tuple[str, ...]) -> str:
    """Compare a run's settings with those it was started with; ``free`` ones may differ.

    Returns
    -------
    str
        The commit it was started at; "unknown" of runs that did not write it down.

    Raises
    ------
    UserError
        If a setting differs; the sentence names each that does.
    """
    kept = torch.load(checkpoint, weights_only=True, map_location="cpu")
    begun, wanted = kept["settings"], plain(settings)
    names = [name for name in {**begun, **wanted} if name not in free]
    changed = [name for name in names if begun.get(name) != wanted.get(name)]
    if changed:
        told = ", ".join(f"{name} {begun.get(name)}, now {wanted.get(name)}" for name in changed)
        raise UserError(
            f"The training in {checkpoint.parent.parent} was begun with other settings ({told}); resume it "
            "with the same ones, or train into a new folder."
        )
    return str(kept.get("commit", "unknown"))


def plain(settings: Mapping[str, Any]) -> dict[str, Any]:
    """As JSON gives them back: tuples are lists."""
    return dict(json.loads(json.dumps(dict(settings))))


class Record(Callback):  # type: ignore[misc]
    """Writes settings and commit into each checkpoint."""

    def __init__(self, settings: Mapping[str, Any], commit: str) -> None:
        self._record = {"settings": plain(settings), "commit": commit}

    def on_save_checkpoint(self, trainer: Any, pl_module: Any, checkpoint: dict[str, Any]) -> None:
        """Add them."""
        checkpoint.update(self._record)
