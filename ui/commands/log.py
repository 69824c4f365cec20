"""``attune sessions``, ``export`` and ``forget``."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

import typer

from fusion.errors import UserError
from fusion.exports.formats import format_of, write
from fusion.exports.talk import talk_of
from fusion.labels.reading import read_stretches
from fusion.log.errors import TimelineError
from fusion.log.kept import KeptFile, kept_files, megabytes
from fusion.log.records import SessionRecord
from fusion.log.timeline import Timeline, default_path
from fusion.whom import Whom
from ui import __version__
from ui.commands.unlock import unlock_in_terminal
from ui.commands.which_log import log_at

_NOBODY_ASKED = "Nothing was deleted, since nobody could be asked here; add --yes to delete without asking."

WITH_LABELS = ("elan", "textgrid")
"""Formats that have a tier for labels of the user's."""


def _open_existing(path: Path | None) -> Timeline | None:
    """The log, or None where the usual one does not exist yet.

    Raises
    ------
    TimelineError
        If a log that was named does not exist.
    """
    log = log_at(path)
    unlock_in_terminal(path)
    return Timeline(path) if log.exists() else None


def list_sessions(path: Path | None, as_json: bool) -> None:
    """Print the logged conversations, newest first."""
    timeline = _open_existing(path)
    records: list[SessionRecord] = []
    if timeline:
        with timeline:
            records = timeline.sessions()
    if as_json:
        rows = [
            {
                **asdict(r),
                "kept": [str(kept.path) for kept in kept_files(path or default_path(), r.id)],
                "started_at": r.started_at.isoformat(),
                "ended_at": r.ended_at.isoformat() if r.ended_at else None,
            }
            for r in records
        ]
        typer.echo(json.dumps(rows, indent=1))
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
        remark = ", ".join(filter(None, (state, whom, _kept_words(kept_files(path or default_path(), r.id)))))
        began = r.started_at.astimezone().strftime("%Y-%m-%d %H:%M")
        row = (str(r.id), began, f"{minutes}:{seconds:02d}", r.mode.value, r.source, r.title, remark)
        table.add_row(*map(Text, row))  # a title is no markup
    Console().print(table)


def _kept_words(kept: Sequence[KeptFile]) -> str:
    """How much sound and picture of a conversation is kept, "" for none."""
    return f"sound and picture kept, {megabytes(kept):.1f} MB" if kept else ""


def export_session(
    path: Path | None,
    session_id: int,
    out: Path,
    format: str | None,
    labels: Path | None = None,
    tier: str | None = None,
) -> None:
    """Write one conversation in ``format``, or else in the one that the file's ending asks for."""
    wanted = format or format_of(out)
    if labels is not None and wanted not in WITH_LABELS:
        others = " or ".join(WITH_LABELS)
        raise UserError(f"--labels have no place in {wanted}; leave them out, or choose --format {others}.")
    if tier is not None and labels is None:
        raise UserError("--tier is one of the tiers of --labels; name their file too.")
    own = read_stretches(labels, tier) if labels is not None else ()
    timeline = _open_existing(path)
    if timeline is None:
        raise TimelineError("No conversation has been logged yet, so there is nothing to export.")
    with timeline:
        talk = replace(talk_of(timeline, session_id, {"exported_by_attune": __version__}), labels=own)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        written = write(talk, out, wanted)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UserError(f"“{out}” cannot be written ({reason}); name another file after --out.") from error
    beside = f" (what its columns mean: {written[1]})" if len(written) > 1 else ""
    typer.echo(f"Session {session_id} is in {out}{beside}.")


def forget_sessions(
    path: Path | None,
    session_ids: list[int],
    *,
    everything: bool,
    confirmed: bool,
    older_than_days: float | None = None,
    only_kept: bool = False,
) -> None:
    """Delete conversations, or what was kept of their sound and picture, asking first unless ``confirmed``.

    Those numbered, every one, or those that began more than ``older_than_days`` ago.
    """
    ways = bool(session_ids) + everything + (older_than_days is not None)
    if ways == 0:
        raise UserError(
            "Say which sessions to forget (“attune sessions” lists them), or --all, or --older-than DAYS."
        )
    if ways > 1:
        raise UserError("Name sessions, or say --all, or --older-than DAYS: one of the three, not several.")
    timeline = _open_existing(path)
    if timeline is None:
        typer.echo("No conversation has been logged yet.")
        return
    with timeline:
        if older_than_days is not None:
            records = timeline.older_than(older_than_days)
            none = f"No conversation is older than {older_than_days:g} days."
        else:
            records = timeline.sessions() if everything else [timeline.session(i) for i in session_ids]
            none = "No conversation has been logged yet."
        if only_kept:
            of = {file.session_id for file in kept_files(timeline.path)}
            records = [r for r in records if r.id in of and not (everything and r.running)]
            none = "No sound and picture are kept of that."
        if not records:
            typer.echo(none)
            return
        all_of_them = everything and not only_kept
        what = "every session" if all_of_them else "session " + ", ".join(str(r.id) for r in records)
        what = f"sound and picture of {what}" if only_kept else what
        if not confirmed:
            try:
                typer.confirm(f"Forget {what} for good?", abort=True)
            except typer.Abort:
                if not sys.stdin.isatty():
                    raise UserError(_NOBODY_ASKED) from None
                typer.echo("Nothing was deleted.", err=True)
                raise typer.Exit(1) from None
        kept = []
        if only_kept:
            timeline.delete_kept(*(record.id for record in records))
        elif everything:
            kept = timeline.delete_all()
        else:
            timeline.delete(*(record.id for record in records))
    if kept:
        what += ", except for what is still going on: session " + ", ".join(str(r.id) for r in kept)
    typer.echo(f"Forgot {what}.")
