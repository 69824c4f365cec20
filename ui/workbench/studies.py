"""``attune study``: what its commands do, apart from their options."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from fusion.errors import UserError
from ui.commands.telling import say
from ui.workbench.needs import require_checkout, require_folder, require_training
from ui.workbench.telling import write_json


def ablate_face(
    data: Path,
    out: Path,
    json_path: Path | None,
    cache: Path,
    epochs: int | None,
    only: Sequence[str] | None,
) -> None:
    """Train the face model with one part left out at a time, and print what each reaches.

    Raises
    ------
    UserError
        If the data folder is wrong, a training is not known, or the training extra is not installed.
    """
    require_folder(data)
    require_training()
    import torch

    from face_model.studies.ablation import EPOCHS, run_study
    from face_model.training.crops import load_crops

    torch.set_num_threads(1)
    artefact = json_path or out / "face_ablation.json"
    figures = run_study(load_crops(data, cache), out, artefact, epochs=epochs or EPOCHS, only=only)
    _print_rows(figures["split"], figures["rows"])


def compare_landmarks(
    data: Path, json_path: Path | None, cache: Path, *, n_train: int, n_held_out: int
) -> None:
    """Measure what landmarks know beside the face network, and print it.

    Raises
    ------
    UserError
        As :func:`ablate_face`.
    """
    require_folder(data)
    require_training()
    import torch

    from face_model.classifier import FaceClassifier
    from face_model.studies.geometry import study
    from face_model.training.crops import load_crops

    torch.set_num_threads(1)
    crops = load_crops(data, cache)
    figures = study(crops, FaceClassifier.load(), n_train=n_train, n_held_out=n_held_out)
    write_json(figures, json_path)
    _print_rows(figures["split"]["judged on"], figures["rows"])


def watch_motion(data: Path, json_path: Path | None) -> None:
    """Measure how faces in motion are read and followed, and print it.

    Raises
    ------
    UserError
        If the data folder is wrong, or this Attune was installed without what draws the faces.
    """
    require_folder(data)
    require_checkout("skimage")
    import torch

    from ui.studies.motion import missing_takes, motion_figures

    torch.set_num_threads(1)
    if missing := missing_takes(data):
        say(f"Left out, as they are not there: {', '.join(map(str, missing))}.")
    figures = motion_figures(data)
    write_json(figures, json_path)
    for row in figures["talking"]:
        row |= {f"pooled, {key}".replace("_", " "): value for key, value in row["pooled"].items()}
    _print_rows("while talking", {row["clip"]: row for row in figures["talking"]})
    _print_rows("two people", figures["people"])


def look_far(data: Path, json_path: Path | None, *, frames: int, faceless: int) -> None:
    """Measure whether small faces are found, and print it.

    Raises
    ------
    UserError
        If the data folder is wrong, or this Attune was installed without the photographs of things.
    """
    require_folder(data)
    require_checkout("skimage")
    import torch

    from ui.studies.far_faces import far_figures

    torch.set_num_threads(1)
    figures = far_figures(data, frames=frames, faceless=faceless)
    write_json(figures, json_path)
    found = {
        f"{row['kind']}, {row['face_share']:.0%} of {row['width_px']} px": row for row in figures["found"]
    }
    _print_rows(figures["sitters"], found)
    _print_rows("without a face", figures["invented"])
    _print_rows("one near face, a look", {"processor": figures["cost"]})


def attend_meetings(data: Path, json_path: Path | None, meetings: int, *, live: bool) -> None:
    """Measure whether whoever speaks is read, and print it.

    Raises
    ------
    UserError
        If the data folder is wrong, or there is no screen or no loudspeaker to read it from live.
    """
    require_folder(data)
    from ui.studies.meeting import study_meetings

    if live:
        _require_stand_ins()
    figures = study_meetings(data, meetings)
    rows = {name: figures[name] for name in ("whoever speaks", "the largest face")}
    if live:
        from ui.studies.live_meeting import study_live

        figures["live"] = study_live(data, meetings)
        rows |= {f"live, {name}": told for name, told in figures["live"].items()}
    write_json(figures, json_path)
    _print_rows("read is", rows)


def _require_stand_ins() -> None:
    from ui.studies.stand_ins.display import xvfb_is_installed
    from ui.studies.stand_ins.pulse import pulse_is_installed

    if not (xvfb_is_installed() and pulse_is_installed()):
        raise UserError(
            "A meeting is read live from a screen and a loudspeaker of its own: install xvfb and pulseaudio."
        )


def time_variants(json_path: Path | None) -> None:
    """Time other ways to read a frame, and print them.

    Raises
    ------
    UserError
        If the training extra is not installed.
    """
    require_training()
    from ui.studies.face_speed import variants

    figures = variants()
    write_json(figures, json_path)
    _print_rows("mesh", {name: {"processor_ms": ms} for name, ms in figures["mesh"].items()})
    _print_rows("network", figures["network"])


def list_peers() -> None:
    """Print the figures of others that the pages name."""
    from ui.workbench.pages.peers import all_peers

    table = Table("model", "figure", "measure", "of", "", "source")
    for peer in all_peers():
        told = ", ".join(str(part) for part in (peer.source, peer.year, peer.url) if part is not None)
        table.add_row(peer.name, f"{peer.value:g}", peer.measure, peer.split, peer.how, told)
    Console().print(table)


def _print_rows(title: str, rows: dict[str, dict[str, Any]]) -> None:
    """Print the numbers of each row under their names."""
    names = {key for row in rows.values() for key, value in row.items() if isinstance(value, float)}
    columns = [key for row in rows.values() for key in row if key in names]
    columns = list(dict.fromkeys(columns))
    table = Table("", *(name.replace("_", " ") for name in columns), title=title, title_justify="left")
    for name, row in rows.items():
        table.add_row(name, *(f"{row[key]:.3g}" if key in row else "" for key in columns))
    Console().print(table)
