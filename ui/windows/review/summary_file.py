"""``attune summary``: a conversation or a month as PDF, without a window."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # nothing is shown

from PyQt6.QtWidgets import QApplication

from fusion.errors import UserError
from fusion.log.timeline import Timeline
from ui.commands.which_log import log_at
from ui.settings_file import load_settings
from ui.windows.review.month import by_month, sums_of
from ui.windows.review.pages import picture_of, write_pdf
from ui.wording.looks import looks_of
from ui.wording.session_story import tell
from ui.wording.summary_page import month_page, session_page


def write_summary(log: Path | None, session: int | None, month: str, out: Path) -> None:
    """Write one conversation, or those of a month ("2026-11"), on a page.

    Raises
    ------
    UserError
        If neither or both are asked for, there is no such month, or the file is no PDF or cannot be written.
    TimelineError
        If there is no such session, or the log cannot be read.
    """
    if session is not None and month:
        raise UserError("A page is of one session or of a month; leave out one of the two.")
    if session is None and not month:
        raise UserError("Say which session (“attune sessions” lists them), or --month, such as 2026-11.")
    if out.suffix.lower() != ".pdf":
        raise UserError(f"“{out}” does not end in .pdf; a summary is written as PDF.")
    log_at(log)
    app = QApplication.instance() or QApplication([])
    settings, _warning = load_settings()
    looks, picture = looks_of(settings), None
    with Timeline(log) as timeline:
        if session is not None:
            story = tell(timeline, timeline.session(session), looks)
            html, picture = session_page(story, looks), picture_of(story, settings)
        else:
            first = _month_of(month)
            records = by_month(timeline.sessions()).get(first, [])
            html = month_page(first, sums_of(timeline, records, looks), looks)
    out.parent.mkdir(parents=True, exist_ok=True)
    write_pdf(html, picture, out)
    app.processEvents()


def _month_of(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise UserError(f"“{text}” is no month; write it like 2026-11.") from error
