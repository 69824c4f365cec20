"""The page of the settings on words and colours of the feelings, and on which are hidden."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PyQt6.QtCore import QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PyQt6.QtWidgets import QCheckBox, QColorDialog, QGridLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from fusion.emotions import EMOTIONS, Emotion
from ui.settings import MAX_WORD_LENGTH, default_looks, tidy_word
from ui.widgets.appearance import Appearance
from ui.widgets.parts import label
from ui.widgets.retranslate import SAID
from ui.widgets.shape_sample import ShapeSample
from ui.wording.looks import NAMES, own_words
from ui.wording.translation import mark, tr

_PHRASES = {"word": mark("Seems…"), "voice": mark("The voice…"), "face": mark("The face…")}
NARROW_PX = 700
"""A page narrower than this, at the ordinary text size, takes two lines for a feeling: no word is cut."""
_WIDE = ((0, 1, 1), (0, 2, 1), (0, 3, 1), (0, 4, 1), (0, 5, 1))
_NARROW = ((0, 1, 1), (1, 1, 1), (1, 2, 4), (0, 4, 1), (0, 5, 1))
"""Line, column and columns of word, voice, face, colour and the box that hides."""


class ColourButton(QPushButton):
    """Shows a colour and asks for another one."""

    def __init__(self, appearance: Appearance, emotion: Emotion, changed: Callable[[], None]) -> None:
        super().__init__()
        self._look = appearance.settings.look(emotion)
        self._emotion = emotion
        self._changed = changed
        self.setFixedSize(QSize(58, 36))
        self.setAccessibleName(tr("Colour of {emotion}", emotion=tr(NAMES[emotion])))
        self.clicked.connect(self._ask)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._look.colour))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(9, 9, -9, -9), 4, 4)

    def _ask(self) -> None:
        chosen = QColorDialog.getColor(
            QColor(self._look.colour), self, tr("Colour of {emotion}", emotion=tr(NAMES[self._emotion]))
        )
        if chosen.isValid():
            self._look.colour = chosen.name()
            self._changed()


class FeelingsPage(QWidget):
    """Every change holds at once; ``changed`` tells of it."""

    changed = pyqtSignal()

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._narrow: bool | None = None
        self._lines: dict[tuple[Emotion, str], QLineEdit] = {}
        self._hidden: dict[Emotion, QCheckBox] = {}
        intro = tr(
            "Say it in your own words. Give two feelings the same word to merge them; a hidden one is shown "
            "as hard to tell."
        )
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(6)
        heads = (*map(tr, _PHRASES.values()), tr("Colour"), tr("Hide"))
        self._rows: list[Sequence[QWidget]] = [[label(words, "small") for words in heads]]
        for row, emotion in enumerate(EMOTIONS, start=1):
            self._grid.addWidget(ShapeSample(appearance, emotion), 2 * row, 0)
            self._rows.append(self._row(emotion))
        usual = QPushButton(tr("Back to the usual words and colours"))
        usual.clicked.connect(self._reset)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 16, 4, 4)
        column.setSpacing(10)
        column.addWidget(label(intro, "muted", wrap=True))
        column.addLayout(self._grid)
        self._fill()
        self._arrange()  # what is on the page first is reached first
        column.addWidget(usual, alignment=Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        appearance.changed.connect(self._arrange)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _row(self, emotion: Emotion) -> Sequence[QWidget]:
        """What is asked of one feeling."""
        for name, words in _PHRASES.items():
            line = self._lines[emotion, name] = QLineEdit()
            line.setMaxLength(MAX_WORD_LENGTH)
            line.setAccessibleName(tr("{name}: {choice}", name=tr(NAMES[emotion]), choice=tr(words)))
            line.editingFinished.connect(lambda e=emotion, n=name: self._say(e, n))
        hide = self._hidden[emotion] = QCheckBox("")
        hide.setAccessibleName(tr("Hide {emotion}", emotion=tr(NAMES[emotion])))
        hide.clicked.connect(lambda on, e=emotion: self._hide(e, on))
        colour = ColourButton(self._appearance, emotion, self.changed.emit)
        return *(self._lines[emotion, name] for name in _PHRASES), colour, hide

    def _arrange(self) -> None:
        """One line for each feeling, or two where there is no room for its words in one."""
        narrow = self.width() < self._appearance.scaled(NARROW_PX)
        if narrow is self._narrow:
            return
        self._narrow = narrow
        for row, parts in enumerate(self._rows):
            for part, (line, column, columns) in zip(parts, _NARROW if narrow else _WIDE, strict=True):
                self._grid.removeWidget(part)
                self._grid.addWidget(part, 2 * row + line, column, 1, columns)
        for column, share in enumerate((5, 3, 0) if narrow else (1, 1, 1), start=1):
            self._grid.setColumnStretch(column, share)

    def _fill(self) -> None:
        """Show what the settings hold."""
        usual_looks = default_looks()
        for (emotion, name), line in self._lines.items():
            text = getattr(self._appearance.settings.look(emotion), name)
            usual = getattr(usual_looks[emotion], name)
            line.setText(own_words(text, usual))
            line.setProperty(SAID, text == usual)
            line.setCursorPosition(0)  # a long phrase shows its beginning
        for emotion, hide in self._hidden.items():
            hide.setChecked(self._appearance.settings.look(emotion).hidden)

    def _say(self, emotion: Emotion, name: str) -> None:
        look, usual = self._appearance.settings.look(emotion), getattr(default_looks()[emotion], name)
        text = tidy_word(self._lines[emotion, name].text()) or usual
        text = usual if text == tr(usual) else text
        changed = getattr(look, name) != text
        setattr(look, name, text)
        self._fill()
        if changed:
            self.changed.emit()

    def _hide(self, emotion: Emotion, hidden: bool) -> None:
        self._appearance.settings.look(emotion).hidden = hidden
        self.changed.emit()

    def _reset(self) -> None:
        for emotion, usual in default_looks().items():
            look = self._appearance.settings.look(emotion)
            look.word, look.voice, look.face = usual.word, usual.voice, usual.face
            look.colour, look.hidden = usual.colour, usual.hidden
        self._fill()
        self.changed.emit()
