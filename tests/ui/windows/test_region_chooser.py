"""A part of the screen, drawn with the mouse or moved with keys."""

from __future__ import annotations

from typing import Any

from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtGui import QColor, QPixmap
from PyQt6.QtWidgets import QApplication, QDialog

from ui.windows.region_chooser import RegionChooser, behind


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
