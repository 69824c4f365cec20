"""The passphrase of an encrypted log, asked for in a terminal."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from fusion.log.connecting import (
    PassphraseNeededError,
    is_locked,
    unlock,
)
from fusion.log.timeline import default_path

_TRIES = 3


def unlock_in_terminal(path: Path | None) -> None:
    """Ask for the log's passphrase if it has one that was not said yet, and somebody is there to ask.

    Raises
    ------
    PassphraseNeededError
        If three answers were wrong.
    """
    log = path or default_path()
    if not is_locked(log) or not sys.stdin.isatty():
        return
    for left in reversed(range(_TRIES)):
        try:
            unlock(log, typer.prompt("Passphrase of the log", hide_input=True, err=True))
            return
        except PassphraseNeededError as error:
            if not left:
                raise
            typer.echo(f"attune: {error}", err=True)
