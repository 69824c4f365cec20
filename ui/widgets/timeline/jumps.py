"""Buttons that go from one change, bookmark or disagreement to the next, and that zoom."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from ui.widgets.flow import Flow
from ui.widgets.timeline.lanes import TimelineLanes
from ui.widgets.timeline.steering import ZOOM
from ui.widgets.timeline.view import TimeView

KINDS = (("change", "change", "C"), ("bookmark", "bookmark", "B"), ("disagreement", "difference", "D"))


class Jumps(QWidget):
    """Each button tells its key in its tooltip; the keys work in the lanes."""

    def __init__(self, lanes: TimelineLanes) -> None:
        super().__init__()
        row = Flow(self)
        for kind, word, key in KINDS:
            for later in (False, True):
                way, arrow = ("next", "▶") if later else ("previous", "◀")
                text = f"{word} {arrow}" if later else f"{arrow} {word}"
                shortcut = key if later else f"Shift+{key}"
                go = lambda k=kind, forward=later: lanes.jump(k, forward)  # noqa: E731
                row.addWidget(_button(text, f"Go to the {way} {word}", shortcut, go))


class Zoom(QWidget):
    """More time, less time, all of it."""

    def __init__(self, view: TimeView) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(_button("−", "Show more time", "-", lambda: view.zoom(ZOOM)))
        row.addWidget(_button("+", "Show less time, larger", "+", lambda: view.zoom(1 / ZOOM)))
        row.addWidget(_button("All", "Show the whole conversation", "0", lambda: view.show(0.0, view.end_s)))


def _button(text: str, name: str, key: str, pressed: Callable[[], object]) -> QPushButton:
    made = QPushButton(text)
    made.setAccessibleName(name)
    made.setToolTip(f"{name} (in the lanes: {key})")
    made.clicked.connect(lambda: pressed())
    return made
