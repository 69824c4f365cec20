"""Boxes to tick grow with the words beside them, and what explains them stands beneath these words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from PyQt6.QtWidgets import QLabel, QRadioButton, QStyle, QStyleOptionButton, QVBoxLayout, QWidget

from ui.settings import Settings
from ui.widgets.appearance import Appearance
from ui.widgets.parts import Check, Segments, explained


@pytest.fixture
def appearance() -> Iterator[Appearance]:
    appearance = Appearance(Settings(theme="light", language="en"))
    appearance.apply()
    yield appearance
    appearance.settings.text_scale = 1.0
    appearance.apply()


@pytest.fixture
def page(appearance: Appearance, qtbot: Any) -> QWidget:
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    tick = Check("Gentle motion")
    tick.setChecked(True)
    column.addWidget(tick)
    column.addWidget(explained(tick, "Shapes fade into each other."))
    page.show()
    return page


def part_of(tick: Check, part: QStyle.SubElement) -> Any:
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
    (tick,), (words,) = page.findChildren(Check), page.findChildren(QLabel)
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
        (tick,) = page.findChildren(Check)
        tick.adjustSize()
        box = part_of(tick, QStyle.SubElement.SE_CheckBoxIndicator)
        image = tick.grab(box.adjusted(3, 3, -3, -3)).toImage()  # without its edge
        rows, columns = range(image.height()), range(image.width())
        grey = np.array([[image.pixelColor(x, y).lightness() for x in columns] for y in rows], float)
        inked = np.sum((grey - grey.min()) / (grey.max() - grey.min()))
        shares.append(float(inked / (box.width() * box.height())))
    assert shares[0] > 0.05 and abs(shares[1] / shares[0] - 1) < 0.25


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
