"""Past conversations by day, with a search, a choice of person, and each one in short."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from fusion.log.records import SessionRecord
from fusion.log.told import Told
from ui.widgets.appearance import Appearance
from ui.widgets.choice import Choice, unseen_name
from ui.widgets.flow import Flow
from ui.widgets.parts import Headline, label, name_once, set_text
from ui.windows.review.sessions_list import SessionsList
from ui.wording.sessions_by_day import people_in, text_of
from ui.wording.translation import mark, tr

EVERYBODY = mark("With anybody")
NOT_FOUND = mark("None is found. Search for fewer words, or choose “With anybody”.")
NOT_FOUND_BY_WORDS = mark("None is found. Search for fewer words.")
HEADING_PX, HEADING_LEAST_PX = 20, 14


class SessionsSide(QWidget):
    """The left side of the review.

    Attributes
    ----------
    list : SessionsList
        The conversations, by day.
    """

    chosen = pyqtSignal()
    """Another conversation is chosen."""
    month = pyqtSignal()
    keeping = pyqtSignal()

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._records: Sequence[SessionRecord] = ()
        self._told: Mapping[int, Told] = {}
        self._kept: Sequence[SessionRecord] = ()
        self._texts: dict[int, str] = {}
        """Where the search looks, by number; made once it is needed."""
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Search titles and notes"))
        name_once(self.search, tr("Search titles, names, notes and bookmarks"))
        self.search.setToolTip(tr("Enter points at the next note or bookmark that has one of the words."))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._show)
        self.person = Choice()
        self.person.currentIndexChanged.connect(self._show)
        self.list = SessionsList(appearance)
        self.list.currentItemChanged.connect(self.chosen)
        self._nothing = label("", "muted", wrap=True)
        self.month_button = QPushButton(tr("A month…"))
        self.month_button.setToolTip(tr("The conversations of a month on a page, to be read or printed"))
        self.month_button.clicked.connect(self.month)
        self.keeping_button = QPushButton(tr("Keeping…"))
        self.keeping_button.setToolTip(tr("For how long conversations are kept; deleting all of them"))
        self.keeping_button.clicked.connect(self.keeping)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self._heading = Headline(HEADING_LEAST_PX)
        self._heading.setText(tr("Past conversations"))
        column.addWidget(self._heading)
        column.addWidget(self.search)
        column.addWidget(unseen_name(self.person, tr("With whom")))
        column.addWidget(self.person)
        column.addWidget(self._nothing)
        column.addWidget(self.list, 1)
        below = Flow()
        below.addWidget(self.month_button)
        below.addWidget(self.keeping_button)
        column.addLayout(below)
        appearance.changed.connect(self._fit)
        self.show_sessions((), {})

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Beside large text there is little room, and no word of the heading is cut."""
        self._heading.fit(self.width(), self._appearance.scaled(HEADING_PX))

    @property
    def number(self) -> int | None:
        """The chosen conversation's number, None where none is."""
        return self.list.number

    @property
    def listed(self) -> list[int]:
        """The numbers of the conversations in the list, from the top."""
        return self.list.listed

    def choose(self, number: int) -> None:
        """Choose a conversation, if it is in the list."""
        self.list.choose(number)

    def show_sessions(self, records: Sequence[SessionRecord], told: Mapping[int, Told]) -> None:
        """List other conversations, newest first; the chosen one stays chosen, else its neighbour is."""
        self._records, self._told, self._texts = records, told, {}
        self.list.forget_words()
        names = people_in(told)
        if [self.person.itemText(i) for i in range(1, self.person.count())] != names:
            before = self.person.currentText()
            self.person.blockSignals(True)
            self.person.clear()
            self.person.addItems([tr(EVERYBODY), *names])
            self.person.setCurrentText(before if before in names else tr(EVERYBODY))
            self.person.blockSignals(False)
        self.person.setVisible(bool(names))
        self.month_button.setEnabled(bool(records))
        self._show(neighbour=True)

    def show_in_short(self, number: int, looks: Sequence[str]) -> None:
        """Paint one conversation's line."""
        self.list.show_in_short(number, looks)

    def _show(self, *, neighbour: bool = False) -> None:
        before = self.number
        person = self.person.currentText() if self.person.currentIndex() > 0 else ""
        kept = self._found(self.search.text(), person)
        if neighbour or kept != self._kept:  # most letters that are typed leave it as it is
            self.list.show_sessions(kept, neighbour=neighbour)
        self._kept = kept
        why = NOT_FOUND if self.person.count() > 1 else NOT_FOUND_BY_WORDS
        nothing = tr(why) if self._records and not kept else ""
        set_text(self._nothing, nothing)
        self._nothing.setVisible(bool(nothing))
        if self.number != before:
            self.chosen.emit()

    def _found(self, wanted: str, person: str) -> Sequence[SessionRecord]:
        """Those with ``person`` ("" for anybody) whose title, names or notes have all words of ``wanted``."""
        kept = self._records
        if person:
            kept = [r for r in kept if r.id in self._told and person in self._told[r.id].people]
        words = wanted.casefold().split()
        if words and not self._texts:
            self._texts = {r.id: text_of(r, self._told.get(r.id, Told())) for r in self._records}
        return [r for r in kept if all(word in self._texts[r.id] for word in words)]
