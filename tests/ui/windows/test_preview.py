"""What a camera sees, shown before it is used."""

from __future__ import annotations

from typing import Any

import numpy as np

from ui.settings import Settings
from ui.widgets.appearance import Appearance
from ui.windows.preview import Preview


def test_the_preview_is_mirrored_as_the_window_is(qtbot: Any) -> None:
    appearance = Appearance(Settings(theme="light", motion=False))
    appearance.apply()
    picture = np.zeros((90, 160, 3), np.uint8)
    picture[:, :80] = 255

    class Half:
        level_dbfs, troubles = None, ()

        def __init__(self) -> None:
            self.picture = picture

        def end(self) -> None:
            pass

    preview = Preview(appearance)
    qtbot.addWidget(preview)
    for mirror in (False, True):
        appearance.settings.mirrored = mirror
        preview.begin(Half(), plays=False)
        shown = preview.picture.grab().toImage()
        lights = [
            shown.pixelColor(x, shown.height() // 2).lightness()
            for x in (shown.width() // 4, shown.width() * 3 // 4)
        ]
        assert (lights[0] < lights[1]) is mirror
    assert preview.words.text() == "No sound yet"
    preview.end()
