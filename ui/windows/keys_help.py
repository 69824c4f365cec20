"""The keys, as a table that is both bound and shown."""

from __future__ import annotations

from dataclasses import dataclass

from PyQt6.QtWidgets import QDialog, QGridLayout, QPushButton, QVBoxLayout, QWidget

from ui.widgets.parts import close_button, label
from ui.wording.translation import mark, tr


@dataclass(frozen=True)
class KeyEntry:
    """One thing that can be done by keyboard: its name here, the keys bound, the keys and words shown."""

    action: str
    shortcuts: tuple[str, ...]
    keys: str
    words: str


KEYS = (
    KeyEntry("pause", ("P",), mark("Space or P"), mark("Pause, and go on")),
    KeyEntry("bookmark", ("B",), "B", mark("Bookmark this moment")),
    KeyEntry("both", ("1",), "1", mark("Read voice and face")),
    KeyEntry("voice", ("2",), "2", mark("Read the voice only")),
    KeyEntry("face", ("3",), "3", mark("Read the face only")),
    KeyEntry("anew", ("N",), "N", mark("Somebody else is there: learn them anew")),
    KeyEntry("compact", ("C",), "C", mark("Compact card, and back")),
    KeyEntry("review", ("R",), "R", mark("Look back at past conversations")),
    KeyEntry("settings", ("S",), "S", mark("Settings")),
    KeyEntry("keys", ("?", "F1"), mark("? or F1"), mark("This list")),
    KeyEntry("quit", ("Ctrl+Q",), "Ctrl+Q", mark("Quit")),
)
_ALWAYS = (
    (mark("I, held down"), mark("I am speaking: my voice does not count")),
    (mark("Ctrl and 1 to 7"), mark("What it was in your own eyes, in the order of the settings")),
    (mark("Alt and 1 to 7"), mark("What the last minute was in your own eyes")),
    ("Tab", mark("Go to the next button or list")),
    (mark("Arrow keys"), mark("In the picture: choose another face")),
)


class KeysHelp(QDialog):
    """Lists the keys; accepted where the first pages are wanted."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keys"))
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 20)
        column.setSpacing(18)
        column.addWidget(label(tr("Keys"), "heading"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(28)
        grid.setVerticalSpacing(9)
        rows = [(tr(keys), tr(words)) for keys, words in [*((e.keys, e.words) for e in KEYS), *_ALWAYS]]
        for row, (keys, words) in enumerate(rows):
            grid.addWidget(label(keys, "muted"), row, 0)
            grid.addWidget(label(words), row, 1)
        column.addLayout(grid)
        self.first = QPushButton(tr("The first pages again"))
        self.first.clicked.connect(lambda: self.accept())
        column.addWidget(self.first)
        column.addWidget(close_button(self.reject))
