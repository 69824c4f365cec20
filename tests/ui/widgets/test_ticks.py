"""Boxes to tick grow with their words and have a sign; what explains them stands beneath these words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from PyQt6.QtCore import QPoint, QRect
from PyQt6.QtGui import QImage
from PyQt6.QtWidgets import (
    QCheckBox,
    QLabel,
    QMenu,
    QRadioButton,
    QStyle,
    QStyleOptionButton,
    QVBoxLayout,
    QWidget,
)

from ui.settings import Settings
from ui.widgets.appearance import Appearance
from ui.widgets.parts import Segments, explained
from ui.widgets.theme import contrast


@pytest.fixture
def appearance() -> Iterator[Appearance]:
    appearance = Appearance(Settings(theme="light", language="en"))
    appearance.apply()
    yield appearance
    appearance.settings.text_scale, appearance.settings.theme = 1.0, "light"
    appearance.apply()


@pytest.fixture
def page(appearance: Appearance, qtbot: Any) -> QWidget:
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    tick = QCheckBox("Gentle motion")
    tick.setChecked(True)
    column.addWidget(tick)
    column.addWidget(explained(tick, "Shapes fade into each other."))
    page.show()
    return page


def part_of(tick: QCheckBox, part: QStyle.SubElement) -> Any:
    option, style = QStyleOptionButton(), tick.style()
    tick.initStyleOption(option)
    assert style is not None
    return style.subElementRect(part, option, tick)


@pytest.mark.parametrize(("scale", "side"), [(1.0, 18), (1.5, 27), (2.0, 36)])
def test_a_tick_grows_with_its_words_and_its_explanation_follows(
    appearance: Appearance, page: QWidget, scale: float, side: int
) -> None:
    appearance.settings.text_scale = scale
    appearance.apply()
    (tick,), (words,) = page.findChildren(QCheckBox), page.findChildren(QLabel)
    box = part_of(tick, QStyle.SubElement.SE_CheckBoxIndicator)
    assert side <= box.width() == box.height() <= side + 2  # with its edge
    begins = part_of(tick, QStyle.SubElement.SE_CheckBoxContents).left()
    assert abs(words.contentsRect().left() - begins) <= 2


def test_the_sign_in_the_box_grows_with_it(appearance: Appearance, page: QWidget) -> None:
    """Its share of the box stays: it was drawn with a pen of one width."""
    shares = []
    for scale in (1.0, 2.0):
        appearance.settings.text_scale = scale
        appearance.apply()
        (tick,) = page.findChildren(QCheckBox)
        tick.adjustSize()
        box = part_of(tick, QStyle.SubElement.SE_CheckBoxIndicator)
        image = tick.grab(box.adjusted(3, 3, -3, -3)).toImage()  # without its edge
        rows, columns = range(image.height()), range(image.width())
        grey = np.array([[image.pixelColor(x, y).lightness() for x in columns] for y in rows], float)
        inked = np.sum((grey - grey.min()) / (grey.max() - grey.min()))
        shares.append(float(inked / (box.width() * box.height())))
    assert shares[0] > 0.05 and abs(shares[1] / shares[0] - 1) < 0.25


def ink_in(image: QImage, place: QRect) -> tuple[float, float]:
    """How much of the place is of another colour than most of it, and how far the two stand apart."""
    rows, columns = range(place.top(), place.bottom() + 1), range(place.left(), place.right() + 1)
    seen = Counter(image.pixelColor(x, y).name() for x in columns for y in rows)
    (ground, _), *others = seen.most_common()
    apart = [(contrast(other, ground), n) for other, n in others]
    return sum(n for far, n in apart if far >= 3) / seen.total(), max((far for far, _ in apart), default=1.0)


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_what_is_ticked_has_a_sign_in_qts_own_dialogs_and_in_lists(
    appearance: Appearance, qtbot: Any, theme: str
) -> None:
    """When one prints, a ticked box was only of another colour than one that is not."""
    appearance.settings.theme = theme
    appearance.apply()
    for on in (True, False):
        box, menu = QCheckBox("Collate"), QMenu()
        qtbot.addWidget(box)
        qtbot.addWidget(menu)
        box.setChecked(on)
        box.ensurePolished()
        box.adjustSize()
        entry = menu.addAction("As in a mirror")
        assert entry is not None
        entry.setCheckable(True)
        entry.setChecked(on)
        menu.ensurePolished()
        inside = part_of(box, QStyle.SubElement.SE_CheckBoxIndicator).adjusted(4, 4, -4, -4)
        entry_box = QRect(0, 0, 8, 8)  # of 12 pixels, 7 from the edge of its line
        line = menu.actionGeometry(entry)
        entry_box.moveCenter(QPoint(line.left() + 14, line.center().y()))
        for ink, far in (ink_in(box.grab().toImage(), inside), ink_in(menu.grab().toImage(), entry_box)):
            assert (ink > 0.1 and far >= 4.5) if on else ink == 0


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_choices_in_qts_own_dialogs_grow_too_and_those_in_a_row_show_none(
    appearance: Appearance, qtbot: Any, scale: float
) -> None:
    """When one prints, the rings stayed as small as beside ordinary words."""
    appearance.settings.text_scale = scale
    appearance.apply()
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    row = Segments("Page", (("all", "All"), ("some", "Some")))
    row.select("all")
    alone = [QRadioButton("Print all"), QRadioButton("Pages from")]
    alone[0].setChecked(True)
    for widget in (*alone, row):
        column.addWidget(widget)
    page.show()

    def ring(button: QRadioButton) -> Any:
        option, style = QStyleOptionButton(), button.style()
        button.initStyleOption(option)
        assert style is not None
        return style.subElementRect(QStyle.SubElement.SE_RadioButtonIndicator, option, button)

    assert {round(ring(button).width() / scale) for button in alone} <= {15, 16}
    assert all(ring(button).width() == 0 for button in row.findChildren(QRadioButton))
