"""The session with scripted sources: what it says, how it degrades, what it leaves behind."""

import threading
from queue import Queue

import numpy as np
import pytest
from scripted_session import PATIENCE_S, Harness, estimate_with

from fusion.baseline import LARGEST_SHIFT, PersonalBaseline
from fusion.emotions import Emotion
from fusion.events import EventKind, Guess, OwnLabel, SessionEvent
from fusion.evidence import Estimate, Evidence, Modality, State
from fusion.interfaces import AudioChunk, DeviceState, DeviceStatus, EndOfStreamError, VideoFrame
from fusion.mode import Mode
from fusion.moment import Moment


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


def test_a_failing_subscriber_does_not_silence_the_others(harness: Harness) -> None:
    def fail(_: Moment) -> None:
        raise RuntimeError("a subscriber's own trouble")

    harness.session.subscribe(fail)
    heard: Queue = Queue()
    harness.session.subscribe(heard.put)
    harness.session.start()
    assert heard.get(timeout=PATIENCE_S).shown.state is State.NO_SIGNAL


def test_what_devices_give_goes_to_whoever_asked_for_it_until_they_leave(harness: Harness) -> None:
    given: Queue = Queue()
    leave = harness.session.subscribe_chunks(given.put)
    harness.session.start()
    harness.hear()
    assert isinstance(given.get(timeout=PATIENCE_S), AudioChunk)
    harness.see()
    assert isinstance(given.get(timeout=PATIENCE_S), VideoFrame)
    leave()
    harness.hear()
    harness.wait_for(estimate_with(True, True))
    harness.session.stop()
    assert given.empty()


def test_bookmarks_and_the_words_on_them_are_events(harness: Harness) -> None:
    harness.session.start()
    harness.session.bookmark()
    event = harness.wait_for(lambda n: isinstance(n, SessionEvent) and n.kind is EventKind.BOOKMARK)
    harness.session.note("she laughed", event.t)
    word = harness.wait_for(lambda n: isinstance(n, SessionEvent) and n.kind is EventKind.NOTE)
    assert (event.payload, word.payload, word.t) == ("", "she laughed", event.t)


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
