"""A camera's address as people type it."""

from __future__ import annotations

from typing import Any

import pytest

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
