"""``attune evaluate strangers``: what is shown of people never met."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ui.commands.telling import say, waiting
from ui.workbench.needs import require_folder
from ui.workbench.options import DataOption, JsonOption, PicturesOption
from ui.workbench.telling import print_table, write_json


def evaluate_strangers(
    data: DataOption,
    json: JsonOption = None,
    pictures: PicturesOption = None,
) -> None:
    """Measure what is shown of people whom the models have never met, in every corpus at hand.

    Example: attune evaluate strangers --data corpora --json strangers.json
    """
    require_folder(data)
    from ui.studies import strangers

    with waiting("Looking and listening; this takes some minutes.") as status:
        figures = strangers.evaluate_strangers(
            data, lambda title: status.update(f"Looking at or hearing {title}")
        )
    write_json(figures, json)
    _print_rows(figures["rows"])
    for sentence in (*figures["left_out"], *figures["notes"]):
        say(sentence)
    if pictures is not None:
        for file in draw(figures, pictures):
            say(f"Drawn: {file}")


def draw(figures: dict[str, Any], folder: Path) -> list[Path]:
    """Draw risk against coverage of strangers, ``strangers_face.png`` and ``strangers_voice.png``."""
    import numpy as np

    from fusion.evidence import Modality
    from fusion.study.metrics import RiskCoverage
    from fusion.study.pictures import risk_coverage_picture

    made = []
    for modality in Modality:
        curves = {
            row["corpus"]: RiskCoverage(
                np.array(row["risk_coverage"]["coverage"]), np.array(row["risk_coverage"]["risk"])
            )
            for row in figures["rows"]
            if row["modality"] == modality.value
        }
        if curves:
            path = folder / f"strangers_{modality.value}.png"
            made.append(risk_coverage_picture(curves, path, f"The {modality.value} alone, nobody known"))
    return made


def _print_rows(rows: list[dict[str, Any]]) -> None:
    columns = (
        *("corpus", "known", "examples", "accuracy", "UAR", "called clear", "right when clear"),
        *("clear and wrong", "ECE"),
    )
    cells = []
    for row in rows:
        for known, figures in (("nobody", row["stranger"]), ("by neutral", row["known"])):
            if figures:
                seven, right = figures["among_all_seven"], figures["right_when_clear"]
                cells.append(
                    (
                        f"{row['corpus']} ({row['modality']})",
                        known,
                        str(figures["n"]),
                        f"{seven['accuracy']:.3f}",
                        f"{seven['uar']:.3f}",
                        f"{figures['called_clear']:.3f}",
                        "–" if right is None else f"{right:.3f}",
                        f"{figures['clear_and_wrong']:.3f}",
                        f"{seven['ece']:.3f}",
                    )
                )
    print_table(columns, cells)
