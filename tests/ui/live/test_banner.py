"""What the banner says, when, and when it says it again; what the footer tells of the log."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from fusion.evidence import Modality
from fusion.interfaces import DeviceState, DeviceStatus
from fusion.session.pace import TOO_BUSY
from ui.live.banner import LOGGED, OVER, WELCOME, Banner, Message
from ui.live.state import LiveState
from ui.settings import Settings
from ui.wording.logging import footer_words
from ui.wording.own_voice import COUNTS_TOO

GONE = "“Webcam” is gone; plug it in again."


@pytest.fixture
def shown(made: Any) -> Iterator[tuple[LiveState, Any]]:
    assembly = made.Assembly(made.Session())
    state = LiveState(assembly, Settings())
    yield state, assembly
    state.close()


def lose_camera(assembly: Any, lost: bool) -> None:
    device = DeviceState.LOST if lost else DeviceState.LIVE
    assembly.session.devices[Modality.FACE] = DeviceStatus(
        Modality.FACE, "Webcam", device, GONE if lost else ""
    )


def test_trouble_that_passed_and_comes_back_is_told_of_again(shown: tuple[LiveState, Any]) -> None:
    banner, (state, assembly) = Banner(), shown
    banner.dismiss()  # before anything was said
    lose_camera(assembly, True)
    assert banner.message(state.update()).text == GONE
    banner.dismiss()
    assembly.session.pause()
    assert banner.message(state.update()).text == ""
    assembly.session.resume()
    assert banner.message(state.update()).text == ""
    lose_camera(assembly, False)
    assert banner.message(state.update()).text == "The picture is back."
    banner.dismiss()
    assert banner.message(state.update()).text == ""
    lose_camera(assembly, True)
    assert banner.message(state.update()).text == GONE


def test_a_list_of_devices_is_offered_only_where_it_helps(shown: tuple[LiveState, Any]) -> None:
    banner, (state, assembly) = Banner(), shown
    assembly.notice = "This conversation is not logged."
    assert banner.message(state.update()).pickers == ()
    lose_camera(assembly, True)
    message = banner.message(state.update())
    assert message.pickers == (Modality.FACE,)
    assert message.text == f"{GONE} This conversation is not logged."
    assembly.is_demo = True
    assert banner.message(state.update()).pickers == tuple(Modality)
    banner.dismiss()
    assembly.session.finished.set()
    assert banner.message(state.update()).text == OVER
    assert banner.message(state.update()).pickers == tuple(Modality)


def test_no_list_of_devices_is_offered_where_the_computer_is_too_busy(
    shown: tuple[LiveState, Any],
) -> None:
    """The microphone is well then, and another one would be no help."""
    banner, (state, assembly) = Banner(), shown
    assembly.session.devices[Modality.VOICE] = DeviceStatus(
        Modality.VOICE, "Microphone", DeviceState.LIVE, TOO_BUSY
    )
    for assembly.is_demo in (False, True):
        assert banner.message(state.update()) == Message(TOO_BUSY)
    assembly.is_demo = False
    lose_camera(assembly, True)
    assert banner.message(state.update()) == Message(f"{TOO_BUSY} {GONE}", (Modality.FACE,))


def test_the_key_that_is_held_while_one_speaks_is_named(shown: tuple[LiveState, Any]) -> None:
    banner, (state, assembly) = Banner(), shown
    assembly.notice = COUNTS_TOO
    assert banner.message(state.update()).text == COUNTS_TOO
    banner.speak_key = "F2"
    assert banner.message(state.update()).text == f"{COUNTS_TOO} Until then, hold F2 while you speak."
    banner.dismiss()
    assert banner.message(state.update()).text == ""


def test_the_first_words_wait_until_nothing_else_is_to_be_said(shown: tuple[LiveState, Any]) -> None:
    banner, (state, assembly) = Banner(), shown
    banner.welcome = True
    lose_camera(assembly, True)
    assert banner.message(state.update()).text == GONE
    banner.dismiss()
    assert banner.welcome
    assert banner.message(state.update()).text == f"{WELCOME} {LOGGED}"
    assert banner.message(state.update()).pickers == ()
    assembly.writer = None
    assert banner.message(state.update()).text == WELCOME
    banner.dismiss()
    assert not banner.welcome and banner.message(state.update()).text == ""


@pytest.mark.parametrize(
    "reason",
    [
        "The disk is full, so the log cannot be written; free some room on it.",
        "Another program is writing the log; try again in a moment.",
    ],
)
def test_a_disk_that_takes_nothing_is_told_of(shown: tuple[LiveState, Any], reason: str) -> None:
    banner, (state, assembly) = Banner(), shown
    assembly.writer.refused = reason
    message = banner.message(state.update())
    assert message.text == f"{reason} Attune goes on and keeps trying."
    assert message.pickers == ()
    assert "waiting for the disk" in footer_words(assembly.writer)
    assembly.writer.refused = ""
    assert banner.message(state.update()).text == ""


@pytest.mark.parametrize(
    ("rejected", "dropped", "words"),
    [(0, 0, "Logging: on · no"), (1, 0, "1 reading could not be stored"), (2, 3, "5 readings could not")],
)
def test_readings_the_log_lacks_are_counted(rejected: int, dropped: int, words: str) -> None:
    writer: Any = SimpleNamespace(rejected=rejected, dropped=dropped, refused="")
    assert words in footer_words(writer)
    assert footer_words(writer).endswith("no sound or picture is kept.")
    assert footer_words(None) == "Logging: off · nothing is kept."
