"""Settings: how it looks, which devices, what is kept, and the words and colours of the feelings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QCheckBox, QDialog, QGridLayout, QVBoxLayout, QWidget

from fusion.evidence import Estimate
from fusion.log.timeline import default_path
from fusion.session.session import Session
from ui.live.trial import Look
from ui.widgets.appearance import Appearance
from ui.widgets.choice import Choice, name_of, text_sizes
from ui.widgets.pages import Pages
from ui.widgets.parts import close_button, explained, label
from ui.widgets.placing import resize_within_screen
from ui.windows.baseline_page import BaselinePage
from ui.windows.feelings_page import FeelingsPage
from ui.windows.keys_page import KeysPage
from ui.windows.own_voice_page import OwnVoicePage
from ui.windows.pace_page import PacePage
from ui.windows.pace_preview import PacePreview
from ui.windows.passphrase_part import PassphrasePart
from ui.windows.where_panel import WherePanel
from ui.windows.words_picker import WordsPicker
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
        recent: Callable[[], Sequence[Estimate]] = tuple,
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
        self.pace = PacePage(appearance.settings, session, PacePreview(appearance, recent))
        self.pace.changed.connect(self._tell)
        self.finished.connect(self.pace.close_down)
        self.baselines = BaselinePage(appearance, session, lambda: appearance.looks.whom)
        self.baselines.changed.connect(self._tell)
        self.finished.connect(self.baselines.close_down)
        self.feelings = FeelingsPage(appearance)
        self.feelings.changed.connect(self._tell)
        self.own_voice = OwnVoicePage(appearance.settings, assembly)
        self.own_voice.changed.connect(self._tell)
        self.finished.connect(self.own_voice.close_down)
        self._pages = Pages(
            tr("Pages of the settings"),
            (
                (tr("Look"), self._general()),
                (tr("Devices and privacy"), self._devices()),
                (tr("Words and colours"), self.feelings),
                (tr("Readings"), self.pace),
                (tr("One person"), self.baselines),
                (tr("Your voice"), self.own_voice),
                (tr("Keys"), self._keys()),
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
        self.theme, self.language = Choice(), Choice()
        self.theme.offer(((value, tr(words)) for value, words in THEMES), settings.theme)
        languages = ((AS_THE_SYSTEM, tr("As the desktop")), *LANGUAGES.items())
        self.language.offer(languages, settings.language)
        self.size_choice = text_sizes(settings.text_scale)
        for row, (words, box, of) in enumerate(
            (
                (tr("Language"), self.language, "language"),
                (tr("Colours"), self.theme, "theme"),
                (tr("Text size"), self.size_choice, "text_scale"),
            )
        ):
            box.picked.connect(partial(self._set, of))
            grid.addWidget(name_of(box, words), row, 0)
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
            "show_odds",
            tr("Say how often it was right in tests"),
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

    def _keys(self) -> QWidget:
        page, column = _page()
        self._check(
            column,
            "letter_keys",
            tr("Letter keys"),
            tr(
                "Letters, digits and signs alone, such as B, work while the window is in front. "
                "Off: only Space, F keys and keys with Ctrl or Alt do."
            ),
        )
        self.keys = KeysPage(self._appearance.settings)
        self.keys.changed.connect(self._tell)
        column.addWidget(self.keys)
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
                "you can delete it in Review. A change holds from the next conversation on."
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
            "its address, or to fetch what you ask it to fetch. It keeps no sound and no picture unless you "
            "ask it to. It is made to help you in your own conversations, not to judge people at work or at "
            "school."
        )
        column.addWidget(label(note, "muted", wrap=True))
        column.addStretch(1)
        return page

    def _check(self, column: QVBoxLayout, name: str, words: str, more: str) -> None:
        box = QCheckBox(words)
        box.setChecked(bool(getattr(self._appearance.settings, name)))
        box.toggled.connect(partial(self._set, name))
        column.addWidget(box)
        column.addWidget(explained(box, more))

    def _set(self, name: str, value: object) -> None:
        setattr(self._appearance.settings, name, value)
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
