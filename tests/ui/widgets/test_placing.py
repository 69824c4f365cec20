"""Windows stand where they stood, as far as the screens of today allow."""

from __future__ import annotations

from typing import Any

import pytest
from PyQt6.QtWidgets import QApplication, QWidget

from ui.widgets.placing import TITLE_BAR_PX, place_of, put_back, resize_within_screen


@pytest.fixture
def window(qtbot: Any) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    return window


def test_a_place_on_the_screen_is_taken_as_it_is(window: QWidget) -> None:
    place = (60, 50, 300, 200)
    assert put_back(window, place)
    assert place_of(window) == place


@pytest.mark.parametrize("corner", [(90_000, 80), (-90_000, 80), (60, 9_000), (60, -300)])
def test_where_it_could_not_be_seen_the_desktop_puts_it(window: QWidget, corner: tuple[int, int]) -> None:
    before = window.pos()
    assert not put_back(window, (*corner, 300, 200))
    assert window.pos() == before and (window.width(), window.height()) == (300, 200)


def test_a_smaller_screen_leaves_room_for_the_title_bar(window: QWidget) -> None:
    screen = QApplication.primaryScreen()
    assert screen is not None
    area = screen.availableGeometry()
    put_back(window, (10, 10, 9_000, 9_000))
    assert (window.width(), window.height()) == (area.width(), area.height() - TITLE_BAR_PX)


def test_on_a_smaller_screen_no_part_of_it_lies_beyond_the_edge(window: QWidget) -> None:
    """It was made as wide as the screen, and stood as far to the right as before."""
    screen = QApplication.primaryScreen()
    assert screen is not None
    area = screen.availableGeometry()
    assert put_back(window, (43, 60, area.width() + 300, area.height() + 200))
    assert area.contains(window.geometry()) and window.geometry().top() >= area.top()
    assert put_back(
        window, (area.width() - 200, 60, 300, 200)
    )  # where the user put it, and as large as it was
    assert window.x() == area.width() - 200


def test_the_title_bar_is_never_above_the_screen(window: QWidget) -> None:
    assert put_back(window, (60, -15, 300, 200))
    assert (window.x(), window.y()) == (60, 0)


def test_a_window_that_grows_beyond_an_edge_of_the_screen_is_moved(window: QWidget) -> None:
    screen = QApplication.primaryScreen()
    assert screen is not None
    area = screen.availableGeometry()
    window.show()
    window.setGeometry(area.width() - 200, area.height() - 150, 180, 120)
    resize_within_screen(window, 400, 300)
    assert area.contains(window.frameGeometry()) and window.width() == 400


def test_a_window_that_keeps_its_size_stays_where_the_user_put_it(window: QWidget) -> None:
    window.show()
    window.setGeometry(-100, 40, 300, 200)
    before = window.pos()
    resize_within_screen(window, 300, 200)
    assert window.pos() == before and window.x() < 0
