"""A row of choices: where the focus is when one is clicked."""

from __future__ import annotations

from typing import Any

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QLineEdit, QRadioButton, QVBoxLayout, QWidget

from ui.settings import Settings
from ui.widgets.appearance import Appearance
from ui.widgets.parts import Segments


def test_a_click_takes_the_focus_along_within_the_row_and_from_nowhere_else(qtbot: Any) -> None:
    """Two choices looked chosen: the one with the ring, and the one that was clicked."""
    window, line = QWidget(), QLineEdit()
    qtbot.addWidget(window)
    row = Segments("Page", (("look", "Look"), ("keys", "Keys")))
    row.select("look")
    column = QVBoxLayout(window)
    column.addWidget(row)
    column.addWidget(line)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    look, keys = row.findChildren(QRadioButton)
    look.setFocus()
    qtbot.mouseClick(keys, Qt.MouseButton.LeftButton)
    assert row.selected == "keys" and window.focusWidget() is keys
    line.setFocus()
    qtbot.mouseClick(look, Qt.MouseButton.LeftButton)
    assert row.selected == "look" and window.focusWidget() is line


def test_nothing_but_its_words_is_within_a_choice(qtbot: Any) -> None:
    """A radio button's dot of no size was still there to be seen, beside the first letter."""
    appearance = Appearance(Settings(theme="light"))
    appearance.apply()
    row = Segments("Where", (("room", "       "), ("screen", "       ")))
    qtbot.addWidget(row)
    row.select("room")
    row.show()
    for button in row.findChildren(QRadioButton):
        picture = row.grab(button.geometry().adjusted(8, 6, -8, -6)).toImage()
        inside = {picture.pixel(x, y) for x in range(picture.width()) for y in range(picture.height())}
        assert picture.width() > 20 and len(inside) == 1
