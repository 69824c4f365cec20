"""``attune passphrase``: the log encrypted, under another passphrase, or without one."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from fusion.errors import UserError
from ui.commands.options import LogOption

NEW_PASSPHRASE_VARIABLE = "ATTUNE_NEW_PASSPHRASE"


def passphrase(
    remove: Annotated[bool, typer.Option("--remove", help="Keep the log without one from now on.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask whether to go on.")] = False,
    log: LogOption = None,
) -> None:
    """Keep the log encrypted under a passphrase, or change it; who loses it has lost the log.

    Example: attune passphrase, or attune passphrase --remove
    """
    from fusion.log.connecting import PASSPHRASE_VARIABLE, is_encrypted, unlock
    from fusion.log.encryption import convert
    from fusion.log.kept import kept_files
    from ui.commands.which_log import log_at
    from ui.wording.kept import OPEN_BESIDE

    at = log_at(log)
    encrypted = is_encrypted(at)
    if remove and not encrypted:
        typer.echo(f"The log {at} has no passphrase.")
        return
    now = None
    if encrypted:
        now = os.environ.get(PASSPHRASE_VARIABLE) or _asked("Present passphrase", PASSPHRASE_VARIABLE)
        unlock(at, now)
    new = None if remove else _new_passphrase(confirmed=yes)
    convert(at, now, new)
    if remove:
        typer.echo(f"The log {at} is not encrypted any more.")
    else:
        typer.echo(f"The log {at} is encrypted. Attune asks for its passphrase when it starts.")
        if kept_files(at):
            typer.echo(OPEN_BESIDE)


def _new_passphrase(*, confirmed: bool) -> str:
    """Asked for twice, or read from the environment where nobody can be asked."""
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
