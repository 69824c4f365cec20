"""The commands on the log of conversations, as the command line shows them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui.commands.places import file_to_write
from ui.workbench.options.choices import ExportFormat
from ui.workbench.options.shared import TierOption

LogOption = Annotated[
    Path | None,
    typer.Option("--log", help="Log file to use in place of the usual one.", show_default=False),
]


def register(app: typer.Typer) -> None:
    """Add the commands to ``attune``."""
    for command in (sessions, export, forget, passphrase):
        app.command()(command)


def sessions(
    log: LogOption = None,
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """List the logged conversations."""
    from ui.commands.log import list_sessions

    list_sessions(log, as_json=json)


def export(
    session: Annotated[int, typer.Argument(help="Number of the session, see “attune sessions”.")],
    out: Annotated[Path, typer.Option(help="File to write.", callback=file_to_write)],
    format: Annotated[
        ExportFormat | None, typer.Option(help="By default what the file's ending says.")
    ] = None,
    labels: Annotated[
        Path | None,
        typer.Option(help="Labels of yours to put beside it, in ELAN and TextGrid.", show_default=False),
    ] = None,
    tier: TierOption = None,
    log: LogOption = None,
) -> None:
    """Write one logged conversation to a file.

    Example: attune export 3 --out talk.csv, or talk.eaf for ELAN
    """
    from ui.commands.log import export_session

    export_session(log, session, out, format.value if format else None, labels, tier)


def forget(
    session: Annotated[list[int] | None, typer.Argument(help="Numbers of the sessions.")] = None,
    all: Annotated[bool, typer.Option("--all", help="Forget every session.")] = False,
    older_than: Annotated[
        float | None,
        typer.Option(
            min=0, metavar="DAYS", help="Forget those that began more days ago.", show_default=False
        ),
    ] = None,
    only_kept: Annotated[
        bool,
        typer.Option("--only-kept", help="Only sound and picture that were kept; what was read stays."),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    log: LogOption = None,
) -> None:
    """Delete logged conversations for good.

    Example: attune forget 3 4, or attune forget --older-than 90
    """
    from ui.commands.log import forget_sessions

    forget_sessions(
        log, session or [], everything=all, confirmed=yes, older_than_days=older_than, only_kept=only_kept
    )


def passphrase(
    remove: Annotated[bool, typer.Option("--remove", help="Keep the log without one from now on.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask whether to go on.")] = False,
    log: LogOption = None,
) -> None:
    """Keep the log encrypted under a passphrase, or change it; who loses it has lost the log.

    Example: attune passphrase, or attune passphrase --remove
    """
    from ui.commands.unlock import change_passphrase

    change_passphrase(log, remove=remove, confirmed=yes)
