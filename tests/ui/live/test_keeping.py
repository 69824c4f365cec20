"""Sound and picture of a running session: kept when asked for, beside its log, and never otherwise."""

from __future__ import annotations

import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import av
import numpy as np
import pytest
from scripted_session import Deaf

from fusion.clock import SessionClock
from fusion.errors import UserError
from fusion.events import EventKind
from fusion.interfaces import AudioChunk, VideoFrame
from fusion.keeping.what import Keep
from fusion.log.kept import kept_files
from fusion.log.timeline import Timeline
from fusion.log.writer import TimelineWriter
from fusion.mode import Mode
from fusion.session.session import Session
from ui.commands.headless import run_headless
from ui.live import keeping as module
from ui.live.assemble import Assembly, LogPart
from ui.live.options import Options
from ui.live.plan import make_plan
from ui.live.state import LiveState
from ui.settings import Settings
from ui.studies.skew import measure_file
from ui.studies.stand_ins.mjpeg import MjpegServer
from ui.studies.stand_ins.pulse import PulseMicrophone, pulse_is_installed
from ui.studies.stand_ins.skew_stage import FRAMES_PER_S, Stage
from ui.wording.captured import Captured
from ui.wording.kept import keeping_refused, kept_words, not_kept_words

PATIENCE_S = 20.0
KEPT = "Sound and picture are being kept on this computer."


class Scripted:
    """Gives so many chunks, one after the other, and remembers when each was."""

    dropped = 0

    def __init__(self, name: str, make: Any, n: int) -> None:
        self.name, self._make, self._n = name, make, n
        self.given: list[float] = []
        self.through = threading.Event()

    def open(self, clock: SessionClock) -> None:
        self.clock = clock

    def read(self, timeout_s: float) -> AudioChunk | VideoFrame | None:
        self.clock.wait(threading.Event(), 0.032)
        if len(self.given) == self._n:
            self.through.set()
            return None
        chunk = self._make(self.clock.now())
        self.given.append(chunk.t_start)
        return chunk

    def close(self) -> None:
        pass


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Assembly]:
    """A session of thirty chunks and pictures that is logged."""
    sound = Scripted("Microphone", lambda t: AudioChunk(np.full(512, 0.1, np.float32), t - 0.032), 30)
    sight = Scripted("Camera", lambda t: VideoFrame(np.full((48, 64, 3), 99, np.uint8), t), 30)
    session = Session((sound, Deaf()), (sight, Deaf()))
    timeline = Timeline(tmp_path / "timeline.db")
    writer = TimelineWriter(timeline, session.mode, "microphone and camera")
    writer.attach(session)
    assembly = Assembly(session, None, None, log=LogPart(timeline, writer))
    assembly.sources = (sound, sight)  # type: ignore[attr-defined]
    yield assembly
    assembly.close()


def to_the_end(assembly: Assembly) -> None:
    for source in assembly.sources:  # type: ignore[attr-defined]
        assert source.through.wait(PATIENCE_S)


def test_nothing_is_written_unless_it_is_asked_for(running: Assembly, tmp_path: Path) -> None:
    running.session.start()
    to_the_end(running)
    running.session.bookmark()
    running.close()
    assert {path.suffix for path in tmp_path.iterdir()} == {".db"}


def test_what_is_heard_and_seen_is_kept_with_its_own_stamps(running: Assembly, tmp_path: Path) -> None:
    running.keep(Keep.ALL)
    running.session.start()
    to_the_end(running)
    running.close()
    (kept,) = kept_files(tmp_path / "timeline.db", 1)
    assert stat.S_IMODE(kept.path.stat().st_mode) == 0o600
    taken = running.sources[1].given  # type: ignore[attr-defined]
    with av.open(str(kept.path)) as container:
        read = [float(f.pts * f.time_base) + kept.start_s for f in container.decode(video=0)]
    assert len(read) >= 10
    for t in read:
        assert min(abs(t - other) for other in taken) < 0.020


def test_it_can_be_ended_and_begun_again(running: Assembly, tmp_path: Path) -> None:
    state = LiveState(running, Settings())
    running.session.start()
    assert "no sound or picture is kept" in state.update().footer
    running.keep(Keep.ALL)
    scene = state.update()
    assert scene.kept == KEPT and KEPT in scene.footer and "no sound" not in scene.footer
    to_the_end(running)
    running.session.pause()
    assert state.update().kept == "Paused: nothing is being kept until you go on."
    running.session.resume()
    running.keep(None)
    assert state.update().kept == "" and "no sound or picture is kept" in state.update().footer
    assert len(kept_files(tmp_path / "timeline.db")) == 1
    state.close()


def test_a_bookmark_keeps_what_went_before_it(running: Assembly, tmp_path: Path) -> None:
    running.keep(Keep.BOOKMARKS)
    running.session.start()
    to_the_end(running)
    assert not kept_files(tmp_path / "timeline.db")
    running.session.bookmark()
    running.close()
    (clip,) = kept_files(tmp_path / "timeline.db", 1)
    with Timeline(tmp_path / "timeline.db") as log:
        (mark,) = [event.t for event in log.events(1) if event.kind is EventKind.BOOKMARK]
    assert clip.end_s == pytest.approx(mark, abs=1e-3)


def test_without_a_log_nothing_is_kept(tmp_path: Path) -> None:
    assembly = Assembly(Session(None, None), None, None)
    with pytest.raises(UserError, match="switch logging on"):
        assembly.keep(Keep.ALL)
    assert assembly.keeper is None


def test_under_a_passphrase_nothing_is_kept(running: Assembly, monkeypatch: pytest.MonkeyPatch) -> None:
    running.require_keepable()
    monkeypatch.setattr(module, "is_encrypted", lambda _path: True)
    with pytest.raises(UserError, match="passphrase"):
        running.require_keepable()
    with pytest.raises(UserError, match="passphrase"):
        running.keep(Keep.ALL)
    assert running.keeper is None


def test_a_recording_is_not_kept_anew() -> None:
    for source in ("talk.mp4", "demo"):
        with pytest.raises(UserError, match="kept already"):
            make_plan(Options(source=source, keep=Keep.ALL), Settings(), lambda _mode: True)
    assert make_plan(Options(keep=Keep.ALL), Settings(), lambda _mode: True).keep is Keep.ALL
    assert make_plan(Options(keep=Keep.ALL), Settings(), lambda _mode: False).keep is None  # the demo instead


def test_a_terminal_has_no_bookmarks() -> None:
    with pytest.raises(UserError, match="--keep all"):
        run_headless(Options(keep=Keep.BOOKMARKS))


def made_keeper(what: Keep = Keep.ALL, refused: str = "", pictures: int = 0, sound: int = 0) -> Any:
    from fusion.evidence import Modality

    return SimpleNamespace(
        what=what,
        modalities=frozenset(Modality),
        refused=refused,
        going_on=not refused,
        pictures_lost=pictures,
        sound_lost=sound,
    )


@pytest.mark.parametrize(
    ("mode", "captured", "words"),
    [
        (Mode.BOTH, Captured(), KEPT),
        (Mode.VOICE, Captured(), "The sound is being kept on this computer."),
        (Mode.FACE, Captured(), "The picture is being kept on this computer."),
        (
            Mode.BOTH,
            Captured(screen=True, played=True),
            "What this computer plays and what this screen shows are being kept on this computer.",
        ),
    ],
)
def test_the_words_say_what_is_kept(mode: Mode, captured: Captured, words: str) -> None:
    assert kept_words(made_keeper(), mode, captured) == words


def test_the_words_of_clips_and_of_what_could_not_be_kept() -> None:
    assert "last 20 seconds: sound and picture" in kept_words(made_keeper(Keep.BOOKMARKS), Mode.BOTH)
    full = made_keeper(refused="no space left on device", pictures=1, sound=2)
    assert kept_words(full, Mode.BOTH) == ""
    assert "no longer kept (no space left on device)" in keeping_refused(full)
    assert len(not_kept_words(full)) == 3
    assert not_kept_words(made_keeper()) == not_kept_words(None) == []


@pytest.mark.skipif(not pulse_is_installed(), reason="needs pulseaudio")
@pytest.mark.timeout(300)
def test_the_command_keeps_a_conversation_with_sound_and_picture_in_step(tmp_path: Path) -> None:
    log, through = tmp_path / "timeline.db", threading.Event()
    with PulseMicrophone() as microphone:
        stage = Stage(microphone, 12, settle_s=6.0)

        def pictures() -> Iterator[np.ndarray]:
            yield from stage.pictures()
            through.set()

        try:
            with MjpegServer(pictures(), fps=FRAMES_PER_S) as camera:
                command = [sys.executable, "-c", "from ui.cli import main; main()", "live", "--headless"]
                attune = subprocess.Popen(
                    [*command, "--keep", "all", "--camera", camera.url, "--log", str(log)],
                    env=microphone.env,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    text=True,
                )
                assert through.wait(120)
                attune.send_signal(signal.SIGINT)
                out, err = attune.communicate(timeout=60)
        finally:
            stage.close()
    assert attune.returncode == 0, err
    assert KEPT in err
    (kept,) = kept_files(log, 1)
    assert str(kept.path) in out.replace("\n", "")
    assert stat.S_IMODE(kept.path.stat().st_mode) == 0o600
    with av.open(str(kept.path)) as container:
        assert {stream.type for stream in container.streams} == {"audio", "video"}
    skew = measure_file(kept.path)
    assert len(skew.differences_s) >= 8, skew  # of 12
    assert skew.median_s < 0.080, skew
