"""Settings: how it looks, which devices, what is kept, and the words and colours of the feelings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PyQt6.QtWidgets import (
    QColorDialog,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from fusion.emotions import EMOTIONS, Emotion
from fusion.log.timeline import default_path
from fusion.session.session import Session
from ui.live.trial import Look
from ui.settings import MAX_WORD_LENGTH, TEXT_SCALES, default_looks, tidy_word
from ui.widgets.appearance import Appearance
from ui.widgets.pages import Pages
from ui.widgets.parts import Check, Choice, close_button, label
from ui.widgets.placing import resize_within_screen
from ui.widgets.retranslate import SAID
from ui.widgets.shape_sample import ShapeSample
from ui.widgets.theme import ink_on
from ui.windows.baseline_page import BaselinePage
from ui.windows.own_voice_page import OwnVoicePage
from ui.windows.pace_page import PacePage
from ui.windows.passphrase_part import PassphrasePart
from ui.windows.where_panel import WherePanel
from ui.windows.words_picker import WordsPicker
from ui.wording.looks import NAMES, own_words
from ui.wording.translation import AS_THE_SYSTEM, LANGUAGES, mark, tr

if TYPE_CHECKING:
    from ui.live.assemble import Assembly

SIZE_PX = (860, 660)
"""Width and height at the ordinary text size, pixels."""
THEMES = (
    ("system", mark("As the desktop")),
    ("light", mark("Light")),
    ("dark", mark("Dark")),
    ("contrast", mark("High contrast")),
)
_PHRASES = {"word": mark("Seems …"), "voice": mark("The voice …"), "face": mark("The face …")}
SIZES = (
    mark("Ordinary"),
    mark("Larger"),
    mark("Large"),
    mark("Very large"),
    mark("Larger still"),
    mark("Double"),
)


class ColourButton(QPushButton):
    """Shows a colour and asks for another one."""

    def __init__(self, appearance: Appearance, emotion: Emotion, changed: Callable[[], None]) -> None:
        super().__init__()
        self._look = appearance.settings.look(emotion)
        self._emotion = emotion
        self._changed = changed
        self.setFixedSize(QSize(58, 36))
        self.setAccessibleName(tr("Colour of {emotion}", emotion=tr(NAMES[emotion])))
        self.clicked.connect(lambda: self._ask())

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


class SettingsDialog(QDialog):
    """Every change holds at once; ``changed`` asks for it to be saved. ``where`` is the panel of devices."""

    changed = pyqtSignal()

    def __init__(
        self,
        appearance: Appearance,
        parent: QWidget | None = None,
        session: Callable[[], Session | None] = lambda: None,
        where: str = "room",
        try_out: Callable[[], Look | None] = lambda: None,
        assembly: Callable[[], Assembly | None] = lambda: None,
        log: Path | None = None,
    ) -> None:
        super().__init__(parent)
        self._log = log or default_path()
        self._where, self._try_out = where, try_out
        self._appearance = appearance
        self.setWindowTitle(tr("Settings"))
        column = QVBoxLayout(self)
        column.setContentsMargins(26, 22, 26, 18)
        column.setSpacing(14)
        column.addWidget(label(tr("Settings"), "heading"))
        self.pace = PacePage(appearance.settings, session)
        self.pace.changed.connect(self._tell)
        self.finished.connect(lambda _result: self.pace.close_down())
        self.baselines = BaselinePage(appearance, session, lambda: appearance.looks.whom)
        self.baselines.changed.connect(self._tell)
        self.finished.connect(lambda _result: self.baselines.close_down())
        self.own_voice = OwnVoicePage(appearance, assembly)
        self.own_voice.changed.connect(self._tell)
        self.finished.connect(lambda _result: self.own_voice.close_down())
        self._pages = Pages(
            tr("Pages of the settings"),
            (
                (tr("Look"), self._general()),
                (tr("Devices and privacy"), self._devices()),
                (tr("Words and colours"), self._feelings()),
                (tr("Readings"), self.pace),
                (tr("One person"), self.baselines),
                (tr("Your voice"), self.own_voice),
            ),
        )
        column.addWidget(self._pages, 1)
        column.addWidget(close_button(self.reject))
        appearance.changed.connect(self._fit)
        self._fit()

    def show_page(self, at: int) -> None:
        """Show one of the pages, counted from 0."""
        self._pages.show_page(at)

    def _fit(self) -> None:
        """Room for larger text, as far as the screen has it."""
        width, height = (self._appearance.scaled(side) for side in SIZE_PX)
        resize_within_screen(self, max(width, self.width()), max(height, self.height()))

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        # Return ends a text, it does not close the dialog.
        if event is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return
        super().keyPressEvent(event)

    def _general(self) -> QWidget:
        settings = self._appearance.settings
        page, column = _page()
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(12)
        self.theme = Choice()
        for value, words in THEMES:
            self.theme.addItem(tr(words), value)
        self.theme.setCurrentIndex(max(self.theme.findData(settings.theme), 0))
        self.theme.activated.connect(lambda _i: self._set("theme", self.theme.currentData()))
        self.language = Choice()
        self.language.addItem(tr("As the desktop"), AS_THE_SYSTEM)
        for value, words in LANGUAGES.items():
            self.language.addItem(words, value)
        self.language.setCurrentIndex(max(self.language.findData(settings.language), 0))
        self.language.activated.connect(lambda _i: self._set("language", self.language.currentData()))
        self.size_choice = Choice()
        for scale, words in zip(TEXT_SCALES, SIZES, strict=True):
            self.size_choice.addItem(tr(words), scale)
        nearest = min(TEXT_SCALES, key=lambda s: abs(s - settings.text_scale))
        self.size_choice.setCurrentIndex(TEXT_SCALES.index(nearest))
        self.size_choice.activated.connect(lambda _i: self._set("text_scale", self.size_choice.currentData()))
        for row, (words, box) in enumerate(
            (
                (tr("Language"), self.language),
                (tr("Colours"), self.theme),
                (tr("Text size"), self.size_choice),
            )
        ):
            name = label(words)
            name.setBuddy(box)
            box.setAccessibleName(words)
            grid.addWidget(name, row, 0)
            grid.addWidget(box, row, 1)
        grid.setColumnStretch(2, 1)
        column.addLayout(grid)
        column.addSpacing(6)
        self._check(
            column,
            "motion",
            tr("Gentle motion"),
            tr(
                "Shapes fade into each other and the sound glides by, unless the desktop asks for less "
                "motion."
            ),
        )
        self._check(
            column,
            "letter_keys",
            tr("Letter keys"),
            tr(
                "Single letters, such as B for a bookmark, work while the window is in front. Off: only "
                "Space, F1 and keys with Ctrl do."
            ),
        )
        self._check(
            column,
            "show_odds",
            tr("Say the odds"),
            tr(
                "Adds how often such a reading was right in tests with acted voices and posed faces. In "
                "a real conversation expect less."
            ),
        )
        self._check(
            column,
            "show_map",
            tr("Show a map"),
            tr("A small map from unpleasant to pleasant and from subdued to stirred, beside the words."),
        )
        column.addStretch(1)
        return page

    def _devices(self) -> QWidget:
        page, column = _page()
        self.where = WherePanel(self._appearance, self._where, self._try_out)
        self.pickers = self.where.pickers
        column.addWidget(self.where)
        column.addSpacing(6)
        self._check(
            column,
            "logging",
            tr("Keep a log of conversations"),
            tr(
                "Readings with their times, your notes, and where a recording you play lies. On this "
                "computer, readable by you alone; "
                "Review deletes it. A change holds from the next conversation on."
            ),
        )
        self.passphrase = PassphrasePart(self._log)
        column.addWidget(self.passphrase)
        self._check(
            column,
            "show_privacy_reminder",
            tr("Remind me that others should know"),
            tr("Keeps the line about those who are heard or seen at the foot of the window."),
        )
        self.words = WordsPicker(self._appearance.settings)
        self.words.changed.connect(self._tell)
        column.addWidget(self.words)
        note = tr(
            "Attune sends nothing anywhere, and connects only to a camera or a recording that you name by "
            "its address. It keeps no sound and no picture unless you ask it to. It is made to help you in "
            "your own conversations, not to judge people at work or at school."
        )
        column.addWidget(label(note, "muted", wrap=True))
        column.addStretch(1)
        return page

    def _feelings(self) -> QWidget:
        page, column = _page()
        intro = tr(
            "Say it in your own words. Give two feelings the same word to merge them; a hidden one is shown "
            "as hard to tell."
        )
        column.addWidget(label(intro, "muted", wrap=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(6)
        for at, words in enumerate((*map(tr, _PHRASES.values()), tr("Colour"), tr("Hide")), start=1):
            grid.addWidget(label(words, "small"), 0, at)
        usual_looks = default_looks()
        for row, emotion in enumerate(EMOTIONS, start=1):
            look = self._appearance.settings.look(emotion)
            grid.addWidget(ShapeSample(self._appearance, emotion), row, 0)
            for at, (name, words) in enumerate(_PHRASES.items(), start=1):
                line = QLineEdit(own_words(getattr(look, name), getattr(usual_looks[emotion], name)))
                line.setMaxLength(MAX_WORD_LENGTH)
                line.setProperty(SAID, getattr(look, name) == getattr(usual_looks[emotion], name))
                line.setCursorPosition(0)  # a long phrase shows its beginning
                line.setAccessibleName(tr("{name}: {choice}", name=tr(NAMES[emotion]), choice=tr(words)))
                line.editingFinished.connect(lambda e=emotion, n=name, w=line: self._say(e, n, w))
                grid.addWidget(line, row, at)
            grid.addWidget(ColourButton(self._appearance, emotion, self._tell), row, 4)
            hide = self._tickable("")
            hide.setChecked(look.hidden)
            hide.setAccessibleName(tr("Hide {emotion}", emotion=tr(NAMES[emotion])))
            hide.toggled.connect(lambda on, e=emotion: self._hide(e, on))
            grid.addWidget(hide, row, 5)
        column.addLayout(grid)
        usual = QPushButton(tr("Back to the usual words and colours"))
        usual.clicked.connect(lambda: self._reset())
        row_of_one = QHBoxLayout()
        row_of_one.addWidget(usual)
        row_of_one.addStretch(1)
        column.addLayout(row_of_one)
        column.addStretch(1)
        return page

    def _check(self, column: QVBoxLayout, name: str, words: str, more: str) -> None:
        box = self._tickable(words)
        box.setChecked(bool(getattr(self._appearance.settings, name)))
        box.setAccessibleDescription(more)
        box.toggled.connect(lambda on: self._set(name, on))
        column.addWidget(box)
        explained = label(more, "small", wrap=True)
        explained.setContentsMargins(32, 0, 0, 4)
        column.addWidget(explained)

    def _tickable(self, words: str) -> Check:
        box = Check(words, "")

        def dress() -> None:
            box.tick = ink_on(self._appearance.palette.focus)
            box.update()

        dress()
        self.changed.connect(dress)
        return box

    def _set(self, name: str, value: object) -> None:
        setattr(self._appearance.settings, name, value)
        self._tell()

    def _say(self, emotion: Emotion, name: str, line: QLineEdit) -> None:
        look = self._appearance.settings.look(emotion)
        usual = getattr(default_looks()[emotion], name)
        text = tidy_word(line.text()) or usual
        text = usual if text == tr(usual) else text
        line.setText(own_words(text, usual))
        line.setProperty(SAID, text == usual)
        line.setCursorPosition(0)
        if getattr(look, name) != text:
            setattr(look, name, text)
            self._tell()

    def _hide(self, emotion: Emotion, hidden: bool) -> None:
        self._appearance.settings.look(emotion).hidden = hidden
        self._tell()

    def _reset(self) -> None:
        for emotion, usual in default_looks().items():
            look = self._appearance.settings.look(emotion)
            look.word, look.voice, look.face = usual.word, usual.voice, usual.face
            look.colour, look.hidden = usual.colour, usual.hidden
        self._pages.replace(self._feelings())
        self._tell()

    def _tell(self) -> None:
        self._appearance.apply()
        self.changed.emit()


def _page() -> tuple[QWidget, QVBoxLayout]:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(4, 16, 4, 4)
    column.setSpacing(10)
    return page, column
