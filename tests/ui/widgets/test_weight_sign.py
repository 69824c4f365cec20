"""The sign for how much a voice or a face counts: told apart at a glance, and seen in every theme."""

from __future__ import annotations

from typing import Any

import pytest

from ui.settings import Settings
from ui.widgets.appearance import Appearance
from ui.widgets.weight_sign import WeightSign


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_a_larger_share_fills_more_of_it(theme: str, qtbot: Any) -> None:
    appearance = Appearance(Settings(theme=theme))
    sign = WeightSign(appearance)
    qtbot.addWidget(sign)
    filled = []
    for weight in (0.0, 0.15, 0.4, 0.6, 0.85, 1.0):
        sign.show_weight(weight)
        image = sign.grab().toImage()
        ink = [
            image.pixelColor(x, y).name() == appearance.palette.muted.lower()
            for x in range(image.width())
            for y in range(image.height())
        ]
        filled.append(sum(ink))
    assert filled == sorted(set(filled)), filled


def test_without_a_share_nothing_is_drawn_and_the_place_stays(qtbot: Any) -> None:
    sign = WeightSign(Appearance(Settings(theme="light")))
    qtbot.addWidget(sign)
    sign.show_weight(0.5)
    size, drawn = sign.size(), sign.grab().toImage()
    sign.show_weight(None)
    assert sign.size() == size and sign.grab().toImage() != drawn
