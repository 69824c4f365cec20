"""Only what was written for the user passes for a sentence to the user."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import ui.cli
from fusion.errors import UserError
from fusion.interfaces import DeviceError
from fusion.log.errors import TimelineError
from ui.live.fault_log import log_file
from ui.wording.failures import failure_in_words
from ui.wording.translation import speak

UNEXPECTED = (
    "Something unexpected went wrong (ValueError: operands could not be broadcast together); "
    "set ATTUNE_DEBUG=1 to see where."
)
FAULT = ValueError("operands could not be broadcast together")


@pytest.mark.parametrize("kind", [UserError, DeviceError, TimelineError])
def test_a_sentence_for_the_user_is_told_as_it_stands(kind: type[UserError]) -> None:
    assert failure_in_words(kind("There is no folder x; make it.")) == "There is no folder x; make it."


def test_the_systems_own_error_names_its_file() -> None:
    with pytest.raises(OSError) as told:
        Path("nowhere/file").read_text()
    assert failure_in_words(told.value) == "nowhere/file: No such file or directory."


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (FAULT, UNEXPECTED),
        (KeyError(), "Something unexpected went wrong (KeyError); set ATTUNE_DEBUG=1 to see where."),
        (
            OSError("no room"),
            "Something unexpected went wrong (OSError: no room); set ATTUNE_DEBUG=1 to see where.",
        ),
    ],
)
def test_anything_else_is_unexpected_and_says_how_to_see_its_trace(error: Exception, sentence: str) -> None:
    assert failure_in_words(error, in_terminal=True) == sentence


def test_a_window_names_the_file_that_a_fault_is_written_to() -> None:
    said = failure_in_words(FAULT)
    assert str(FAULT) in said and log_file().name in said and "ATTUNE" not in said


def test_the_command_line_passes_no_fault_off_as_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_arguments: object, **_how: object) -> None:
        raise FAULT

    monkeypatch.setattr(ui.cli, "_asked", lambda _name: fail)
    monkeypatch.setattr(sys, "argv", ["attune", "doctor"])
    monkeypatch.setattr(ui.cli, "divert_native_chatter", lambda: None)
    monkeypatch.delenv("ATTUNE_DEBUG", raising=False)
    with pytest.raises(SystemExit) as ended:
        ui.cli.main()
    assert ended.value.code == 2
    assert capsys.readouterr().err == f"attune: {UNEXPECTED}\n"
    monkeypatch.setenv("ATTUNE_DEBUG", "1")
    with pytest.raises(ValueError, match="operands"):
        ui.cli.main()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_terminal_names_its_options_whatever_a_window_says(language: str) -> None:
    said = "“talk.mp4” has one sound track, so there is no track 7: choose another with --audio-track."
    error = UserError(said)
    speak(language)
    try:
        assert failure_in_words(error, in_terminal=True) == said
        assert "--audio-track" not in failure_in_words(error)
    finally:
        speak("en")
