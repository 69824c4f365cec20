"""The picture of who is looked at: faces in it, their outlines, and whom a click chooses."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from PyQt6.QtCore import QPointF, Qt
from PyQt6.QtTest import QTest

from ui.windows.live_window import LiveWindow


def test_the_picture_shown_does_not_share_the_frames_memory(window: LiveWindow, made: Any) -> None:
    _, assembly = made.attach(window)
    view = made.face_view(0.0)
    assembly.onlooker.put_picture(view)
    window.refresh_pictures()
    before = window.camera.picture.grab().toImage()
    view.frame.image.setflags(write=True)
    view.frame.image[:] = 255
    assert window.camera.picture.grab().toImage() == before


def test_a_click_or_an_arrow_key_chooses_a_face(window: LiveWindow, made: Any) -> None:
    _, assembly = made.attach(window)
    assembly.onlooker.put_picture(made.face_view(0.0, faces=3))
    window.refresh_pictures()
    picture = window.camera.picture
    box = picture.picture_box()
    spot = QPointF(box.left() + 0.75 * box.width(), box.top() + 0.5 * box.height()).toPoint()
    QTest.mouseClick(picture, Qt.MouseButton.LeftButton, pos=spot)
    assert assembly.chosen[0] == pytest.approx((0.75, 0.5), abs=0.01)
    QTest.keyClick(picture, Qt.Key.Key_Right)
    assert assembly.chosen[1] == pytest.approx((0.5, 0.48), abs=0.01)
    QTest.keyClick(picture, Qt.Key.Key_Left)
    assert assembly.chosen[2] == pytest.approx((0.75, 0.48), abs=0.01)


def test_the_picture_says_by_number_who_is_read_and_that_the_chosen_one_is_away(
    window: LiveWindow, made: Any
) -> None:
    _, assembly = made.attach(window)
    picture = window.camera.picture
    assembly.onlooker.put_picture(made.face_view(0.0, faces=3, partner=1))
    window.refresh_pictures()
    assert picture.accessibleDescription() == (
        "3 faces are found. Number 2, with the whole outline, is read; arrow keys or a click choose another."
    )
    read = picture.grab().toImage()
    assembly.onlooker.put_picture(made.face_view(0.1, faces=3, partner=None))
    window.refresh_words()
    window.refresh_pictures()
    assert picture.accessibleDescription() == (
        "3 faces are found. The person you chose is not in view, so no face is read. "
        "Arrow keys or a click choose another."
    )
    told = picture.grab().toImage()
    foot = [(x, picture.height() - up) for x in range(40, picture.width() - 40) for up in range(12, 60)]
    assert max(read.pixelColor(x, y).lightness() for x, y in foot) < 200
    assert max(told.pixelColor(x, y).lightness() for x, y in foot) > 240
    QTest.keyClick(picture, Qt.Key.Key_Right)
    assert assembly.chosen[-1] == pytest.approx((0.25, 0.48), abs=0.01)
    assembly.onlooker.put_picture(made.face_view(0.2, faces=1))
    window.refresh_pictures()
    assert picture.accessibleDescription() == "One face is found."


def test_the_outline_lies_on_the_face(window: LiveWindow, made: Any) -> None:
    _, assembly = made.attach(window)
    assembly.onlooker.put_picture(made.face_view(0.0))
    window.refresh_pictures()
    picture = window.camera.picture
    image, box = picture.grab().toImage(), picture.picture_box()
    left_edge_of_face = QPointF(box.left() + (0.5 - 0.13) * box.width(), box.top() + 0.48 * box.height())
    assert image.pixelColor(left_edge_of_face.toPoint()).lightness() > 220
    middle = QPointF(box.left() + 0.5 * box.width(), box.top() + 0.48 * box.height())
    assert image.pixelColor(middle.toPoint()).lightness() < 180


def test_of_a_face_turned_far_away_the_outline_goes_around_it(window: LiveWindow, made: Any) -> None:
    """The oval of its landmarks is folded then, and looked like a sickle."""
    _, assembly = made.attach(window)
    window.appearance.settings.show_face = "outline"
    view = made.face_view(0.0)
    folded = view.faces[0].outline.copy()
    right = folded[:, 0] > 0.5
    folded[right, 0] = 1.0 - folded[right, 0] - 0.04  # the far side lies before the near one
    folded[right, 1] = 0.48 + 0.5 * (folded[right, 1] - 0.48)
    assembly.onlooker.put_picture(replace(view, faces=(replace(view.faces[0], outline=folded),)))
    window.refresh_pictures()
    picture = window.camera.picture
    image, box = picture.grab().toImage(), picture.picture_box()
    white = [
        x
        for x in range(round(box.left()), round(box.right()))
        for y in range(round(box.top() + 0.47 * box.height()), round(box.top() + 0.49 * box.height()))
        if image.pixelColor(x, y).lightness() > 200
    ]
    runs = 1 + sum(b - a > 1 for a, b in pairwise(sorted(set(white))))
    assert runs == 2  # in on one side and out on the other
    edges = [(x - box.left()) / box.width() for x in (min(white), max(white))]
    at_once = [y for y in folded.tolist() if abs(y[1] - 0.48) < 0.02]
    assert edges[0] == pytest.approx(min(x for x, _ in at_once), abs=0.02)
