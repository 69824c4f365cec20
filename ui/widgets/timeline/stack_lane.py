"""How likely each feeling seemed, as layers that fill a lane."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PyQt6.QtCore import QPointF, QRectF, QSize
from PyQt6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPainterPath, QPaintEvent
from PyQt6.QtWidgets import QSizePolicy

from fusion.arrays import FloatArray
from fusion.emotions import EMOTIONS
from fusion.log.means import Means
from ui.widgets.appearance import Appearance
from ui.widgets.chart import Chart
from ui.widgets.parts import set_twin
from ui.widgets.theme import ink_on
from ui.widgets.timeline.overlay import WORD_PX, paint_over
from ui.widgets.timeline.view import TimeView
from ui.wording.lane_words import layers_in_words
from ui.wording.look_times import steps_between
from ui.wording.readings import UNCLEAR
from ui.wording.translation import again

MOST_STEPS, LEAST_STEP_S = 480, 0.5
"""Shorter steps would show the ticks of the estimates, ten a second, in place of what they say."""
WORTH_A_LAYER = 0.1
"""What is less likely is left out: what stays empty is doubt."""


class StackLane(Chart):
    """Layers of probability over the stretch looked at; what is doubtful or was not read stays empty.

    Parameters
    ----------
    appearance
        Colours and words.
    view
        The stretch.
    name
        Accessible name; the description tells the means in words.
    """

    def __init__(self, appearance: Appearance, view: TimeView, name: str) -> None:
        super().__init__()
        self._appearance = appearance
        self._view = view
        self._name = name
        self._means: Means | None = None
        self._image: QImage | None = None
        self._words: list[tuple[float, float, str, float]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(appearance.scaled(44))
        view.moved.connect(self._forget)
        appearance.changed.connect(self._forget)
        set_twin(self, name, layers_in_words({}, 0.0))

    def sizeHint(self) -> QSize:
        return QSize(600, self._appearance.scaled(64))

    def show_means(self, means: Means | None) -> None:
        """Paint another conversation, or nothing."""
        self._means = means
        self._forget()

    def _forget(self) -> None:
        self._image = None
        self._tell()
        self.update()

    def _tell(self) -> None:
        """The text twin of what is looked at."""
        shares: dict[str, float] = {}
        read = 0.0
        if self._means is not None and not self._means.empty:
            p, there = self._means.over(np.array([self._view.t_from, self._view.t_to]))
            read = float(there[0])
            if read > 0:
                looks = self._layers()
                shares = {
                    self._appearance.looks.words[look]: float(p[0, columns].sum())
                    for look, columns in looks.items()
                }
        set_twin(self, again(self._name), layers_in_words(shares, read))

    def _layers(self) -> dict[str, list[int]]:
        """The looks from the bottom up, each with the emotions that it stands for."""
        layers: dict[str, list[int]] = {}
        for emotion in EMOTIONS:
            layers.setdefault(self._appearance.looks.of[emotion].shown_as, []).append(emotion.position)
        if UNCLEAR in layers:
            layers[UNCLEAR] = layers.pop(UNCLEAR)  # at the top
        return layers

    def _paint_image(self, means: Means, size: QSize) -> QImage:
        """The layers in device pixels, those of a step alike; and where words have room."""
        view, width, height = self._view, size.width(), size.height()
        edges = steps_between(view.t_from, view.t_to, MOST_STEPS, LEAST_STEP_S)
        p, there = means.over(edges)
        layers = self._layers()
        shares = np.column_stack([p[:, columns].sum(axis=1) for columns in layers.values()])
        shares = np.where(shares >= WORTH_A_LAYER, shares, 0.0)  # NaN is none of it
        tops = shares.cumsum(axis=1) * there[:, None]
        rows = (height - 0.5 - np.arange(height)) / height
        layer = np.zeros((height, len(edges) - 1), dtype=np.uint8)  # len(layers) where it is empty
        for top in tops.T:
            layer += rows[:, None] > top
        palette = self._appearance.palette
        colours = [QColor(self._appearance.colour_of(look)).rgb() for look in layers]
        table = np.array([*colours, QColor(palette.empty).rgb()], dtype=np.uint32)
        pixels = table[layer]
        between = (layer[1:] != layer[:-1]) & (layer[:-1] < len(layers))
        pixels[1:][between] = QColor(palette.card).rgb()  # a line between two layers
        self._words = self._place_words(list(layers), edges, tops)
        middles = view.t_from + (np.arange(width) + 0.5) / width * view.length_s
        columns = np.clip(np.searchsorted(edges, middles, side="right") - 1, 0, len(edges) - 2)
        drawn = np.ascontiguousarray(pixels[:, columns])
        image = QImage(drawn.tobytes(), width, height, 4 * width, QImage.Format.Format_RGB32)
        return image.copy()  # of its own, not of Python's bytes

    def _place_words(
        self, looks: Sequence[str], edges: FloatArray, tops: FloatArray
    ) -> list[tuple[float, float, str, float]]:
        """The middle of each run of one thickest layer: time (s), height (0..1), look; how long it is (s)."""
        thick = np.diff(tops, axis=1, prepend=0.0)
        lead = np.where(thick.max(axis=1) > 0.3, thick.argmax(axis=1), -1)
        starts = np.flatnonzero(np.concatenate([[True], lead[1:] != lead[:-1]]))
        ends = np.append(starts[1:], len(lead))
        placed = []
        for first, end in zip(starts, ends, strict=True):
            k = lead[first]
            if k >= 0:
                middle = (first + end - 1) // 2
                y = float(tops[middle, k] - thick[middle, k] / 2)
                left, right = max(edges[first], self._view.t_from), min(edges[end], self._view.t_to)
                placed.append(((left + right) / 2, y, looks[k], right - left))
        return placed

    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette, view = self._appearance.palette, self._view
        box = QRectF(self.rect())
        clip = QPainterPath()
        clip.addRoundedRect(box, 8, 8)
        painter.save()
        painter.setClipPath(clip)
        painter.fillRect(box, QColor(palette.empty))
        words: list[QRectF] = []
        if self._means is not None and not self._means.empty:
            ratio = self.devicePixelRatioF()
            size = (self.size().toSizeF() * ratio).toSize()
            if self._image is None or self._image.size() != size:
                self._image = self._paint_image(self._means, size)
                self._image.setDevicePixelRatio(ratio)
            painter.drawImage(QPointF(0.0, 0.0), self._image)
            words = self._write(painter)
        painter.restore()
        paint_over(painter, self, view, palette, self.height(), words)

    def _write(self, painter: QPainter) -> list[QRectF]:
        """Write the words that have room; where they stand."""
        font = QFont(self.font())
        font.setPixelSize(self._appearance.scaled(WORD_PX))
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        written = []
        for t, y, look, seconds in self._words:
            word = self._appearance.looks.words[look]
            width = metrics.horizontalAdvance(word)
            if width + 12 > seconds / self._view.length_s * self.width():
                continue
            x = (t - self._view.t_from) / self._view.length_s * self.width() - width / 2
            base = (1 - y) * self.height() + metrics.ascent() / 2 - 1
            base = min(max(base, metrics.ascent() + 1), self.height() - metrics.descent() - 1)
            painter.setPen(QColor(ink_on(self._appearance.colour_of(look))))
            painter.drawText(QPointF(x, base), word)
            written.append(QRectF(x, base - metrics.ascent(), width, metrics.height()))
        return written
