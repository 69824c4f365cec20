"""What a command needs before it can begin, each asked for in one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from fusion.errors import UserError
from ui.commands.telling import say


def require_folder(data: Path, *left_out: Path) -> None:
    """Raise UserError unless the folder of the corpora exists, and those of weights trained without some."""
    if not data.is_dir():
        raise UserError(f"There is no folder {data}; give the folder of the corpora with --data.")
    for folder in left_out:
        if not folder.is_dir():
            raise UserError(f"There is no folder {folder}; mend --left-out.")


def require_training() -> None:
    """Raise UserError unless the training extra is installed."""
    try:
        import lightning  # noqa: F401
        import sklearn  # noqa: F401
    except ImportError as error:
        raise UserError("Training needs further packages: pip install lightning scikit-learn.") from error


def require_own_folder(out: Path, *, resume: bool) -> None:
    """Raise UserError if a training would sweep an earlier one out of ``out``, or has none to go on with."""
    from fusion.training.record import newest_checkpoint

    there = newest_checkpoint(out) is not None
    if there and not resume:
        raise UserError(
            f"{out} holds an earlier training; go on with it (--resume), or name another folder with --out."
        )
    if resume and not there:
        raise UserError(f"There is no training in {out} to go on with; leave out --resume, or mend --out.")


@contextmanager
def told_how_to_go_on(out: Path) -> Iterator[None]:
    """Say what is left of a training in ``out`` that Ctrl+C ends."""
    from fusion.training.record import newest_checkpoint

    try:
        yield
    except KeyboardInterrupt:
        kept = newest_checkpoint(out) is not None
        then = (
            "the same command with --resume goes on from the last whole pass" if kept else "nothing is kept"
        )
        say(f"attune: Stopped; {then}.")
        raise


def require_checkout(*packages: str) -> None:
    """Raise UserError unless this is a checkout, with these packages of its dev extra."""
    if any(find_spec(name) is None for name in ("ui.making", *packages)):
        raise UserError(
            "An installed Attune leaves out what this needs: run it in a checkout of the project, after "
            "pip install -e “.[dev]” there."
        )
