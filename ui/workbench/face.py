"""``attune evaluate face``: figures, degradations and pictures of the face model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from face_model.classifier import FaceClassifier
from face_model.evaluation.pictures import evaluate, labelled_pictures
from face_model.evaluation.robustness import (
    conditions,
    degradation_figures,
    quality_figures,
    some_of,
    try_conditions,
)
from fusion.errors import UserError
from fusion.study.metrics import Predictions, confidence_and_hits, risk_coverage, score
from ui.commands.telling import say
from ui.workbench.needs import require_folder
from ui.workbench.telling import print_figures, table_of_answers, write_json


def evaluate_face_model(
    protocol: str,
    data: Path,
    json_path: Path | None,
    weights: Path | None,
    *,
    pictures: Path | None = None,
    share: float | None = None,
    person: str | None = None,
    baseline: str | None = None,
    answers: Path | None = None,
) -> None:
    """Measure the face model, print the figures, write them as JSON and draw them.

    Parameters
    ----------
    protocol, data
        As for :func:`face_model.evaluation.pictures.evaluate`.
    json_path, pictures
        Where figures and PNG files go.
    weights
        Others than the shipped ones.
    share
        Share of the pictures to try under every degradation; none unless given.
    person, baseline
        As for :func:`face_model.evaluation.pictures.evaluate`.
    answers
        Where the answer to each file goes.
    """
    require_folder(data)
    if baseline is not None and share is not None:
        raise UserError("A baseline is tried on pictures as they are; leave out --degradations.")
    classifier = FaceClassifier.load(weights)
    each_file = table_of_answers(answers, data) if answers else None
    predictions = evaluate(protocol, data, classifier, person=person, baseline=baseline, each_file=each_file)
    figures = score(predictions)
    if share is not None:
        figures |= _degraded(protocol, data, classifier, share)
    write_json(figures, json_path)
    print_figures(figures)
    if answers is not None:
        say(f"The answer to each file: {answers}")
    if share is not None:
        _print_degradations(figures["degradations"])
    if pictures is not None:
        for file in draw(predictions, figures, pictures):
            say(f"Drawn: {file}")


def _degraded(protocol: str, data: Path, classifier: FaceClassifier, share: float) -> dict[str, Any]:
    labelled = some_of(labelled_pictures(protocol, data), share)
    with Progress() as progress:
        task = progress.add_task("Degrading", total=len(list(conditions())))
        trials = try_conditions(labelled, classifier, after_each=lambda _: progress.advance(task))
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
    clean = figures["clean"]
    table = Table(
        "degradation", "strength", "level", "accuracy", "points lost", "faces found",
        title=f"{figures['n']} pictures; clean: {clean['accuracy']:.3f}", title_justify="left",
    )  # fmt: skip
    for name, strengths in figures["degraded"].items():
        for strength, row in strengths.items():
            cells = (f"{row['accuracy']:.3f}", f"{row['points_lost']:.1f}", f"{row['detection_rate']:.1%}")
            table.add_row(name, strength, row["level"], *cells)
    Console().print(table)
