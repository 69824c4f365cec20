"""The passphrase of an encrypted log, asked for in a terminal."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import typer

from fusion.errors import UserError
from fusion.log.connecting import (
    PASSPHRASE_VARIABLE,
    PassphraseNeededError,
    is_encrypted,
    is_locked,
    unlock,
)
from fusion.log.encryption import convert
from fusion.log.kept import kept_files
from fusion.log.timeline import default_path
from ui.commands.which_log import log_at
from ui.wording.kept import OPEN_BESIDE

NEW_PASSPHRASE_VARIABLE = "ATTUNE_NEW_PASSPHRASE"
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


def change_passphrase(path: Path | None, *, remove: bool, confirmed: bool) -> None:
    """Encrypt a log, give an encrypted one another passphrase, or take it away.

    The new one is asked for twice, or read from ``ATTUNE_NEW_PASSPHRASE`` where nobody can be asked.

    Raises
    ------
    UserError
        If it cannot be done; the log is as it was then.
    """
    log = log_at(path)
    encrypted = is_encrypted(log)
    if remove and not encrypted:
        typer.echo(f"The log {log} has no passphrase.")
        return
    now = None
    if encrypted:
        now = os.environ.get(PASSPHRASE_VARIABLE) or _asked("Present passphrase", PASSPHRASE_VARIABLE)
        unlock(log, now)
    new = None if remove else _new_passphrase(confirmed=confirmed)
    convert(log, now, new)
    if remove:
        typer.echo(f"The log {log} is not encrypted any more.")
    else:
        typer.echo(f"The log {log} is encrypted. Attune asks for its passphrase when it starts.")
        if kept_files(log):
            typer.echo(OPEN_BESIDE)


def _new_passphrase(*, confirmed: bool) -> str:
    given = os.environ.get(NEW_PASSPHRASE_VARIABLE)
    if given:
        return given
    typer.echo(
        "The passphrase is kept nowhere. Who loses it loses the logged conversations: nobody can open them "
        "again, Attune's makers neither.",
        err=True,
    )
    if not confirmed and sys.stdin.isatty():
        typer.confirm("Go on?", abort=True, err=True)
    return _asked("New passphrase", NEW_PASSPHRASE_VARIABLE, twice=True)


def _asked(what: str, variable: str, *, twice: bool = False) -> str:
    if not sys.stdin.isatty():
        raise UserError(f"There is nobody to ask for the passphrase; give it in {variable}.")
    return str(typer.prompt(what, hide_input=True, confirmation_prompt=twice, err=True))
