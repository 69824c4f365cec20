"""The session with scripted sources: what it says, how it degrades, what it leaves behind."""

import threading
from collections.abc import Callable
from queue import Empty, Queue

import numpy as np
import pytest

from fusion.baseline import LARGEST_SHIFT, PersonalBaseline
from fusion.clock import SessionClock
from fusion.emotions import Emotion
from fusion.events import EventKind, Guess, OwnLabel, SessionEvent
from fusion.evidence import Estimate, Evidence, Modality, State
from fusion.interfaces import (
    AudioChunk,
    DeviceError,
    DeviceState,
    DeviceStatus,
    EndOfStreamError,
    VideoFrame,
)
from fusion.mode import Mode
from fusion.moment import Moment
from fusion.session.session import Session

PATIENCE_S = 10.0


class ScriptedSource:
    """Delivers what the test puts into its queue; an exception in the queue is raised."""

    def __init__(self, name: str) -> None:
        self.name, self.dropped = name, 0
        self.queue: Queue = Queue()
        self.opened, self.closed = threading.Semaphore(0), threading.Semaphore(0)
        self.is_open = False
        self.fail_open: DeviceError | None = None
        self.clock: SessionClock | None = None

    def open(self, clock: SessionClock) -> None:
        if self.fail_open:
            raise self.fail_open
        self.clock, self.is_open = clock, True
        self.opened.release()

    def read(self, timeout_s: float):
        try:
            item = self.queue.get(timeout=timeout_s)
        except Empty:
            return None
        if isinstance(item, Exception):
            raise item
        return item

    def close(self) -> None:
        if self.is_open:
            self.is_open = False
            self.closed.release()


class EchoAnalyser:
    """Says the same emotion at each chunk."""

    def __init__(self, modality: Modality, emotion: Emotion) -> None:
        self.modality, self.emotion = modality, emotion
        self.closed = 0

    def feed(self, chunk) -> list[Evidence]:
        if isinstance(chunk, AudioChunk) and not len(chunk.samples):
            raise RuntimeError("a bad chunk")
        p = np.full(7, 0.02)
        p[self.emotion.position] = 0.88
        return [Evidence(self.modality, chunk.t_start, chunk.t_start, p, 1.0)]

    def reset(self) -> None:
        pass

    def close(self) -> None:
        self.closed += 1


class Harness:
    def __init__(self, mode: Mode = Mode.BOTH) -> None:
        self.microphone, self.camera = ScriptedSource("mic"), ScriptedSource("cam")
        self.hearing = EchoAnalyser(Modality.VOICE, Emotion.HAPPY)
        self.seeing = EchoAnalyser(Modality.FACE, Emotion.HAPPY)
        self.session = Session((self.microphone, self.hearing), (self.camera, self.seeing), mode=mode)
        self.news: Queue = Queue()
        self.session.subscribe(self.news.put)
        self.session.subscribe_events(self.news.put)

    def hear(self) -> None:
        self.microphone.queue.put(AudioChunk(np.zeros(160, np.float32), self.session.clock.now()))

    def see(self) -> None:
        self.camera.queue.put(VideoFrame(np.zeros((4, 4, 3), np.uint8), self.session.clock.now()))

    def wait_for(self, wanted: Callable[[Moment | SessionEvent], bool]):
        while True:
            news = self.news.get(timeout=PATIENCE_S)
            if wanted(news):
                return news


@pytest.fixture
def harness():
    made = Harness()
    yield made
    made.session.stop()


def estimate_with(voice: bool, face: bool):
    modalities = {Modality.VOICE: voice, Modality.FACE: face}
    return lambda n: (
        isinstance(n, Moment) and n.estimate.rests_on == {m for m, has in modalities.items() if has}
    )


def device_says(state: DeviceState, name: str | None = None):
    return lambda n: (
        isinstance(n, SessionEvent)
        and isinstance(n.payload, DeviceStatus)
        and n.payload.state is state
        and name in (None, n.payload.name)
    )


def test_both_streams_are_fused(harness: Harness) -> None:
    harness.session.start()
    harness.hear()
    harness.see()
    estimate = harness.wait_for(estimate_with(True, True)).estimate
    assert estimate.probabilities.argmax() == Emotion.HAPPY.position
    assert estimate.weights[Modality.VOICE] == pytest.approx(0.5, abs=0.2)


def test_only_what_the_mode_uses_is_opened_at_the_start() -> None:
    made = Harness(Mode.VOICE)
    with made.session as session:
        assert made.microphone.opened.acquire(timeout=PATIENCE_S)
        assert session.status()[Modality.FACE] == DeviceStatus(Modality.FACE, "cam", DeviceState.OFF)
        ours = {thread.name for thread in threading.enumerate() if thread.name.startswith("attune")}
        assert ours == {"attune-voice", "attune-face", "attune-ticker"}
    assert made.camera.clock is None


def test_a_persons_baseline_is_allowed_for_while_it_is_set(harness: Harness) -> None:
    shift = np.zeros(7)
    shift[Emotion.HAPPY.position] = -LARGEST_SHIFT
    none = PersonalBaseline.identity("Ana")
    harness.session.start()
    harness.hear()
    raw = harness.wait_for(estimate_with(True, False)).estimate.voice
    harness.session.set_baseline(PersonalBaseline("Ana", dict.fromkeys(Modality, shift), none.seconds))
    harness.hear()
    allowed = harness.wait_for(
        lambda n: isinstance(n, Moment) and n.estimate.voice and n.estimate.voice.t_end > raw.t_end
    ).estimate
    expected = raw.probabilities * np.exp(shift)
    np.testing.assert_allclose(allowed.voice.probabilities, expected / expected.sum())
    harness.session.set_baseline(None)
    back = harness.wait_for(
        lambda n: (
            isinstance(n, Moment)
            and n.estimate.voice is not None
            and np.array_equal(n.estimate.voice.probabilities, raw.probabilities)
        )
    ).estimate
    assert back.voice.t_end == allowed.voice.t_end


def test_a_mode_closes_the_device_it_leaves_out_and_drops_its_evidence(harness: Harness) -> None:
    harness.session.start()
    assert harness.camera.opened.acquire(timeout=PATIENCE_S)
    harness.see()
    harness.wait_for(estimate_with(False, True))
    harness.session.set_mode(Mode.VOICE)
    assert harness.camera.closed.acquire(timeout=PATIENCE_S)
    harness.wait_for(lambda n: isinstance(n, SessionEvent) and n.payload is Mode.VOICE)
    assert harness.wait_for(lambda n: isinstance(n, Moment) and n.estimate.face is None)
    harness.session.set_mode(Mode.BOTH)
    assert harness.camera.opened.acquire(timeout=PATIENCE_S)


def test_it_goes_on_with_the_face_when_the_microphone_is_lost(harness: Harness) -> None:
    harness.session.start()
    harness.hear()
    harness.wait_for(lambda n: isinstance(n, Moment) and n.estimate.voice is not None)
    harness.microphone.queue.put(DeviceError("The microphone was unplugged."))
    event = harness.wait_for(device_says(DeviceState.LOST))
    assert (event.kind, event.payload.modality) == (EventKind.DEVICE, Modality.VOICE)
    assert event.payload.sentence == "The microphone was unplugged."
    assert harness.session.status()[Modality.VOICE].state is DeviceState.LOST
    harness.see()
    harness.wait_for(lambda n: isinstance(n, Moment) and n.estimate.face is not None)


def test_a_lost_device_is_tried_again(harness: Harness) -> None:
    harness.session.start()
    assert harness.microphone.opened.acquire(timeout=PATIENCE_S)
    harness.microphone.queue.put(DeviceError("gone"))
    assert harness.microphone.closed.acquire(timeout=PATIENCE_S)
    assert harness.microphone.opened.acquire(timeout=PATIENCE_S)


def test_a_device_that_never_opens_is_told_of_once(harness: Harness) -> None:
    harness.camera.fail_open = DeviceError("The camera is used by another program.", DeviceState.BUSY)
    harness.session.start()
    event = harness.wait_for(device_says(DeviceState.BUSY))
    assert event.payload.sentence == "The camera is used by another program."
    assert harness.session.status()[Modality.FACE].state is DeviceState.BUSY


def test_a_bad_chunk_does_not_end_the_stream(harness: Harness) -> None:
    harness.session.start()
    harness.microphone.queue.put(AudioChunk(np.zeros(0, np.float32), 0.0))
    harness.hear()
    harness.wait_for(lambda n: isinstance(n, Moment) and n.estimate.voice is not None)


def test_a_drivers_own_exception_is_a_lost_device(harness: Harness) -> None:
    harness.session.start()
    harness.camera.queue.put(RuntimeError("driver trouble"))
    assert "driver trouble" in harness.wait_for(device_says(DeviceState.LOST)).payload.sentence


def test_a_pause_closes_the_devices_and_stops_estimating(harness: Harness) -> None:
    harness.session.start()
    assert harness.camera.opened.acquire(timeout=PATIENCE_S)
    harness.session.pause()
    assert harness.camera.closed.acquire(timeout=PATIENCE_S)
    assert not harness.session._stopping.wait(0.25)  # the ticker has seen the pause
    harness.session.resume()
    resumed_at = harness.session.clock.now()
    assert harness.camera.opened.acquire(timeout=PATIENCE_S)
    harness.wait_for(lambda n: isinstance(n, Moment) and n.t > resumed_at)


class Sentinel(EchoAnalyser):
    """Says of each chunk that it came."""

    def __init__(self) -> None:
        super().__init__(Modality.VOICE, Emotion.SAD)
        self.heard = threading.Semaphore(0)

    def feed(self, chunk) -> list[Evidence]:
        self.heard.release()
        return super().feed(chunk)


def test_what_a_microphone_beside_hears_is_no_evidence_and_goes_nowhere() -> None:
    source, hearing = ScriptedSource("own mic"), Sentinel()
    passed_on: list[object] = []
    session = Session(None, None, mode=Mode.VOICE, beside=(source, hearing))
    news: Queue = Queue()
    session.subscribe(news.put)
    session.subscribe_events(news.put)
    session.subscribe_chunks(passed_on.append)
    with session:
        source.queue.put(AudioChunk(np.zeros(160, np.float32), 0.0))
        assert hearing.heard.acquire(timeout=PATIENCE_S)
        heard_at = session.clock.now()
        moment = news.get(timeout=PATIENCE_S)
        while not isinstance(moment, Moment) or moment.t <= heard_at:
            assert isinstance(moment, Moment)  # no device of the session's, so no event of one
            moment = news.get(timeout=PATIENCE_S)
        assert not moment.estimate.rests_on and passed_on == []
        status = session.status_beside()
        assert status is not None and status.state is DeviceState.LIVE and session.status() == {}
        session.pause()
        assert source.closed.acquire(timeout=PATIENCE_S)
    assert not source.is_open and hearing.closed == 1


def test_a_microphone_beside_is_closed_while_the_voice_is_left_out() -> None:
    source = ScriptedSource("own mic")
    with Session(None, None, mode=Mode.FACE, beside=(source, Sentinel())) as session:
        assert not source.opened.acquire(timeout=0.3)
        session.set_mode(Mode.BOTH)
        assert source.opened.acquire(timeout=PATIENCE_S)
    assert Session(None, None).status_beside() is None


def test_another_device_takes_over(harness: Harness) -> None:
    harness.session.start()
    assert harness.camera.opened.acquire(timeout=PATIENCE_S)
    other = ScriptedSource("other cam")
    harness.session.replace_source(Modality.FACE, other)
    assert harness.camera.closed.acquire(timeout=PATIENCE_S)
    assert other.opened.acquire(timeout=PATIENCE_S)
    assert harness.session.status()[Modality.FACE].name == "other cam"


def test_what_the_old_device_said_does_not_count(harness: Harness) -> None:
    harness.session.start()
    harness.see()
    harness.wait_for(estimate_with(False, True))
    harness.session.replace_source(Modality.FACE, ScriptedSource("other cam"))
    starting = harness.wait_for(device_says(DeviceState.STARTING, "other cam")).payload
    assert starting.modality is Modality.FACE
    assert all(harness.wait_for(lambda n: isinstance(n, Moment)).estimate.face is None for _ in range(2))


def test_a_recording_that_has_ended_is_opened_again_after_the_shortest_pause(harness: Harness) -> None:
    harness.session.start()
    assert harness.microphone.opened.acquire(timeout=PATIENCE_S)
    harness.microphone.queue.put(EndOfStreamError())
    assert "ended" in harness.wait_for(device_says(DeviceState.ENDED)).payload.sentence
    harness.session.pause()
    harness.session.resume()  # before the worker's thread has noticed the pause
    assert harness.microphone.opened.acquire(timeout=PATIENCE_S)


def test_a_device_that_cannot_even_be_closed_does_not_end_its_thread(harness: Harness) -> None:
    close, failed = harness.microphone.close, threading.Semaphore(1)

    def fail_once() -> None:
        close()
        if failed.acquire(blocking=False):
            raise OSError("the driver is confused")

    harness.microphone.close = fail_once  # type: ignore[method-assign]
    harness.session.start()
    assert harness.microphone.opened.acquire(timeout=PATIENCE_S)
    harness.microphone.queue.put(DeviceError("gone"))
    assert harness.microphone.opened.acquire(timeout=PATIENCE_S)


def test_recordings_that_end_finish_the_session(harness: Harness) -> None:
    harness.session.start()
    harness.microphone.queue.put(EndOfStreamError())
    harness.camera.queue.put(EndOfStreamError())
    assert harness.session.finished.wait(PATIENCE_S)


def test_estimates_come_ten_times_a_second_in_order(harness: Harness) -> None:
    harness.session.start()
    stamps = [harness.wait_for(lambda n: isinstance(n, Moment)).t for _ in range(11)]
    assert stamps == sorted(stamps)
    assert np.median(np.diff(stamps)) == pytest.approx(0.1, abs=0.03)


def test_a_device_that_stays_silent_is_opened_again(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fusion.session.worker.STALLED_AFTER_S", 0.05)
    monkeypatch.setattr("fusion.session.worker.REOPEN_AFTER_S", 0.4)
    harness.session.start()
    assert harness.microphone.opened.acquire(timeout=PATIENCE_S)
    assert harness.microphone.opened.acquire(timeout=PATIENCE_S)


def test_what_was_passed_over_is_told(harness: Harness) -> None:
    harness.session.start()
    harness.hear()
    harness.wait_for(lambda n: isinstance(n, Moment) and n.estimate.voice is not None)
    harness.microphone.dropped = 3
    harness.session.set_mode(Mode.FACE)
    status = harness.wait_for(device_says(DeviceState.OFF)).payload
    assert (status.modality, status.dropped) == (Modality.VOICE, 3)


def test_a_failing_subscriber_does_not_silence_the_others(harness: Harness) -> None:
    def fail(_: Moment) -> None:
        raise RuntimeError("a subscriber's own trouble")

    harness.session.subscribe(fail)
    heard: Queue = Queue()
    harness.session.subscribe(heard.put)
    harness.session.start()
    assert heard.get(timeout=PATIENCE_S).shown.state is State.NO_SIGNAL


def test_bookmarks_are_events(harness: Harness) -> None:
    harness.session.start()
    harness.session.bookmark("she laughed")
    event = harness.wait_for(lambda n: isinstance(n, SessionEvent) and n.kind is EventKind.BOOKMARK)
    assert event.payload == "she laughed"


def test_own_labels_and_guesses_are_events(harness: Harness) -> None:
    harness.session.start()
    for said in (OwnLabel(Emotion.SAD, 60.0), Guess(Emotion.HAPPY, None)):
        harness.session.label(said) if isinstance(said, OwnLabel) else harness.session.guess(said)
        event = harness.wait_for(lambda n, said=said: isinstance(n, SessionEvent) and n.payload == said)
        assert event.kind is (EventKind.OWN_LABEL if isinstance(said, OwnLabel) else EventKind.GUESS)


def test_estimates_that_fail_are_counted_told_of_once_and_followed_by_others(
    harness: Harness, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    fusion, faults = harness.session._fusion, threading.Semaphore(3)

    class Faulty:
        baseline = None

        def estimate(self, evidence: list[Evidence], at: float) -> Estimate:
            if faults.acquire(blocking=False):
                raise ArithmeticError("a fault of the program")
            return fusion.estimate(evidence, at)

    monkeypatch.setattr(harness.session, "_fusion", Faulty())
    harness.session.start()
    said = []
    while not said or not isinstance(said[-1], Moment):
        said.append(harness.news.get(timeout=PATIENCE_S))
    assert [n.kind for n in said if isinstance(n, SessionEvent)].count(EventKind.FAULT) == 1
    assert harness.session.failed_estimates == 3
    assert caplog.text.count("an estimate failed") == 1
    harness.hear()
    harness.wait_for(estimate_with(True, False))


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        (EventKind.DEVICE, "voice: lost"),
        (EventKind.MODE, "voice"),
        (EventKind.NOTE, None),
        (EventKind.WORDS, "friendly +0.62"),
        (EventKind.PAUSE, "at last"),
    ],
)
def test_an_event_that_does_not_tell_its_facts_is_refused(kind: EventKind, payload: object) -> None:
    with pytest.raises(ValueError, match=f"a {kind.value} event does not tell of"):
        SessionEvent(1.0, kind, payload)  # type: ignore[arg-type]


def test_stopping_twice_or_before_starting_is_harmless_and_closes_the_analysers() -> None:
    made = Harness()
    made.session.stop()
    assert made.hearing.closed and made.seeing.closed
    made.session.stop()


def test_an_analyser_that_cannot_be_closed_keeps_no_other_from_it(harness: Harness) -> None:
    def fail() -> None:
        raise OSError("stuck")

    harness.hearing.close = fail  # type: ignore[method-assign]
    harness.session.start()
    harness.session.stop()
    assert harness.seeing.closed
