"""Days and months as people write them."""

from __future__ import annotations

from datetime import date

from ui.wording.translation import mark, tr

MONTHS = (
    *(mark("January"), mark("February"), mark("March"), mark("April"), mark("May"), mark("June")),
    *(mark("July"), mark("August"), mark("September"), mark("October"), mark("November"), mark("December")),
)
WEEKDAYS = (
    *(mark("Monday"), mark("Tuesday"), mark("Wednesday"), mark("Thursday"), mark("Friday")),
    *(mark("Saturday"), mark("Sunday")),
)


def date_words(day: date, *, weekday: bool = False, year: bool = False) -> str:
    """A day: "23 November", "Monday 23 November", "23 November 2025"."""
    named = {"day": day.day, "month": tr(MONTHS[day.month - 1])}
    if weekday:
        return tr("{weekday} {day} {month}", weekday=tr(WEEKDAYS[day.weekday()]), **named)
    return tr("{day} {month} {year}", year=day.year, **named) if year else tr("{day} {month}", **named)


def month_words(month: date) -> str:
    """A month: "November 2025"."""
    return tr("{month} {year}", month=tr(MONTHS[month.month - 1]), year=month.year)
