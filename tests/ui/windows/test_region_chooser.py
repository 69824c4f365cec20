"""A part of the screen, drawn with the mouse or moved with keys."""

from __future__ import annotations

from typing import Any

from PyQt6.QtCore import QPoint, Qt

from ui.windows.region_chooser import RegionChooser


def test_a_region_is_drawn_with_the_mouse(qtbot: Any) -> None:
    chooser = RegionChooser()
    qtbot.addWidget(chooser)
    chooser.show()
    button = Qt.MouseButton.LeftButton
    with qtbot.waitSignals([chooser.chosen, chooser.left]) as signals:
        qtbot.mousePress(chooser, button, pos=QPoint(50, 60))
        qtbot.mouseMove(chooser, QPoint(200, 200))
        qtbot.mouseRelease(chooser, button, pos=QPoint(249, 159))
    assert signals.all_signals_and_args[0].args == ("screen:50,60,200,100",)


def test_a_region_is_moved_and_sized_with_keys_and_never_leaves_the_screen(qtbot: Any) -> None:
    chooser = RegionChooser()
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
