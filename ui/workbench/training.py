"""``attune train voice`` and ``train face``: what they do, apart from their options."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ui.commands.telling import say
from ui.workbench.needs import require_folder, require_own_folder, require_training, told_how_to_go_on
from ui.workbench.telling import write_json

if TYPE_CHECKING:
    from audio_model.training.plan import TrainingPlan
    from audio_model.training.settings import TrainingSettings
    from face_model.training.recipe import FaceTraining
    from fusion.training.conduct import Conduct


def train_voice_model(
    data: Path, out: Path | None, settings: TrainingSettings, plan: TrainingPlan, conduct: Conduct
) -> None:
    """Train the voice model and say where the weights are; parameters as of its training.

    Raises
    ------
    UserError
        If the data folder is wrong, the training extra is not installed, or there is an earlier training in
        ``out`` that is not to be gone on with, or none that could be.
    """
    require_folder(data)
    require_training()
    from audio_model.training.train import train

    folder = out or Path("runs/voice")
    require_own_folder(folder, resume=conduct.resume)
    with told_how_to_go_on(folder):
        _tell("voice", train(data, folder, settings, plan, conduct, tell=say))


def train_reader_head(data: Path, out: Path | None) -> None:
    """Fit the larger voice reader's head and say where it is.

    Raises
    ------
    UserError
        As :func:`train_voice_model`, or if the reader's encoder was not fetched yet.
    """
    require_folder(data)
    require_training()
    from audio_model.training.reader import train_reader

    say(f"The head is in {train_reader(data, out or Path('runs/voice-reader'))}.")


def train_face_model(data: Path, out: Path | None, settings: FaceTraining, conduct: Conduct) -> None:
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
    require_own_folder(folder, resume=conduct.resume)
    with told_how_to_go_on(folder):
        _tell("face", train(data, folder, settings, conduct))


def _tell(kind: str, weights: Path) -> None:
    say(f"The weights are in {weights}; “attune evaluate {kind} --weights” measures them.")


def find_face_ranges(data: Path, weights: Path | None, json_path: Path | None) -> None:
    """Find what the face network needs to answer in eight bits, write it beside the weights, and say what it
    changes.

    Raises
    ------
    UserError
        If data or weights are missing.
    """
    require_folder(data)
    from face_model.classifier import SHIPPED_WEIGHTS
    from face_model.ranges import file_beside
    from face_model.training.ranges import train_ranges
    from fusion.stored_model import digest_of

    file = weights or SHIPPED_WEIGHTS
    file = file / SHIPPED_WEIGHTS.name if file.is_dir() else file
    found = train_ranges(data, file)
    for row in found.rows:
        say(
            f"{row['corpus']}, held out: {row['same_answer']:.2%} of {row['n']} answers the same; "
            f"probabilities changed by {row['mean_change']:.2%}, {row['largest_change']:.1%} at most."
        )
    digests = {"face": digest_of(file), "face ranges": digest_of(file_beside(file))}
    write_json({**found.to_json(), "weights_sha256": digests}, json_path)
    say(f"Written: {found.file}")


def train_faces_second_opinion(data: Path, left_out: Sequence[Path], json_path: Path | None) -> None:
    """Fit the second opinion on the shipped face weights, write it beside them, and say what it changes.

    Raises
    ------
    UserError
        As :func:`train_voice_model`, or if no weights are named that have not met some corpus.
    """
    require_folder(data, *left_out)
    require_training()
    from rich.console import Console
    from rich.table import Table

    from face_model.classifier import SHIPPED_WEIGHTS
    from face_model.training.second_opinion import WAYS, train_second_opinion
    from ui.studies.shipped import shipped_digests

    console = Console()
    with console.status("Looking at faces; this takes some minutes."):
        fitted = train_second_opinion(data, SHIPPED_WEIGHTS, left_out)
    table = Table("clear, and clear and wrong", *WAYS.values())
    for row in fitted.rows:
        told = (row["ways"][way] for way in WAYS)
        shares = (f"{way['called_clear']:.1%}, {way['clear_and_wrong']:.1%}" for way in told)
        table.add_row(f"{row['corpus']} by {row['by']}", *shares)
    console.print(table)
    digests = shipped_digests("face", "second opinion")
    write_json({**fitted.to_json(), "weights_sha256": digests}, json_path)
    say(f"Written: {fitted.file}")
