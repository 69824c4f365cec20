"""How likely each feeling seemed over a conversation, as thin lines."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from fusion.emotions import EMOTIONS, parse_emotion
from fusion.errors import UserError
from fusion.labels.human import Label
from ui.widgets.appearance import Appearance
from ui.widgets.parts import label, set_twin
from ui.widgets.shape_sample import ShapeSample
from ui.widgets.theme import edge_of
from ui.wording.session_story import Story, moment_words

AXIS_PX = 66
"""Width of the axis' words at the ordinary text size, pixels: what stands above is indented as much."""


LEGEND_COLUMNS = 4
LANE = (1.06, 0.1)
"""Where a person's labels lie above the curves, and how high they are."""
TICK_PX = 90
"""Least room for the words of a tick, pixels."""
ROUND_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400)


class TimeAxis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    """Session time as minutes and seconds."""

    def tickSpacing(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, float]]:  # noqa: N802
        """Round times apart: whole seconds, minutes or hours, with room for their words."""
        least_s = (maxVal - minVal) * TICK_PX / max(size, 1.0)
        return [(next((s for s in ROUND_S if s >= least_s), ROUND_S[-1]), 0.0)]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:  # noqa: N802
        return [moment_words(v) if v >= 0 else "" for v in values]


class ReviewPlot(QWidget):
    """One line an emotion; the legend names them by shape and word."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._story: Story | None = None
        self._plot = pg.PlotWidget(axisItems={"bottom": TimeAxis("bottom")})
        self._plot.setMouseEnabled(x=False, y=False)
        self._plot.setMenuEnabled(False)
        self._plot.hideButtons()
        menu = self._plot.getPlotItem().ctrlMenu
        menu.setParent(self, menu.windowFlags())  # pyqtgraph's own would outlive the window
        for part in (self._plot, self._plot.viewport()):
            part.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its words are this widget's own
        self._plot.getAxis("left").setWidth(appearance.scaled(AXIS_PX))
        self._curves = {e: self._plot.plot([], [], connect="finite") for e in EMOTIONS}
        self._labels: tuple[Label, ...] = ()
        self._lane = pg.BarGraphItem(x0=[], x1=[], y0=[], height=[])
        self._plot.addItem(self._lane)
        self._cursor = pg.InfiniteLine(angle=90, movable=False)
        self._cursor.hide()
        self._plot.addItem(self._cursor)
        self._plot.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._plot.setMinimumHeight(appearance.scaled(130))
        self._legend = QGridLayout()
        self._legend.setContentsMargins(appearance.scaled(AXIS_PX), 0, 0, 0)
        self._legend.setHorizontalSpacing(8)
        self._legend.setVerticalSpacing(3)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._plot, 1)
        column.addLayout(self._legend)
        appearance.changed.connect(self._dress)
        self._dress()

    def show_story(self, story: Story | None) -> None:
        """Draw a session, or nothing."""
        self._story = story
        looks = self._appearance.looks
        for emotion, curve in self._curves.items():
            shown = story is not None and len(story.times) > 0 and not looks.of[emotion].hidden
            if shown and story is not None:
                curve.setData(story.times, story.probabilities[:, emotion.position])
            else:
                curve.setData([], [])
        if story is not None:
            self._plot.setXRange(0, story.end_s, padding=0)
        told = " ".join([self._in_words(story), *self._labels_in_words()])
        set_twin(self, "How likely each feeling seemed", told)

    def show_labels(self, labels: Sequence[Label]) -> None:
        """Draw what a person says of it as one lane above the curves (session seconds), or nothing."""
        self._labels = tuple(labels)
        self._dress()

    def show_cursor(self, t: float | None) -> None:
        """Point at one moment (s), or at none."""
        self._cursor.setVisible(t is not None)
        if t is not None:
            self._cursor.setValue(t)

    def _in_words(self, story: Story | None) -> str:
        if story is None or not np.isfinite(story.probabilities).any():
            return "Nothing to show."
        means = np.nanmean(story.probabilities, axis=0)
        order = sorted(EMOTIONS, key=lambda e: -means[e.position])
        words = [self._appearance.looks.of[e].word for e in order[:3]]
        return f"Over the whole conversation most likely: {', then '.join(words)}."

    def _labels_in_words(self) -> list[str]:
        said = [f"{moment_words(s.t_start)} to {moment_words(s.t_end)} {s.text}" for s in self._labels]
        return [f"A person says: {'; '.join(said)}."] if said else []

    def _draw_lane(self) -> None:
        palette, looks = self._appearance.palette, self._appearance.looks.of

        def brush(text: str) -> pg.QtGui.QBrush:
            try:
                return pg.mkBrush(looks[parse_emotion(text)].colour)
            except UserError:
                return pg.mkBrush(palette.muted)

        self._lane.setOpts(
            x0=[label.t_start for label in self._labels],
            x1=[label.t_end for label in self._labels],
            y0=[LANE[0]] * len(self._labels),
            height=[LANE[1]] * len(self._labels),
            brushes=[brush(label.text) for label in self._labels],
            pen=pg.mkPen(palette.card),
        )
        ticks = [(0, "unlikely"), (0.5, "even"), (1, "likely")]
        if self._labels:
            ticks.append((LANE[0] + LANE[1] / 2, "a person"))
        self._plot.getAxis("left").setTicks([ticks])
        self._plot.setYRange(0, LANE[0] + LANE[1] if self._labels else 1, padding=0.07)

    def _dress(self) -> None:
        palette, looks = self._appearance.palette, self._appearance.looks.of
        self._draw_lane()
        self._plot.setBackground(palette.card)
        for side in ("left", "bottom"):
            axis = self._plot.getAxis(side)
            axis.setPen(pg.mkPen(palette.border))
            axis.setTextPen(pg.mkPen(palette.muted))
        for emotion, curve in self._curves.items():
            # One pixel and no antialiasing: wider lines take fifteen times as long to draw.
            curve.setPen(pg.mkPen(edge_of(looks[emotion].colour, palette.card, 2.2), width=1))
        self._cursor.setPen(pg.mkPen(palette.text, width=1))
        while (item := self._legend.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        for k, emotion in enumerate(e for e in EMOTIONS if not looks[e].hidden):
            sample = ShapeSample(self._appearance, emotion)
            sample.setFixedSize(20, 20)
            row, place = divmod(k, LEGEND_COLUMNS)
            self._legend.addWidget(sample, row, 2 * place)
            self._legend.addWidget(label(looks[emotion].word, "small"), row, 2 * place + 1)
            self._legend.setColumnStretch(2 * place + 1, 1)
        self.show_story(self._story)
