"""``attune sessions``, ``export`` and ``forget``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fusion.errors import UserError, reason_of
from ui.commands.options import ExportFormat, LogOption, TierOption
from ui.commands.places import file_to_write

if TYPE_CHECKING:
    from fusion.log.kept import KeptFile
    from fusion.log.timeline import Timeline

_NOBODY_ASKED = "Nothing was deleted, since nobody could be asked here; add --yes to delete without asking."

WITH_LABELS = ("elan", "textgrid")
"""Formats that have a tier for labels of the user's."""


def sessions(
    log: LogOption = None,
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """List the logged conversations."""
    import json as jsons
    from dataclasses import asdict

    from fusion.log.kept import kept_files
    from fusion.log.timeline import default_path
    from fusion.whom import Whom

    timeline, records = _open_existing(log), []
    if timeline:
        with timeline:
            records = timeline.sessions()
    kept = {r.id: kept_files(log or default_path(), r.id) for r in records}
    if json:
        rows = [
            {
                **asdict(r),
                "kept": [str(file.path) for file in kept[r.id]],
                "started_at": r.started_at.isoformat(),
                "ended_at": r.ended_at.isoformat() if r.ended_at else None,
            }
            for r in records
        ]
        typer.echo(jsons.dumps(rows, indent=1))
        return
    if not records:
        typer.echo("No conversation has been logged yet.")
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table("no.", "began", "length", "mode", "from", "title", "remark")
    for r in records:
        minutes, seconds = divmod(round(r.duration_s), 60)
        state = "cut off" if r.cut_off else "going on" if r.running else ""
        whom = "of yourself" if r.whom is Whom.MYSELF else ""
        remark = ", ".join(filter(None, (state, whom, _kept_words(kept[r.id]))))
        began = r.started_at.astimezone().strftime("%Y-%m-%d %H:%M")
        row = (str(r.id), began, f"{minutes}:{seconds:02d}", r.mode.value, r.source, r.title, remark)
        table.add_row(*map(Text, row))  # a title is no markup
    Console().print(table)


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
    from dataclasses import replace

    from fusion.exports.formats import format_of, write
    from fusion.exports.talk import talk_of
    from fusion.labels.reading import read_stretches
    from fusion.log.errors import TimelineError
    from ui import __version__

    wanted = format.value if format else format_of(out)
    if labels is not None and wanted not in WITH_LABELS:
        others = " or ".join(WITH_LABELS)
        raise UserError(f"--labels have no place in {wanted}; leave them out, or choose --format {others}.")
    if tier is not None and labels is None:
        raise UserError("--tier is one of the tiers of --labels; name their file too.")
    own = read_stretches(labels, tier) if labels is not None else ()
    timeline = _open_existing(log)
    if timeline is None:
        raise TimelineError("No conversation has been logged yet, so there is nothing to export.")
    with timeline:
        talk = replace(talk_of(timeline, session, {"exported_by_attune": __version__}), labels=own)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        written = write(talk, out, wanted)
    except OSError as error:
        reason = reason_of(error)
        raise UserError(f"“{out}” cannot be written ({reason}); name another file after --out.") from error
    beside = f" (what its columns mean: {written[1]})" if len(written) > 1 else ""
    typer.echo(f"Session {session} is in {out}{beside}.")


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
    from fusion.log.kept import kept_files

    ways = bool(session) + all + (older_than is not None)
    if ways == 0:
        raise UserError(
            "Say which sessions to forget (“attune sessions” lists them), or --all, or --older-than DAYS."
        )
    if ways > 1:
        raise UserError("Name sessions, or say --all, or --older-than DAYS: one of the three, not several.")
    timeline = _open_existing(log)
    if timeline is None:
        typer.echo("No conversation has been logged yet.")
        return
    with timeline:
        if older_than is not None:
            records = timeline.older_than(older_than)
            none = f"No conversation is older than {older_than:g} days."
        else:
            records = timeline.sessions() if all else [timeline.session(i) for i in session or ()]
            none = "No conversation has been logged yet."
        if only_kept:
            of = {file.session_id for file in kept_files(timeline.path)}
            records = [r for r in records if r.id in of and not (all and r.running)]
            none = "No sound and picture are kept of that."
        if not records:
            typer.echo(none)
            return
        all_of_them = all and not only_kept
        what = "every session" if all_of_them else "session " + ", ".join(str(r.id) for r in records)
        what = f"sound and picture of {what}" if only_kept else what
        if not yes:
            _ask_whether_to_forget(what)
        kept = []
        if only_kept:
            timeline.delete_kept(*(record.id for record in records))
        elif all:
            kept = timeline.delete_all()
        else:
            timeline.delete(*(record.id for record in records))
    if kept:
        what += ", except for what is still going on: session " + ", ".join(str(r.id) for r in kept)
    typer.echo(f"Forgot {what}.")


def _ask_whether_to_forget(what: str) -> None:
    """Leave where the user would rather not. Raises UserError if nobody is there to be asked."""
    try:
        typer.confirm(f"Forget {what} for good?", abort=True)
    except typer.Abort:
        if not sys.stdin.isatty():
            raise UserError(_NOBODY_ASKED) from None
        typer.echo("Nothing was deleted.", err=True)
        raise typer.Exit(1) from None


def _open_existing(path: Path | None) -> Timeline | None:
    """The log, or None where the usual one does not exist yet.

    Raises
    ------
    TimelineError
        If a log that was named does not exist.
    """
    from fusion.log.timeline import Timeline
    from ui.commands.unlock import unlock_in_terminal
    from ui.commands.which_log import log_at

    log = log_at(path)
    unlock_in_terminal(path)
    return Timeline(path) if log.exists() else None


def _kept_words(kept: Sequence[KeptFile]) -> str:
    """How much sound and picture of a conversation is kept, "" for none."""
    from fusion.log.kept import megabytes

    return f"sound and picture kept, {megabytes(kept):.1f} MB" if kept else ""
