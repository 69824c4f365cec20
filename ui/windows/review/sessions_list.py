"""The conversations of a log by day, of which only those in view are drawn: there may be thousands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PyQt6.QtCore import QModelIndex, QSize, Qt, QTimer
from PyQt6.QtGui import QPainter, QResizeEvent, QShowEvent
from PyQt6.QtWidgets import (
    QLabel,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from fusion.log.records import SessionRecord
from ui.widgets.appearance import Appearance
from ui.widgets.parts import ElidedLabel, label
from ui.widgets.timeline.mini_strip import MiniStrip
from ui.wording.session_story import details_of, title_of
from ui.wording.sessions_by_day import day_of, day_words, line_in_day, name_in_day
from ui.wording.translation import together, tr

_ROW_AIR, _HEADING_AIR, _BESIDE_ITEMS = 8, 12, 16
"""Above and below a conversation and a day's words, and what is kept free beside them, pixels."""
_WORDED_AT_ONCE = 100
_NUMBER = Qt.ItemDataRole.UserRole
_DAY, _DAY_PX = Qt.ItemDataRole.UserRole + 1, Qt.ItemDataRole.UserRole + 2
"""The words of the day that begins with a conversation, "" for none, and how high they are."""


class SessionsList(QListWidget):
    """The conversations and nothing else, so that a screen reader counts them rightly.

    A day stands in the row of the first of its conversations. A row is a line of text to a screen reader and
    a height; its face is made once it is in view.
    """

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self.setItemDelegate(_BelowTheDay(self))
        self._records: dict[int, SessionRecord] = {}
        self._shorts: dict[int, Sequence[str]] = {}
        self._strips: dict[int, MiniStrip] = {}
        self._said: dict[SessionRecord, str] = {}
        """What a screen reader is told of each: of thousands it takes a second to be worded."""
        self._worded = 0
        """How many rows from the top have their words."""
        self._wording = QTimer(self)
        self._wording.timeout.connect(self._word_some)
        self.setAccessibleName(tr("Past conversations"))
        self.setProperty("role", "sessions")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        bar = self.verticalScrollBar()
        if bar is not None:
            bar.valueChanged.connect(self._face_what_is_in_view)
        appearance.changed.connect(self._measure)

    @property
    def number(self) -> int | None:
        """The chosen conversation's number, None where none is."""
        item = self.currentItem()
        return None if item is None else item.data(_NUMBER)

    @property
    def listed(self) -> list[int]:
        """The numbers of the conversations, from the top."""
        return [row.data(_NUMBER) for row in self._rows()]

    def choose(self, number: int) -> None:
        """Choose a conversation, if it is in the list."""
        for item in self._rows():
            if item.data(_NUMBER) == number:
                self.setCurrentItem(item)

    def show_sessions(self, records: Sequence[SessionRecord], *, neighbour: bool = False) -> None:
        """List these, newest first; the chosen one stays chosen, else its ``neighbour`` or the newest is."""
        before = self.number
        if before is not None and neighbour:
            before = self._nearest(before, {record.id for record in records})
        self.blockSignals(True)
        self.clear()
        self._strips.clear()
        self._records = {record.id: record for record in records}
        today, day = datetime.now().astimezone().date(), None
        for record in records:
            self._add(record, "" if day_of(record) == day else day_words(day_of(record), today))
            day = day_of(record)
        self._measure()
        if before is not None:
            self.choose(before)
        if self.number is None and records:
            self.choose(records[0].id)
        self.blockSignals(False)
        self._face_what_is_in_view()
        self._worded = 0
        self._word_some()

    def forget_words(self) -> None:
        """Word all of them anew the next time: they or the language may be others."""
        self._said.clear()

    def show_in_short(self, number: int, looks: Sequence[str]) -> None:
        """Paint one conversation's line."""
        self._shorts[number] = looks
        if number in self._strips:
            self._strips[number].show_looks(looks)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._measure()

    def showEvent(self, event: QShowEvent | None) -> None:
        super().showEvent(event)
        self._measure()

    def _nearest(self, number: int, left: set[int]) -> int | None:
        """Itself if it is left, else the next one below that is, else the next above."""
        listed = self.listed
        at = listed.index(number)
        return next((n for n in (*listed[at:], *reversed(listed[:at])) if n in left), None)

    def _rows(self) -> list[QListWidgetItem]:
        rows = (self.item(i) for i in range(self.count()))
        return [row for row in rows if row is not None]

    def _add(self, record: SessionRecord, day: str) -> None:
        item = QListWidgetItem()
        item.setData(_NUMBER, record.id)
        item.setData(_DAY, day)
        self.addItem(item)

    def _word_some(self) -> None:
        """Say more of the rows for a screen reader; the rest when nothing else is to be done."""
        begun, self._worded = self._worded, min(self._worded + _WORDED_AT_ONCE, self.count())
        for row in range(begun, self._worded):
            self._word(row)
        if self._worded < self.count():
            self._wording.start(0)
        else:
            self._wording.stop()

    def _word(self, row: int) -> None:
        item = self.item(row)
        if item is not None and not item.data(Qt.ItemDataRole.AccessibleTextRole):
            record, day = self._records[item.data(_NUMBER)], item.data(_DAY)
            said = self._said.get(record)
            if said is None:
                said = self._said[record] = tr(", ").join((title_of(record), details_of(record)))
            words = together(tr("{list}.", list=day), said) if day else said
            item.setData(Qt.ItemDataRole.AccessibleTextRole, words)

    def _measure(self) -> None:
        """How high the rows are; a day has as many lines as it takes: nothing else says which it is."""
        view = self.viewport()
        if view is None or not self._records:
            return
        width, day = view.width() - _BESIDE_ITEMS, _heading("")
        day.ensurePolished()
        row = self._face(next(iter(self._records.values()))).sizeHint().height() + _ROW_AIR
        for item in self._rows():
            if words := item.data(_DAY):
                day.setText(words)
            day_px = day.heightForWidth(width) + _HEADING_AIR if words else 0
            if item.sizeHint().height() != row + day_px:
                item.setData(_DAY_PX, day_px)
                item.setSizeHint(QSize(0, row + day_px))
                if isinstance(face := self.itemWidget(item), _Face):
                    face.fit_day(day_px)
        self._face_what_is_in_view()

    def _face_what_is_in_view(self) -> None:
        view = self.viewport()
        if view is None or not self.isVisible():
            return
        for row in range(self._first_in_view(), self.count()):
            item = self.item(row)
            if item is None or self.visualItemRect(item).top() > view.height():
                return
            if self.itemWidget(item) is None:
                self._word(row)
                record = self._records[item.data(_NUMBER)]
                face = self._face(record, item.data(_DAY))
                face.fit_day(item.data(_DAY_PX))
                self._strips[record.id] = face.strip
                self.setItemWidget(item, face)

    def _first_in_view(self) -> int:
        """The first row that is not above the view; they stand from the top down."""
        low, high = 0, self.count()
        while low < high:
            middle = (low + high) // 2
            item = self.item(middle)
            if item is not None and self.visualItemRect(item).bottom() < 0:
                low = middle + 1
            else:
                high = middle
        return low

    def _face(self, record: SessionRecord, day: str = "") -> _Face:
        return _Face(self._appearance, record, self._shorts.get(record.id, ()), day)


class _BelowTheDay(QStyledItemDelegate):
    """Paints what is chosen under the conversation alone, not under the day above it."""

    def paint(self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        option.rect.setTop(option.rect.top() + (index.data(_DAY_PX) or 0))
        super().paint(painter, option, index)


class _Face(QWidget):
    """What is drawn of one conversation: its day if that begins here, its name, a line, and its colours."""

    def __init__(self, appearance: Appearance, record: SessionRecord, looks: Sequence[str], day: str) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.strip = MiniStrip(appearance)
        self.strip.show_looks(looks)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        self._day = _heading(day) if day else None
        if self._day is not None:
            rows.addWidget(self._day)
        column = QVBoxLayout()
        column.setContentsMargins(14, 9, 14, 9)
        column.setSpacing(3)
        column.addWidget(ElidedLabel(name_in_day(record), role="title"))
        column.addWidget(ElidedLabel(line_in_day(record)))
        column.addWidget(self.strip)
        rows.addLayout(column, 1)

    def fit_day(self, height: int) -> None:
        """Give the day so much room, pixels."""
        if self._day is not None:
            self._day.setFixedHeight(height)


def _heading(words: str) -> QLabel:
    face = label(words, "small", wrap=True)
    face.setContentsMargins(12, 2, 8, 2)
    return face
