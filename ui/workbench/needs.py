"""What a command needs before it can begin, each asked for in one sentence."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from fusion.errors import UserError


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


def one_thread() -> None:
    """Let torch compute on one thread, as live."""
    import torch

    torch.set_num_threads(1)


def require_checkout(*packages: str) -> None:
    """Raise UserError unless this is a checkout, with these packages of its dev extra."""
    if any(find_spec(name) is None for name in ("ui.making", *packages)):
        raise UserError(
            "An installed Attune leaves out what this needs: run it in a checkout of the project, after "
            "pip install -e “.[dev]” there."
        )
