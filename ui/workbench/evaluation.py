"""What judging the voice model and judging the face model have in common: their options, and what is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.commands.places import file_to_write
from ui.commands.telling import say
from ui.workbench.options import DataOption, JsonOption, PersonOption, PicturesOption
from ui.workbench.telling import print_figures, table_of_answers, write_json

if TYPE_CHECKING:
    from fusion.study.answers import FileAnswers


@dataclass(frozen=True)
class Evaluation:
    """The options of an evaluation."""

    data: DataOption
    json: JsonOption = None
    weights: Annotated[Path | None, typer.Option(help="Weights to measure in place of the shipped ones.")] = (
        None
    )
    pictures: PicturesOption = None
    person: PersonOption = None
    baseline: Annotated[
        str | None,
        typer.Option(
            help="Measure what is shown live, not the network alone: of strangers (none), where each person "
            "is known by their other neutral files (neutral), or got to know file by file, unlabelled "
            "(running)."
        ),
    ] = None
    answers: Annotated[
        Path | None,
        typer.Option(
            help="Also write what was answered to each file, and how surely, to this table (CSV).",
            callback=file_to_write,
            show_default=False,
        ),
    ] = None

    @property
    def each_file(self) -> Callable[[FileAnswers], None] | None:
        """What takes the answer to each file; None where nobody asked for them."""
        return table_of_answers(self.answers, self.data) if self.answers else None

    def tell(self, figures: dict[str, Any]) -> None:
        """Write and print the figures."""
        write_json(figures, self.json)
        print_figures(figures)
        if self.answers is not None:
            say(f"The answer to each file: {self.answers}")
