"""What can happen to a device, row by row, on made devices and a clock that does not wait."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from fusion.clock import SessionClock
from fusion.events import EventKind
from fusion.evidence import Modality
from fusion.interfaces import AudioChunk, DeviceError, DeviceState, DeviceStatus, VideoFrame
from fusion.log.timeline import Timeline
from fusion.log.writer import TimelineWriter
from fusion.mode import Mode
from fusion.moment import Moment
from fusion.session.session import Session
from ui.studies.faults.compressed import CompressedClock, MadeAnalyser, MadeSource

FROM_S, UNTIL_S, END_S = 20.0, 40.0, 80.0
PATIENCE_S = 60.0
Trouble = Callable[[], None]


class Microphone(MadeSource[AudioChunk]):
    """Has trouble from the 20th to the 40th second: when it is opened, when it is read, or both."""

    def __init__(self, opening: Trouble | None, reading: Trouble | None) -> None:
        super().__init__("made microphone", 0.5, lambda t: AudioChunk(np.zeros(8000, np.float32), t))
        self.opening, self.reading = opening, reading
        self.opened = 0

    def open(self, clock: SessionClock) -> None:
        self.opened += 1
        self._has_trouble(clock, self.opening)
        super().open(clock)

    def read(self, timeout_s: float) -> AudioChunk | None:
        assert self._clock is not None
        self._has_trouble(self._clock, self.reading)
        return super().read(timeout_s)

    @staticmethod
    def _has_trouble(clock: SessionClock, trouble: Trouble | None) -> None:
        if trouble is not None and FROM_S <= clock.now() < UNTIL_S:
            trouble()


def gone(state: DeviceState, sentence: str) -> Trouble:
    def trouble() -> None:
        raise DeviceError(sentence, state)

    return trouble


def breaks() -> None:
    raise RuntimeError("driver trouble")


LOST = gone(DeviceState.LOST, "The microphone is gone; plug it in again.")
ROWS: dict[str, tuple[Trouble | None, Trouble | None, DeviceState, str]] = {
    "unplugged and back": (LOST, LOST, DeviceState.LOST, "is gone; plug it in again"),
    "taken by another program": (
        gone(DeviceState.BUSY, "The microphone is in use by another program; close that program."),
        LOST,
        DeviceState.BUSY,
        "in use by another program",
    ),
    "forbidden meanwhile": (
        gone(DeviceState.DENIED, "Attune may not use the microphone; allow it."),
        LOST,
        DeviceState.DENIED,
        "may not use",
    ),
    "sound server restarted": (None, LOST, DeviceState.LOST, "is gone"),
    "a driver's own exception": (None, breaks, DeviceState.LOST, "failed: driver trouble"),
    "a driver that cannot be opened": (breaks, LOST, DeviceState.LOST, "failed: driver trouble"),
}


@dataclass
class Told:
    """All that a session said."""

    moments: list[Moment] = field(default_factory=list)
    statuses: list[tuple[float, DeviceStatus]] = field(default_factory=list)
    logged: list[float] = field(default_factory=list)
    dropped: int = 0

    def between(self, begin: float, end: float) -> list[Moment]:
        return [m for m in self.moments if begin <= m.t < end]


def told_by(
    log: Path, microphone: MadeSource[AudioChunk] | None, camera: MadeSource[VideoFrame] | None
) -> Told:
    """Run a session of these for 80 s, and log it."""
    told, over = Told(), threading.Event()
    session = Session(
        (microphone, MadeAnalyser(Modality.VOICE, 1)) if microphone else None,
        (camera, MadeAnalyser(Modality.FACE, 2)) if camera else None,
        clock=CompressedClock(),
    )
    with Timeline(log) as timeline:
        with TimelineWriter(timeline, Mode.BOTH, "made", session.clock.started_at) as writer:
            writer.attach(session)
            session.subscribe(told.moments.append)
            session.subscribe(lambda moment: over.set() if moment.t >= END_S else None)
            session.subscribe_events(
                lambda e: (
                    told.statuses.append((e.t, e.payload))  # type: ignore[arg-type]
                    if e.kind is EventKind.DEVICE
                    else None
                )
            )
            with session:
                assert over.wait(PATIENCE_S)
        told.logged = timeline.moments(writer.session_id).times.tolist()
        told.dropped = writer.dropped + writer.rejected
    return told


def camera() -> MadeSource[VideoFrame]:
    return MadeSource("made camera", 0.2, lambda t: VideoFrame(np.zeros((8, 8, 3), np.uint8), t))


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fusion.session.worker.FIRST_RETRY_S", 0.001)
    monkeypatch.setattr("fusion.session.worker.LONGEST_RETRY_S", 0.001)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_the_session_says_so_goes_on_loses_nothing_and_recovers(tmp_path: Path, row: str) -> None:
    opening, reading, state, sentence = ROWS[row]
    told = told_by(tmp_path / "log.db", Microphone(opening, reading), camera())
    said = [(s.state, s.sentence) for t, s in told.statuses if t >= FROM_S and s.modality is Modality.VOICE]
    assert any(s is state and sentence in words for s, words in said), said
    assert all(m.estimate.face is not None for m in told.between(1, END_S))
    assert all(m.estimate.voice is not None for m in told.between(1, FROM_S))
    assert all(m.estimate.voice is not None for m in told.between(UNTIL_S + 5, END_S))
    if opening is not None:
        without = [m for m in told.between(FROM_S + 3, UNTIL_S) if m.estimate.voice is not None]
        assert without == []  # what was heard before it went is not told of as now
    assert told.logged == [m.t for m in told.moments] and told.dropped == 0


@pytest.mark.parametrize("mute", [Modality.VOICE, Modality.FACE])
def test_without_one_device_the_other_is_enough(tmp_path: Path, mute: Modality) -> None:
    microphone = Microphone(None, None) if mute is Modality.FACE else None
    told = told_by(tmp_path / "log.db", microphone, camera() if mute is Modality.VOICE else None)
    heard = [m.estimate.rests_on for m in told.between(1, END_S)]
    assert heard and all(heard)
    assert told.logged == [m.t for m in told.moments]


class Lossy(MadeSource[VideoFrame]):
    """Loses three frames in ten, and stamps the others up to 80 ms late."""

    def __init__(self) -> None:
        rng = np.random.default_rng(3)
        picture = np.zeros((8, 8, 3), np.uint8)
        super().__init__("made camera", 0.1, lambda t: VideoFrame(picture, t + float(rng.uniform(0, 0.08))))
        self._rng = rng

    def read(self, timeout_s: float) -> VideoFrame | None:
        frame = super().read(timeout_s)
        return frame if self._rng.random() > 0.3 else None


def test_lost_and_jittered_frames_leave_no_gap_and_no_estimate_from_the_future(tmp_path: Path) -> None:
    told = told_by(tmp_path / "log.db", None, Lossy())
    moments = told.between(1, END_S)
    assert all(m.estimate.face is not None for m in moments)
    assert all(m.estimate.face.t_end <= m.t + 0.081 for m in moments if m.estimate.face)
    assert {s.state for _, s in told.statuses} == {DeviceState.STARTING, DeviceState.LIVE, DeviceState.OFF}


class Asleep(CompressedClock):
    """Ten minutes pass at the 40th second, in which nothing runs."""

    slept = False

    def wait(self, event: threading.Event, seconds: float) -> bool:
        if not self.slept and self.now() >= UNTIL_S:
            self.slept = True
            seconds = 600.0
        return super().wait(event, seconds)


def test_after_ten_minutes_of_sleep_nothing_old_is_told_of_as_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{__name__}.CompressedClock", Asleep)
    monkeypatch.setattr(f"{__name__}.END_S", 700.0)

    class Ring(MadeSource[AudioChunk]):
        """Stands still while the machine sleeps, as a device does."""

        def read(self, timeout_s: float) -> AudioChunk | None:
            assert self._clock is not None
            if self._clock.now() - self._t > 500:
                self._t = self._clock.now()
            return super().read(timeout_s)

    sound = np.zeros(8000, np.float32)
    told = told_by(tmp_path / "log.db", Ring("made microphone", 0.5, lambda t: AudioChunk(sound, t)), None)
    assert not [m for m in told.moments if UNTIL_S + 0.2 < m.t < UNTIL_S + 599]
    first = told.between(UNTIL_S + 599, 700)[0]
    assert first.estimate.voice is None
    assert all(m.estimate.voice is not None for m in told.between(UNTIL_S + 603, 700))
    assert told.logged == [m.t for m in told.moments]
