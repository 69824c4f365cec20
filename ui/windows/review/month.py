"""The conversations of a month on a page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PyQt6.QtWidgets import QWidget

from fusion.log.records import SessionRecord
from fusion.log.timeline import Timeline
from ui.widgets.appearance import Appearance
from ui.widgets.choice import Choice, unseen_name
from ui.windows.background import Background, Job
from ui.windows.review.pages import PageDialog
from ui.wording.dates import month_words
from ui.wording.failures import failure_in_words
from ui.wording.looks import Looks
from ui.wording.session_story import tell
from ui.wording.sessions_by_day import day_of
from ui.wording.summary_page import SessionSum, month_page, session_sum
from ui.wording.translation import mark, tr

READING = mark("Reading the month's conversations…")


class MonthDialog(PageDialog):
    """Offers the months in which there were conversations, the newest first; reads one when it is chosen."""

    def __init__(
        self,
        parent: QWidget,
        timeline: Timeline,
        records: Sequence[SessionRecord],
        appearance: Appearance,
        background: Background,
    ) -> None:
        super().__init__(parent, "attune-month", appearance.settings.text_scale)
        self._timeline = timeline
        self._records = records
        self._appearance = appearance
        self._background = background
        self._reading: Job | None = None
        self._months = months_of(records)
        self.month = Choice()
        self.month.addItems([month_words(month) for month in self._months])
        self.month.currentIndexChanged.connect(self._read)
        self.head.addWidget(unseen_name(self.month, tr("Month")))
        self.head.addWidget(self.month)
        self.finished.connect(self._stop)
        if self._months:
            self._read()

    def _read(self) -> None:
        self._stop()
        month, looks = self._months[self.month.currentIndex()], self._appearance.looks
        records = [r for r in self._records if first_of(r) == month]
        timeline = self._timeline
        self.show_page("", None)  # else the last month's would stand, and be saved, under this one's name
        self.say(tr(READING))
        self._reading = self._background.run(
            "reading a month",
            lambda: sums_of(timeline, records, looks),
            lambda sums: self._show(month, sums),
            lambda error: self.say(failure_in_words(error)),
        )

    def _show(self, month: date, sums: Sequence[SessionSum]) -> None:
        self.say("")
        self.show_page(month_page(month, sums, self._appearance.looks), None, f"attune-{month:%Y-%m}")

    def _stop(self) -> None:
        if self._reading is not None:
            self._reading.cancel()


def first_of(record: SessionRecord) -> date:
    """The first day of the month in which it began."""
    return day_of(record).replace(day=1)


def months_of(records: Sequence[SessionRecord]) -> list[date]:
    """The first days of the months with conversations, the newest first."""
    return sorted({first_of(r) for r in records}, reverse=True)


def sums_of(timeline: Timeline, records: Sequence[SessionRecord], looks: Looks) -> list[SessionSum]:
    """The sums of conversations, in order of time; one after the other, so that only one is in memory."""
    ordered = sorted(records, key=lambda r: r.started_at)
    return [session_sum(tell(timeline, record, looks), looks) for record in ordered]
