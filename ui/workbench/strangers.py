"""``attune evaluate strangers``: what the command does, apart from its options."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from fusion.evidence import Modality
from fusion.study.metrics import RiskCoverage
from ui.commands.telling import say
from ui.workbench.needs import require_folder
from ui.workbench.telling import write_json


def try_strangers(data: Path, json_path: Path | None, pictures: Path | None) -> None:
    """Measure what is shown of people never met, print the figures, write them as JSON and draw them.

    Raises
    ------
    UserError
        If there is no corpus in ``data``, or one is not as its authors distribute it.
    """
    require_folder(data)
    from ui.studies.strangers import evaluate_strangers

    console = Console()
    with console.status("Looking and listening; this takes some minutes.") as status:
        figures = evaluate_strangers(data, lambda title: status.update(f"Looking at or hearing {title}"))
    write_json(figures, json_path)
    _print_rows(figures["rows"], console)
    for sentence in (*figures["left_out"], *figures["notes"]):
        say(sentence, console)
    if pictures is not None:
        for file in draw(figures, pictures):
            say(f"Drawn: {file}", console)


def draw(figures: dict[str, Any], folder: Path) -> list[Path]:
    """Draw risk against coverage of strangers, ``strangers_face.png`` and ``strangers_voice.png``."""
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


def _print_rows(rows: list[dict[str, Any]], console: Console) -> None:
    table = Table(
        *("corpus", "known", "examples", "accuracy", "UAR", "called clear", "right when clear"),
        *("clear and wrong", "ECE"),
    )
    for row in rows:
        for known, figures in (("nobody", row["stranger"]), ("by neutral", row["known"])):
            if figures:
                seven, right = figures["among_all_seven"], figures["right_when_clear"]
                table.add_row(
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
    console.print(table)
