"""What the trainings of voice and face have in common: their options, and the folder they write into."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fusion.errors import UserError
from ui.commands.telling import say
from ui.workbench.options import DataOption, OutOption, SeedOption

if TYPE_CHECKING:
    from fusion.training.conduct import Conduct


@dataclass(frozen=True)
class Training:
    """The options of a training."""

    data: DataOption
    out: OutOption = None
    seed: SeedOption = 0
    epochs: Annotated[int | None, typer.Option(min=1, help="Passes over the data.")] = None
    resume: Annotated[bool, typer.Option("--resume", help="Go on from the last checkpoint in --out.")] = False
    teacher: Annotated[
        list[Path] | None,
        typer.Option(help="Weights whose answers are learnt beside the labels; once for each."),
    ] = None
    blend: Annotated[
        float,
        typer.Option(
            min=0.01,
            max=1,
            help="Keep weights this far on the way from those of --start-from to those reached.",
        ),
    ] = 1.0
    devices: Annotated[
        int, typer.Option(min=1, help="Processes (with GPUs: GPUs) on this machine that share each batch.")
    ] = 1
    nodes: Annotated[
        int, typer.Option(min=1, help="Machines; start the command on each, with MASTER_ADDR and NODE_RANK.")
    ] = 1

    @property
    def conduct(self) -> Conduct:
        """Whether it goes on with an earlier one, and on how many machines."""
        from fusion.training.conduct import Conduct

        return Conduct(self.resume, self.devices, self.nodes)

    @contextmanager
    def folder(self, usual: str) -> Iterator[Path]:
        """The folder to write into, in ``runs`` if none was named; Ctrl+C says what is left in it.

        Raises
        ------
        UserError
            If an earlier training would be swept out of it, or there is none in it to go on with.
        """
        from fusion.training.record import newest_checkpoint

        out = self.out or Path("runs", usual)
        there = newest_checkpoint(out) is not None
        if there and not self.resume:
            raise UserError(
                f"{out} holds an earlier training; go on with it (--resume), or name another folder with "
                "--out."
            )
        if self.resume and not there:
            raise UserError(
                f"There is no training in {out} to go on with; leave out --resume, or mend --out."
            )
        try:
            yield out
        except KeyboardInterrupt:
            kept = newest_checkpoint(out) is not None
            then = (
                "the same command with --resume goes on from the last whole pass"
                if kept
                else "nothing is kept"
            )
            say(f"attune: Stopped; {then}.")
            raise
