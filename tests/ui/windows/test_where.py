"""The first question: where is the other person, and what goes with the answer."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PyQt6.QtWidgets import QApplication

from face_model.screen.capture import OWN_IN_FRONT
from fusion.clock import SessionClock
from fusion.evidence import Modality
from fusion.interfaces import AudioChunk, DeviceError, VideoFrame
from fusion.whom import Whom
from ui.live import assemble as assembling
from ui.live import whereabouts
from ui.live.options import Options
from ui.live.plan import make_plan
from ui.live.session_look import SessionLook
from ui.live.trial import Trial
from ui.settings import Settings
from ui.settings_file import load_settings
from ui.studies.stand_ins.mjpeg import MjpegServer
from ui.widgets.appearance import Appearance
from ui.windows.desk import Desk
from ui.windows.where_panel import WherePanel
from ui.wording.captured import GREY, Captured

CALL = Captured(screen=True, played=True)

GONE = "The window “Sam” is not on the screen: open it, bring it back if it is minimised, or choose another."


class Played:
    """A source of half a second of sound a time, or of pictures, or of nothing but trouble."""

    def __init__(self, what: str) -> None:
        self.name, self.dropped, self._what = what, 0, what
        self.is_open = False

    def open(self, clock: SessionClock) -> None:
        self.is_open = True
        if self._what == "trouble":
            raise DeviceError(GONE)

    def read(self, timeout_s: float) -> AudioChunk | VideoFrame:
        if self._what == "sound":
            return AudioChunk(np.full(512, 0.15, np.float32), 0.0)
        return VideoFrame(np.full((90, 160, 3), 200, np.uint8), 0.0)

    def close(self) -> None:
        self.is_open = False


@pytest.fixture
def asked(made: Any, monkeypatch: pytest.MonkeyPatch) -> list[tuple[Options, Settings, Any]]:
    """Each session that was asked for, and what it was given."""
    asked: list[tuple[Options, Settings, Any]] = []

    def assemble(options: Options, settings: Settings) -> Any:
        session = made.Session()
        session.start = lambda: None
        called = settings.where == "screen"
        assembly = made.Assembly(session, captured=CALL if called else Captured(), whom=settings.watch)
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


def begin_where(desk: Desk, where: str, qtbot: Any) -> None:
    """Begin a session at once: the question was answered before."""
    desk.appearance.settings.where = where
    desk.begin()
    qtbot.waitUntil(lambda: desk.assembly is not None)


def test_who_is_here_for_the_first_time_is_asked_before_anything_is_opened(
    first: Desk, qtbot: Any, asked: list[Any]
) -> None:
    first.begin()
    assert first.asking.question is not None and first.asking.question.isVisible()
    assert not asked
    said = [part.text() for part in first.window.card.labels()]
    assert said[:2] == ["Not listening yet", "Three short pages come first"]
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


def test_devices_found_late_in_the_room_are_not_offered_on_a_call(
    first: Desk, qtbot: Any, asked: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    late = threading.Event()

    def webcam() -> list[str]:
        assert late.wait(5)
        return ["Webcam"]

    monkeypatch.setattr("ui.live.devices.camera_choices", webcam)
    first.begin()
    question = first.asking.question
    assert question is not None
    panel = question.panel
    panel.question.chosen.emit("screen")
    qtbot.waitUntil(lambda: panel.pickers.choices(Modality.FACE) == ["Call with Sam", "The whole screen"])
    late.set()
    qtbot.waitUntil(lambda: not first._background.busy)
    for thread in [t for t in threading.enumerate() if "listing the devices" in t.name]:
        thread.join()
    QApplication.processEvents()
    assert panel.pickers.choices(Modality.FACE) == ["Call with Sam", "The whole screen"]


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
    assert panel.pickers.choices(Modality.VOICE) == ["All sound that plays", "Headphones"]
    assert panel.region.isVisible()
    preview = panel.preview
    qtbot.waitUntil(lambda: preview.level.value() > 0 and preview.picture.image is not None)
    assert preview.level.value() == 73  # 0.15 of full scale is -16.5 dB, of 60 dB that the bar shows
    assert preview.words.text() == "The sound is loud."
    panel.picked.emit(Modality.FACE, "window:Call with Sam")
    question.accept()
    qtbot.waitUntil(lambda: first.assembly is not None)
    options, settings, _ = asked[-1]
    assert (settings.where, settings.place) == ("screen", "window:Call with Sam")
    assert whereabouts.preferred(options, settings) == ("system", "window:Call with Sam")
    assert load_settings()[0].place == "window:Call with Sam"


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (Options(source="screen:2"), ("system:Headset", "screen:2")),
        (Options(source="screen", sound="Speakers"), ("system:Speakers", "screen")),
        (Options(source="screen", camera="window:Kim", microphone="system"), ("system", "window:Kim")),
        (Options(), ("system:Headset", "window:Sam")),
    ],
)
def test_on_a_call_the_lists_show_what_the_session_looks_at(
    options: Options, expected: tuple[str, str]
) -> None:
    """What was asked for on the command line, what was picked since, or what the settings hold."""
    settings = Settings(where="screen", place="window:Sam", played="system:Headset")
    plan = make_plan(options, settings, lambda _mode: True)
    assert whereabouts.preferred(options, settings) == (plan.microphone, plan.camera) == expected


def test_within_a_call_another_window_is_looked_at_without_a_new_session(
    first: Desk, qtbot: Any, asked: list[Any]
) -> None:
    begin_where(first, "screen", qtbot)
    first.asking.pick_device(Modality.FACE, "window:Other")
    session = asked[-1][2].session
    assert [m for m, _ in session.replaced] == [Modality.FACE] and len(asked) == 1
    assert first.appearance.settings.place == "window:Other"


def test_going_from_the_room_to_the_screen_begins_anew_there(
    first: Desk, qtbot: Any, asked: list[Any]
) -> None:
    begin_where(first, "room", qtbot)
    first.asking.choose_where("screen")
    qtbot.waitUntil(lambda: len(asked) == 2 and first.assembly is asked[1][2])
    assert asked[0][2].closed
    qtbot.waitUntil(lambda: "the people on the call should know" in first.window.foot.words.text())


def test_from_the_other_person_to_oneself_it_begins_anew_before_the_camera(
    first: Desk, qtbot: Any, asked: list[Any]
) -> None:
    begin_where(first, "screen", qtbot)
    assert first.asking.on_screen
    menu = first.window.foot.view.menu()
    assert menu is not None
    mine = next(a for a in menu.actions() if a.text() == "About myself")
    asked[0][2].whom = Whom.OTHER
    mine.trigger()
    qtbot.waitUntil(lambda: len(asked) == 2 and first.assembly is asked[1][2])
    assert asked[0][2].closed and not first.asking.on_screen
    plan = make_plan(asked[1][0], asked[1][1], lambda _mode: True)
    assert (plan.whom, plan.two_voices, plan.captured) == (Whom.MYSELF, False, Captured())
    assert load_settings()[0].watch is Whom.MYSELF


def test_the_panel_asks_whom_it_is_about(qtbot: Any, appearance: Appearance) -> None:
    panel = WherePanel(appearance, "screen", lambda: None)
    qtbot.addWidget(panel)
    panel.show()
    assert panel.region.isVisible() and panel.at.isVisible()
    with qtbot.waitSignal(panel.watch_chosen) as chosen:
        panel.watched.chosen.emit("myself")
    assert chosen.args == [Whom.MYSELF]
    appearance.speak_of(Whom.MYSELF)
    assert not panel.region.isVisible() and not panel.at.isVisible() and panel.address.isVisible()
    assert panel._meaning.text().startswith("Point the camera at yourself.")


def test_whoever_said_where_on_the_command_line_is_not_asked() -> None:
    new = Settings()
    assert whereabouts.is_unsaid(Options(), new)
    for options in (Options(source="screen"), Options(camera=0), Options(sound="system"), Options(seconds=5)):
        assert not whereabouts.is_unsaid(options, new)
    assert not whereabouts.is_unsaid(Options(), Settings(welcomed=True))


@pytest.fixture
def appearance() -> Appearance:
    appearance = Appearance(Settings(theme="light", motion=False))
    appearance.apply()
    return appearance


def test_what_cannot_be_seen_is_told_in_the_panel(qtbot: Any, appearance: Appearance) -> None:
    made: list[Trial] = []

    def try_out() -> Trial:
        made.append(Trial(Played("sound"), Played("trouble"), made[-1] if made else None))
        return made[-1]

    panel = WherePanel(appearance, "screen", try_out)
    qtbot.addWidget(panel)
    panel.show()
    told = GONE
    qtbot.waitUntil(lambda: panel.preview.words.text() == f"{told} The sound is loud.")
    panel.restart()
    qtbot.waitUntil(lambda: panel.preview.words.text() == f"{told} The sound is loud.")
    panel.hide()
    assert [trial.ended for trial in made] == [True, True]
    made[-1].close()


def test_in_the_room_devices_are_shown_before_a_session_and_let_go_of_before_it_begins(
    first: Desk, qtbot: Any, asked: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Played] = []

    def source(what: str) -> Played:
        opened.append(Played(what))
        return opened[-1]

    monkeypatch.setattr("ui.live.devices.camera_source", lambda name: source("picture"))
    monkeypatch.setattr("ui.live.devices.microphone_source", lambda name: source("sound"))
    still_open: list[Played] = []
    assemble = assembling.assemble

    def begin(*asked: Any) -> Any:
        still_open.extend(s for s in opened if s.is_open)
        return assemble(*asked)

    monkeypatch.setattr(assembling, "assemble", begin)
    first.begin()
    question = first.asking.question
    assert question is not None and not opened
    question.turn(1)
    preview = question.panel.preview
    qtbot.waitUntil(lambda: preview.level.value() > 0 and preview.picture.image is not None)
    question.accept()
    qtbot.waitUntil(lambda: first.assembly is not None)
    assert not still_open and len(opened) == 2


def test_nothing_is_looked_at_on_another_page(first: Desk, qtbot: Any, asked: list[Any]) -> None:
    first.begin()
    question = first.asking.question
    assert question is not None
    question.turn(1)
    qtbot.waitUntil(lambda: question.panel.preview.level.value() > 0)
    trial = first.asking._trial
    question.turn(1)
    assert trial is not None and trial.ended and first.asking._trial is trial


def test_the_settings_show_what_the_session_sees_and_open_nothing(
    first: Desk, qtbot: Any, asked: list[Any], made: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_name: object) -> None:
        raise AssertionError("a device was opened a second time")

    begin_where(first, "room", qtbot)
    monkeypatch.setattr("ui.live.devices.camera_source", refuse)
    monkeypatch.setattr("ui.live.devices.microphone_source", refuse)
    assembly = asked[-1][2]
    assembly.onlooker.put_picture(made.face_view(0.0))
    assembly.onlooker.put_sound(made.voice_view(0.0))
    look = first.asking.look()
    assert isinstance(look, SessionLook)
    assert look.picture is not None and look.level_dbfs == -21.0 and look.troubles == ()
    seen = made.face_view(0.0)
    assembly.onlooker.put_picture(replace(seen, frame=replace(seen.frame, covered=OWN_IN_FRONT)))
    assert look.troubles == (GREY,)
    assembly.session.paused = True
    assert look.picture is None and look.level_dbfs is None
    assert look.troubles == ("Face: paused", "Voice: paused")
    assembly.session.paused = False
    assembly.session.clock.t = 5.0  # nothing has come for long
    assert look.picture is None and look.level_dbfs is None
    assembly.is_demo = True
    assert first.asking.look() is None


def test_a_camera_is_checked_at_its_address_and_then_used(first: Desk, qtbot: Any, asked: list[Any]) -> None:
    first.begin()
    question = first.asking.question
    assert question is not None
    question.turn(1)
    address = question.panel.address
    with MjpegServer(lambda: np.full((90, 160, 3), 128, np.uint8), fps=20) as camera:
        address.line.setText(camera.url)
        address.check.click()
        assert not address.check.isEnabled()
        qtbot.waitUntil(lambda: "this camera is used" in address.words.text(), timeout=20_000)
        assert first.appearance.settings.camera == camera.url and not address.line.text()
        assert question.panel.pickers.box(Modality.FACE).currentText() == "Camera at 127.0.0.1"
        gone = camera.url
    address.line.setText(gone)
    address.check.click()
    qtbot.waitUntil(address.check.isEnabled, timeout=20_000)
    assert address.words.text().startswith("No video comes from “Camera at 127.0.0.1”")
    assert address.line.text() == gone


def test_the_microphone_beside_a_call_is_asked_for_in_the_panel(qtbot: Any, appearance: Appearance) -> None:
    panel = WherePanel(appearance, "screen", lambda: None)
    qtbot.addWidget(panel)
    panel.show()
    assert panel.microphone_too.isVisible() and not panel.microphone_too.isChecked()
    with qtbot.waitSignal(panel.where_chosen) as chosen:
        panel.microphone_too.click()
    assert chosen.args == ["screen"] and appearance.settings.microphone_too
    panel.choose("room")
    assert not panel.microphone_too.isVisible()


def test_an_address_that_is_typed_over_while_it_is_tried_is_not_used(
    first: Desk, qtbot: Any, asked: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = threading.Event()
    monkeypatch.setattr("ui.windows.asking.require_picture", lambda _address: found.wait(5))
    first.begin()
    question = first.asking.question
    assert question is not None
    address = question.panel.address
    address.line.setText("http://phone:8080/video")
    address.check.click()
    qtbot.keyClicks(address.line, "2")
    found.set()
    qtbot.waitUntil(lambda: not first._background.busy)
    assert address.line.text() == "http://phone:8080/video2" and not address.words.text()
    assert first.appearance.settings.camera is None
