"""How the commands tell what they found: a table of figures, a file."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from fusion.exports.csv_table import harmless
from fusion.study.answers import FileAnswers
from ui.commands.telling import say


def write_json(figures: dict[str, Any], path: Path | None) -> None:
    """Write figures to a file, if one is named; its folder is made."""
    if path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def table_of_answers(path: Path, data: Path) -> Callable[[FileAnswers], None]:
    """What writes the answer to each file as CSV; files are named as seen from ``data``."""

    def write(answers: FileAnswers) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", newline="", encoding="utf-8") as file:
            rows = list(replace(answers, files=[f.relative_to(data) for f in answers.files]).rows())
            table = csv.DictWriter(file, rows[0], lineterminator="\n")
            table.writeheader()
            for row in rows:
                table.writerow({k: harmless(v) if isinstance(v, str) else v for k, v in row.items()})

    return write


def print_figures(figures: dict[str, Any]) -> None:
    """Print what :func:`fusion.study.metrics.score` returned."""
    table = Table("measure", "value", title=figures["protocol"], title_justify="left")
    table.add_row("examples", str(figures["n"]))
    for name, words in (
        ("accuracy", "accuracy"),
        ("uar", "mean recall over emotions (UAR)"),
        ("macro_f1", "macro F1"),
        ("ece", "calibration error (ECE)"),
        ("accuracy_most_confident_half", "accuracy, most confident half"),
    ):
        table.add_row(words, f"{figures[name]:.3f}")
    for name, words in (
        ("called_clear", "shown as clear, of all"),
        ("right_when_clear", "right when clear"),
        ("clear_and_wrong", "clear and wrong, of all"),
    ):
        if (share := figures.get(name)) is not None:
            table.add_row(words, f"{share:.3f}")
    for emotion, recall in figures["recall"].items():
        table.add_row(f"recall, {emotion}", f"{recall:.3f}")
    unseen = figures["unseen_speakers"]
    seen_words = {True: "none of them", False: "some of them", None: "not known"}
    table.add_row("people met in training", seen_words[unseen])
    Console().print(table)
    say_notes(figures)


def say_notes(figures: dict[str, Any]) -> None:
    """Print the sentences that a reader of the figures must know."""
    for note in figures["notes"]:
        say(note)
