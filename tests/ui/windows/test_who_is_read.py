"""The card names who is read where several people are in view, as the picture shows them."""

from __future__ import annotations

from typing import Any

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QLabel

from ui.windows.live_window import LiveWindow


def said(window: LiveWindow, made: Any, assembly: Any, t: float, **seen: Any) -> str:
    """What the card says of who is read, once this was seen at ``t`` (s); "" where it says nothing."""
    assembly.session.clock.t = t
    assembly.onlooker.put_picture(made.face_view(t, **seen))
    window.refresh_pictures()
    lines = [line for line in window.card.findChildren(QLabel) if line.text().startswith("Reading ")]
    return "".join(line.text() for line in lines if line.isVisibleTo(window.card))


@pytest.mark.parametrize("is_mirror", [False, True])
def test_who_is_read_is_named_where_the_picture_shows_them(
    window: LiveWindow, made: Any, is_mirror: bool
) -> None:
    window.appearance.settings.mirrored = is_mirror
    _, assembly = made.attach(window)
    sides = ["on the left", "in the middle", "on the right"]
    told = [said(window, made, assembly, 0.1 * n, faces=3, partner=n) for n in range(3)]
    assert told == [f"Reading the person {side}" for side in (sides[::-1] if is_mirror else sides)]


def test_of_one_alone_or_of_nobody_nothing_is_said(window: LiveWindow, made: Any) -> None:
    _, assembly = made.attach(window)
    assert said(window, made, assembly, 0.0) == ""
    assert said(window, made, assembly, 0.1, faces=2, partner=0) != ""
    assert said(window, made, assembly, 0.2, faces=2, partner=None) == ""
    assert said(window, made, assembly, 0.3, faces=2, partner=0) != ""
    window.detach()
    assert "Reading" not in "".join(line.text() for line in window.card.findChildren(QLabel))


def test_a_face_that_is_lost_for_a_look_takes_no_words_away(window: LiveWindow, made: Any) -> None:
    _, assembly = made.attach(window)
    words = said(window, made, assembly, 1.0, faces=2, partner=0)
    assert words and said(window, made, assembly, 1.5) == words
    assert said(window, made, assembly, 4.0) == ""


def test_a_click_where_nobody_is_seen_chooses_nobody_who_comes_later(window: LiveWindow, made: Any) -> None:
    _, assembly = made.attach(window)
    assembly.onlooker.put_picture(made.face_view(0.0, faces=0, partner=None))
    window.refresh_pictures()
    picture = window.camera.picture
    QTest.mouseClick(picture, Qt.MouseButton.LeftButton, pos=picture.rect().center())
    assert not assembly.chosen
