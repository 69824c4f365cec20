"""What is heard and seen is said, and who should know of it."""

from __future__ import annotations

from itertools import product

import pytest

from fusion.evidence import Modality
from fusion.interfaces import DeviceState
from fusion.mode import Mode
from ui.wording.captured import IN_THE_ROOM, Captured
from ui.wording.footer import footer


def test_the_people_on_a_call_should_know_whatever_part_of_it_is_read() -> None:
    for screen, played in product((True, False), repeat=2):
        reminder = Captured(screen, played).reminder()
        assert ("the people on the call should know" in reminder) is (screen or played)
        assert ("looks at this screen" in reminder) is screen
        assert ("what this computer plays" in reminder) is played
    assert IN_THE_ROOM.reminder() == "Whoever is heard or seen should know that Attune is on."


def test_the_foot_of_the_window_says_it_unless_it_is_not_wanted() -> None:
    call = Captured(screen=True, played=True)
    assert footer(True, captured=call).endswith(call.reminder())
    assert footer(False, captured=call) == "Nothing leaves this computer."


def test_a_call_has_no_camera_and_no_microphone_that_could_be_gone() -> None:
    call = Captured(screen=True, played=True)
    said = {call.note(modality, state) for modality, state in product(Modality, DeviceState)}
    assert not any("camera" in note or "microphone" in note for note in said)
    assert {"not on the screen", "no sound to hear", "screen not allowed", "starting"} <= said


def test_an_open_microphone_beside_a_call_is_told_of() -> None:
    call = Captured(screen=True, played=True, microphone_too=True)
    assert call.reminder().startswith(Captured(screen=True, played=True).reminder())
    assert "Your microphone is open too" in call.reminder()


@pytest.mark.parametrize(
    ("captured", "mode", "said"),
    [
        (Captured(True, True), Mode.VOICE, "Attune hears what this computer plays: the people on the call"),
        (Captured(True, True), Mode.FACE, "Attune looks at this screen: the people on the call should know."),
        (Captured(True, True, True), Mode.FACE, "Attune looks at this screen: the people on the call"),
        (Captured(True, False), Mode.VOICE, "Whoever is heard or seen should know"),
        (Captured(False, True), Mode.FACE, "Whoever is heard or seen should know"),
        (IN_THE_ROOM, Mode.VOICE, "Whoever is heard or seen should know"),
    ],
)
def test_what_the_mode_leaves_out_is_not_said_to_be_captured(
    captured: Captured, mode: Mode, said: str
) -> None:
    reminder = captured.reminder(mode)
    assert reminder.startswith(said)
    assert "microphone" not in reminder
    assert footer(True, captured=captured, mode=mode).endswith(reminder)
