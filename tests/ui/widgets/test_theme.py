"""Contrast by WCAG's own figures, in every theme."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PyQt6.QtCore import QPoint
from PyQt6.QtGui import QColor, QPalette
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QSpinBox,
    QStyle,
    QStyleOptionSpinBox,
    QToolButton,
    QWidget,
)

from fusion.emotions import EMOTIONS
from ui.settings import Settings, default_looks
from ui.widgets.appearance import Appearance
from ui.widgets.theme import (
    CONTRAST,
    PALETTES,
    Palette,
    blend,
    contrast,
    edge_of,
    ink_on,
    luminance,
    qt_palette,
    stylesheet,
)

COLOURS = st.integers(0, 0xFFFFFF).map(lambda v: f"#{v:06X}")
themes = pytest.mark.parametrize("palette", PALETTES.values(), ids=lambda p: p.name)


@pytest.mark.parametrize(
    ("a", "b", "ratio"),
    # from WebAIM's contrast checker
    [("#000000", "#FFFFFF", 21.0), ("#777777", "#FFFFFF", 4.48), ("#0000FF", "#FFFFFF", 8.59)],
)
def test_contrast_agrees_with_published_ratios(a: str, b: str, ratio: float) -> None:
    assert contrast(a, b) == pytest.approx(ratio, abs=0.01)
    assert contrast(b, a) == contrast(a, b)


@themes
def test_main_text_is_aaa(palette: Palette) -> None:
    for under in (palette.card, palette.window, palette.button, palette.button_hover, palette.track):
        assert contrast(palette.text, under) >= 7
    assert contrast(palette.text, palette.selected) >= 7
    assert contrast(palette.notice_text, palette.notice) >= 7


@themes
def test_quiet_text_is_aa(palette: Palette) -> None:
    least = 7.0 if palette is CONTRAST else 4.5
    for over in (palette.muted, palette.hint):
        for under in (palette.card, palette.window, palette.button):
            assert contrast(over, under) >= least, (over, under)
    assert contrast(palette.muted, palette.track) >= 4.5


@themes
def test_the_focus_ring_can_be_seen(palette: Palette) -> None:
    for under in (palette.card, palette.window, palette.button, palette.track):
        assert contrast(palette.focus, under) >= 3
    assert contrast(ink_on(palette.focus), palette.focus) >= 4.5


@themes
def test_shapes_stand_out_from_the_card_and_signs_from_the_shape(palette: Palette) -> None:
    for emotion in EMOTIONS:
        colour = default_looks()[emotion].colour
        assert contrast(edge_of(colour, palette.card), palette.card) >= 3
        assert contrast(ink_on(colour), colour) >= 4.5
    assert contrast(palette.muted, palette.track) >= 3  # the sign of "hard to tell"


@given(COLOURS, COLOURS)
def test_any_colour_the_user_picks_gets_a_visible_edge_and_sign(colour: str, background: str) -> None:
    assert contrast(edge_of(colour, background), background) >= 3
    assert contrast(ink_on(colour), colour) >= 4.5


@given(COLOURS, COLOURS, st.floats(0, 1))
def test_a_blend_lies_between(over: str, under: str, strength: float) -> None:
    mixed = blend(over, under, strength)
    for at in (1, 3, 5):
        a, b, m = (int(c[at : at + 2], 16) for c in (over, under, mixed))
        assert min(a, b) <= m <= max(a, b)
    assert blend(over, under, 1.0) == over


@given(COLOURS)
def test_luminance_is_a_share(colour: str) -> None:
    assert 0 <= luminance(colour) <= 1


@themes
def test_the_style_sheet_grows_with_the_text(palette: Palette) -> None:
    assert "font-size: 15px" in stylesheet(palette)
    assert "font-size: 20px" in stylesheet(palette, 1.3)


@themes
def test_qts_own_dialogs_are_legible_too(palette: Palette) -> None:
    role, colours = QPalette.ColorRole, qt_palette(palette)
    for ink, ground in (
        (role.Text, role.Base),
        (role.PlaceholderText, role.Base),
        (role.WindowText, role.Window),
        (role.ButtonText, role.Button),
        (role.HighlightedText, role.Highlight),
        (role.ToolTipText, role.ToolTipBase),
    ):
        assert contrast(colours.color(ink).name(), colours.color(ground).name()) >= 4.5, ink


@themes
@pytest.mark.parametrize("kind", [QPushButton, QLineEdit, QComboBox])
def test_that_it_cannot_be_used_is_seen_by_its_shape(
    palette: Palette, kind: type[QWidget], qtbot: Any
) -> None:
    def changes_along_its_edge(enabled: bool) -> int:
        part = kind()
        qtbot.addWidget(part)
        part.setStyleSheet(stylesheet(palette, 1.0))
        part.setEnabled(enabled)
        part.resize(140, 40)
        picture = part.grab().toImage()
        line = 1 if kind is QPushButton else 0
        edge = [picture.pixelColor(x, line).rgb() for x in range(20, 120)]
        return sum(one != other for one, other in pairwise(edge))

    assert changes_along_its_edge(True) == 0
    assert changes_along_its_edge(False) > 10


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_lists_of_the_systems_dialogs_have_an_arrow_too(qtbot: Any, theme: str, scale: float) -> None:
    """Those of files and printers looked as if something were to be typed there."""
    appearance = Appearance(Settings(theme=theme, text_scale=scale))
    appearance.apply()
    box = QComboBox()
    qtbot.addWidget(box)
    box.resize(round(200 * scale), box.sizeHint().height())
    picture = box.grab().toImage()
    text, card = QColor(appearance.palette.text), QColor(appearance.palette.card)
    left, edge = round(picture.width() - 26 * scale), round(6 * scale)
    rows = [
        sum(picture.pixelColor(x, y) == text for x in range(left, picture.width() - edge))
        for y in range(edge, picture.height() - edge)
    ]
    inked = [row for row in rows if row]
    assert len(inked) >= 3 * scale and inked == sorted(inked, reverse=True) and inked[0] > inked[-1]
    assert picture.pixelColor(left, picture.height() // 2) == card


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_the_arrows_beside_a_number_grow_with_it(qtbot: Any, theme: str, scale: float) -> None:
    """In Qt's dialogs for colours and printing they stayed as small as beside ordinary figures."""
    appearance = Appearance(Settings(theme=theme, text_scale=scale))
    appearance.apply()
    box = QSpinBox()
    box.setRange(0, 255)
    box.setValue(100)
    qtbot.addWidget(box)
    box.resize(round(80 * scale), box.sizeHint().height())
    picture, option, style = box.grab().toImage(), QStyleOptionSpinBox(), box.style()
    box.initStyleOption(option)
    assert style is not None
    text = QColor(appearance.palette.text)
    for part in (QStyle.SubControl.SC_SpinBoxUp, QStyle.SubControl.SC_SpinBoxDown):
        button = style.subControlRect(QStyle.ComplexControl.CC_SpinBox, option, part, box)
        assert abs(button.width() - 18 * scale) <= 2 and button.height() >= 10 * scale
        rows = [
            sum(picture.pixelColor(x, y) == text for x in range(button.left() + 3, button.right() - 2))
            for y in range(button.top() + 2, button.bottom() - 1)
        ]
        inked = [row for row in rows if row]
        assert len(inked) >= 3 * scale and max(inked) >= 4 * scale
        upwards = inked == sorted(inked)
        assert upwards is (part is QStyle.SubControl.SC_SpinBoxUp) and inked[0] != inked[-1]
    words = style.subControlRect(
        QStyle.ComplexControl.CC_SpinBox, option, QStyle.SubControl.SC_SpinBoxEditField, box
    )
    assert words.width() >= box.fontMetrics().horizontalAdvance("255")


@themes
def test_qts_own_dialogs_look_like_the_rest(qtbot: Any, palette: Palette) -> None:
    """Its buttons had pictures that no other button has, and its black signs stood on a black ground."""
    Appearance(Settings(theme=palette.name)).apply()
    box = QMessageBox()
    box.setStandardButtons(QMessageBox.StandardButton.Ok | QMessageBox.StandardButton.Cancel)
    dialog = QFileDialog()
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    for shown in (box, dialog):
        qtbot.addWidget(shown)
        shown.show()
        for button in shown.findChildren(QPushButton):
            assert button.icon().isNull(), button.text()
    usable = [button for button in dialog.findChildren(QToolButton) if button.isEnabled()]
    assert len(usable) >= 4
    for button in usable:
        ground = button.grab().toImage().pixelColor(button.width() // 2, 4).name()
        assert contrast("#000000", ground) >= 7, button.toolTip()


@themes
def test_in_which_list_of_the_file_dialog_one_is_can_be_seen(qtbot: Any, palette: Palette) -> None:
    """That of the places looked the same with the focus as without."""
    Appearance(Settings(theme=palette.name)).apply()
    dialog = QFileDialog()
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    lists = [part for part in dialog.findChildren(QAbstractItemView) if part.isVisibleTo(dialog)]
    reached = [part for part in lists if part.objectName() in ("sidebar", "treeView", "listView")]
    assert reached
    for part in reached:
        part.setFocus()
        qtbot.waitUntil(part.hasFocus)
        edge = part.mapTo(dialog, QPoint(part.width() // 2, 0))
        assert dialog.grab().toImage().pixelColor(edge).name() == palette.focus.lower()
