"""The writer's queue, its patience and its counts, with a disk that does as the test says."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone, tzinfo
from pathlib import Path
from types import SimpleNamespace

import pytest

from fusion import clock
from fusion.display import Display
from fusion.events import EventKind, SessionEvent
from fusion.evidence import Modality
from fusion.interfaces import DeviceState, DeviceStatus
from fusion.late_fusion import no_signal
from fusion.log import timeline as timeline_module
from fusion.log import writer as timeline_writer
from fusion.log.errors import TimelineError
from fusion.log.timeline import Timeline
from fusion.log.writer import TimelineWriter
from fusion.mode import Mode
from fusion.moment import Moment

PATIENCE_S = 10.0


def moment(t: float) -> Moment:
    return Display().show(no_signal(t))


class Disk:
    """Stands before a log: notes each try, and refuses or holds up writing while it is told to."""

    def __init__(self, timeline: Timeline, monkeypatch: pytest.MonkeyPatch) -> None:
        self.add, self.timeline = timeline.add, timeline
        self.full = False
        self.free = threading.Event()
        self.free.set()
        self.tries: list[list[float]] = []
        self.tried = threading.Semaphore(0)
        monkeypatch.setattr(timeline, "add", self.take)

    def take(self, session_id: int, rows: list[Moment | SessionEvent]) -> None:
        self.tries.append([row.t for row in rows])
        self.tried.release()
        assert self.free.wait(PATIENCE_S)
        if self.full:
            raise TimelineError("The disk is full.")
        self.add(session_id, rows)

    def until(self, tried: Callable[[], bool]) -> None:
        """Wait for a try that makes it true."""
        end = time.monotonic() + PATIENCE_S
        while not tried():
            assert time.monotonic() < end
            self.tried.acquire(timeout=0.1)

    def times(self, session_id: int) -> list[float]:
        """When the moments were that are in the log."""
        return [m.t for m in self.timeline.moments(session_id)]


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    monkeypatch.setattr(timeline_writer, "_RETRY_S", 0.01)
    with Timeline(tmp_path / "log.db") as timeline:
        yield Disk(timeline, monkeypatch)


def test_rows_beyond_what_the_queue_holds_are_counted_as_dropped(
    disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timeline_writer, "QUEUE_ROWS", 3)
    disk.free.clear()
    writer = TimelineWriter(disk.timeline, Mode.BOTH, "demo")
    writer.put(moment(0.1))
    assert disk.tried.acquire(timeout=PATIENCE_S)  # the writer is held up with the first
    for i in range(2, 7):
        writer.put(moment(i / 10))
    assert writer.dropped == 2
    assert (writer.missing_from, writer.missing_until) == (0.5, 0.6)
    disk.free.set()
    writer.close()
    assert disk.times(writer.session_id) == [0.1, 0.2, 0.3, 0.4]
    assert (writer.stored, writer.dropped) == (4, 2)


def test_what_a_full_disk_refuses_is_kept_up_to_a_bound_and_the_oldest_goes_first(
    disk: Disk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(timeline_writer, "QUEUE_ROWS", 3)
    disk.full = True
    writer = TimelineWriter(disk.timeline, Mode.BOTH, "demo")
    for i in range(1, 7):
        writer.put(moment(i / 10))
        disk.until(lambda t=i / 10: any(t in rows for rows in list(disk.tries)))
    disk.until(lambda: disk.tries[-1] == [0.4, 0.5, 0.6])
    assert writer.dropped == 3
    assert (writer.missing_from, writer.missing_until) == (0.1, 0.3)
    assert writer.refused == "The disk is full."
    disk.full = False
    writer.close()
    assert disk.times(writer.session_id) == [0.4, 0.5, 0.6]
    assert (writer.stored, writer.dropped, writer.rejected, writer.refused) == (3, 3, 0, "")
    assert disk.timeline.session(writer.session_id).ended_at
    assert caplog.text.count("the timeline could not be written") == 1


def test_at_the_end_a_full_disk_is_tried_three_times_and_what_is_lost_is_told(
    disk: Disk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(timeline_writer.time, "sleep", pauses.append)
    disk.full = True
    disk.free.clear()
    writer = TimelineWriter(disk.timeline, Mode.BOTH, "demo")
    writer.dropped = 5  # so many had no place in the queue
    writer.put(moment(0.1))
    assert disk.tried.acquire(timeout=PATIENCE_S)
    writer.put(moment(0.2))
    closing = threading.Thread(target=writer.close)
    closing.start()
    assert writer._closing.wait(PATIENCE_S)
    disk.free.set()
    closing.join(PATIENCE_S)
    assert disk.tries == [[0.1]] + [[0.1, 0.2]] * 3
    assert len(pauses) == 2
    assert writer.dropped == 7
    assert (writer.missing_from, writer.missing_until, writer.unended) == (0.1, 0.2, True)
    (error,) = [r for r in caplog.records if r.levelno == logging.ERROR and "last" in r.message]
    assert error.message == f"the last 2 rows of session {writer.session_id} are not in the timeline"


@pytest.mark.parametrize("tries", [1, 2])
def test_a_disk_that_gives_way_at_the_end_loses_nothing(
    disk: Disk, monkeypatch: pytest.MonkeyPatch, tries: int
) -> None:
    monkeypatch.setattr(timeline_writer, "_RETRY_S", 60.0)  # nobody waits for that while it is closed
    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        disk.full = len(pauses) < tries

    monkeypatch.setattr(timeline_writer.time, "sleep", pause)
    disk.full = True
    writer = TimelineWriter(disk.timeline, Mode.BOTH, "demo")
    writer.put(moment(0.1))
    assert disk.tried.acquire(timeout=PATIENCE_S)
    writer.put(moment(0.2))
    assert not disk.tried.acquire(timeout=0.05)  # it is not tried at every row
    writer.close()
    assert pauses == [60.0] * tries
    assert disk.times(writer.session_id) == [0.1, 0.2]
    assert (writer.dropped, writer.refused, writer.unended) == (0, "", False)


def test_what_the_disk_takes_is_written_at_once_and_it_is_left_alone_in_between(
    disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with TimelineWriter(disk.timeline, Mode.BOTH, "demo") as writer:
        assert (writer.dropped, writer.rejected, writer.refused) == (0, 0, "")
        assert not disk.tried.acquire(timeout=0.05)
        monkeypatch.setattr(timeline_writer, "_RETRY_S", 60.0)
        for t in (0.1, 0.2, 0.3):
            writer.put(moment(t))
            assert disk.tried.acquire(timeout=PATIENCE_S)
        assert disk.tries == [[0.1], [0.2], [0.3]]
        assert disk.timeline.session(writer.session_id).running


def test_a_fault_without_words_is_named_by_its_kind(disk: Disk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(disk.timeline, "add", fail)
    writer = TimelineWriter(disk.timeline, Mode.BOTH, "demo")
    writer.put(moment(0.1))
    writer.close()
    assert writer.refused == "MemoryError"
    assert writer.dropped == 1


def test_a_row_that_is_refused_for_itself_is_told_with_its_time(
    disk: Disk, caplog: pytest.LogCaptureFixture
) -> None:
    disk.free.clear()
    with TimelineWriter(disk.timeline, Mode.BOTH, "demo") as writer:
        writer.put(moment(0.1))
        assert disk.tried.acquire(timeout=PATIENCE_S)
        for row in (moment(0.2), SessionEvent(2.3, EventKind.NOTE, "\ud800"), moment(0.3)):
            writer.put(row)
        disk.free.set()
    assert disk.tries[1:5] == [[0.2, 2.3, 0.3], [0.2], [2.3], [0.3]]
    assert (writer.rejected, writer.dropped) == (1, 0)
    (warning,) = [r.message for r in caplog.records if "rejected a row" in r.message]
    assert "surrogates not allowed" in warning
    assert warning.startswith("the timeline rejected a row of 2.3 s (") and warning.endswith("; 1 so far")


def test_a_row_with_a_fault_nobody_thought_of_holds_up_no_other(
    disk: Disk, caplog: pytest.LogCaptureFixture
) -> None:
    disk.free.clear()
    with TimelineWriter(disk.timeline, Mode.BOTH, "demo") as writer:
        writer.put(moment(0.1))
        assert disk.tried.acquire(timeout=PATIENCE_S)
        odd = [SimpleNamespace(t=0.25), SimpleNamespace(t=0.26, kind=3), SimpleNamespace(t="soon")]
        for row in (moment(0.2), *odd, moment(0.3)):
            writer.put(row)  # type: ignore[arg-type]
        disk.free.set()
    assert disk.times(writer.session_id) == [0.1, 0.2, 0.3]
    assert (writer.rejected, writer.dropped, writer.refused) == (3, 0, "")
    assert (writer.missing_from, writer.missing_until) == (0.25, 0.26)
    assert caplog.text.count("rejected a row") == 3


class Talk:
    """A conversation that tells its subscribers what the test says."""

    def __init__(self) -> None:
        self.listeners: list[Callable[[Moment], None]] = []
        self.event_listeners: list[Callable[[SessionEvent], None]] = []

    def subscribe(self, callback: Callable[[Moment], None]) -> Callable[[], None]:
        self.listeners.append(callback)
        return self.listeners.clear

    def subscribe_events(self, callback: Callable[[SessionEvent], None]) -> Callable[[], None]:
        self.event_listeners.append(callback)
        return self.event_listeners.clear


def test_it_logs_what_a_session_says_until_it_is_closed(disk: Disk) -> None:
    talk, began = Talk(), datetime(2026, 1, 2, 10, tzinfo=timezone.utc)
    writer = TimelineWriter(disk.timeline, Mode.FACE, "talk.mp4", began, Path("talk.mp4"))
    assert writer._thread.name == "attune-timeline"
    writer.attach(talk)
    for listener in talk.listeners:
        listener(moment(0.1))
    pause = SessionEvent(0.2, EventKind.PAUSE)
    for hearer in talk.event_listeners:
        hearer(pause)
    writer.close()
    writer.close()
    assert talk.listeners == talk.event_listeners == []
    assert disk.times(writer.session_id) == [0.1]
    assert disk.timeline.events(writer.session_id) == [pause]
    record = disk.timeline.session(writer.session_id)
    assert (record.mode, record.source, record.started_at) == (Mode.FACE, "talk.mp4", began)
    assert disk.timeline.recording(writer.session_id) == Path("talk.mp4")


def test_what_was_played_is_no_longer_than_it_is_however_long_the_window_stays_open(disk: Disk) -> None:
    began = datetime(2026, 1, 2, 10, tzinfo=timezone.utc)

    def ended(t: float, modality: Modality, state: DeviceState = DeviceState.ENDED) -> SessionEvent:
        return SessionEvent(t, EventKind.DEVICE, DeviceStatus(modality, "talk.mp4", state))

    writer = TimelineWriter(disk.timeline, Mode.BOTH, "talk.mp4", began, Path("talk.mp4"))
    for row in (moment(1.0), ended(1.1, Modality.FACE), moment(2.0), ended(2.5, Modality.VOICE)):
        writer.put(row)
    writer.put(ended(60.0, Modality.VOICE, DeviceState.OFF))  # the window is closed
    writer.close()
    assert disk.timeline.session(writer.session_id).duration_s == 2.5
    writer = TimelineWriter(disk.timeline, Mode.BOTH, "talk.mp4", began, Path("talk.mp4"))
    for row in (moment(1.0), ended(1.1, Modality.FACE), moment(2.0)):  # closed while the voice still plays
        writer.put(row)
    writer.close()
    assert disk.timeline.session(writer.session_id).duration_s > 3600  # it began in the past


@pytest.mark.parametrize("set_by", [timedelta(hours=-1), timedelta(hours=1)])
def test_a_conversation_lasts_as_long_as_it_did_though_the_clock_was_set(
    disk: Disk, monkeypatch: pytest.MonkeyPatch, set_by: timedelta
) -> None:
    class Set(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return datetime.now(tz) + set_by

    writer = TimelineWriter(disk.timeline, Mode.BOTH, "microphone and camera")
    writer.put(moment(1.5))
    for module in (clock, timeline_module):
        monkeypatch.setattr(module, "datetime", Set)
    writer.close()
    record = disk.timeline.session(writer.session_id)
    assert 1.5 <= record.duration_s < 60


def test_a_log_whose_clock_was_set_back_tells_no_time_below_none(disk: Disk) -> None:
    began = datetime(2026, 1, 2, 10, tzinfo=timezone.utc)
    number = disk.timeline.begin(Mode.BOTH, "demo", began)
    disk.timeline.add(number, [moment(90.0)])
    disk.timeline.end(number, began - timedelta(hours=1))  # as earlier versions wrote it
    assert disk.timeline.session(number).duration_s == 90.0
