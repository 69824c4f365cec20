"""Libraries that are not always installed, imported where they are needed."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from fusion.errors import UserError


def needed(module: str, package: str) -> Any:
    """The module, which comes with an extra of Attune's.

    The user is told of ``package``, bounded as in ``pyproject.toml``, and not of the extra: with that pip
    would bring along all that the locks leave out, a second OpenCV with it.

    Raises
    ------
    UserError
        If it is not installed.
    """
    try:
        return import_module(module)
    except ImportError as error:
        raise UserError(
            f"This needs {module.partition('.')[0]}, which is not installed: pip install {package}."
        ) from error
