"""How long an hour takes to be opened and painted, in processor time of one core."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable

from PyQt6.QtWidgets import QApplication

from fusion.log.timeline import Timeline
from ui.settings import Settings
from ui.widgets.appearance import Appearance
from ui.widgets.timeline.lanes import TimelineLanes
from ui.wording.session_story import tell

SIZE = (1100, 560)
"""Width and height of the lanes, pixels."""
REPEATS = 30


def measure_lanes(timeline: Timeline, session_id: int) -> dict[str, float]:
    """Open and paint one conversation of the log.

    Returns
    -------
    dict
        ``open_s``: reading it and painting it first, seconds; ``zoomed_ms``, ``moved_ms``, ``pointed_ms``:
        median of painting all lanes after a zoom, a move along and a step of the cursor, milliseconds. All of
        them are processor time.
    """
    app = QApplication.instance() or _without_screen()
    appearance = Appearance(Settings(theme="light"))
    appearance.apply()
    lanes = TimelineLanes(appearance)
    lanes.resize(*SIZE)
    lanes.show()
    view = lanes.view

    def median_ms(act: Callable[[int], None]) -> float:
        taken = []
        for i in range(REPEATS):
            began = time.process_time()
            act(i)
            lanes.grab()
            taken.append(time.process_time() - began)
        return 1000 * statistics.median(taken)

    began = time.process_time()
    lanes.show_story(tell(timeline, timeline.session(session_id), appearance.looks))
    lanes.grab()
    figures = {"open_s": time.process_time() - began}
    figures["zoomed_ms"] = median_ms(lambda i: view.show(0.0, view.end_s * (1 - i / (2 * REPEATS))))
    view.show(0.0, view.end_s / 3)
    figures["moved_ms"] = median_ms(lambda i: view.pan(view.end_s / 60))
    figures["pointed_ms"] = median_ms(lambda i: view.point(view.t_from + i))
    lanes.close()
    lanes.deleteLater()
    app.processEvents()
    return figures


def _without_screen() -> QApplication:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return QApplication([])
