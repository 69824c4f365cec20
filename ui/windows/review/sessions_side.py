"""Past conversations by day, with a search, a choice of person, and each one in short."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from PyQt6.QtCore import QSize, Qt, pyqtSignal
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import (
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from fusion.log.timeline import SessionRecord
from fusion.log.told import Told
from ui.widgets.appearance import Appearance
from ui.widgets.flow import Flow
from ui.widgets.parts import Choice, ElidedLabel, Headline, label, name_once, set_text, unseen_name
from ui.widgets.timeline.mini_strip import MiniStrip
from ui.wording.session_story import details_of, title_of
from ui.wording.sessions_by_day import day_of, day_words, found, line_in_day, name_in_day, people_in
from ui.wording.translation import mark, tr

EVERYBODY = mark("With anybody")
NOT_FOUND = mark("None is found. Search for fewer words, or choose “With anybody”.")
NOT_FOUND_BY_WORDS = mark("None is found. Search for fewer words.")
HEADING_PX, HEADING_LEAST_PX = 20, 14
_HEADING_AIR, _BESIDE_ITEMS = 12, 16
"""Above and below a day's words, and what the list keeps free beside its items, pixels."""
_NUMBER = Qt.ItemDataRole.UserRole


class _List(QListWidget):
    """Tells when there is more room or less."""

    resized = pyqtSignal()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self.resized.emit()


class SessionsSide(QWidget):
    """The left side of the review.

    Attributes
    ----------
    list : QListWidget
        Headings, which cannot be chosen, and conversations.
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
        self._shorts: dict[int, Sequence[str]] = {}
        self._strips: dict[int, MiniStrip] = {}
        self._days: list[tuple[QListWidgetItem, QLabel]] = []
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Search titles and notes"))
        name_once(self.search, tr("Search titles, names, notes and bookmarks"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(lambda _text: self._show())
        self.person = Choice()
        self.person.currentIndexChanged.connect(lambda _index: self._show())
        self.list = _List()
        self.list.resized.connect(self._fit_days)
        self.list.setAccessibleName(tr("Past conversations"))
        self.list.setProperty("role", "sessions")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentItemChanged.connect(lambda _now, _before: self.chosen.emit())
        self._nothing = label("", "muted", wrap=True)
        self.month_button = QPushButton(tr("A month…"))
        self.month_button.setToolTip(tr("The conversations of a month on a page, to be read or printed"))
        self.month_button.clicked.connect(lambda: self.month.emit())
        self.keeping_button = QPushButton(tr("Keeping…"))
        self.keeping_button.setToolTip(tr("For how long conversations are kept; deleting all of them"))
        self.keeping_button.clicked.connect(lambda: self.keeping.emit())
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

    def _fit_days(self) -> None:
        """A day is told in as many lines as it takes: nothing else in the list says which one it is."""
        view = self.list.viewport()
        width = (self.list if view is None else view).width() - _BESIDE_ITEMS
        for item, face in self._days:
            face.ensurePolished()
            item.setSizeHint(QSize(0, face.heightForWidth(width) + _HEADING_AIR))

    @property
    def number(self) -> int | None:
        """The chosen conversation's number, None where none is."""
        item = self.list.currentItem()
        return None if item is None else item.data(_NUMBER)

    @property
    def listed(self) -> list[int]:
        """The numbers of the conversations in the list, from the top."""
        rows = (self.list.item(i) for i in range(self.list.count()))
        return [n for row in rows if row is not None and (n := row.data(_NUMBER)) is not None]

    def choose(self, number: int) -> None:
        """Choose a conversation, if it is in the list."""
        for i in range(self.list.count()):
            item = self.list.item(i)
            if item is not None and item.data(_NUMBER) == number:
                self.list.setCurrentItem(item)

    def show_sessions(self, records: Sequence[SessionRecord], told: Mapping[int, Told]) -> None:
        """List other conversations, newest first; the chosen one stays chosen, else the newest is."""
        self._records, self._told = records, told
        names = people_in(told)
        if [self.person.itemText(i) for i in range(1, self.person.count())] != names:
            before = self.person.currentText()
            self.person.blockSignals(True)
            self.person.clear()
            self.person.addItems([tr(EVERYBODY), *names])
            self.person.setCurrentText(before if before in names else tr(EVERYBODY))
            self.person.blockSignals(False)
        self.person.setVisible(bool(names))
        self._show()

    def show_in_short(self, number: int, looks: Sequence[str]) -> None:
        """Paint one conversation's line."""
        self._shorts[number] = looks
        if number in self._strips:
            self._strips[number].show_looks(looks)

    def _show(self) -> None:
        before = self.number
        person = self.person.currentText() if self.person.currentIndex() > 0 else ""
        kept = found(self._records, self._told, self.search.text(), person)
        self.list.blockSignals(True)
        self.list.clear()
        self._strips.clear()
        self._days.clear()
        today, day = datetime.now().astimezone().date(), None
        for record in kept:
            if day_of(record) != day:
                day = day_of(record)
                self._add_heading(day_words(day, today))
            self._add(record)
        if before is not None:
            self.choose(before)
        if self.number is None and kept:
            self.choose(kept[0].id)
        self._fit_days()
        self.list.blockSignals(False)
        why = NOT_FOUND if self.person.count() > 1 else NOT_FOUND_BY_WORDS
        nothing = tr(why) if self._records and not kept else ""
        set_text(self._nothing, nothing)
        self._nothing.setVisible(bool(nothing))
        if self.number != before:
            self.chosen.emit()

    def _add_heading(self, words: str) -> None:
        item = QListWidgetItem()
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, words)
        face = label(words, "small", wrap=True)
        face.setContentsMargins(12, 2, 8, 2)
        self._put(item, face, _HEADING_AIR)
        self._days.append((item, face))

    def _add(self, record: SessionRecord) -> None:
        item = QListWidgetItem()
        item.setData(_NUMBER, record.id)
        item.setData(
            Qt.ItemDataRole.AccessibleTextRole, tr(", ").join((title_of(record), details_of(record)))
        )
        face = QWidget()
        face.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        column = QVBoxLayout(face)
        column.setContentsMargins(14, 9, 14, 9)
        column.setSpacing(3)
        column.addWidget(ElidedLabel(name_in_day(record), role="title"))
        column.addWidget(ElidedLabel(line_in_day(record)))
        strip = MiniStrip(self._appearance)
        strip.show_looks(self._shorts.get(record.id, ()))
        self._strips[record.id] = strip
        column.addWidget(strip)
        self._put(item, face, 8)

    def _put(self, item: QListWidgetItem, face: QWidget, air: int) -> None:
        item.setSizeHint(QSize(0, face.sizeHint().height() + air))
        self.list.addItem(item)
        self.list.setItemWidget(item, face)
