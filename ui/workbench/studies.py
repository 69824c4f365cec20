"""``attune study``, but for whose voice it is: what each part is worth."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from fusion.errors import UserError
from ui.commands.places import folder_to_fill
from ui.commands.telling import say
from ui.workbench.needs import one_thread, require_checkout, require_folder, require_training
from ui.workbench.options import CacheOption, DataOption, JsonOption
from ui.workbench.telling import print_table, write_json


def face_ablation(
    data: DataOption,
    json: JsonOption = None,
    out: Annotated[
        Path, typer.Option("--out", help="Folder with one sub-folder a training.", callback=folder_to_fill)
    ] = Path("runs/ablation"),
    cache: CacheOption = Path("cache"),
    epochs: Annotated[
        int | None, typer.Option(min=1, help="Passes over the data, of each training.", show_default="5")
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(help="Only this training; can be given again.", show_default="all"),
    ] = None,
) -> None:
    """Train the face model with one part left out at a time (hours; taken up where it was cut off).

    Example: attune study face-ablation --data corpora --json face_ablation.json
    """
    require_folder(data)
    require_training()
    from face_model.studies.ablation import EPOCHS, run_study
    from face_model.training.crops import load_crops

    one_thread()
    artefact = json or out / "face_ablation.json"
    figures = run_study(load_crops(data, cache), out, artefact, epochs=epochs or EPOCHS, only=only)
    _print_rows(figures["split"], figures["rows"])


def face_geometry(
    data: DataOption,
    json: JsonOption = None,
    cache: CacheOption = Path("cache"),
    train: Annotated[int, typer.Option(min=1, help="Training pictures at most.")] = 8000,
    held_out: Annotated[int, typer.Option(min=1, help="Pictures of each other split at most.")] = 3589,
) -> None:
    """Measure whether distances between landmarks know something that the face network does not.

    Example: attune study face-geometry --data corpora --json face_geometry.json
    """
    require_folder(data)
    require_training()
    from face_model.classifier import FaceClassifier
    from face_model.studies.geometry import study
    from face_model.training.crops import load_crops

    one_thread()
    crops = load_crops(data, cache)
    figures = study(crops, FaceClassifier.load(), n_train=train, n_held_out=held_out)
    write_json(figures, json)
    _print_rows(figures["split"]["judged on"], figures["rows"])


def face_motion(data: DataOption, json: JsonOption = None) -> None:
    """Measure whether talking is read as surprise, and whether the partner stays the partner.

    Example: attune study face-motion --data corpora --json face_motion.json
    """
    require_folder(data)
    require_checkout("skimage")
    from ui.studies.motion import missing_takes, motion_figures

    one_thread()
    if missing := missing_takes(data):
        say(f"Left out, as they are not there: {', '.join(map(str, missing))}.")
    figures = motion_figures(data)
    write_json(figures, json)
    for row in figures["talking"]:
        row |= {f"pooled, {key}".replace("_", " "): value for key, value in row["pooled"].items()}
    _print_rows("while talking", {row["clip"]: row for row in figures["talking"]})
    _print_rows("two people", figures["people"])


def far_faces(
    data: DataOption,
    json: JsonOption = None,
    frames: Annotated[int, typer.Option(min=1, help="Made frames of each kind and size.")] = 50,
    faceless: Annotated[int, typer.Option(min=1, help="Frames without a face, of each kind.")] = 100,
) -> None:
    """Measure whether small faces are found, none is invented, people are known again, and the cost.

    Example: attune study far-faces --data corpora --json far_faces.json
    """
    require_folder(data)
    require_checkout("skimage")
    from ui.studies.far_faces import far_figures

    one_thread()
    figures = far_figures(data, frames=frames, faceless=faceless)
    write_json(figures, json)
    found = {
        f"{row['kind']}, {row['face_share']:.0%} of {row['width_px']} px": row for row in figures["found"]
    }
    _print_rows(figures["sitters"], found)
    _print_rows("without a face", figures["invented"])
    _print_rows("one near face, a look", {"processor": figures["cost"]})


def meeting(
    data: DataOption,
    json: JsonOption = None,
    meetings: Annotated[int, typer.Option(min=1, help="So many made meetings.")] = 3,
    live: Annotated[bool, typer.Option("--live", help="Also read them live, as shown and played.")] = False,
) -> None:
    """Measure how much of the time whoever speaks is read, in made meetings of six tiles.

    Example: attune study meeting --data corpora --live --json meeting.json
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
    write_json(figures, json)
    _print_rows("read is", rows)


def face_speed(json: JsonOption = None) -> None:
    """Time other ways to read a frame, and how far they move the answers.

    Example: attune study face-speed --json face_speed_variants.json
    """
    require_training()
    from ui.studies.face_speed import variants

    figures = variants()
    write_json(figures, json)
    _print_rows("mesh", {name: {"processor_ms": ms} for name, ms in figures["mesh"].items()})
    _print_rows("network", figures["network"])


def peers() -> None:
    """List the figures of others that the pages name, with what they are of and where they were published.

    Example: attune study peers
    """
    from ui.workbench.pages.peers import all_peers

    rows = []
    for peer in all_peers():
        told = ", ".join(str(part) for part in (peer.source, peer.year, peer.url) if part is not None)
        rows.append((peer.name, f"{peer.value:g}", peer.measure, peer.split, peer.how, told))
    print_table(("model", "figure", "measure", "of", "", "source"), rows)


def _require_stand_ins() -> None:
    from ui.studies.stand_ins.display import xvfb_is_installed
    from ui.studies.stand_ins.pulse import pulse_is_installed

    if not (xvfb_is_installed() and pulse_is_installed()):
        raise UserError(
            "A meeting is read live from a screen and a loudspeaker of its own: install xvfb and pulseaudio."
        )


def _print_rows(title: str, rows: dict[str, dict[str, Any]]) -> None:
    """Print the numbers of each row under their names."""
    names = {key for row in rows.values() for key, value in row.items() if isinstance(value, float)}
    columns = [key for row in rows.values() for key in row if key in names]
    columns = list(dict.fromkeys(columns))
    cells = (
        (name, *(f"{row[key]:.3g}" if key in row else "" for key in columns)) for name, row in rows.items()
    )
    print_table(("", *(name.replace("_", " ") for name in columns)), cells, title)
