"""How the commands tell what they found, and how far they are: tables, files, bars."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ui.commands.telling import say

if TYPE_CHECKING:
    from rich.progress import Progress

    from fusion.study.answers import FileAnswers


def progress() -> Progress:
    """Bars on standard error, if that is a terminal; gone when they are through."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    console = Console(stderr=True)
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left:"),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )


@contextmanager
def fetching(what: str) -> Iterator[Callable[[int, int | None], None]]:
    """A bar of the megabytes fetched; what is given is to be told the bytes so far, and all of them."""
    with progress() as bars:
        task = bars.add_task(f"fetching {what}, MB", total=None, visible=False)

        def told(done: int, total: int | None) -> None:
            bars.update(task, completed=done / 1e6, total=total and total / 1e6, visible=True)

        yield told


def print_table(columns: Iterable[str], rows: Iterable[Iterable[str]], title: str | None = None) -> None:
    """Print cells under the names of their columns."""
    from rich.console import Console
    from rich.table import Table

    table = Table(*columns, title=title, title_justify="left")
    for row in rows:
        table.add_row(*row)
    Console().print(table)


def write_json(figures: dict[str, Any], path: Path | None) -> None:
    """Write figures to a file, if one is named; its folder is made."""
    if path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def table_of_answers(path: Path, data: Path) -> Callable[[FileAnswers], None]:
    """What writes the answer to each file as CSV; files are named as seen from ``data``."""
    import csv
    from dataclasses import replace

    from fusion.exports.csv_table import harmless

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
    rows = [("examples", str(figures["n"]))]
    for name, words in (
        ("accuracy", "accuracy"),
        ("uar", "mean recall over emotions (UAR)"),
        ("macro_f1", "macro F1"),
        ("ece", "calibration error (ECE)"),
        ("accuracy_most_confident_half", "accuracy, most confident half"),
    ):
        rows.append((words, f"{figures[name]:.3f}"))
    for name, words in (
        ("called_clear", "shown as clear, of all"),
        ("right_when_clear", "right when clear"),
        ("clear_and_wrong", "clear and wrong, of all"),
    ):
        if (share := figures.get(name)) is not None:
            rows.append((words, f"{share:.3f}"))
    rows += [(f"recall, {emotion}", f"{recall:.3f}") for emotion, recall in figures["recall"].items()]
    seen_words = {True: "none of them", False: "some of them", None: "not known"}
    rows.append(("people met in training", seen_words[figures["unseen_speakers"]]))
    print_table(("measure", "value"), rows, figures["protocol"])
    say_notes(figures)


def say_notes(figures: dict[str, Any]) -> None:
    """Print the sentences that a reader of the figures must know."""
    for note in figures["notes"]:
        say(note)
