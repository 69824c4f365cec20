"""A part of the screen, drawn with the mouse or moved with keys."""

from __future__ import annotations

from typing import Any

import pytest
from PyQt6.QtCore import QPoint, QRect, Qt
from PyQt6.QtGui import QColor, QPixmap
from PyQt6.QtWidgets import QApplication, QDialog

from face_model.screen.place import parse_place
from ui.settings import Settings
from ui.widgets.appearance import Appearance
from ui.windows.region_chooser import HOW, RegionChooser, behind
from ui.wording.translation import tr


def test_a_region_is_drawn_with_the_mouse(qtbot: Any) -> None:
    chooser = RegionChooser(None, QPixmap())
    qtbot.addWidget(chooser)
    chooser.show()
    button = Qt.MouseButton.LeftButton
    with qtbot.waitSignals([chooser.chosen, chooser.left]) as signals:
        qtbot.mousePress(chooser, button, pos=QPoint(50, 60))
        qtbot.mouseMove(chooser, QPoint(200, 200))
        qtbot.mouseRelease(chooser, button, pos=QPoint(249, 159))
    assert signals.all_signals_and_args[0].args == ("screen:50,60,200,100",)


def test_a_region_is_moved_and_sized_with_keys_and_never_leaves_the_screen(qtbot: Any) -> None:
    chooser = RegionChooser(None, QPixmap())
    qtbot.addWidget(chooser)
    chooser.show()
    before = chooser.region
    qtbot.keyClick(chooser, Qt.Key.Key_Left)
    qtbot.keyClick(chooser, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    after = chooser.region
    assert after.topLeft() - before.topLeft() == QPoint(-10, 0)
    assert (after.width(), after.height()) == (before.width(), before.height() + 10)
    for _ in range(300):
        qtbot.keyClick(chooser, Qt.Key.Key_Left)
    assert chooser.region.left() == 0 and chooser.region.size() == after.size()
    with qtbot.waitSignal(chooser.left):
        qtbot.keyClick(chooser, Qt.Key.Key_Escape)


def test_two_clicks_are_enough_for_whom_dragging_is_hard(qtbot: Any) -> None:
    chooser = RegionChooser(None, QPixmap())
    qtbot.addWidget(chooser)
    chooser.show()
    left = Qt.MouseButton.LeftButton
    qtbot.mouseClick(chooser, left, pos=QPoint(250, 160))
    qtbot.mouseMove(chooser, QPoint(60, 70))
    assert chooser.region == QRect(QPoint(60, 70), QPoint(250, 160))  # it follows though no button is held
    with qtbot.waitSignal(chooser.chosen) as signal:
        qtbot.mouseClick(chooser, left, pos=QPoint(51, 61))
    assert signal.args == ["screen:51,61,200,100"]


def test_a_hand_that_slips_leaves_no_region_too_small_for_a_face(qtbot: Any) -> None:
    chooser = RegionChooser(None, QPixmap())
    qtbot.addWidget(chooser)
    chooser.show()
    before = chooser.region
    qtbot.mousePress(chooser, Qt.MouseButton.LeftButton, pos=QPoint(50, 60))
    qtbot.mouseMove(chooser, QPoint(53, 62))
    qtbot.mouseRelease(chooser, Qt.MouseButton.LeftButton, pos=QPoint(53, 62))
    assert chooser.isVisible() and chooser.region == before
    with qtbot.waitSignal(chooser.chosen) as signal:
        qtbot.keyClick(chooser, Qt.Key.Key_Return)
    assert parse_place(signal.args[0]).region is not None


def test_other_buttons_of_the_mouse_draw_nothing(qtbot: Any) -> None:
    chooser = RegionChooser(None, QPixmap())
    qtbot.addWidget(chooser)
    chooser.show()
    before = chooser.region
    qtbot.mousePress(chooser, Qt.MouseButton.RightButton, pos=QPoint(50, 60))
    qtbot.mouseMove(chooser, QPoint(300, 300))
    qtbot.mouseRelease(chooser, Qt.MouseButton.RightButton, pos=QPoint(300, 300))
    assert chooser.isVisible() and chooser.region == before


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_how_to_do_it_is_all_on_the_screen_and_on_a_plate_of_its_own(
    qtbot: Any, language: str, scale: float
) -> None:
    appearance = Appearance(Settings(theme="light", text_scale=scale, language=language))
    appearance.apply()
    try:
        white = QPixmap(800, 600)
        white.fill(QColor("white"))
        chooser = RegionChooser(None, white)
        qtbot.addWidget(chooser)
        chooser.show()
        chooser.resize(800, 600)
        words = chooser.words_at()
        assert chooser.rect().contains(words)
        one_line = chooser.fontMetrics().horizontalAdvance(tr(HOW))
        assert words.width() * (words.height() // chooser.fontMetrics().height()) >= one_line
        seen = chooser.grab().toImage()
        for corner in (words.topLeft(), words.bottomRight()):
            assert seen.pixelColor(corner).lightness() < 30  # white words on it can be read
        chooser.region = QRect(0, 0, 800, 300)
        assert not chooser.words_at().intersects(chooser.region)
    finally:
        appearance.settings.text_scale, appearance.settings.language = 1.0, "en"
        appearance.apply()


def test_where_it_cannot_be_seen_through_the_desktop_is_painted_bright_within_the_region(qtbot: Any) -> None:
    desktop = QPixmap(800, 600)
    desktop.fill(QColor(40, 200, 90))
    chooser = RegionChooser(None, desktop)
    qtbot.addWidget(chooser)
    chooser.show()
    seen = chooser.grab().toImage()
    assert seen.pixelColor(chooser.region.center()).getRgb()[:3] == (40, 200, 90)
    assert 0 < seen.pixelColor(5, chooser.height() - 5).green() < 150


def test_outside_x11_the_desktop_is_seen_through(qtbot: Any) -> None:
    assert behind(RegionChooser(None, QPixmap()).screen()).isNull()


def test_it_takes_mouse_and_keys_though_settings_that_hold_up_the_rest_are_open(qtbot: Any) -> None:
    settings = QDialog()
    qtbot.addWidget(settings)
    settings.setWindowModality(Qt.WindowModality.ApplicationModal)
    settings.show()
    chooser = RegionChooser(None, QPixmap())
    qtbot.addWidget(chooser)
    chooser.show()
    assert QApplication.activeModalWidget() is chooser
    chooser.close()
    assert QApplication.activeModalWidget() is settings
