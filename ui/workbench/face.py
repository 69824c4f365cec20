"""``attune evaluate face``: figures, degradations and pictures of the face model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fusion.errors import UserError
from ui.commands.telling import say
from ui.workbench.evaluation import Evaluation
from ui.workbench.needs import require_folder
from ui.workbench.telling import print_table, progress

if TYPE_CHECKING:
    from face_model.classifier import FaceClassifier
    from fusion.study.metrics import Predictions


def evaluate_face(
    asked: Evaluation,
    protocol: Annotated[
        str,
        typer.Option(
            "--protocol", "--corpus", help="ferplus, fer2013, or folders (a sub-folder an emotion)."
        ),
    ] = "folders",
    degradations: Annotated[
        bool,
        typer.Option("--degradations", help="Also degrade the pictures in twelve ways and three strengths."),
    ] = False,
    share: Annotated[
        float | None,
        typer.Option(
            "--share",
            min=0.001,
            max=1,
            help="Share of the pictures that are degraded (all unless given); drawn by chance.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Measure the face model.

    Example: attune evaluate face --protocol folders --data my_pictures --pictures figures
    """
    if share is not None and not degradations:
        raise UserError("--share says how many pictures to degrade; give --degradations too.")
    require_folder(asked.data)
    if asked.baseline is not None and degradations:
        raise UserError("A baseline is tried on pictures as they are; leave out --degradations.")
    from face_model.classifier import FaceClassifier
    from face_model.evaluation.pictures import evaluate
    from fusion.study.metrics import score

    classifier = FaceClassifier.load(asked.weights)
    predictions = evaluate(
        protocol,
        asked.data,
        classifier,
        person=asked.person,
        baseline=asked.baseline,
        each_file=asked.each_file,
    )
    figures = score(predictions)
    if degradations:
        figures |= _degraded(protocol, asked.data, classifier, 1.0 if share is None else share)
    asked.tell(figures)
    if degradations:
        _print_degradations(figures["degradations"])
    if asked.pictures is not None:
        for file in draw(predictions, figures, asked.pictures):
            say(f"Drawn: {file}")


def _degraded(protocol: str, data: Path, classifier: FaceClassifier, share: float) -> dict[str, Any]:
    from face_model.evaluation.pictures import labelled_pictures
    from face_model.evaluation.robustness import (
        conditions,
        degradation_figures,
        quality_figures,
        some_of,
        try_conditions,
    )

    labelled = some_of(labelled_pictures(protocol, data), share)
    with progress() as bars:
        task = bars.add_task("Degrading", total=len(list(conditions())))
        trials = try_conditions(labelled, classifier, after_each=lambda _: bars.advance(task))
    return {
        "degradations": {"share": share, "n": len(labelled.labels)} | degradation_figures(trials),
        "quality": quality_figures(trials),
    }


def draw(predictions: Predictions, figures: dict[str, Any], folder: Path) -> list[Path]:
    """Draw an evaluation: confusions, risk against coverage, and what ``figures`` has of degradations.

    Returns
    -------
    list of Path
        The PNG files, each named after what it shows.
    """
    from fusion.emotions import EMOTIONS
    from fusion.study.metrics import confidence_and_hits, risk_coverage
    from fusion.study.pictures import confusion_picture, risk_coverage_picture, sweep_picture

    title = predictions.protocol
    curve = risk_coverage(*confidence_and_hits(predictions))
    names = [emotion.value for emotion in EMOTIONS]
    made = [
        confusion_picture(figures["confusion"], names, folder / "confusion.png", title),
        risk_coverage_picture({"all pictures": curve}, folder / "risk_coverage.png", title),
    ]
    if "degradations" in figures:
        clean, rows = figures["degradations"]["clean"], figures["degradations"]["degraded"]
        for number, part in enumerate(_halves(list(rows)), start=1):
            panels = {
                measure: {name: [clean[key], *(block[key] for block in rows[name].values())] for name in part}
                for measure, key in (("accuracy", "accuracy"), ("share of faces found", "detection_rate"))
            }
            levels = ["clean", *rows[part[0]]]
            made.append(
                sweep_picture(levels, panels, folder / f"degradations_{number}.png", label="degradation")
            )
        made.append(draw_quality(figures["quality"], folder / "quality.png"))
    return made


def draw_quality(figures: dict[str, Any], path: Path) -> Path:
    """Draw accuracy over the quality of the evidence; ``figures`` as from ``quality_figures``."""
    from fusion.study.pictures import steps_picture

    rows = figures["bins"]
    return steps_picture(
        [row["quality"] for row in rows],
        [row["accuracy"] for row in rows],
        [row["n"] for row in rows],
        path,
        label="quality of the face evidence, by tenths",
        title=f"Clean and degraded pictures, Spearman {figures['spearman_bins']:.2f} over the tenths",
    )


def _halves(names: list[str]) -> list[list[str]]:
    """So many lines as can be told apart."""
    middle = (len(names) + 1) // 2
    return [part for part in (names[:middle], names[middle:]) if part]


def _print_degradations(figures: dict[str, Any]) -> None:
    rows = []
    for name, strengths in figures["degraded"].items():
        for strength, row in strengths.items():
            cells = (f"{row['accuracy']:.3f}", f"{row['points_lost']:.1f}", f"{row['detection_rate']:.1%}")
            rows.append((name, strength, row["level"], *cells))
    columns = ("degradation", "strength", "level", "accuracy", "points lost", "faces found")
    print_table(columns, rows, f"{figures['n']} pictures; clean: {figures['clean']['accuracy']:.3f}")
