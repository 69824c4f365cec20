"""The list of the keys in force."""

from __future__ import annotations

from PyQt6.QtWidgets import QDialog, QGridLayout, QPushButton, QVBoxLayout, QWidget

from fusion.emotions import EMOTIONS
from ui.settings import Settings
from ui.widgets.parts import Scrolled, close_button, label
from ui.widgets.placing import resize_within_screen, width_of_letters
from ui.wording.keys import ACTIONS, keys_in_words
from ui.wording.looks import looks_of
from ui.wording.translation import mark, tr

LETTERS = 80
"""Width of the list."""
_ALWAYS = (
    (mark("Alt and 1 to 7"), mark("What you think the last minute was")),
    ("Tab", mark("Go to the next button or list")),
    (mark("Arrow keys"), mark("In the picture: choose another face")),
)


class KeysHelp(QDialog):
    """Lists the keys; accepted where the first pages are wanted."""

    def __init__(self, parent: QWidget | None, settings: Settings) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keys"))
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 20)
        column.setSpacing(18)
        column.addWidget(label(tr("Keys"), "heading"))
        page = QWidget()
        grid = QGridLayout(page)
        grid.setContentsMargins(6, 6, 6, 6)  # air within the frame of the focus
        grid.setHorizontalSpacing(28)
        grid.setVerticalSpacing(9)
        given = [(keys_in_words(settings, action), tr(words)) for action, words in ACTIONS.items()]
        looks = looks_of(settings).of
        feelings = tr(", ").join(f"{number} {looks[e].word}" for number, e in enumerate(EMOTIONS, start=1))
        own = (tr("Ctrl and 1 to 7"), tr("What you think it was: {feelings}", feelings=feelings))
        rows = [*given, own, *((tr(keys), tr(words)) for keys, words in _ALWAYS)]
        for row, (keys, words) in enumerate((keys, words) for keys, words in rows if keys):
            grid.addWidget(label(keys, "muted"), row, 0)
            grid.addWidget(label(words, wrap=True), row, 1)
        grid.setColumnStretch(1, 1)
        scrolled = Scrolled(page)
        column.addWidget(scrolled, 1)
        self.first = QPushButton(tr("The first pages again"))
        self.first.clicked.connect(self.accept)
        column.addWidget(self.first)
        column.addWidget(close := close_button(self.reject))
        close.buttons()[0].setFocus()  # Enter ends it
        width = width_of_letters(self, LETTERS)
        margins, around = column.contentsMargins(), self.sizeHint().height() - scrolled.sizeHint().height()
        room = width - margins.left() - margins.right()
        resize_within_screen(self, width, around + max(page.heightForWidth(room), page.sizeHint().height()))
