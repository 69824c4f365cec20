"""What a session in the terminal takes over from the settings."""

from __future__ import annotations

import os
import re
import shutil
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from rich.console import Console
from scripted_session import Deaf
from typer.testing import CliRunner

from fusion.clock import SessionClock
from fusion.emotions import Emotion
from fusion.interfaces import AudioChunk, DeviceError
from fusion.keeping.what import Keep
from fusion.log import writer as timeline_writer
from fusion.log.errors import TimelineError
from fusion.log.timeline import Timeline
from fusion.log.writer import TimelineWriter
from fusion.session.session import Session
from fusion.whom import Whom
from ui.cli import app
from ui.commands import headless as terminal
from ui.live.assemble import Assembly, LogPart
from ui.live.fault_log import log_file
from ui.live.options import Options
from ui.live.plan import Plan, make_plan
from ui.settings import Settings
from ui.settings_file import save_settings
from ui.studies.stand_ins.still import StillKeeper
from ui.wording.estimates import describe
from ui.wording.looks import looks_of


@pytest.mark.parametrize(
    ("logging", "asked", "used"),
    [(True, None, True), (False, None, False), (False, Path("talk.db"), Path("talk.db"))],
)
def test_a_log_switched_off_in_the_settings_is_off_here_too(
    monkeypatch: pytest.MonkeyPatch, logging: bool, asked: Path | None, used: Path | bool
) -> None:
    given: list[Plan] = []

    def assemble(options: Options, settings: Settings, **_: Any) -> Any:
        given.append(make_plan(options, settings, lambda _mode: True))
        raise DeviceError("no device")

    monkeypatch.setattr(terminal, "assemble", assemble)
    save_settings(Settings(logging=logging))
    with pytest.raises(DeviceError):
        terminal.run_headless(Options(source="talk.wav", log=asked))
    assert (given[0].log or given[0].logged) == used


def test_a_word_of_ones_own_in_square_brackets_is_shown_as_it_is_written(made: Any) -> None:
    settings = Settings()
    settings.look(Emotion.SAD).voice = "[/b] low [end]"
    reading = describe(made.moment(1.0, emotion=Emotion.SAD, voice=Emotion.SAD), looks_of(settings))
    console = Console(width=100)
    with console.capture() as shown:
        console.print(
            terminal._screen(SimpleNamespace(reading=reading, now=1.0, words="", known="", kept=""))
        )
    assert "[/b] low [end]" in shown.get()


def test_what_is_typed_reaches_the_session(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[Options] = []
    monkeypatch.setattr(terminal, "run_headless", lambda options: given.append(options) or 0)
    typed = "--source screen --microphone-too --partner speaking --keep all --watch myself"
    for arguments in ("live --headless", f"live --headless {typed}"):
        assert CliRunner().invoke(app, arguments.split()).exit_code == 0
    plain, wished = given
    assert plain == Options()
    assert wished == Options(
        source="screen", microphone_too=True, follow_speaker=True, keep=Keep.ALL, watch=Whom.MYSELF
    )


class Silence:
    """A microphone in a quiet room."""

    name, dropped = "Quiet microphone", 0

    def open(self, clock: SessionClock) -> None:
        self.clock = clock

    def read(self, timeout_s: float) -> AudioChunk:
        time.sleep(0.03)
        return AudioChunk(np.zeros(512, np.float32), self.clock.now())

    def close(self) -> None:
        pass


class FullDisk(Timeline):
    """A log whose disk is full once the session has begun."""

    def add(self, *_: Any) -> None:
        raise TimelineError("The disk is full, so the log cannot be written; free some room on it.")

    end = add


def test_a_full_disk_is_told_in_plain_sentences_in_the_summary_and_by_the_exit_code(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(timeline_writer, "_RETRY_S", 0.01)
    timeline = FullDisk(tmp_path / "log.db")
    session = Session((Silence(), Deaf()), None)

    def assemble(*_: Any, **__: Any) -> Assembly:
        writer = TimelineWriter(timeline, session.mode, "demo")
        writer.attach(session)
        return Assembly(session, None, None, log=LogPart(timeline, writer))

    monkeypatch.setattr(terminal, "assemble", assemble)
    assert terminal.run_headless(Options(source="demo", seconds=0.7)) == 2
    out, err = capfd.readouterr()
    assert "Traceback" not in out + err
    assert err.count("The disk is full") == 1
    for told in (out, err):
        (lost,) = [line for line in told.splitlines() if "could not be stored" in line]
        assert re.fullmatch(r"\d+ readings could not be stored in the log, between 0:00 and 0:0[0-9]\.", lost)
        assert "The log will call this conversation cut off" in told
    assert "in all. A guess from voice and face" in out
    assert "the timeline could not be written: The disk is full" in log_file().read_text()


@pytest.mark.skipif(os.name == "nt", reason="Windows moves and deletes no file that is open")
def test_a_log_whose_folder_is_removed_is_told_of_in_the_summary_and_by_the_exit_code(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(timeline_writer, "_RETRY_S", 0.01)
    folder = tmp_path / "logs"
    folder.mkdir()
    timeline = Timeline(folder / "log.db")
    session = Session((Silence(), Deaf()), None)

    def assemble(*_: Any, **__: Any) -> Assembly:
        writer = TimelineWriter(timeline, session.mode, "demo")
        writer.attach(session)
        shutil.rmtree(folder)  # its beginning is written by now, and gone
        return Assembly(session, None, None, log=LogPart(timeline, writer))

    monkeypatch.setattr(terminal, "assemble", assemble)
    assert terminal.run_headless(Options(source="demo", seconds=0.7)) == 2
    out, err = capfd.readouterr()
    assert "Traceback" not in out + err
    assert err.replace("\n", " ").count("no longer there") == 1
    for told in (out, err):
        assert re.search(r"\d+ readings could not be stored in the log, between 0:00 and 0:0\d\.", told)
        words = " ".join(told.split())
        assert re.search(
            r"this conversation, \d+ readings until then, is cut off in it, or lost with it", words
        )
        assert "will call" not in told
    assert not folder.exists()


@pytest.mark.parametrize(
    ("lack", "said", "code"),
    [
        ({"pictures_lost": 3}, "3 pictures were not kept", 0),  # told, and no failure
        ({"sound_lost": 1, "pictures_lost": 3}, "Some of the sound was not kept", 2),
        ({"refused": "no space left on device"}, "not kept to the end (no space left on device)", 2),
    ],
)
def test_what_could_not_be_kept_is_told_and_fails_where_more_than_pictures_is_missing(
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    lack: dict[str, Any],
    said: str,
    code: int,
) -> None:
    def assemble(*_: Any, **__: Any) -> Assembly:
        keeper: Any = StillKeeper(Keep.ALL, **lack)
        return Assembly(Session((Silence(), Deaf()), None), None, None, keeper=keeper)

    monkeypatch.setattr(terminal, "assemble", assemble)
    assert terminal.run_headless(Options(seconds=0.3)) == code
    for told in capfd.readouterr():
        assert said in told.replace("\n", " ")
