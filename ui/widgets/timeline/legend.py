"""Which colour and shape stand for which feeling."""

from __future__ import annotations

from PyQt6.QtWidgets import QHBoxLayout, QWidget

from fusion.emotions import EMOTIONS, Emotion
from ui.widgets.appearance import Appearance
from ui.widgets.flow import Flow
from ui.widgets.parts import label
from ui.widgets.shape_sample import ShapeSample

SHAPE_PX = 18


class Legend(QWidget):
    """The feelings in the user's words; those that share a word once."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._row = Flow(self)
        self._row.setSpacing(14)
        appearance.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        self._row.clear()
        looks = self._appearance.looks.of
        for look in dict.fromkeys(looks[e].shown_as for e in EMOTIONS if not looks[e].hidden):
            self._row.addWidget(self._entry(Emotion(look)))

    def _entry(self, emotion: Emotion) -> QWidget:
        entry = QWidget()
        row = QHBoxLayout(entry)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        sample = ShapeSample(self._appearance, emotion)
        sample.setFixedSize(SHAPE_PX, SHAPE_PX)
        row.addWidget(sample)
        row.addWidget(label(self._appearance.looks.of[emotion].word, "small"))
        return entry
