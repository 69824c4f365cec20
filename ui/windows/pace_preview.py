"""What the last two minutes would have looked like, had they been shown as the settings are now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from PyQt6.QtCore import QTimer
from PyQt6.QtGui import QHideEvent, QShowEvent
from PyQt6.QtWidgets import QVBoxLayout, QWidget

from fusion.display import Display, Steadiness
from fusion.evidence import Estimate
from ui.settings import CLEAR_BY, SLOWNESS, Settings
from ui.widgets.appearance import Appearance
from ui.widgets.parts import label, set_text
from ui.widgets.timeline_strip import TimelineStrip
from ui.wording.estimates import shown_of
from ui.wording.looks import Looks
from ui.wording.strip_spans import LookSpan, Strip, extend, strip_of
from ui.wording.translation import mark, tr, tr_count

LENGTH_S = 120.0
ANEW_MS = 5000
"""While it is looked at it follows the conversation so often."""
STRIP_PX = 84
"""Height at the ordinary text size."""
NOTHING_YET = mark(
    "While Attune listens or looks, this shows what these two choices make of the last two minutes."
)


class PacePreview(QWidget):
    """The last two minutes' estimates as the settings would show them, and how often the card had changed.

    Parameters
    ----------
    appearance
        Settings, words and colours.
    recent
        The newest estimates of the session under way, oldest first; empty without one.
    """

    def __init__(self, appearance: Appearance, recent: Callable[[], Sequence[Estimate]]) -> None:
        super().__init__()
        self._appearance = appearance
        self._recent = recent
        self.words = label("", "small", wrap=True)
        self.strip = TimelineStrip(appearance, tr("The last two minutes, by these choices"), live=True)
        self._fit()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 14)
        column.setSpacing(6)
        column.addWidget(self.words)
        column.addWidget(self.strip)
        self._anew = QTimer(self)
        self._anew.setInterval(ANEW_MS)
        self._anew.timeout.connect(self.refresh)
        appearance.changed.connect(self._fit)  # no lambda: it would outlive the settings
        self.refresh()

    def _fit(self) -> None:
        self.strip.setFixedHeight(self._appearance.scaled(STRIP_PX))

    def refresh(self) -> None:
        """Show the newest estimates as the settings are now."""
        estimates = self._recent()
        spans = as_chosen(estimates, self._appearance.settings, self._appearance.looks)
        self.strip.setVisible(bool(spans))
        if not spans:
            set_text(self.words, tr(NOTHING_YET))
            return
        now = estimates[-1].t
        shown = strip_of(spans, now - LENGTH_S, now, self._appearance.looks, present=False)
        self.strip.show_strip(shown)
        set_text(self.words, changes_words(shown))

    def showEvent(self, event: QShowEvent | None) -> None:
        super().showEvent(event)
        self.refresh()
        self._anew.start()

    def hideEvent(self, event: QHideEvent | None) -> None:
        super().hideEvent(event)
        self._anew.stop()


def as_chosen(estimates: Sequence[Estimate], settings: Settings, looks: Looks) -> list[LookSpan]:
    """What would have been shown of these estimates, the choices being those of the settings all along."""
    steadiness = Steadiness().moved(CLEAR_BY[settings.sensitivity], SLOWNESS[settings.pace])
    display, spans = Display(steadiness), list[LookSpan]()
    extend(spans, ((e.t, shown_of(display.show(e), looks)) for e in estimates))
    return spans


def changes_words(strip: Strip) -> str:
    """How often the card changes in a strip."""
    changes = sum(before.look != after.look for before, after in pairwise(strip.spans))
    return tr_count(
        "The last two minutes as these two choices would have shown them: {n} change.",
        "The last two minutes as these two choices would have shown them: {n} changes.",
        changes,
    )
