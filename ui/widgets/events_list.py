"""What happened in a conversation, one below the other; each line as high as its words."""

from __future__ import annotations

from collections.abc import Iterable

from PyQt6.QtCore import QModelIndex, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QFocusEvent
from PyQt6.QtWidgets import QListWidget, QListWidgetItem, QStyledItemDelegate, QStyleOptionViewItem

from fusion.events import SessionEvent
from ui.wording.translation import tr

BESIDE_PX = 32
"""Border, padding and margin of a line in the style sheet, left and right together, pixels."""


class EventsList(QListWidget):
    """Shows events with their words."""

    chosen = pyqtSignal(object)
    """The SessionEvent that is chosen, or chosen once more."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("What happened"))
        self.setProperty("role", "events")
        self.setWordWrap(True)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_Lines(self))
        for signal in (self.currentItemChanged, self.itemClicked, self.itemActivated):
            signal.connect(self._choose)

    def show_events(
        self, events: Iterable[tuple[SessionEvent, str]], added: SessionEvent | None = None
    ) -> None:
        """Show these; the list stays where it is, and what is chosen chosen, or else what was ``added`` is.

        Nothing is told of it.
        """
        bar, item = self.verticalScrollBar(), self.currentItem()
        stood_at = 0 if bar is None else bar.value()
        before = None if item is None else item.data(Qt.ItemDataRole.UserRole)
        self.blockSignals(True)
        self.clear()
        for event, words in events:
            item = QListWidgetItem(words)
            item.setData(Qt.ItemDataRole.UserRole, event)
            self.addItem(item)
            if event == added or (
                added is None and before is not None and (event.t, event.kind) == (before.t, before.kind)
            ):
                self.setCurrentItem(item)
        self.executeDelayedItemsLayout()  # Qt would do so later, and stand at the beginning until then
        if bar is not None:
            bar.setValue(stood_at)
        if added is not None and (item := self.currentItem()) is not None:
            self.scrollToItem(item)
        self.blockSignals(False)

    def focusInEvent(self, event: QFocusEvent | None) -> None:
        chosen = self.currentRow()
        self.blockSignals(True)  # Qt chooses the first line then; passing by chooses nothing
        super().focusInEvent(event)
        self.setCurrentRow(chosen)
        self.blockSignals(False)

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(item.data(Qt.ItemDataRole.UserRole))


class _Lines(QStyledItemDelegate):
    """Qt wraps a line's words in all of its width to know how high it is, and then draws them in less."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        narrower = QStyleOptionViewItem(option)
        narrower.rect = option.rect.adjusted(0, 0, -BESIDE_PX, 0)
        return super().sizeHint(narrower, index)
