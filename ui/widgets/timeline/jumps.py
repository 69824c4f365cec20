"""Buttons that go from one change, bookmark or disagreement to the next, and that zoom."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from ui.widgets.flow import Flow
from ui.widgets.timeline.lanes import TimelineLanes
from ui.widgets.timeline.steering import ZOOM
from ui.widgets.timeline.view import TimeView
from ui.wording.translation import mark, tr

KINDS = (
    ("change", mark("change"), mark("Go to the previous change"), mark("Go to the next change"), "C"),
    ("bookmark", mark("bookmark"), mark("Go to the previous bookmark"), mark("Go to the next bookmark"), "B"),
    (
        "disagreement",
        mark("difference"),
        mark("Go to the previous difference"),
        mark("Go to the next difference"),
        "D",
    ),
)


class Jumps(QWidget):
    """Each button tells its key in its tooltip; the keys work in the lanes."""

    def __init__(self, lanes: TimelineLanes) -> None:
        super().__init__()
        row = Flow(self)
        for kind, word, before, after, key in KINDS:
            for later in (False, True):
                text = f"{tr(word)} ▶" if later else f"◀ {tr(word)}"
                shortcut = key if later else f"Shift+{key}"
                go = lambda k=kind, forward=later: lanes.jump(k, forward)  # noqa: E731
                row.addWidget(_button(text, tr(after if later else before), shortcut, go))


class Zoom(QWidget):
    """More time, less time, all of it."""

    def __init__(self, view: TimeView) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(_button("−", tr("Show more time"), "-", lambda: view.zoom(ZOOM)))
        row.addWidget(_button("+", tr("Show less time, larger"), "+", lambda: view.zoom(1 / ZOOM)))
        row.addWidget(
            _button(tr("All"), tr("Show the whole conversation"), "0", lambda: view.show(0.0, view.end_s))
        )


def _button(text: str, name: str, key: str, pressed: Callable[[], object]) -> QPushButton:
    made = QPushButton(text)
    made.setAccessibleName(name)
    made.setToolTip(tr("{name} (in the lanes: {key})", name=name, key=key))
    made.clicked.connect(lambda: pressed())
    return made
