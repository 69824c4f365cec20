"""The libraries of the extra ``exports``, imported when a format needs one."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from fusion.errors import UserError


def needed(module: str) -> Any:
    """The module.

    Raises
    ------
    UserError
        If it is not installed.
    """
    try:
        return import_module(module)
    except ImportError as error:
        raise UserError(
            f'This format needs {module.partition(".")[0]}: pip install "attune[exports]".'
        ) from error
