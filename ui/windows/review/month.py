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
        self._appearance = appearance
        self._background = background
        self._reading: Job | None = None
        self._months = by_month(records)
        self.month = Choice()
        self.month.offer([(month, month_words(month)) for month in self._months], None)
        self.month.currentIndexChanged.connect(self._read)
        self.head.addWidget(unseen_name(self.month, tr("Month")))
        self.head.addWidget(self.month)
        self.finished.connect(self._stop)
        if self._months:
            self._read()

    def _read(self) -> None:
        self._stop()
        month, looks = self.month.currentData(), self._appearance.looks
        records, timeline = self._months[month], self._timeline
        self.show_page("", None)  # else the last month's would stand, and be saved, under this one's name
        self.say(tr(READING))
        self._reading = self._background.run(
            "reading a month",
            lambda: month_page(month, sums_of(timeline, records, looks), looks),
            lambda html: self._show(month, html),
            lambda error: self.say(failure_in_words(error)),
        )

    def _show(self, month: date, html: str) -> None:
        self.say("")
        self.show_page(html, None, f"attune-{month:%Y-%m}")

    def _stop(self) -> None:
        if self._reading is not None:
            self._reading.cancel()


def by_month(records: Sequence[SessionRecord]) -> dict[date, list[SessionRecord]]:
    """Conversations by the first day of the month in which they began, the newest month first."""
    months: dict[date, list[SessionRecord]] = {}
    for record in records:
        months.setdefault(day_of(record).replace(day=1), []).append(record)
    return dict(sorted(months.items(), reverse=True))


def sums_of(timeline: Timeline, records: Sequence[SessionRecord], looks: Looks) -> list[SessionSum]:
    """The sums of conversations, in order of time; one after the other, so that only one is in memory."""
    ordered = sorted(records, key=lambda r: r.started_at)
    return [session_sum(tell(timeline, record, looks), looks) for record in ordered]
