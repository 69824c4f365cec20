"""A camera's address as people type it."""

from __future__ import annotations

from typing import Any

import pytest
from PyQt6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from ui.live.camera_address import tidy_address
from ui.windows.address_line import AddressLine


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (" http://phone:8080/video ", "http://phone:8080/video"),
        ("192.168.1.5:8080/video", "http://192.168.1.5:8080/video"),
        ("rtsp://me:secret@door/1", "rtsp://me:secret@door/1"),
    ],
)
def test_an_address_is_taken_as_people_type_it(typed: str, meant: str) -> None:
    assert tidy_address(typed) == meant


@pytest.mark.parametrize(
    "typed", ["my phone", "http://", "file:///etc/passwd", "http://a:b:c/", "http://a:0"]
)
def test_what_is_no_address_is_told_so(qtbot: Any, typed: str) -> None:
    line = AddressLine()
    qtbot.addWidget(line)
    line.line.setText(typed)
    line.given.connect(lambda _address: pytest.fail("it was given all the same"))
    line.check.click()
    assert line.words.text().startswith("This is no camera's address")
    assert line.line.text() == typed


def test_enter_after_an_address_was_looked_at_leaves_no_page(qtbot: Any) -> None:
    """A button that is switched off hands its focus to the next one, which may be the page's Back."""
    page = QWidget()
    qtbot.addWidget(page)
    column, line, back = QVBoxLayout(page), AddressLine(), QPushButton("Back")
    column.addWidget(line)
    column.addWidget(back)
    page.show()
    page.activateWindow()
    line.line.setText("http://phone:8080/video")
    line.check.setFocus()
    with qtbot.waitSignal(line.given):
        line.check.click()
    assert not line.check.isEnabled() and page.focusWidget() is line.line
    line.tell("A picture comes from there: this camera is used.", done=True)
    assert page.focusWidget() is line.line


def test_that_a_picture_came_is_not_said_for_ever(qtbot: Any) -> None:
    """The camera may be gone when the page is turned to again; what is being tried is still told of."""
    line = AddressLine()
    qtbot.addWidget(line)
    line.tell("A picture comes from there: this camera is used.", done=True)
    line.forget()
    assert line.words.text() == ""
    line.line.setText("http://phone:8080/video")
    line.check.click()
    line.forget()
    assert line.words.text().startswith("Checking")
