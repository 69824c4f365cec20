"""Where a command writes: looked at before it begins."""

from __future__ import annotations

import os
from pathlib import Path

import typer

from fusion.errors import UserError


def file_to_write(param: typer.CallbackParam, value: Path | None) -> Path | None:
    """Callback of an option that names a file to be written. Raises UserError if that cannot be."""
    if value is not None:
        require_file_place(value, param.opts[0])
    return value


def folder_to_fill(param: typer.CallbackParam, value: Path | None) -> Path | None:
    """Callback of an option that names a folder to write into. Raises UserError if that cannot be."""
    if value is not None:
        require_folder_place(value, param.opts[0])
    return value


def require_file_place(path: Path, option: str) -> None:
    """Raise UserError, which names the option, unless a file of this path can be written."""
    if path.is_dir():
        raise UserError(f"“{path}” is a folder; name a file after {option}.")
    if path.exists() and not os.access(path, os.W_OK):
        raise UserError(f"“{path}” may not be written over; name another file after {option}.")
    if not path.exists():
        _require_room(path.parent, f"name another file after {option}")


def require_folder_place(path: Path, option: str) -> None:
    """Raise UserError, which names the option, unless there is or can be made a folder to write into."""
    if path.is_file():
        raise UserError(f"“{path}” is a file; name a folder after {option}.")
    _require_room(path, f"name another folder after {option}")


def _require_room(folder: Path, remedy: str) -> None:
    above = folder
    while not above.exists() and above != above.parent:
        above = above.parent
    if not above.is_dir():
        raise UserError(f"“{above}” is no folder; {remedy}.")
    if not os.access(above, os.W_OK | os.X_OK):
        raise UserError(f"Nothing may be written into “{above.resolve()}”; {remedy}.")
