"""A conversation, or a month of them, on a page: what is not known stands beside the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

import numpy as np

from fusion.events import TICK_S, EventKind
from fusion.log.records import SessionRecord
from fusion.pauses import paused_s
from fusion.whom import Whom
from ui.wording.agreement import Agreement, added, agreement_of, agreement_words
from ui.wording.dates import date_words, month_words
from ui.wording.durations import clock_words
from ui.wording.lane_words import percent_words, with_share
from ui.wording.looks import Looks
from ui.wording.passage import passage_words
from ui.wording.readings import CONFLICTING, NO_SIGNAL, PAUSED, UNCLEAR
from ui.wording.session_story import (
    NOT_FACTS,
    Story,
    details_of,
    event_words,
    moment_of_day,
    summary_words,
    title_of,
    told_events,
)
from ui.wording.translation import mark, tr, tr_count
from ui.wording.turning_points import disagreements

STRIP = "strip"
"""The name of the picture in a session's page: what was shown over time."""
STRIP_PX = 624
"""How wide it is, pixels of 1/96 inch: as the words on a sheet of A4."""
NOT_LOGGED = mark("nothing was logged")
MOST_DISAGREEMENTS = 12
WORTH_A_ROW_S = 1.0
ENOUGH_TO_RANGE = 3
"""From so many conversations on it is told how much they differ."""
HOW_TO_READ = mark(
    "Attune listens to how a voice sounds and looks at a face; it does not know what anybody feels. It is "
    "wrong at times, more often with people whom it does not know, in noise and in poor light. Where it says "
    "that something was hard to tell, it did not know."
)
_UNKNOWN = (CONFLICTING, UNCLEAR, NO_SIGNAL, PAUSED)
"""Looks that name no feeling, in the order of the page."""
ROWS_AT_ONCE = 100
"""Qt lays a table out whole before it shows any of it; of several in a row it shows the first at once."""
_WRITTEN = (EventKind.NOTE, EventKind.BOOKMARK, EventKind.OWN_LABEL)


@dataclass(frozen=True)
class SessionSum:
    """What a month's page needs of a conversation: seconds by look, and how own labels agreed."""

    record: SessionRecord
    held: Mapping[str, float]
    agreement: Agreement

    @property
    def shown_s(self) -> float:
        """For how long anything was shown, nobody to read included, seconds."""
        return sum(self.held.values())

    @property
    def length_s(self) -> float:
        """How long it was, seconds; one that goes on is longer by now than when it was listed."""
        return max(self.record.duration_s, self.shown_s)


def session_sum(story: Story, looks: Looks) -> SessionSum:
    """The sums of one conversation, its pauses among them."""
    seconds = story.looks.seconds(np.array([0.0, story.end_s + TICK_S]))[0]  # the last moment's among them
    held = {look: float(s) for look, s in zip(story.looks.looks, seconds, strict=True)}
    if (paused := paused_s(0.0, _length_s(story), story.events)) > 0:
        held[PAUSED] = paused
    return SessionSum(story.record, held, agreement_of(story, looks))


def _length_s(story: Story) -> float:
    """How long it took, paused at its end or not."""
    return max(story.end_s, story.record.duration_s)


def session_page(story: Story, looks: Looks, selected: tuple[float, float] | None = None) -> str:
    """One conversation, with what is ``selected`` of it (s), as HTML; its picture is called ``STRIP``."""
    looks = story.worded(looks)
    total = session_sum(story, looks)
    parts = [
        _heading(title_of(story.record)),
        _paragraph(details_of(story.record)),
        _paragraph(summary_words(story.spans, looks)),
        f'<p><img src="{STRIP}" width="{STRIP_PX}"></p>',
    ]
    if selected is not None:
        parts += [_part(tr("What you selected")), _paragraph(passage_words(story, *selected, looks))]
    parts += [
        _part(tr("How long each was shown")),
        _table(("", tr("time"), tr("share")), _rows(total.held, _length_s(story), looks)),
    ]
    apart = sorted(disagreements(story.spans), key=lambda s: s.t_start - s.t_end)[:MOST_DISAGREEMENTS]
    if apart:
        parts.append(_part(tr("Where voice and face differed the longest")))
        rows = [
            (
                moment_of_day(story.record, s.t_start),
                clock_words(s.t_end - s.t_start),
            )
            for s in sorted(apart, key=lambda s: s.t_start)
        ]
        parts.append(_table((tr("at"), tr("for")), rows))
    written = [e for e in told_events(story.events) if e.kind in _WRITTEN]
    if written:
        parts.append(_part(tr("Notes, bookmarks and what you say it was")))
        rows = [(moment_of_day(story.record, e.t), event_words(e, looks)) for e in written]
        parts.append(_table((tr("at"), ""), rows))
    parts.append(_paragraph(agreement_words(total.agreement)))
    return _page(parts)


def month_page(month: date, sums: Sequence[SessionSum], looks: Looks) -> str:
    """The conversations of a month, as HTML; those about the user stand apart.

    Parameters
    ----------
    month
        Any day in it.
    sums
        Its conversations, in order of time.
    """
    name = month_words(month)
    if not sums:
        return _page([_heading(name), _paragraph(tr("No conversation was logged in this month."))])
    parts = [_heading(name)]
    for whom in Whom:
        about = [part for part in sums if part.record.whom is whom]
        if about and whom is Whom.MYSELF:
            parts.append(f"<h2>{escape(tr('Of yourself'))}</h2>")
        parts += _month_parts(about, looks.about(whom)) if about else []
    return _page(parts)


def _month_parts(sums: Sequence[SessionSum], looks: Looks) -> list[str]:
    """How the time of these conversations was spread, together and one by one."""
    length = sum(s.length_s for s in sums)
    together: dict[str, float] = {}
    for part in sums:
        for look, seconds in part.held.items():
            together[look] = together.get(look, 0.0) + seconds
    count = tr_count("{n} conversation", "{n} conversations", len(sums))
    return [
        _paragraph(tr("{count}, {time} together.", count=count, time=clock_words(length))),
        _part(tr("How long each was shown")),
        _table(
            ("", tr("time"), tr("share"), tr("from one to the next")), _rows(together, length, looks, sums)
        ),
        _paragraph(_range_words(sum(s.shown_s > 0 for s in sums))),
        _part(tr("One by one")),
        _table(
            ("", tr("length"), tr("named the longest"), tr("not known")),
            [_row(part, looks) for part in sums],
            (44, 20, 21, 15),
        ),
        _paragraph(agreement_words(added([part.agreement for part in sums]))),
    ]


def _range_words(count: int) -> str:
    if count < ENOUGH_TO_RANGE:
        return tr("So few conversations do not say what is usual.")
    return tr(
        "“From one to the next” is the smallest and the largest share in a conversation: the wider it is, "
        "the less the month's share says of any one of them."
    )


def _rows(
    held: Mapping[str, float], length: float, looks: Looks, sums: Sequence[SessionSum] = ()
) -> list[tuple[str, ...]]:
    """Each look with its time and share: the named ones first, then what was not known."""
    named = sorted((look for look in held if look not in _UNKNOWN), key=lambda look: -held[look])
    rows: list[tuple[str, ...]]
    rows = [
        (
            tr("voice and face differed") if look == CONFLICTING else looks.words[look],
            *_time(held[look], length),
            *_range(look, sums),
        )
        for look in (*named, *_UNKNOWN)
        if held.get(look, 0.0) >= WORTH_A_ROW_S
    ]
    missing = length - sum(held.values())
    if missing >= WORTH_A_ROW_S:
        rows.append((tr(NOT_LOGGED), *_time(missing, length), *(("",) if sums else ())))
    return rows


def _time(seconds: float, length: float) -> tuple[str, str]:
    return clock_words(seconds), percent_words(seconds / length)


def _range(look: str, sums: Sequence[SessionSum]) -> tuple[str, ...]:
    if not sums:
        return ()
    told = [part for part in sums if part.shown_s > 0]
    if len(told) < ENOUGH_TO_RANGE:
        return (tr("too few to say"),)
    shares = [part.held.get(look, 0.0) / part.length_s for part in told]
    return (
        tr(
            "{least} to {most}",
            least=percent_words(min(shares)),
            most=percent_words(max(shares)),
        ),
    )


def _row(part: SessionSum, looks: Looks) -> tuple[str, ...]:
    length = part.length_s or 1.0
    named = {look: s for look, s in part.held.items() if look not in _UNKNOWN}
    mostly = max(named, key=lambda look: named[look]) if named else ""
    word = with_share(looks.words[mostly], named[mostly] / length) if mostly else "–"
    unknown = 1 - sum(named.values()) / length
    began = part.record.started_at.astimezone()
    when = tr("{date}, {time}", date=date_words(began), time=f"{began:%H:%M}")
    title = " · ".join(filter(None, (when, part.record.title)))
    return title, clock_words(part.length_s), word, percent_words(max(unknown, 0.0))


def _page(parts: Sequence[str]) -> str:
    closing = [_paragraph(tr(NOT_FACTS)), f"<p><small>{escape(tr(HOW_TO_READ))}</small></p>"]
    return "\n".join(part for part in [*parts, *closing] if part)


def _part(text: str) -> str:
    return f"<h3>{escape(text)}</h3>"


def _heading(text: str) -> str:
    return f"<h1>{escape(text)}</h1>"


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>" if text else ""


def _table(
    head: Sequence[str], rows: Sequence[Sequence[str]], widths_percent: Sequence[int] | None = None
) -> str:
    """A table; a long one with ``widths_percent`` of its columns in several, one beneath the other."""
    many = widths_percent is not None and len(rows) > ROWS_AT_ONCE
    widths = [f' width="{percent}%"' for percent in widths_percent or ()] if many else [""] * len(head)

    def line(tag: str, row: Sequence[str]) -> str:
        cells = zip(row, widths, strict=True)
        told = (f'<{tag} align="left"{width}>{escape(cell)}</{tag}>' for cell, width in cells)
        return f"<tr>{''.join(told)}</tr>"

    lines = [line("th", head), *(line("td", row) for row in rows)]
    step = ROWS_AT_ONCE if many else len(lines)
    # Qt rounds each column up: a table of all the width is wider than the page, and scrolls sideways.
    return "".join(
        f'<table width="99%" cellspacing="0" cellpadding="5">{"".join(lines[at : at + step])}</table>'
        for at in range(0, len(lines), step)
    )
