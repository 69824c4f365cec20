"""Buttons that go from one change, bookmark or disagreement to the next, and that zoom."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PyQt6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from ui.widgets.flow import GAP_PX, Flow
from ui.widgets.timeline.lanes import TimelineLanes
from ui.widgets.timeline.steering import ZOOM
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
    """Each button tells its key in its tooltip; the keys work in the lanes.

    Parameters
    ----------
    lanes
        Where they go.
    more
        What else stands in the row.
    """

    def __init__(self, lanes: TimelineLanes, more: Sequence[QWidget] = ()) -> None:
        super().__init__()
        row, view = Flow(self), lanes.view
        for kind, word, before, after, key in KINDS:
            ways = []
            for later in (False, True):
                text = tr("{word} ▶", word=tr(word)) if later else "◀"  # both in front of and behind one word
                shortcut = key if later else f"Shift+{key}"
                go = lambda k=kind, forward=later: lanes.jump(k, forward)  # noqa: E731
                ways.append(_button(text, tr(after if later else before), shortcut, go))
            row.addWidget(_side_by_side(ways))
        zooms = []
        for text, name, key, act in (
            ("−", tr("Show more time"), "-", lambda: view.zoom(ZOOM)),
            ("+", tr("Show less time, larger"), "+", lambda: view.zoom(1 / ZOOM)),
            (tr("All"), tr("Show the whole conversation"), "0", lambda: view.show(0.0, view.end_s)),
        ):
            zooms.append(_button(text, name, key, act))
        row.addWidget(_side_by_side(zooms))
        for widget in more:
            row.addWidget(widget)


def _side_by_side(buttons: Sequence[QPushButton]) -> QWidget:
    """Buttons that stay in one line: an arrow belongs to the word beside it."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(GAP_PX)
    for button in buttons:
        row.addWidget(button)
    return made


def _button(text: str, name: str, key: str, pressed: Callable[[], object]) -> QPushButton:
    made = QPushButton(text)
    made.setProperty("role", "quiet")
    made.setAccessibleName(name)
    made.setToolTip(tr("{name} (in the lanes: {key})", name=name, key=key))
    made.setAccessibleDescription(tr("In the lanes: {key}", key=key))  # its tooltip would say its name again
    made.clicked.connect(lambda: pressed())
    return made
