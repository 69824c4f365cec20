"""Starting, ending, and everything that goes on between windows."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from made_world import MadeWorld, begin
from PyQt6.QtWidgets import QMessageBox, QPushButton, QWidget

from fusion.events import EventKind
from fusion.evidence import Modality
from fusion.interfaces import DeviceError
from fusion.log.timeline import Timeline
from ui.live.options import Options
from ui.live.plan import make_plan
from ui.settings import Settings
from ui.settings_file import load_settings
from ui.studies.stand_ins.conversation import log_conversation
from ui.widgets.appearance import Appearance
from ui.windows.desk import Desk


def test_the_window_is_there_before_the_models_are(desk: Desk, qtbot: Any, world: MadeWorld) -> None:
    begin(desk, qtbot)
    assert desk.window.state is not None
    qtbot.waitUntil(lambda: desk.window.notice.pickers.choices(Modality.FACE) == ["Any camera", "Webcam"])


def test_keys_pressed_in_another_program_bookmark_and_pause(
    desk: Desk, qtbot: Any, world: MadeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr("ui.windows.desk.announce", said.append)
    desk.elsewhere.pressed.emit("bookmark elsewhere")  # nothing is going on yet
    begin(desk, qtbot)
    other = QWidget()
    qtbot.addWidget(other)
    other.show()
    with qtbot.waitActive(other):
        other.activateWindow()
    session = world.assemblies[-1].session
    desk.elsewhere.pressed.emit("bookmark elsewhere")
    assert [event.kind for event in session.events] == [EventKind.BOOKMARK]
    assert desk.window.jotting.isHidden()  # what is typed is the other program's
    desk.elsewhere.pressed.emit("pause elsewhere")
    assert session.paused
    desk.elsewhere.pressed.emit("pause elsewhere")
    assert not session.paused
    assert said == ["Bookmarked", "Paused", "Going on"]


def test_the_small_card_says_that_a_bookmark_was_made(desk: Desk, qtbot: Any) -> None:
    begin(desk, qtbot)
    desk.show_compact()
    assert desk.compact is not None
    buttons = desk.compact.findChildren(QPushButton)
    desk.elsewhere.pressed.emit("bookmark elsewhere")
    assert "Bookmarked" in {button.text() for button in buttons}
    qtbot.waitUntil(lambda: "Bookmark" in {button.text() for button in buttons})


def test_closing_the_window_ends_the_desk_and_keeps_its_size(desk: Desk, qtbot: Any) -> None:
    begin(desk, qtbot)
    desk.window.resize(1111, 777)
    with qtbot.waitSignal(desk.over):
        desk.window.close()
    assert load_settings()[0].window_geometry[2:] == (1111, 777)  # type: ignore[index]


def test_the_window_comes_back_where_it_was_and_fills_the_screen_again(
    desk: Desk, qtbot: Any, world: MadeWorld
) -> None:
    begin(desk, qtbot)
    desk.window.move(37, 29)
    desk.window.resize(780, 600)
    with qtbot.waitSignal(desk.over):
        desk.window.close()
    settings = load_settings()[0]
    assert (settings.window_geometry, settings.window_maximized) == ((37, 29, 780, 600), False)
    again = Desk(Options(), Appearance(settings))
    qtbot.addWidget(again.window)
    begin(again, qtbot)
    window = again.window
    assert (window.x(), window.y(), window.width(), window.height()) == (37, 29, 780, 600)
    window.showMaximized()
    with qtbot.waitSignal(again.over):
        window.close()
    again.end()
    settings = load_settings()[0]
    assert (settings.window_geometry, settings.window_maximized) == ((37, 29, 780, 600), True)
    filling = Desk(Options(), Appearance(settings))
    qtbot.addWidget(filling.window)
    begin(filling, qtbot)
    assert filling.window.isMaximized()
    filling.end()


def test_closing_while_getting_ready_leaves_nothing_behind(desk: Desk, world: MadeWorld) -> None:
    desk.begin()
    desk.end()
    assert all(a.closed for a in world.assemblies)


def test_a_failure_to_start_is_one_sentence_with_the_pickers(
    desk: Desk, qtbot: Any, world: MadeWorld
) -> None:
    world.error = DeviceError("“talk.mp4” does not exist; check the path.")
    desk.begin()
    qtbot.waitUntil(lambda: bool(desk.failure))
    assert desk.window.notice.text == "“talk.mp4” does not exist; check the path."
    assert desk.window.notice.isVisible()
    world.error = None
    desk.asking.pick_device(Modality.VOICE, "Headset")
    qtbot.waitUntil(lambda: desk.assembly is not None)
    assert not desk.failure and not desk.window.notice.isVisible()


def test_a_fault_at_the_start_is_told_as_unexpected(desk: Desk, qtbot: Any, world: MadeWorld) -> None:
    world.error = ValueError("operands could not be broadcast together")
    desk.begin()
    qtbot.waitUntil(lambda: bool(desk.failure))
    assert desk.window.notice.text.startswith("Something unexpected went wrong (ValueError: operands")
    assert "attune.log" in desk.window.notice.text


def test_a_session_that_fails_to_close_is_told_of_as_that_and_the_next_one_starts(
    desk: Desk, qtbot: Any, world: MadeWorld, caplog: pytest.LogCaptureFixture
) -> None:
    world.more = {"is_demo": True}
    begin(desk, qtbot)

    def fail() -> None:
        world.assemblies[0].closed = True
        raise RuntimeError("the camera does not let go")

    world.assemblies[0].close = fail
    desk.asking.pick_device(Modality.VOICE, "Headset")
    qtbot.waitUntil(lambda: len(world.assemblies) == 2 and desk.assembly is world.assemblies[1])
    assert [r.message for r in caplog.records] == ["the session could not be closed"]


def test_a_session_begins_once_the_one_that_was_being_started_has_let_go_of_its_devices(
    desk: Desk, qtbot: Any, world: MadeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    going = threading.Event()
    assemble = world.assemble
    open_then: list[int] = []

    def slow_at_first(*asked: Any) -> Any:
        open_then.append(sum(not made.closed for made in world.assemblies))
        made = assemble(*asked)
        going.wait(20 if len(world.asked) == 1 else 0)
        return made

    monkeypatch.setattr("ui.live.assemble.assemble", slow_at_first)
    desk.begin()
    qtbot.waitUntil(lambda: len(world.assemblies) == 1)
    for name in ("Headset", "Webcam's", "Table"):  # the user tries one after the other
        desk.asking.pick_device(Modality.VOICE, name)
    going.set()
    qtbot.waitUntil(lambda: desk.assembly is not None)
    assert open_then == [0, 0]
    assert [asked.microphone for asked, _ in world.asked] == [None, "Table"]
    assert desk.assembly is world.assemblies[1] and not world.assemblies[1].closed


def test_closing_while_another_session_waits_for_its_devices_leaves_nothing_behind(
    desk: Desk, qtbot: Any, world: MadeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    going = threading.Event()
    assemble = world.assemble

    def slowly(*asked: Any) -> Any:
        made = assemble(*asked)
        threading.Timer(0.1, going.set).start()
        going.wait(20)
        return made

    monkeypatch.setattr("ui.live.assemble.assemble", slowly)
    desk.begin()
    qtbot.waitUntil(lambda: len(world.assemblies) == 1)
    desk.asking.pick_device(Modality.VOICE, "Headset")
    desk.end()
    assert [made.closed for made in world.assemblies] == [True]
    assert desk.assembly is None


def test_only_the_session_asked_for_last_is_shown_and_one_that_hangs_is_not_waited_for(
    desk: Desk, qtbot: Any, world: MadeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.windows.background.JOIN_LIMIT_S", 0.05)
    going = threading.Event()
    assemble = world.assemble

    def slow_at_first(*asked: Any) -> Any:
        if not world.asked:
            made = assemble(*asked)
            going.wait(20)
            return made
        return assemble(*asked)

    monkeypatch.setattr("ui.live.assemble.assemble", slow_at_first)
    desk.begin()
    qtbot.waitUntil(lambda: len(world.assemblies) == 1)
    desk.asking.pick_device(Modality.VOICE, "Headset")
    qtbot.waitUntil(lambda: desk.assembly is not None)
    going.set()
    qtbot.waitUntil(lambda: world.assemblies[0].closed)
    assert desk.assembly is world.assemblies[1] and not world.assemblies[1].closed


def test_the_first_words_are_said_until_they_were_read(desk: Desk, qtbot: Any) -> None:
    desk.appearance.settings.welcomed = False
    desk.appearance.settings.where = "room"  # the first question was answered
    desk.window.banner.welcome = True
    begin(desk, qtbot)
    desk.window.refresh_words()
    assert desk.window.notice.text.startswith("Welcome.")
    desk.window.notice.dismissed.emit()
    assert not desk.window.notice.isVisible()
    assert load_settings()[0].welcomed


def test_what_the_log_lacks_is_known_at_the_end(desk: Desk, qtbot: Any, world: MadeWorld) -> None:
    begin(desk, qtbot)
    world.assemblies[0].writer.dropped = 3
    desk.end()
    assert desk.missing == ["3 readings could not be stored in the log."]


@pytest.mark.parametrize(
    ("modality", "kind", "other"),
    [(Modality.VOICE, "microphone", "camera"), (Modality.FACE, "camera", "microphone")],
)
def test_another_device_is_put_in_place_and_remembered(
    desk: Desk, qtbot: Any, world: MadeWorld, modality: Modality, kind: str, other: str
) -> None:
    begin(desk, qtbot)
    desk.asking.pick_device(modality, "Another")
    assert world.assemblies[0].session.replaced == [(modality, (kind, "Another"))]
    saved = load_settings()[0]
    assert (getattr(saved, kind), getattr(saved, other)) == ("Another", None)
    assert (getattr(desk.options, kind), getattr(desk.options, other)) == ("Another", None)
    desk.asking.pick_device(modality, None)  # any one again
    assert world.assemblies[0].session.replaced[1:] == [(modality, (kind, None))]
    assert getattr(load_settings()[0], kind) is None
    assert len(world.assemblies) == 1


def test_picking_a_device_ends_the_demo(desk: Desk, qtbot: Any, world: MadeWorld) -> None:
    world.more = {"is_demo": True, "notice": "This is the demo."}
    begin(desk, qtbot)
    demo = world.assemblies[0]
    world.more = {}
    desk.asking.pick_device(Modality.VOICE, "Headset")
    qtbot.waitUntil(lambda: desk.assembly is world.assemblies[-1] and len(world.assemblies) == 2)
    assert demo.closed
    assert world.asked[-1][0].microphone == "Headset"
    assert world.asked[-1][0].source is None


def test_logging_switched_off_in_the_settings_holds(desk: Desk, qtbot: Any, world: MadeWorld) -> None:
    desk.appearance.settings.logging = False
    begin(desk, qtbot)
    assert not make_plan(*world.asked[0], lambda _mode: True).logged


def test_a_log_that_cannot_be_opened_is_told(
    desk: Desk, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(QMessageBox, "open", lambda self: told.append(self.text()))
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"not a database" * 100)
    desk.options.log = broken
    begin(desk, qtbot)
    desk.past.open()
    qtbot.waitUntil(lambda: bool(told))
    assert desk.past.window is None
    assert len(told) == 1 and "broken.db" in told[0]


def test_seconds_close_the_window(qtbot: Any, world: MadeWorld) -> None:
    appearance = Appearance(Settings())
    desk = Desk(Options(seconds=0.05), appearance)
    qtbot.addWidget(desk.window)
    with qtbot.waitSignal(desk.over):
        desk.begin()
    desk.end()


def test_a_fault_is_told_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(QMessageBox, "open", lambda self: told.append(self.text()))
    desk.fault("Something unexpected happened.")
    desk.fault("Something unexpected happened.")
    assert told == ["Something unexpected happened."]


@pytest.mark.parametrize(
    ("last_days", "age_days", "asked"),
    [(None, 400, True), (None, 40, False), (400, 40, True), (62, 40, True), (60, 40, False), (29, 40, False)],
)
def test_conversations_go_by_their_age_at_the_start_unless_the_clock_seems_to_have_leapt(
    desk: Desk,
    qtbot: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    last_days: int | None,
    age_days: int,
    asked: bool,
) -> None:
    told: list[str] = []
    monkeypatch.setattr(QMessageBox, "open", lambda self: told.append(self.text()))
    now = datetime.now(timezone.utc)
    last = None if last_days is None else (now - timedelta(days=last_days)).isoformat()
    settings = desk.appearance.settings
    settings.keep_days, settings.forgot_at = 30, last
    desk.options.log = tmp_path / "log.db"
    with Timeline(desk.options.log) as log:
        log_conversation(log, now - timedelta(days=age_days), 10.0)
    begin(desk, qtbot)
    qtbot.waitUntil(lambda: bool(told) or settings.forgot_at != last)
    with Timeline(desk.options.log) as log:
        left = len(log.sessions())
    if asked:
        assert left == 1 and len(told) == 1 and "Is the clock right?" in told[0]
    else:
        assert left == 0 and not told
        assert load_settings()[0].forgot_at == settings.forgot_at
