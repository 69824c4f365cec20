"""How often the live window is painted, whatever comes in, and what it costs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from PyQt6.QtCore import QEvent, QObject
from PyQt6.QtWidgets import QApplication, QWidget

from fusion.emotions import EMOTIONS, Emotion
from fusion.evidence import State
from ui.settings import Settings
from ui.widgets.appearance import Appearance
from ui.windows.compact_window import CompactWindow
from ui.windows.live_window import TICK_MS, LiveWindow


class Paints(QObject):
    """Counts how often each widget is painted."""

    def __init__(self) -> None:
        super().__init__()
        self.of: Counter[QWidget] = Counter()

    def eventFilter(self, target: QObject | None, event: QEvent | None) -> bool:  # noqa: N802
        if event is not None and event.type() == QEvent.Type.Paint and isinstance(target, QWidget):
            self.of[target] += 1
        return False


@pytest.fixture
def paints(qapp: QApplication) -> Iterator[Paints]:
    counting = Paints()
    qapp.installEventFilter(counting)
    yield counting
    qapp.removeEventFilter(counting)


@pytest.mark.parametrize("motion", [True, False])
def test_a_second_of_ticks_paints_no_part_more_than_fifteen_times(
    qtbot: Any, made: Any, paints: Paints, motion: bool
) -> None:
    """Thirty pictures, fifty pieces of sound and ten estimates come in a second, each another feeling."""
    appearance = Appearance(Settings(theme="light", motion=motion, show_map=True))
    appearance.apply()
    window, compact = LiveWindow(appearance), CompactWindow(appearance)
    qtbot.addWidget(window)
    qtbot.addWidget(compact)
    window.refreshed.connect(compact.show_scene)
    session, assembly = made.attach(window)
    window.resize(1280, 800)
    window.show()
    compact.show()
    t = 0.0

    def second() -> None:
        nonlocal t
        for tick in range(1000 // TICK_MS):
            for piece in range(3):
                t += TICK_MS / 3000
                if piece < 2:
                    assembly.onlooker.put_picture(made.face_view(t))
                assembly.onlooker.put_sound(made.voice_view(t))
                if tick % 3 and piece == 0:
                    feeling = EMOTIONS[round(10 * t) % len(EMOTIONS)]
                    session.say(made.moment(t, State.CLEAR, feeling, voice=feeling, face=Emotion.HAPPY))
                QApplication.processEvents()
            window.tick()
            QApplication.processEvents()

    second()
    paints.of.clear()
    second()
    live = (window.camera.picture, window.voice.picture, window.strip, window.card, window.parts, compact)
    assert all(paints.of[widget] > 1 for widget in live)
    assert max(paints.of.values()) <= 15, paints.of.most_common(3)
    window.detach()


def test_the_windows_clock_ticks_at_most_fifteen_times_a_second(window: LiveWindow, made: Any) -> None:
    window.attach(made.Assembly(made.Session()))
    assert window._ticks.isActive() and window._ticks.interval() >= 1000 / 15
    words: list[object] = []
    window.refreshed.connect(words.append)
    for _ in range(15):
        window.tick()
    assert len(words) == 10
    window.hold()


def test_the_desktop_can_ask_for_stillness() -> None:
    appearance = Appearance(Settings(motion=True))
    assert appearance.motion
    appearance.keep_still(True)
    assert not appearance.motion
    appearance.keep_still(False)
    appearance.settings.motion = False
    appearance.apply()
    assert not appearance.motion
