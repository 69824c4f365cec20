"""A window comes up whole: no part of it is seen on the desktop by itself before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PyQt6.QtCore import QEvent, QObject
from PyQt6.QtWidgets import QApplication, QWidget

from ui.studies.stand_ins import still
from ui.windows import posed
from ui.windows.posed import Look, Made
from ui.wording.translation import speak

MADE = Made(still.StillAssembly, still.moment_at, still.face_view, still.voice_view, still.log_some)
VIEWS: dict[str, Callable[[], QWidget]] = {
    "live": lambda: posed.live(MADE, Look(), "happy"),
    "no device": lambda: posed.waiting(Look(), failing=True),
    "compact": lambda: posed.compact(MADE, Look()),
    "settings": lambda: posed.settings_page(0)(MADE, Look()),
    "first pages": lambda: posed.first(Look(), 0),
    "where": lambda: posed.where(MADE, Look(), "room"),
    "keys": lambda: posed.keys(Look()),
    "keep": lambda: posed.keep(Look()),
    "passphrase": lambda: posed.passphrase(Look()),
    "review": lambda: posed.review(MADE, Look()),
}


class Seen(QObject):
    """What is shown as a window, by class and title."""

    def __init__(self) -> None:
        super().__init__()
        self.windows: list[tuple[str, str]] = []

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:  # noqa: N802
        shown = event is not None and event.type() == QEvent.Type.Show
        if shown and isinstance(watched, QWidget) and watched.isWindow():
            self.windows.append((type(watched).__name__, watched.windowTitle()))
        return False


@pytest.fixture
def seen(qtbot: Any) -> Iterator[Seen]:
    seen = Seen()
    app = QApplication.instance()
    assert app is not None
    app.installEventFilter(seen)
    yield seen
    app.removeEventFilter(seen)
    speak("en")


@pytest.mark.parametrize("view", VIEWS)
def test_one_window_is_seen_and_no_part_of_it_alone(view: str, seen: Seen, qtbot: Any) -> None:
    window = VIEWS[view]()
    qtbot.addWidget(window)
    posed.settled()
    assert len(seen.windows) == 1 and seen.windows[0][1], seen.windows
    window.close()
