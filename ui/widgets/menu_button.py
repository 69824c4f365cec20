"""A button with a list beneath it."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QCursor
from PyQt6.QtWidgets import QMenu, QPushButton


class MenuButton(QPushButton):
    """Once its list is closed it looks as the pointer is: Qt tells it of no pointer that left meanwhile."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.choices = QMenu(self)
        self.choices.aboutToHide.connect(self._follow_pointer)
        self.setMenu(self.choices)

    def _follow_pointer(self) -> None:
        over = self.rect().contains(self.mapFromGlobal(QCursor.pos()))
        self.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, over)
        self.update()
