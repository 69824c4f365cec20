"""One modality's thread by itself: a scripted device on a clock that only the script moves."""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np
import pytest

from fusion.clock import SessionClock
from fusion.evidence import Evidence, Modality
from fusion.interfaces import AudioChunk, DeviceError, DeviceState, DeviceStatus, EndOfStreamError
from fusion.session.worker import StreamWorker

PATIENCE_S = 10.0
SOUND = AudioChunk(np.zeros(160, np.float32), 0.0)
BAD = AudioChunk(np.zeros(0, np.float32), 0.0)
UNPLUGGED = DeviceError("The microphone was unplugged.")


class HandClock(SessionClock):
    t = 0.0

    def now(self) -> float:
        return self.t


class Script:
    """A device that delivers one item of its script a read: a chunk, None after some silence, or a fault.

    A number is that many seconds without sound; a callable is called. At the script's end the worker ends.
    """

    def __init__(self, *items: object, name: str = "mic", takes_s: float = 0.0) -> None:
        self.name, self.dropped = name, 0
        self.items = list(items)
        self.takes_s = takes_s
        self.did: list[str] = []
        self.clock = HandClock()
        self.at_the_end: Callable[[], None] = lambda: None

    def open(self, clock: SessionClock) -> None:
        assert isinstance(clock, HandClock)
        self.clock = clock
        self.did.append("open")
        clock.t += self.takes_s

    def read(self, timeout_s: float) -> AudioChunk | None:
        assert 0 < timeout_s < 1  # it must soon see what is wanted of it
        if not self.items:
            self.at_the_end()
            return None
        item = self.items.pop(0)
        if isinstance(item, Exception):
            raise item
        if isinstance(item, float):
            self.clock.t += item
            return None
        if callable(item):
            item()
            return None
        assert isinstance(item, AudioChunk)
        return item

    def close(self) -> None:
        self.did.append("close")


class Hearing:
    """Says its count of chunks since it was last told to forget; an empty chunk is too much for it."""

    def __init__(self) -> None:
        self.heard = 0
        self.resets = 0
        self.closed = 0
        self.while_hearing: Callable[[], None] = lambda: None

    def feed(self, chunk: AudioChunk) -> list[Evidence]:
        if not len(chunk.samples):
            raise RuntimeError("a bad chunk")
        self.heard += 1
        self.while_hearing()
        return [Evidence(Modality.VOICE, 0.0, float(self.heard), np.full(7, 1 / 7), 1.0)] * 2

    def reset(self) -> None:
        self.heard = 0
        self.resets += 1

    def close(self) -> None:
        self.closed += 1


class Impatient(threading.Condition):
    """Notes how long a pause would be, and does not make it; waits without limit are real."""

    def __init__(self) -> None:
        super().__init__()
        self.pauses: list[float] = []

    def wait_for(self, predicate: Callable[[], bool], timeout: float | None = None) -> bool:
        if timeout is None:
            return super().wait_for(predicate, PATIENCE_S)
        self.pauses.append(timeout)
        return predicate()


class Desk:
    """A worker whose every word is kept, with the time on the clock."""

    def __init__(self, source: Script) -> None:
        self.source, self.hearing, self.clock = source, Hearing(), HandClock()
        self.evidence: list[float] = []
        self.statuses: list[DeviceStatus] = []
        self.told_at: list[float] = []
        self.read: list[AudioChunk] = []
        self.waiting = threading.Semaphore(0)
        self.worker: StreamWorker[AudioChunk] = StreamWorker(
            Modality.VOICE, source, self.hearing, self.clock, self.take, self.note, self.read.append
        )
        self.pausing = self.worker._changed = Impatient()
        source.at_the_end = self.worker.begin_to_stop

    def take(self, piece: Evidence) -> None:
        self.evidence.append(piece.t_end)

    def note(self, status: DeviceStatus) -> None:
        self.statuses.append(status)
        self.told_at.append(self.clock.t)
        if status.state in (DeviceState.OFF, DeviceState.ENDED):
            self.waiting.release()

    def run(self, wanted: bool = True) -> None:
        """From the start to the end of the script."""
        self.worker.start(wanted)
        self.end()

    def end(self) -> None:
        self.worker._thread.join(PATIENCE_S)
        self.worker.stop()

    @property
    def states(self) -> list[DeviceState]:
        return [status.state for status in self.statuses]


STARTING, LIVE, STALLED = DeviceState.STARTING, DeviceState.LIVE, DeviceState.STALLED
LOST, OFF, ENDED = DeviceState.LOST, DeviceState.OFF, DeviceState.ENDED


def test_all_that_is_heard_is_handed_on_and_each_news_told_once() -> None:
    desk = Desk(Script(SOUND, SOUND, 0.5, SOUND))
    assert desk.worker.status == DeviceStatus(Modality.VOICE, "mic", OFF)
    desk.run()
    assert desk.evidence == [1, 1, 2, 2, 3, 3]
    assert desk.states == [STARTING, LIVE, OFF]
    assert desk.worker.status == desk.statuses[-1] == DeviceStatus(Modality.VOICE, "mic", OFF)
    assert desk.source.did == ["open", "close"]
    assert desk.hearing.closed == 1
    assert desk.hearing.resets >= 2  # as it opens, and when it is let go of


def test_a_device_that_is_not_wanted_is_never_opened_until_it_is() -> None:
    desk = Desk(Script(SOUND))
    desk.worker.start(wanted=False)
    assert not desk.waiting.acquire(timeout=0.05)  # it was off and is: no news
    assert desk.source.did == []
    desk.worker.want(True)
    desk.end()
    assert desk.states == [STARTING, LIVE, OFF]


def test_silence_is_told_of_after_two_seconds_and_the_device_reopened_after_ten() -> None:
    desk = Desk(Script(1.0, 1.0, 0.1, SOUND, 1.9, 0.1, 0.1, 7.9, 0.1, takes_s=3.0))
    desk.run()
    assert desk.states == [STARTING, STALLED, LIVE, STALLED, LOST, OFF]
    assert desk.told_at[1:-1] == pytest.approx([5.1, 5.1, 7.2, 15.2])
    assert desk.statuses[1].sentence == desk.statuses[3].sentence == "Nothing is coming from “mic”."
    assert desk.statuses[4].sentence.startswith("Nothing is coming from “mic”; ")
    assert desk.source.did == ["open", "close"] * 2
    assert desk.pausing.pauses == [0.5]


def test_a_device_is_tried_again_after_growing_pauses_that_begin_anew_once_it_was_live() -> None:
    failing = [UNPLUGGED] * 7
    desk = Desk(Script(*failing, SOUND, UNPLUGGED, UNPLUGGED, SOUND, 3.0, UNPLUGGED))
    desk.run()
    assert desk.pausing.pauses == [1, 2, 4, 8, 8, 8, 8, 0.5, 1, 0.5]
    assert desk.states == [STARTING, LOST, LIVE, LOST, LIVE, STALLED, LOST, OFF]  # what failed stays said
    assert desk.statuses[1].sentence == "The microphone was unplugged."
    assert desk.source.did == ["open", "close"] * 11


@pytest.mark.parametrize("state", [LOST, DeviceState.BUSY, DeviceState.DENIED])
def test_what_keeps_a_device_away_stays_said_while_it_is_tried_again(state: DeviceState) -> None:
    trouble = DeviceError("It is kept away.", state)
    desk = Desk(Script(trouble, trouble))
    desk.run()
    assert desk.states == [STARTING, state, OFF]


def test_fifty_bad_chunks_in_a_row_are_a_lost_device_and_fewer_are_not(
    caplog: pytest.LogCaptureFixture,
) -> None:
    desk = Desk(Script(*[BAD] * 49, SOUND, *[BAD] * 49, SOUND))
    desk.run()
    assert desk.states == [STARTING, LIVE, OFF]
    assert desk.evidence == [1, 1, 1, 1]  # forgotten at each bad one
    assert caplog.text.count("a voice chunk could not be analysed") == 98
    desk = Desk(Script(SOUND, *[BAD] * 50))
    desk.run()
    assert desk.states == [STARTING, LIVE, LOST, OFF]
    assert desk.statuses[2].sentence == "What “mic” sends cannot be analysed; pick another device."
    assert desk.hearing.resets >= 52


def test_a_drivers_own_exception_is_named_and_noted(caplog: pytest.LogCaptureFixture) -> None:
    desk = Desk(Script(RuntimeError("driver trouble")))
    desk.run()
    assert desk.statuses[1].sentence == "“mic” failed: driver trouble"
    assert "the voice source failed" in caplog.text


def test_a_recording_that_ended_waits_until_it_is_let_go_of_and_then_starts_over() -> None:
    desk = Desk(Script(SOUND, EndOfStreamError(), SOUND))
    desk.worker.start(wanted=True)
    assert desk.waiting.acquire(timeout=PATIENCE_S)
    assert desk.states == [STARTING, LIVE, ENDED]
    assert desk.statuses[2].sentence == "“mic” has ended."
    desk.worker.want(True)
    assert desk.source.did == ["open", "close"]
    desk.worker.want(False)
    assert desk.waiting.acquire(timeout=PATIENCE_S)
    desk.worker.want(True)
    desk.end()
    assert desk.states == [STARTING, LIVE, ENDED, OFF, STARTING, LIVE, OFF]
    assert desk.pausing.pauses == []


def test_a_device_let_go_of_and_wanted_again_at_once_starts_afresh() -> None:
    desk = Desk(Script(SOUND, SOUND, lambda: None, SOUND))
    desk.source.items[2] = lambda: (desk.worker.want(False), desk.worker.want(True))
    desk.run()
    assert desk.source.did == ["open", "close"] * 2
    assert desk.evidence == [1, 1, 2, 2, 1, 1]


def test_what_an_old_device_says_once_another_is_chosen_no_longer_counts() -> None:
    desk = Desk(Script(SOUND, SOUND))
    other = Script(SOUND, name="other mic")
    other.dropped = 3
    other.at_the_end = desk.worker.begin_to_stop

    def replace() -> None:
        if desk.source.items == []:
            desk.hearing.while_hearing = lambda: None
            desk.worker.replace_source(other)

    desk.hearing.while_hearing = replace
    desk.run()
    assert desk.evidence == [1, 1, 1, 1]  # the first of the old, the first of the new
    assert desk.source.did == other.did == ["open", "close"]
    assert [status.name for status in desk.statuses] == ["mic", "mic", "other mic", "other mic", "other mic"]
    assert desk.worker.status == DeviceStatus(Modality.VOICE, "other mic", OFF, "", 3)


@pytest.mark.parametrize("news", ["another device", "let go of", "the end"])
def test_a_pause_is_cut_short_by_news(monkeypatch: pytest.MonkeyPatch, news: str) -> None:
    monkeypatch.setattr("fusion.session.worker.FIRST_RETRY_S", 60.0)
    monkeypatch.setattr("fusion.session.worker.LONGEST_RETRY_S", 60.0)
    desk = Desk(Script(UNPLUGGED))
    desk.worker._changed = threading.Condition()  # real pauses
    other = Script(name="other mic")
    other.at_the_end = desk.worker.begin_to_stop
    lost = threading.Event()
    monkeypatch.setattr(desk.worker, "_on_status", lambda s: s.state is LOST and lost.set())
    desk.worker.start(wanted=True)
    assert lost.wait(PATIENCE_S)
    if news == "another device":
        desk.worker.replace_source(other)
    elif news == "let go of":
        desk.worker.want(False)
        desk.worker.want(True)
    else:
        desk.worker.stop()
    desk.worker._thread.join(PATIENCE_S)
    assert not desk.worker._thread.is_alive()
    assert desk.source.did == ["open", "close"] * (2 if news == "let go of" else 1)
    assert other.did == (["open", "close"] if news == "another device" else [])


def test_a_device_that_cannot_be_closed_is_noted_and_keeps_the_thread(
    caplog: pytest.LogCaptureFixture,
) -> None:
    desk = Desk(Script(UNPLUGGED, SOUND))

    def fail() -> None:
        raise OSError("the driver is confused")

    desk.source.close = fail  # type: ignore[method-assign]
    desk.run()
    assert desk.states == [STARTING, LOST, LIVE, OFF]
    assert "the voice source could not be closed" in caplog.text


def test_an_analyser_that_cannot_be_closed_is_noted(caplog: pytest.LogCaptureFixture) -> None:
    desk = Desk(Script())

    def fail() -> None:
        raise OSError("stuck")

    desk.hearing.close = fail  # type: ignore[method-assign]
    desk.run()
    assert "the voice analyser could not be closed" in caplog.text
    assert desk.worker._thread.name == "attune-voice"


class Slow(Hearing):
    """Takes so long for each chunk."""

    def __init__(self, clock: HandClock, takes_s: float) -> None:
        super().__init__()
        self.clock, self.takes_s = clock, takes_s
        self.fed: list[float] = []
        self.fed_late_s: list[float] = []

    def feed(self, chunk: AudioChunk) -> list[Evidence]:
        self.fed.append(chunk.t_start)
        self.fed_late_s.append(self.clock.t - chunk.t_end)
        self.clock.t += self.takes_s
        return [Evidence(Modality.VOICE, chunk.t_start, chunk.t_end, np.full(7, 1 / 7), 1.0)]


class Ring(Script):
    """A microphone that has a chunk of 0.1 s every 0.1 s, stamped 0.3 s late, whoever fetches it when."""

    def __init__(self, until_s: float) -> None:
        super().__init__()
        self.until_s, self.given = until_s, 0

    def read(self, timeout_s: float) -> AudioChunk | None:
        t = 0.1 * self.given
        if t >= self.until_s:
            self.at_the_end()
            return None
        if (ready_at := t + 0.1 + 0.3) > self.clock.t:
            self.clock.t = ready_at  # waited for
        self.given += 1
        return AudioChunk(np.zeros(1600, np.float32), t)


class Unlucky(Ring):
    """Whoever reads it waits for their turn first, as on a machine that does a lot else, whatever waits."""

    def read(self, timeout_s: float) -> AudioChunk | None:
        self.clock.t += 0.02
        return super().read(timeout_s)


@pytest.mark.parametrize("takes_s", [0.05, 0.25])
def test_who_waits_for_their_turn_does_not_take_it_that_nothing_waits(takes_s: float) -> None:
    desk = Desk(Unlucky(until_s=120.0))
    desk.clock = desk.worker._clock = HandClock()
    slow = desk.worker.analyser = Slow(desk.clock, takes_s)
    desk.run()
    assert max(slow.fed_late_s) <= 0.3 + 1.5 + takes_s + 0.05
    assert slow.fed[-1] > 115.0
    assert len(slow.fed) == 1200 if takes_s < 0.1 else 0.25 < len(slow.fed) / 1200 < 0.5


class Later(Script):
    """A device that is 5 s later from its 10th second on."""

    given = 0

    def read(self, timeout_s: float) -> AudioChunk | None:
        t = 0.1 * self.given
        if t >= 30.0:
            self.at_the_end()
            return None
        self.clock.t = max(self.clock.t, t + 0.1 + (0.3 if t < 10.0 else 5.3))
        self.given += 1
        return AudioChunk(np.zeros(1600, np.float32), t)


def test_a_device_that_is_later_than_before_is_soon_heard_again() -> None:
    desk = Desk(Later())
    desk.clock = desk.worker._clock = HandClock()
    slow = desk.worker.analyser = Slow(desk.clock, 0.01)
    desk.run()
    passed_over = np.flatnonzero(~np.isin(np.arange(300), np.round(np.array(slow.fed) / 0.1)))
    np.testing.assert_array_equal(passed_over, np.arange(100, 100 + len(passed_over)))
    assert 0 < len(passed_over) <= 52
    assert len([s for s in desk.statuses if "too busy" in s.sentence]) == 1
    assert desk.statuses[-2].sentence == ""


@pytest.mark.parametrize("takes_s", [0.05, 0.25])
def test_a_slow_analyser_skips_ahead_says_so_and_stamps_stay_true(takes_s: float) -> None:
    source = Ring(until_s=60.0)
    desk = Desk(source)
    desk.clock = desk.worker._clock = HandClock()
    slow = desk.worker.analyser = Slow(desk.clock, takes_s)
    pieces: list[Evidence] = []
    desk.worker._on_evidence = pieces.append
    desk.run()
    busy = [s for s in desk.statuses if "too busy" in s.sentence]
    assert [p.t_start for p in pieces] == slow.fed
    assert all(t == pytest.approx(0.1 * round(t / 0.1)) for t in slow.fed)  # nothing was stamped anew
    if takes_s < 0.1:
        assert not busy and len(slow.fed) == 600
        return
    assert max(slow.fed_late_s) <= 0.3 + 1.5 + takes_s
    assert 0.3 < len(slow.fed) / 600 < 0.5  # it works as much as it can: two in five
    assert slow.fed[-1] > 55.0
    (said,) = busy
    assert said.state is LIVE
    assert said.sentence == (
        "This computer is too busy to keep up, so some moments are passed over; close what else is running."
    )
