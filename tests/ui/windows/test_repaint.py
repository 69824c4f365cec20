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
from ui.windows.beat import BEAT_MS
from ui.windows.compact_window import CompactWindow
from ui.windows.live_window import LiveWindow


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
        for tick in range(1000 // BEAT_MS):
            for piece in range(3):
                t += BEAT_MS / 3000
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
    assert window.beat.runs
    words: list[object] = []
    window.refreshed.connect(words.append)
    for _ in range(15):
        window.tick()
    assert len(words) == 10
    window.hold()


class Watched(LiveWindow):
    """Takes down when all of it is painted: on which turn of the beat."""

    def __init__(self, appearance: Appearance) -> None:
        self.turns = 0
        self.painted: list[int] = []
        super().__init__(appearance)

    def event(self, event: QEvent | None) -> bool:
        if event is not None and event.type() == QEvent.Type.UpdateRequest:
            self.painted.append(self.turns)
        return super().event(event)

    def tick(self) -> None:
        self.turns += 1
        super().tick()


def test_the_whole_window_is_painted_on_the_beat_and_never_between(
    qtbot: Any, made: Any, paints: Paints
) -> None:
    """Twenty seconds in which all that can move does, between the turns too."""
    appearance = Appearance(Settings(theme="light", show_map=True))
    appearance.apply()
    window = Watched(appearance)
    qtbot.addWidget(window)
    assembly = made.Assembly(made.Session())
    window.resize(1280, 800)
    window.show()
    window.attach(assembly)
    window.beat.start = lambda: None  # type: ignore[method-assign]
    window.beat._ticks.setInterval(10_000_000)  # the turns are counted here, not timed
    window.beat._ticks.start()
    turns, t = 20 * 15, 0.0
    for turn in range(turns):
        t += BEAT_MS / 1000
        feeling = EMOTIONS[turn // 20 % len(EMOTIONS)]
        assembly.session.say(made.moment(t, State.CLEAR, feeling, voice=feeling, face=Emotion.HAPPY))
        assembly.onlooker.put_picture(made.face_view(t))
        assembly.onlooker.put_sound(made.voice_view(t))
        window.beat.turn()
        for part in (window.card.labels()[0], window.camera.picture, window.foot.keys):
            part.update()
            QApplication.processEvents()
        if turn % 30 == 7:
            window.bookmark()
            window.jotting.line.setText("typed meanwhile")
        QApplication.processEvents()
    assert window.turns == turns
    assert len(window.painted) == len(set(window.painted))
    assert turns - 3 <= len(window.painted) <= turns
    assert max(paints.of.values()) <= turns + 3
    window.detach()


def test_what_waits_is_painted_once_the_beat_ends(window: LiveWindow, made: Any, paints: Paints) -> None:
    window.attach(made.Assembly(made.Session()))
    window.beat.turn()
    QApplication.processEvents()
    paints.of.clear()
    window.foot.keys.update()
    QApplication.processEvents()
    assert paints.of[window.foot.keys] == 0
    window.hold()
    QApplication.processEvents()
    assert paints.of[window.foot.keys] == 1


def test_from_one_painting_to_the_next_goes_at_least_a_beat(window: LiveWindow, made: Any) -> None:
    """However long a turn takes: a timer begins anew just before each painting, and repeats nothing."""
    assert BEAT_MS >= 1000 / 15
    window.attach(made.Assembly(made.Session()))
    ticks = window.beat._ticks
    assert ticks.isSingleShot() and ticks.interval() == BEAT_MS
    waited: list[int] = []
    paint = window.beat._paint
    window.beat._paint = lambda: (waited.append(ticks.remainingTime()), paint())[1]  # type: ignore[method-assign]
    window.beat.turn()
    assert waited and BEAT_MS - 5 <= waited[0] <= BEAT_MS
    window.detach()


def test_the_desktop_can_ask_for_stillness() -> None:
    appearance = Appearance(Settings(motion=True))
    assert appearance.motion
    appearance.keep_still(True)
    assert not appearance.motion
    appearance.keep_still(False)
    appearance.settings.motion = False
    appearance.apply()
    assert not appearance.motion
