"""The one large card: how the other person seems, how sure that is, and what it rests on."""

from __future__ import annotations

from PyQt6.QtCore import QElapsedTimer, QRectF, QSize, Qt, QTimer
from PyQt6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent, QShowEvent
from PyQt6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from fusion.emotions import EMOTIONS
from fusion.evidence import Probabilities
from ui.widgets.affect_map import AffectMap
from ui.widgets.appearance import Appearance
from ui.widgets.chart import Chart
from ui.widgets.live_line import LiveLine
from ui.widgets.parts import Card, Headline, label, set_text, set_twin
from ui.widgets.politely import Politely
from ui.widgets.shapes import draw_shape, draw_two, fill
from ui.widgets.weight_sign import WeightSign
from ui.wording.heard_words import NOTE, NOTHING_SAID
from ui.wording.readings import ModalityReading, Reading
from ui.wording.translation import again, together, tr
from ui.wording.whom import say

FADE_MS = 300
LARGEST_HEADLINE_PX = 66
WIDEST_CONTENT_PX = 760
ROWS_APART_PX = 10
LEAST_BAR_PX = 110
"""With less left for a bar, its sign and the gaps, at the ordinary text size, words give way."""


class ShapeView(Chart):
    """The shape of the present look, or of two; one fades gently into the next unless motion is off."""

    def __init__(self, appearance: Appearance, side: int) -> None:
        super().__init__()
        self._appearance = appearance
        self._looks = ("no_signal", "")
        self._old = self._looks
        self._since = QElapsedTimer()
        self._end = QTimer(self)
        self._end.setSingleShot(True)
        self._end.timeout.connect(self.update)
        self.set_side(side)

    def set_side(self, side: int) -> None:
        """Width and height, pixels."""
        if self.width() != side or self.height() != side:
            self.setFixedSize(QSize(side, side))

    def show_look(self, look: str, second: str = "") -> None:
        """Change to another look, or to two that are close; or go on changing.

        It is painted as often as the rest of the window.
        """
        if (look, second) != self._looks:
            self._old, self._looks = self._looks, (look, second)
            self._since.invalidate()
            if self._appearance.motion and self.isVisible():
                self._since.start()
                self._end.start(FADE_MS)  # the last step is taken even if nothing else is shown
            self.update()
        elif self._end.isActive():
            self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        box = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        share = min(self._since.elapsed() / FADE_MS, 1.0) if self._since.isValid() else 1.0
        for looks, opacity in ((self._old, 1 - share), (self._looks, share)):
            if opacity > 0:
                painter.setOpacity(opacity)
                self._draw(painter, box, *looks)

    def _draw(self, painter: QPainter, box: QRectF, look: str, second: str) -> None:
        colour_of, palette = self._appearance.colour_of, self._appearance.palette
        if second:
            draw_two(painter, box, (look, colour_of(look)), (second, colour_of(second)), palette)
        else:
            draw_shape(painter, box, look, colour_of(look), palette)


class StackedBar(Chart):
    """One modality's probabilities as lengths side by side, the largest first."""

    def __init__(self, appearance: Appearance, name: str) -> None:
        super().__init__()
        self._appearance = appearance
        self._name = name
        self._probabilities: Probabilities | None = None
        self.setFixedHeight(12)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_probabilities(self, probabilities: Probabilities | None, words: str) -> None:
        """Show float (7,) summing to 1 with their text twin, or an empty bar and why."""
        self._probabilities = probabilities
        if self.toolTip() != words:
            self.setToolTip(words)
            set_twin(self, tr("{name} alone", name=again(self._name)), words)
        self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self._appearance.palette
        box = QRectF(self.rect()).adjusted(0.5, 1.5, -0.5, -1.5)
        clip = QPainterPath()
        clip.addRoundedRect(box, box.height() / 2, box.height() / 2)
        painter.fillPath(clip, QColor(palette.track))
        painter.setClipPath(clip)
        x = box.left()
        for name, share in self._parts():
            width = share * box.width()
            colour = self._appearance.colour_of(name) if name else palette.hint
            fill(painter, QRectF(x, box.top(), width, box.height()), name, colour)
            x += width
            painter.fillRect(QRectF(x - 1, box.top(), 1, box.height()), QColor(palette.card))
        painter.setClipping(False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(palette.edge), 1))
        painter.drawPath(clip)

    def _parts(self) -> list[tuple[str, float]]:
        """(emotion or "" when hidden, share), largest first; the slivers are one part at the end, so that the
        bar is always full: its length says nothing, how much it counts is said beside it.
        """
        if self._probabilities is None:
            return []
        looks = self._appearance.looks.of
        named = [
            ("" if looks[e].hidden else e.value, float(p))
            for e, p in zip(EMOTIONS, self._probabilities, strict=True)
            if p >= 0.07
        ]
        slivers = 1.0 - sum(share for _, share in named)
        return sorted(named, key=lambda part: -part[1]) + ([("", slivers)] if slivers > 0.005 else [])


class ModalityRow:
    """Name, bar and note of one modality, as one row of a grid."""

    def __init__(self, appearance: Appearance, grid: QGridLayout, row: int, title: str) -> None:
        self._title = label(title, "muted")
        self.bar = StackedBar(appearance, title)
        self.weight = WeightSign(appearance)
        self._share: float | None = None
        self._note = label("", "muted")
        self._tight = False
        grid.addWidget(self._title, row, 0)
        grid.addWidget(self.bar, row, 1, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(self.weight, row, 2, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(self._note, row, 3)

    def show_reading(self, reading: ModalityReading) -> None:
        """Show what the modality alone says."""
        self.bar.show_probabilities(
            reading.probabilities, reading.note if reading.probabilities is None else reading.parts
        )
        share = None if reading.weight is None else round(20 * reading.weight) / 20
        if share != self._share:
            self._share = share
            self.weight.show_weight(share)
        if reading.note != self.note:
            self._note.setText(reading.note)
            self._note.setVisible(not self._tight or share is None)
            set_twin(self.weight, tr("How much it counts"), reading.note)

    def fit(self, tight: bool) -> None:
        """Where it is ``tight`` the sign alone says how much it counts, and leaves the bar its room."""
        if tight is not self._tight:
            self._tight = tight
            self._note.setVisible(not tight or self._share is None)

    @property
    def note(self) -> str:
        """The words at the end of the row."""
        return self._note.text()


class WordsRow(QWidget):
    """What the words seem to say: a third line, there only where words are listened to."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: str | None = None
        self._title = label(tr("Words"), "muted")
        # Wrapped, never cut: "seem friendly, the voice …" would say the opposite of the whole.
        self._sentence = label("", "muted", wrap=True)
        self._sentence.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._note = label(tr(NOTE), "muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 6, 0, 0)
        row.setSpacing(14)
        row.addWidget(self._title)
        row.addWidget(self._sentence, 1)
        row.addWidget(self._note)
        self.hide()

    def show_words(self, sentence: str | None) -> None:
        """Show what the words seem to say, "" for nothing just now; None hides the row."""
        if sentence == self._shown:
            return
        self._shown = sentence
        self.setVisible(sentence is not None)
        if sentence is not None:
            set_text(self._sentence, sentence.removeprefix(tr("The words ")) or tr(NOTHING_SAID))
            set_twin(
                self,
                tr("What the words seem to say, not counted in the reading"),
                sentence or tr(NOTHING_SAID),
            )

    def align(self, title_px: int, note_px: int) -> None:
        """Least widths of the first and the last column, those of the rows above."""
        self._title.setMinimumWidth(title_px)
        self._note.setMinimumWidth(note_px)


class EmotionCard(Card):
    """Shows a :class:`ui.wording.estimates.Reading`, large enough to be read in half a second."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self.reading: Reading | None = None
        self.line = LiveLine(appearance, self)
        self._polite = Politely(self.line)
        self._shape = ShapeView(appearance, 84)
        self._headline = Headline()
        self._sureness = label("", "sureness", wrap=True)
        self._who = label("", "muted", wrap=True)
        self._who.hide()
        self._sentence = label("", "sentence", wrap=True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        for part in (self._sureness, self._who, self._sentence):
            part.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch(1)
        words.addWidget(self._headline)
        words.addWidget(self._sureness)
        words.addWidget(self._who)
        words.addStretch(1)
        top = QHBoxLayout()
        top.setSpacing(28)
        top.addWidget(self._shape, 0, Qt.AlignmentFlag.AlignVCenter)
        top.addLayout(words, 1)

        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(ROWS_APART_PX)
        self._columns = (
            label(tr("What each says alone"), "small"),
            label(tr("How much it counts"), "small"),
        )
        grid.addWidget(self._columns[0], 0, 1)
        grid.addWidget(self._columns[1], 0, 2, 1, 2)
        self.voice = ModalityRow(appearance, grid, 1, tr("Voice"))
        self.face = ModalityRow(appearance, grid, 2, tr("Face"))
        grid.setColumnStretch(1, 1)
        self._grid = grid
        self._rows = QWidget()
        self._rows.setLayout(grid)
        grid.setContentsMargins(0, 0, 0, 0)

        self._column = QVBoxLayout(self)
        self._column.addStretch(5)
        self._column.addLayout(top)
        self._column.addSpacing(20)
        self._column.addWidget(self._sentence)
        self._column.addSpacing(16)
        self._column.addWidget(self._rows)
        self.words = WordsRow()
        self._column.addWidget(self.words)
        self.map = AffectMap(appearance)
        self._column.addWidget(self.map)
        self._column.addStretch(6)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(320, 250)
        appearance.changed.connect(self._fit)

    def show_reading(self, reading: Reading) -> None:
        """Show ``reading``; nothing is laid out again unless its words changed."""
        old, self.reading = self.reading, reading
        self._shape.show_look(reading.look, reading.second)
        self.voice.show_reading(reading.voice)
        self.face.show_reading(reading.face)
        words = (reading.headline, reading.sureness, reading.sentence)
        if old is None or words != (old.headline, old.sureness, old.sentence):
            self._headline.setText(reading.headline)
            self._sureness.setText(reading.sureness)
            self._sentence.setText(reading.sentence)
            self._tell()
            set_twin(self._shape, tr("Shape"), reading.headline)
            self._fit()

    def show_who(self, words: str) -> None:
        """Say which of several people is read; "" where it goes without saying."""
        if words != self._who.text():
            self._who.setText(words)
            self._who.setVisible(bool(words))
            self._tell()
            self._fit()

    def _tell(self) -> None:
        """The text twin; nothing is said of a card that is not seen, as while the user guesses."""
        if self.reading is not None:
            aloud = self.reading.aloud if self.isVisible() else ""
            name = say(self._appearance.looks.whom, "How the other person seems")
            self._polite.tell(name, together(self.reading.spoken, self._who.text()), aloud)

    def showEvent(self, event: QShowEvent | None) -> None:
        super().showEvent(event)
        self._tell()

    def labels(self) -> tuple[QLabel, QLabel, QLabel]:
        """Headline, sureness and sentence."""
        return self._headline, self._sureness, self._sentence

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self.line.cover()
        self._fit()

    def _fit(self) -> None:
        """Sizes from the room there is, so that a new word moves as little as possible."""
        scale = self._appearance.settings.text_scale
        side_margin = 44 if self.width() >= 620 else 24
        self._column.setContentsMargins(side_margin, 12, side_margin, 12)
        content = min(self.width() - 2 * side_margin, round(WIDEST_CONTENT_PX * max(scale, 1.0)))
        self._sentence.setMaximumWidth(content)
        self._rows.setMaximumWidth(content)
        self.words.setMaximumWidth(content)
        self.map.setMaximumWidth(content)
        room = self.height() / scale
        for words_above in self._columns:
            words_above.setVisible(room >= 330 and self.width() >= 620)
        mapped = self._appearance.settings.show_map and room >= 300
        if mapped or not self.map.isHidden():
            self.map.fit(mapped, room_for_picture=room >= 470)
        title = round((92 if self.width() >= 620 else 48) * scale)
        self._grid.setColumnMinimumWidth(0, title)
        note = self.fontMetrics().horizontalAdvance(tr("counts for almost nothing"))
        tight = content - title - note < LEAST_BAR_PX * scale
        for row in (self.voice, self.face):
            row.fit(tight)
        longest = max(note, self.fontMetrics().horizontalAdvance(tr("the only one that counts")))
        beside = title + self.face.weight.width() + longest + 3 * self._grid.horizontalSpacing()
        over_bar = self._columns[0]
        wraps = tight or content - beside < over_bar.fontMetrics().horizontalAdvance(over_bar.text())
        for words_above in self._columns:  # else they push the words at the end of the row out of the card
            words_above.setWordWrap(wraps)
        note = 0 if tight else note
        self._grid.setColumnMinimumWidth(3, note)
        self.words.align(title, note if self.width() >= 620 else 0)
        lines = 2 if self.height() >= 300 else 1
        line = self._sentence.fontMetrics().lineSpacing()
        wanted = self._sentence.heightForWidth(content)
        self._sentence.setFixedHeight(max(wanted, lines * line))
        largest = min(LARGEST_HEADLINE_PX, max(self.height() * 0.145, 30)) * scale
        self._fit_headline(largest, side_margin)
        self._grid.setVerticalSpacing(ROWS_APART_PX)
        for map_shown, share in ((True, 1.0), (False, 1.0), (False, 0.8), (False, 0.65), (False, 0.5)):
            if not self._too_tall():
                break
            if not map_shown and not self.map.isHidden():
                self.map.fit(False, False)
            elif self.map.isVisibleTo(self):
                self.map.fit(True, False)
            self._fit_headline(largest * share, side_margin)
        if self._too_tall():
            self._grid.setVerticalSpacing(2)

    def _fit_headline(self, largest_px: float, side_margin: int) -> None:
        shape = round(largest_px * 1.3)
        self._shape.set_side(shape)
        # The card's border takes a pixel at each side; a headline that just fitted would wrap and be cut.
        self._headline.fit(self.width() - 2 * side_margin - shape - 28 - 4, round(largest_px))

    def _too_tall(self) -> bool:
        """Whether what the card holds needs more than its height."""
        self._column.invalidate()
        return self._column.minimumHeightForWidth(self.width()) > self.height()
