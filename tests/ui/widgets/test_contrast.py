"""What is painted stands out from its ground: WCAG 2.2's own formula, written here anew, on real pixels."""

from __future__ import annotations

import re
from collections import Counter
from itertools import combinations, pairwise
from typing import Any

import numpy as np
import pytest
from PyQt6.QtGui import QColor
from PyQt6.QtWidgets import QWidget

from fusion.emotions import EMOTIONS
from ui.settings import Settings
from ui.widgets.appearance import Appearance
from ui.widgets.emotion_card import StackedBar
from ui.widgets.theme import CONTRAST, PALETTES, Palette, ink_on, stylesheet
from ui.widgets.timeline_strip import TimelineStrip
from ui.wording.readings import CONFLICTING, PAUSED, UNCLEAR
from ui.wording.strip_spans import LookSpan, Strip

THEMES = sorted(PALETTES)
LOOKS = [e.value for e in EMOTIONS]


def brightness(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = []
    for at in (1, 3, 5):
        share = int(colour[at : at + 2], 16) / 255
        parts.append(share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4)
    return parts[0] * 0.2126 + parts[1] * 0.7152 + parts[2] * 0.0722


def ratio(one: str, other: str) -> float:
    a, b = brightness(one), brightness(other)
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)


@pytest.fixture(params=THEMES)
def appearance(request: Any, qtbot: Any) -> Appearance:
    made = Appearance(Settings(theme=request.param, motion=False))
    made.apply()
    return made


def colours_of(widget: QWidget, qtbot: Any) -> list[str]:
    """The colours painted in the middle of a widget, the most frequent first."""
    qtbot.addWidget(widget)
    widget.show()
    image = widget.grab().toImage()
    middle = range(image.width() // 4, 3 * image.width() // 4)
    height = image.height() // 2
    seen = Counter(
        QColor(image.pixel(x, y)).name() for x in middle for y in range(max(2, height // 4), height)
    )
    return [colour for colour, _count in seen.most_common()]


def strip_of(appearance: Appearance, look: str) -> TimelineStrip:
    strip = TimelineStrip(appearance, "Strip", live=False)
    strip.resize(300, 98)
    strip.show_strip(Strip((LookSpan(0.0, 10.0, look),), 0.0, 10.0))
    return strip


@pytest.mark.parametrize("look", LOOKS)
def test_a_feeling_in_the_strip_stands_out_from_the_ground(
    appearance: Appearance, look: str, qtbot: Any
) -> None:
    palette = appearance.palette
    painted = colours_of(strip_of(appearance, look), qtbot)[0]
    assert painted == appearance.colour_of(look).lower()
    for ground in (palette.card, palette.empty, palette.window):
        assert ratio(painted, ground) >= 3, (look, ground)


@pytest.mark.parametrize("look", [UNCLEAR, CONFLICTING, PAUSED])
def test_a_hatch_stands_out_from_its_own_ground_and_the_cards(
    appearance: Appearance, look: str, qtbot: Any
) -> None:
    palette = appearance.palette
    painted = colours_of(strip_of(appearance, look), qtbot)[:3]
    assert palette.hatch_line.lower() in painted
    for ground in (palette.hatch, palette.card, palette.empty):
        assert ratio(palette.hatch_line, ground) >= 3, ground


def test_feelings_are_told_apart_without_their_colour(appearance: Appearance, qtbot: Any) -> None:
    greys = sorted(brightness(appearance.colour_of(look)) for look in LOOKS)
    assert all((b + 0.05) / (a + 0.05) >= 1.12 for a, b in pairwise(greys)), greys
    pictures = {}
    for look in LOOKS:
        strip = strip_of(appearance, look)
        qtbot.addWidget(strip)
        strip.show()
        image = strip.grab().toImage()
        ground = QColor(image.pixel(40, 30)).name()
        block = np.array([[QColor(image.pixel(x, y)).name() for x in range(80, 112)] for y in range(16, 48)])
        pictures[look] = block != (appearance.colour_of(look).lower() or ground)
    for one, other in combinations(LOOKS, 2):  # where the pattern lies, whatever its colour
        assert (pictures[one] != pictures[other]).mean() > 0.02, (one, other)


def test_bars_have_an_edge_and_parts_that_stand_out(appearance: Appearance, qtbot: Any) -> None:
    palette = appearance.palette
    for emotion in EMOTIONS:
        bar = StackedBar(appearance, "Voice")
        bar.resize(300, 12)
        bar.show_probabilities(np.eye(len(EMOTIONS))[emotion.position], "all of it")
        assert appearance.colour_of(emotion.value).lower() in colours_of(bar, qtbot)[:2]
    assert ratio(palette.edge, palette.card) >= 3


def test_what_can_be_pressed_or_typed_in_has_an_edge_that_is_seen(appearance: Appearance) -> None:
    p = appearance.palette
    sheet = stylesheet(p)
    for control in ("QPushButton", "QComboBox, QLineEdit, QPlainTextEdit", "QCheckBox::indicator"):
        rule = re.search(rf"^\s*{re.escape(control)} {{([^}}]*)}}", sheet, re.MULTILINE)
        assert rule is not None
        border = re.search(r"border: \d+px solid (#[0-9A-Fa-f]{6})", rule.group(1))
        assert border is not None
        for ground in (p.window, p.card, p.notice):
            assert ratio(border.group(1), ground) >= 3, (control, ground)
    handle = re.search(r"QScrollBar::handle {[^}]*background: (#[0-9A-Fa-f]{6})", sheet)
    assert handle is not None and ratio(handle.group(1), p.card) >= 3
    assert ratio(p.hint, p.card) >= 3  # the bar of the sound's level


def test_all_text_is_aa_and_the_main_text_aaa(appearance: Appearance) -> None:
    p = appearance.palette
    grounds = (p.card, p.window, p.button, p.button_hover, p.track, p.empty, p.selected)
    for ground in grounds:
        assert ratio(p.text, ground) >= 7, ground
    assert ratio(p.notice_text, p.notice) >= 7
    for quiet in (p.muted, p.hint):
        for ground in (p.card, p.window, p.button, p.empty):
            assert ratio(quiet, ground) >= 4.5, (quiet, ground)
    assert ratio(p.muted, p.track) >= 4.5
    for look in LOOKS:
        colour = appearance.colour_of(look)
        assert ratio(ink_on(colour), colour) >= 4.5, look


@pytest.mark.parametrize("palette", [p for p in PALETTES.values() if p is not CONTRAST], ids=lambda p: p.name)
def test_light_and_dark_keep_the_hues_apart(palette: Palette) -> None:
    made = Appearance(Settings(theme=palette.name))
    for look in LOOKS:
        usual = QColor(made.looks.of[EMOTIONS[LOOKS.index(look)]].colour)
        shown = QColor(made.colour_of(look))
        if usual.hslSaturation() > 60:
            turn = abs(usual.hslHue() - shown.hslHue())
            assert min(turn, 360 - turn) <= 12, look
