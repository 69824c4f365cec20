"""What a session is to be made of, decided before anything is opened."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest

from fusion.baseline import PersonalBaseline
from fusion.errors import UserError
from fusion.interfaces import DeviceError
from fusion.mode import Mode
from fusion.recordings.sound import SoundChoice
from fusion.side import Side
from ui.demo.clip import DEMO_CLIP
from ui.live.options import Options
from ui.live.plan import Plan, make_plan
from ui.settings import Settings
from ui.wording.captured import IN_THE_ROOM, Captured


def never_asked(_mode: Mode) -> NoReturn:
    raise AssertionError("the devices need not be listed")


def test_the_command_line_comes_before_the_settings() -> None:
    settings = Settings(microphone="Headset", camera="Webcam", words_model="saved")
    made = make_plan(Options(), settings, lambda _mode: True)
    assert (made.microphone, made.camera, made.words) == ("Headset", "Webcam", Path("saved"))
    assert not made.words_asked_for and made.label == "microphone and camera"
    made = make_plan(Options(microphone=0, camera="http://cam", words=Path("given")), settings, never_asked)
    assert (made.microphone, made.camera, made.words) == (0, "http://cam", Path("given"))
    assert made.words_asked_for
    for options in (Options(microphone=0), Options(camera=0)):  # one of them named is enough
        made = make_plan(options, settings, never_asked)
        assert (made.microphone, made.camera) == (
            ("Headset", 0) if options.microphone is None else (0, "Webcam")
        )


def test_nothing_chosen_anywhere_is_whatever_is_there() -> None:
    made = make_plan(Options(mode=Mode.FACE, jsonl="-"), Settings(), lambda mode: mode is Mode.FACE)
    assert made == Plan(Mode.FACE, label="microphone and camera", jsonl="-")


@pytest.mark.parametrize(
    ("asked", "wished", "logged", "file"),
    [
        (None, True, True, None),
        (True, False, True, None),
        (None, False, False, None),
        (False, True, False, None),
        (Path("mine.db"), False, True, Path("mine.db")),
    ],
)
def test_what_is_logged(asked: Path | bool | None, wished: bool, logged: bool, file: Path | None) -> None:
    made = make_plan(Options(source="talk.wav", log=asked), Settings(logging=wished), never_asked)
    assert (made.logged, made.log) == (logged, file)


@pytest.mark.parametrize(("asked", "logged"), [(None, False), (False, False), (Path("mine.db"), True)])
@pytest.mark.parametrize("source", ["demo", None])
def test_the_demo_is_never_logged_among_conversations(
    asked: Path | bool | None, logged: bool, source: str | None
) -> None:
    made = make_plan(Options(source=source, log=asked), Settings(), lambda _mode: False)
    assert made.is_demo and made.logged is logged


def test_a_recording_is_played_once() -> None:
    made = make_plan(Options(source="talk.wav", mode=Mode.VOICE), Settings(), never_asked)
    assert made == Plan(Mode.VOICE, "talk.wav")
    made = make_plan(Options(source="call.mkv", audio_track=2, side=Side.RIGHT), Settings(), never_asked)
    assert made.sound == SoundChoice(2, Side.RIGHT)
    assert not made.loop and not made.notice
    assert make_plan(Options(source="demo"), Settings(), never_asked) == Plan(
        recording=DEMO_CLIP, is_demo=True, logged=False
    )


@pytest.mark.parametrize("seconds", [None, 3.0])
def test_without_a_device_the_demo_takes_its_place_and_says_so(seconds: float | None) -> None:
    made = make_plan(Options(seconds=seconds), Settings(), lambda _mode: False)
    assert (made.recording, made.is_demo, made.label) == (DEMO_CLIP, True, "demo")
    assert made.loop is (seconds is None)
    assert made.notice == (
        "No camera and no microphone were found, so this is the built-in demo conversation. "
        "Its voice and its face are a computer's: it shows what Attune says, not how well it reads people."
    )
    with pytest.raises(DeviceError, match=r"^No microphone was found: connect one, or use --source demo\.$"):
        make_plan(Options(mode=Mode.VOICE), Settings(), lambda _mode: False, demo_without_devices=False)


@pytest.mark.parametrize(
    ("source", "place"),
    [("demo", None), ("http://somewhere/talk.mp4", None), (None, None), ("talk.wav", Path("talk.wav"))],
)
def test_the_log_keeps_the_place_of_a_file_and_of_nothing_else(
    source: str | None, place: Path | None
) -> None:
    made = make_plan(Options(source=source), Settings(), lambda _mode: True)
    assert made.played_file == (place.resolve() if place else None)


def test_whoever_is_there_is_learnt_unless_the_settings_or_the_command_line_say_otherwise() -> None:
    ana = PersonalBaseline.identity("Ana")

    def person(asked: str | None, settings: Settings) -> tuple[str | None, bool]:
        made = make_plan(Options(baseline=asked, source="demo"), settings, never_asked)
        return made.baseline.name if made.baseline else None, made.learning

    chosen = Settings(baselines={"Ana": ana.to_json()}, baseline="Ana")
    alone = Settings(baselines={"Ana": ana.to_json()}, learn_person=False)
    assert person(None, Settings()) == (None, True)
    assert person(None, chosen) == ("Ana", True)
    assert person(None, alone) == (None, False)
    assert person("none", chosen) == (None, False)
    assert person("running", alone) == person("running", chosen) == (None, True)
    assert person("Ana", alone) == ("Ana", True)
    with pytest.raises(UserError, match="Nobody called “Ben”"):
        person("Ben", chosen)


def test_a_call_is_looked_at_on_the_screen_and_heard_as_it_is_played() -> None:
    made = make_plan(Options(source="screen:10,20,640,480"), Settings(), never_asked)
    assert (made.recording, made.camera, made.microphone) == (None, "screen:10,20,640,480", "system")
    assert made.label == "a call on this screen"
    assert made.captured == Captured(screen=True, played=True)
    made = make_plan(Options(source="window:Sam", sound="Headphones"), Settings(), never_asked)
    assert (made.camera, made.microphone) == ("window:Sam", "system:Headphones")


def test_the_sound_of_a_call_can_be_the_microphones_and_a_camera_can_go_with_what_is_played() -> None:
    settings = Settings(microphone="Headset", camera="Webcam")
    made = make_plan(Options(source="screen", sound="microphone"), settings, never_asked)
    assert (made.camera, made.microphone) == ("screen", "Headset")
    assert made.captured == Captured(screen=True, played=False)
    made = make_plan(Options(sound="system"), settings, never_asked)
    assert (made.camera, made.microphone) == ("Webcam", "system")


def test_the_settings_say_where_the_other_person_is() -> None:
    settings = Settings(where="screen", place="window:Sam", played="system:Headphones", camera="Webcam")
    made = make_plan(Options(), settings, never_asked)
    assert (made.camera, made.microphone) == ("window:Sam", "system:Headphones")
    made = make_plan(Options(), Settings(where="screen"), never_asked)
    assert (made.camera, made.microphone) == ("screen", "system")
    in_the_room = make_plan(Options(), replace(settings, where="room"), lambda _mode: True)
    assert (in_the_room.camera, in_the_room.microphone) == ("Webcam", None)
    named = make_plan(Options(camera=0), settings, never_asked)
    assert (named.camera, named.microphone, named.captured) == (0, None, IN_THE_ROOM)


def test_a_recording_is_no_call_whatever_the_settings_say() -> None:
    made = make_plan(Options(source="talk.mp4"), Settings(where="screen"), never_asked)
    assert made.recording == "talk.mp4" and made.captured == IN_THE_ROOM


def test_a_part_of_the_screen_that_cannot_be_is_told() -> None:
    with pytest.raises(UserError, match="names no part of the screen"):
        make_plan(Options(source="screen:left"), Settings(), never_asked)


@pytest.mark.parametrize(
    ("options", "saved", "expected"),
    [
        (Options(source="screen"), False, False),  # closed unless it is asked for
        (Options(source="screen"), True, True),
        (Options(source="screen", microphone_too=True), False, True),
        (Options(source="screen", sound="microphone"), True, False),  # it is read already
        (Options(source="screen", mode=Mode.FACE), True, False),
        (Options(), True, False),  # in the room one microphone hears both
    ],
)
def test_beside_a_call_the_microphone_is_opened_only_where_that_is_wanted(
    options: Options, saved: bool, expected: bool
) -> None:
    made = make_plan(options, Settings(microphone_too=saved, microphone="Headset"), lambda _mode: True)
    assert made.microphone_too is made.captured.microphone_too is expected
    assert made.own_microphone == ("Headset" if made.captured.screen else None)
