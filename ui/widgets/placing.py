"""Windows stand where they stood, as far as the screens of today allow."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QPoint, QRect
from PyQt6.QtGui import QScreen
from PyQt6.QtWidgets import QApplication, QDialog, QLabel, QLayout, QSizePolicy, QVBoxLayout, QWidget

Place = tuple[int, int, int, int]
"""Left, top (of the frame), width and height (within it), pixels."""

GRIP = QRect(0, 0, 120, 40)
"""As much of a window's upper left must be seen as it takes to drag it, pixels."""
TITLE_BAR_PX = 40


def resize_within_screen(window: QWidget, width: int, height: int) -> None:
    """Give a window a size in pixels, but none larger than its screen, so that no part of it is cut off.

    One in view that grows beyond an edge of the screen is moved: not every desktop does that.
    """
    screen, before = window.screen(), window.size()
    _resize(window, width, height, screen, TITLE_BAR_PX)
    if screen is not None and window.isVisible() and window.size() != before:
        area, frame = screen.availableGeometry(), window.frameGeometry()
        frame.moveRight(min(frame.right(), area.right()))
        frame.moveBottom(min(frame.bottom(), area.bottom()))
        window.move(max(frame.x(), area.left()), max(frame.y(), area.top()))


def width_of_letters(widget: QWidget, letters: int) -> int:
    """How wide so many letters are, pixels; the average of a font with Chinese signs is that of those."""
    metrics = widget.fontMetrics()
    return letters * min(metrics.averageCharWidth(), metrics.horizontalAdvance("n"))


def fit_to_words(dialog: QDialog, column: QVBoxLayout, letters: int) -> None:
    """Make a dialog so many letters wide, or as its screen has room, and as high as its words always are.

    Parameters
    ----------
    column
        Its layout, which holds all that it shows.
    """
    screen = dialog.screen()
    margins = column.contentsMargins()
    width = width_of_letters(dialog, letters)
    if screen is not None:
        width = min(width, screen.availableSize().width() - margins.left() - margins.right())
    column.addStrut(width)
    for words in dialog.findChildren(QLabel):
        if words.wordWrap():  # else Qt takes the width for them that it likes best
            policy = words.sizePolicy()
            policy.setHorizontalPolicy(QSizePolicy.Policy.Ignored)
            words.setSizePolicy(policy)
    column.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)


def place_of(window: QWidget) -> Place:
    """Where a window stands."""
    return window.x(), window.y(), window.width(), window.height()


def put_back(window: QWidget, place: Place, *, framed: bool = True) -> bool:
    """Put a window where it stood; whether it could be.

    One whose screen is gone, or smaller now, keeps as much of its size as there is room for, and no part of
    it lies beyond the edge then; where it can no longer be seen it is left where the desktop puts it.

    Parameters
    ----------
    framed
        It has a title bar, for which there must be room.
    """
    x, y, width, height = place
    above = TITLE_BAR_PX if framed else 0
    screen = _screen_of(QPoint(x, y), QApplication.screens())
    _resize(window, width, height, screen or window.screen(), above)
    if screen is None:
        return False
    area = screen.availableGeometry()
    if window.width() < width:
        x = min(x, area.right() + 1 - window.width())
    if window.height() < height:
        y = min(y, area.bottom() + 1 - above - window.height())
    window.move(max(x, area.left()), max(y, area.top()))
    return True


def _resize(window: QWidget, width: int, height: int, screen: QScreen | None, above: int) -> None:
    if screen is not None:
        room = screen.availableSize()
        width, height = min(width, room.width()), min(height, room.height() - above)
    window.resize(max(width, 1), max(height, 1))


def _screen_of(corner: QPoint, screens: Sequence[QScreen]) -> QScreen | None:
    """The screen on which a window with its upper left there can be seen and dragged."""
    grip = GRIP.translated(corner)
    for screen in screens:
        seen = screen.availableGeometry().intersected(grip)
        if seen.width() >= GRIP.width() // 2 and seen.height() >= GRIP.height() // 2:
            return screen
    return None
