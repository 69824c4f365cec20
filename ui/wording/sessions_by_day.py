"""The list of past conversations: its days, its lines, and what is found in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from fusion.emotions import Emotion
from fusion.evidence import State
from fusion.log.records import SessionRecord
from fusion.log.told import Told
from ui.wording.dates import date_words
from ui.wording.durations import clock_words
from ui.wording.looks import Looks
from ui.wording.readings import CONFLICTING, NO_SIGNAL, UNCLEAR
from ui.wording.session_story import MODES, title_of, whom_words
from ui.wording.translation import tr

_LOOKS = {State.UNCLEAR: UNCLEAR, State.CONFLICTING: CONFLICTING, State.NO_SIGNAL: NO_SIGNAL}


def day_words(day: date, today: date) -> str:
    """A day as a heading: "Today", "Monday 23 November", "23 November 2025"."""
    ago = (today - day).days
    if ago in (0, 1):
        return (tr("Today"), tr("Yesterday"))[ago]
    this_year = day.year == today.year
    return date_words(day, weekday=this_year, year=not this_year)


def day_of(record: SessionRecord) -> date:
    """The local day on which it began."""
    return record.started_at.astimezone().date()


def name_in_day(record: SessionRecord) -> str:
    """The user's title, or the time of day."""
    return record.title or tr("At {time}", time=f"{record.started_at.astimezone():%H:%M}")


def line_in_day(record: SessionRecord) -> str:
    """What stands under the name: "18:05 · 41 minutes · voice and face"."""
    length = tr("still going on") if record.running else clock_words(record.duration_s)
    began = [f"{record.started_at.astimezone():%H:%M}"] if record.title else []
    cut = [tr("cut off")] if record.cut_off else []
    return " · ".join([*began, length, tr(MODES[record.mode]), *whom_words(record), *cut])


def look_in_short(step: tuple[State, Emotion | None] | None, looks: Looks) -> str:
    """The look of a step of a session in short, "" for none."""
    if step is None:
        return ""
    state, emotion = step
    return looks.of[emotion].shown_as if emotion is not None else _LOOKS.get(state, UNCLEAR)


def people_in(told: Mapping[int, Told]) -> list[str]:
    """Everybody who was allowed for in a session, by name."""
    return sorted({name for of in told.values() for name in of.people}, key=str.casefold)


def text_of(record: SessionRecord, told: Told) -> str:
    """Its title, names and notes, in which the search looks."""
    return " ".join([title_of(record), *sorted(told.people), *told.texts]).casefold()
