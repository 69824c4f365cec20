"""The first question: where is the other person, and what goes with the answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from PyQt6.QtCore import QPoint, Qt

from fusion.clock import SessionClock
from fusion.evidence import Modality
from fusion.interfaces import AudioChunk, DeviceError, VideoFrame
from ui.live import whereabouts
from ui.live.options import Options
from ui.live.trial import Trial
from ui.settings import Settings, load_settings
from ui.widgets.appearance import Appearance
from ui.windows.desk import Desk
from ui.windows.region_chooser import RegionChooser
from ui.windows.where_panel import WherePanel
from ui.wording.captured import Captured

CALL = Captured(screen=True, played=True)


class Played:
    """A source of half a second of sound a time, or of pictures, or of nothing but trouble."""

    def __init__(self, what: str) -> None:
        self.name, self.dropped, self._what = what, 0, what

    def open(self, clock: SessionClock) -> None:
        if self._what == "trouble":
            raise DeviceError("There is no window “Sam”: open it or choose another.")

    def read(self, timeout_s: float) -> AudioChunk | VideoFrame:
        if self._what == "sound":
            return AudioChunk(np.full(512, 0.15, np.float32), 0.0)
        return VideoFrame(np.full((90, 160, 3), 200, np.uint8), 0.0)

    def close(self) -> None:
        pass


@pytest.fixture
def asked(made: Any, monkeypatch: pytest.MonkeyPatch) -> list[tuple[Options, Settings, Any]]:
    """Each session that was asked for, and what it was given."""
    asked: list[tuple[Options, Settings, Any]] = []

    def assemble(options: Options, settings: Settings) -> Any:
        session = made.Session()
        session.start = lambda: None
        called = settings.where == "screen"
        assembly = made.Assembly(session, captured=CALL if called else Captured())
        asked.append((options, settings, assembly))
        return assembly

    monkeypatch.setattr("ui.live.assemble.assemble", assemble)
    monkeypatch.setattr("ui.live.devices.microphone_choices", lambda: ["Headset"])
    monkeypatch.setattr("ui.live.devices.camera_choices", lambda: ["Webcam"])
    monkeypatch.setattr("ui.live.devices.played_choices", lambda: ["system:Headphones"])
    monkeypatch.setattr("ui.live.devices.place_choices", lambda: ["window:Call with Sam", "screen"])
    monkeypatch.setattr("ui.live.devices.camera_source", lambda name: Played("picture"))
    monkeypatch.setattr("ui.live.devices.microphone_source", lambda name: Played("sound"))
    return asked


@pytest.fixture
def first(qtbot: Any, asked: list[Any]) -> Iterator[Desk]:
    """A desk that was never used before."""
    appearance = Appearance(Settings(theme="light", motion=False))
    appearance.apply()
    desk = Desk(Options(), appearance)
    qtbot.addWidget(desk.window)
    yield desk
    desk.end()


def test_who_is_here_for_the_first_time_is_asked_before_anything_is_opened(
    first: Desk, qtbot: Any, asked: list[Any]
) -> None:
    first.begin()
    assert first.asking.question is not None and first.asking.question.isVisible()
    assert not asked
    first.asking.question.accept()
    qtbot.waitUntil(lambda: first.assembly is not None)
    assert load_settings()[0].where == "room"


def test_a_question_that_is_closed_is_asked_again_another_time(
    first: Desk, qtbot: Any, asked: list[Any]
) -> None:
    first.begin()
    assert first.asking.question is not None
    first.asking.question.reject()
    qtbot.waitUntil(lambda: first.assembly is not None)
    assert first.appearance.settings.where is None


def test_a_call_is_chosen_with_its_window_seen_and_heard_first(
    first: Desk, qtbot: Any, asked: list[Any]
) -> None:
    first.begin()
    question = first.asking.question
    assert question is not None
    question.turn(1)
    panel = question.panel
    panel.question.chosen.emit("screen")
    qtbot.waitUntil(lambda: panel.pickers.choices(Modality.FACE) == ["Call with Sam", "The whole screen"])
    assert panel.pickers.choices(Modality.VOICE) == ["All that plays", "Headphones"]
    assert panel.region.isVisible()
    qtbot.waitUntil(lambda: panel._level.value() == 50 and not panel._picture.pixmap().isNull())
    panel.picked.emit(Modality.FACE, "window:Call with Sam")
    question.accept()
    qtbot.waitUntil(lambda: first.assembly is not None)
    options, settings, _ = asked[-1]
    assert (settings.where, settings.place) == ("screen", "window:Call with Sam")
    assert whereabouts.preferred(options, settings) == ("system", "window:Call with Sam")
    assert load_settings()[0].place == "window:Call with Sam"


def test_within_a_call_another_window_is_looked_at_without_a_new_session(
    first: Desk, qtbot: Any, asked: list[Any]
) -> None:
    first.appearance.settings.where = "screen"
    first.begin()
    qtbot.waitUntil(lambda: first.assembly is not None)
    first.asking.pick_device(Modality.FACE, "window:Other")
    session = asked[-1][2].session
    assert [m for m, _ in session.replaced] == [Modality.FACE] and len(asked) == 1
    assert first.appearance.settings.place == "window:Other"


def test_going_from_the_room_to_the_screen_begins_anew_there(
    first: Desk, qtbot: Any, asked: list[Any]
) -> None:
    first.appearance.settings.where = "room"
    first.begin()
    qtbot.waitUntil(lambda: first.assembly is not None)
    first.asking.choose_where("screen")
    qtbot.waitUntil(lambda: len(asked) == 2 and first.assembly is asked[1][2])
    assert asked[0][2].closed
    qtbot.waitUntil(lambda: "the people on the call should know" in first.window.foot.words.text())


def test_whoever_said_where_on_the_command_line_is_not_asked() -> None:
    new = Settings()
    assert whereabouts.is_unsaid(Options(), new)
    for options in (Options(source="screen"), Options(camera=0), Options(sound="system"), Options(seconds=5)):
        assert not whereabouts.is_unsaid(options, new)
    assert not whereabouts.is_unsaid(Options(), Settings(welcomed=True))


def test_what_cannot_be_seen_is_told_in_the_panel(qtbot: Any) -> None:
    panel = WherePanel("screen", lambda: Trial(Played("sound"), Played("trouble")))
    qtbot.addWidget(panel)
    panel.show()
    panel.restart()
    qtbot.waitUntil(lambda: panel._words.text() == "There is no window “Sam”: open it or choose another.")
    panel.close_down()


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
