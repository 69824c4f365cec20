"""``attune train voice`` and ``train face``: what they do, apart from their options."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ui.workbench.needs import require_folder, require_training
from ui.workbench.telling import say

if TYPE_CHECKING:
    from audio_model.training.plan import Plan
    from audio_model.training.settings import TrainingSettings
    from face_model.training.recipe import FaceTraining


def train_voice_model(
    data: Path,
    out: Path | None,
    settings: TrainingSettings,
    plan: Plan,
    *,
    resume: bool,
    devices: int,
    nodes: int,
) -> None:
    """Train the voice model and say where the weights are; parameters as of its training.

    Raises
    ------
    UserError
        If the data folder is wrong, or the training extra is not installed.
    """
    require_folder(data)
    require_training()
    from audio_model.training.train import train

    folder = out or Path("runs/voice")
    _tell("voice", train(data, folder, settings, plan, resume=resume, devices=devices, nodes=nodes))


def train_face_model(data: Path, out: Path | None, settings: FaceTraining, *, resume: bool) -> None:
    """Train the face model and say where the weights are; parameters as of its training.

    Raises
    ------
    UserError
        As :func:`train_voice_model`.
    """
    require_folder(data)
    require_training()
    from face_model.training.train import train

    folder = out or Path("runs/face")
    _tell("face", train(data, folder, settings, resume=resume))


def _tell(kind: str, weights: Path) -> None:
    say(f"The weights are in {weights}; “attune evaluate {kind} --weights” measures them.")
