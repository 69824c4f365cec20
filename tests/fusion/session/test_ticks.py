"""A session on a clock moved by hand: what it takes in, what it leaves out, what it tells, tick by tick."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from fusion.baseline import PersonalBaseline
from fusion.clock import SessionClock
from fusion.emotions import Emotion
from fusion.events import EventKind, Payload, SessionEvent
from fusion.evidence import Evidence, Modality, State
from fusion.interfaces import AudioChunk, DeviceState, VideoFrame
from fusion.late_fusion import LateFusion
from fusion.mode import Mode
from fusion.moment import Moment
from fusion.session.session import Session

VOICE, FACE = Modality.VOICE, Modality.FACE


class HandClock(SessionClock):
    t = 0.0

    def now(self) -> float:
        return self.t


class Idle:
    """A device that is never opened, and an analyser that is never asked."""

    name, dropped = "idle", 0

    def open(self, clock: SessionClock) -> None:
        raise AssertionError

    def read(self, timeout_s: float) -> None:
        raise AssertionError

    def feed(self, chunk: AudioChunk | VideoFrame) -> list[Evidence]:
        raise AssertionError

    def close(self) -> None:
        pass

    def reset(self) -> None:
        pass


class ByHand:
    """A session whose ticker waits on this: the clock moves on by as much, and so many ticks pass."""

    def __init__(self, *modalities: Modality, **options: Any) -> None:
        self.clock = HandClock()
        has = modalities or (VOICE, FACE)
        voice, face = ((Idle(), Idle()) if modality in has else None for modality in Modality)
        self.session = Session(voice, face, clock=self.clock, **options)
        self.session._stopping = self  # type: ignore[assignment]
        self.left = 0
        self.lag_s = 0.001  # nobody is woken to the second
        self.moments: list[Moment] = []
        self.events: list[SessionEvent] = []
        self.end_moments = self.session.subscribe(self.moments.append)
        self.end_events = self.session.subscribe_events(self.events.append)

    def set(self) -> None:
        self.left = 0

    def wait(self, seconds: float) -> bool:
        self.left -= 1
        if self.left < 0:
            return True
        self.clock.t += seconds + self.lag_s
        return False

    def ticks(self, n: int = 1) -> list[Moment]:
        """What it says at the next n ticks."""
        before = len(self.moments)
        self.left = n
        self.session._tick()
        return self.moments[before:]

    def say(
        self, modality: Modality, t_end: float, emotion: Emotion = Emotion.HAPPY, p: float = 0.94
    ) -> None:
        probabilities = np.full(7, (1 - p) / 6)
        probabilities[emotion.position] = p
        self.session._take(Evidence(modality, t_end - 0.01, t_end, probabilities, 1.0))

    def heard_at(self) -> float | None:
        """When what was heard ended that the next estimate rests on."""
        voice = self.ticks()[0].estimate.voice
        return voice.t_end if voice else None

    def told(self) -> list[tuple[EventKind, Payload]]:
        """The events since this was last asked."""
        told = [(event.kind, event.payload) for event in self.events]
        self.events.clear()
        return told


def ana(happier_by: float = 0.0) -> PersonalBaseline:
    shift = np.zeros(7)
    shift[Emotion.HAPPY.position] = happier_by
    return PersonalBaseline("Ana", dict.fromkeys(Modality, shift), dict.fromkeys(Modality, 60.0))


def test_ticks_fall_on_tenths_of_a_second_however_late_the_last_one_was() -> None:
    hand = ByHand()
    hand.clock.t = 0.03
    hand.lag_s = 0.02
    assert [m.t for m in hand.ticks(3)] == pytest.approx([0.12, 0.22, 0.32])
    hand.clock.t += 0.15
    assert hand.ticks()[0].t == pytest.approx(0.52)


def test_of_each_modality_the_newest_counts_that_has_happened_yet() -> None:
    hand = ByHand()
    hand.say(VOICE, 0.02)
    hand.say(VOICE, 0.04)
    hand.say(FACE, 0.03)
    hand.say(VOICE, 0.15)  # a device's clock may run a little ahead
    first, second = (m.estimate for m in hand.ticks(2))
    assert first.voice and first.face and second.voice
    assert (first.voice.t_end, first.face.t_end, second.voice.t_end) == (0.04, 0.03, 0.15)


@pytest.mark.parametrize("how", ["mode", "pause", "another device"])
def test_what_was_said_before_a_switch_is_forgotten_wholly(how: str) -> None:
    hand = ByHand()
    for t_end in (0.02, 0.15, 0.9):  # the newest has not happened yet: one before it counts
        hand.say(VOICE, t_end)
        hand.say(FACE, t_end)
    assert hand.ticks(2)[1].estimate.rests_on == {VOICE, FACE}
    if how == "mode":
        hand.session.set_mode(Mode.FACE)
        hand.say(VOICE, 0.2)  # still on its way when the mode was switched
        hand.session.set_mode(Mode.BOTH)
    elif how == "pause":
        hand.session.pause()
        hand.say(VOICE, 0.2)
        hand.say(FACE, 0.2)
        hand.session.resume()
    else:
        hand.session.replace_source(VOICE, Idle())
    kept = set() if how == "pause" else {FACE}
    assert all(moment.estimate.rests_on == kept for moment in hand.ticks(8))
    hand.say(VOICE, 1.05)
    assert hand.heard_at() == 1.05


def test_a_mode_leaves_out_what_it_does_not_use_and_is_told_once() -> None:
    hand = ByHand(mode=Mode.VOICE)
    hand.say(VOICE, 0.05)
    hand.say(FACE, 0.05)
    assert hand.ticks()[0].estimate.rests_on == {VOICE}
    hand.session.set_mode(Mode.VOICE)
    hand.session.set_mode(Mode.FACE)
    assert hand.told() == [(EventKind.MODE, Mode.FACE)]
    assert hand.session.mode is Mode.FACE


def test_nothing_is_estimated_in_a_pause_and_no_words_are_told() -> None:
    hand = ByHand()
    assert hand.session.paused is False
    hand.session.resume()
    hand.session.pause()
    hand.session.pause()
    hand.session.tell_words(0.4)
    assert hand.ticks(3) == []
    hand.session.resume()
    hand.session.resume()
    assert hand.session.paused is False
    assert len(hand.ticks(2)) == 2
    hand.session.tell_words(-0.25)
    hand.session.bookmark()
    assert hand.told() == [
        (EventKind.PAUSE, None),
        (EventKind.RESUME, None),
        (EventKind.WORDS, -0.25),
        (EventKind.BOOKMARK, ""),
    ]


def test_events_bear_the_sessions_time() -> None:
    hand = ByHand()
    hand.clock.t = 12.5
    hand.session.bookmark()
    assert hand.events == [SessionEvent(12.5, EventKind.BOOKMARK, "")]


def test_whose_baseline_is_allowed_for_is_told_when_it_is_another() -> None:
    hand = ByHand(baseline=ana(-1.0))
    hand.session._workers.clear()
    with hand.session:
        assert hand.told() == [(EventKind.BASELINE, "Ana")]
    hand.say(VOICE, 0.05)
    less = hand.ticks()[0].estimate.confidence
    hand.session.set_baseline(ana())  # more of it was measured: the same person's
    assert hand.told() == []
    assert hand.ticks()[0].estimate.confidence > less
    hand.session.set_baseline(None)
    hand.session.set_baseline(None)
    hand.session.set_baseline(ana())
    assert hand.told() == [(EventKind.BASELINE, None), (EventKind.BASELINE, "Ana")]
    nobody = ByHand()
    nobody.session._workers.clear()
    with nobody.session:
        assert nobody.told() == []


def test_an_emotion_is_named_sooner_or_later_than_usual_and_not_than_last_time() -> None:
    hand = ByHand(fusion=LateFusion())  # clear from 0.6
    hand.say(VOICE, 0.02, p=0.65)
    clear = []
    for by in (0.0, 0.1, 0.1, 0.06, 0.04, -0.1, 0.06):
        hand.session.adjust(by, 1.0)
        clear.append(hand.ticks()[0].estimate.state is State.CLEAR)
    assert clear == [True, False, False, False, True, True, False]


def test_what_is_shown_changes_as_slowly_as_was_asked() -> None:
    hand = ByHand(fusion=LateFusion())
    took_s = []
    for slowness in (1.0, 2.0):
        hand.session.adjust(0.0, slowness)
        shown = []
        for emotion in [Emotion.HAPPY] * 60 + [Emotion.SAD] * 60:
            hand.say(VOICE, hand.clock.t + 0.05, emotion)
            shown.append((hand.clock.t, hand.ticks()[0].shown))
        changed = next(t for t, s in shown[60:] if s.emotion is Emotion.SAD)
        took_s.append(changed - shown[60][0])
        hand.clock.t += 10.0
    assert took_s[1] == pytest.approx(2 * took_s[0], abs=0.3)


def test_it_is_finished_while_all_that_is_used_has_ended() -> None:
    hand = ByHand()
    voice, face = (hand.session._workers[modality] for modality in Modality)
    finished = []
    for step in (
        lambda: voice._report(DeviceState.ENDED),
        lambda: face._report(DeviceState.ENDED),
        lambda: face._report(DeviceState.LIVE),
        lambda: (hand.session.set_mode(Mode.VOICE), face._report(DeviceState.OFF)),
        lambda: (hand.session.pause(), voice._report(DeviceState.OFF)),
    ):
        step()
        finished.append(hand.session.finished.is_set())
    assert finished == [False, True, False, True, False]
    devices = [payload for kind, payload in hand.told() if kind is EventKind.DEVICE]
    assert devices[-1] == hand.session.status()[VOICE] == voice.status


def test_nothing_is_estimated_once_it_is_finished() -> None:
    hand = ByHand(VOICE)
    hand.session._workers[VOICE]._report(DeviceState.ENDED)
    assert hand.ticks(3) == []
    hand.session._workers[VOICE]._report(DeviceState.STARTING)
    assert len(hand.ticks(3)) == 3


def test_the_first_estimate_that_fails_is_told_of_and_further_ones_counted(
    caplog: pytest.LogCaptureFixture,
) -> None:
    hand = ByHand()
    hand.session._fusion = None  # type: ignore[assignment]
    assert hand.ticks(1) == []
    assert hand.told() == [(EventKind.FAULT, None)]
    assert caplog.text.count("an estimate failed") == 1
    assert hand.ticks(2) == []
    assert hand.told() == []
    assert hand.session.failed_estimates == 3
    hand.session._fusion = LateFusion()
    assert len(hand.ticks(2)) == 2


def test_a_session_without_a_face_has_none_to_replace() -> None:
    hand = ByHand(VOICE)
    assert set(hand.session.status()) == {VOICE}
    with pytest.raises(ValueError, match="this session has no face to put another device in place of"):
        hand.session.replace_source(FACE, Idle())


def test_a_subscriber_may_leave_more_than_once_and_a_failing_one_is_noted(
    caplog: pytest.LogCaptureFixture,
) -> None:
    hand = ByHand()

    def fail(_: object) -> None:
        raise RuntimeError("a subscriber's own trouble")

    leave = hand.session.subscribe(fail)
    also_told: list[Moment] = []
    hand.session.subscribe(also_told.append)
    assert len(hand.ticks()) == len(also_told) == 1
    assert "a subscriber failed" in caplog.text
    for end in (leave, leave, hand.end_moments, hand.end_moments, hand.end_events, hand.end_events):
        end()
    hand.session.bookmark()
    assert hand.ticks() == []
    assert hand.events == []
    assert len(also_told) == 2


def raw_and_adapted(moment: Moment, modality: Modality = FACE) -> tuple[float, float]:
    """The probability of happiness before and after the person was allowed for."""
    piece = moment.estimate.face if modality is FACE else moment.estimate.voice
    assert piece is not None
    at = Emotion.HAPPY.position
    return float((piece.probabilities if piece.raw is None else piece.raw)[at]), float(
        piece.probabilities[at]
    )


def smile(hand: ByHand, seconds: float, person: int = 1) -> Moment:
    """Somebody who looks a little happy whatever they show, angry every other six seconds; the last tick."""
    moments: list[Moment] = []
    calm, angry = np.full(7, 0.002), np.full(7, 0.002)
    calm[[0, 1]] = angry[[3, 1]] = 0.64, 0.35
    for i in range(round(seconds * 10)):
        p = angry if i % 120 < 60 and seconds >= 12 else calm
        t = hand.clock.t
        hand.session._take(Evidence(FACE, t - 0.1, t, p, 1.0, person=person))
        moments += hand.ticks()
    return moments[-1]


def test_what_it_learns_of_a_face_is_allowed_for_and_told() -> None:
    hand = ByHand(learning=True)
    hand.clock.t = 1.0
    assert hand.session.known() is not None
    raw, adapted = raw_and_adapted(smile(hand, 60))
    assert adapted < raw - 0.02
    known = hand.session.known()
    assert known is not None and known.seconds[FACE] == pytest.approx(60, abs=1.0)
    assert (known.name, known.seconds[VOICE]) == ("", 0.0)
    assert hand.session.learnt("2026-11-27") is None  # nobody was named
    assert hand.told() == []


def test_another_person_is_read_as_a_stranger_from_the_first_moment_and_so_is_everybody_once_forgotten() -> (
    None
):
    hand = ByHand(learning=True)
    hand.clock.t = 1.0
    smile(hand, 60)
    raw, adapted = raw_and_adapted(smile(hand, 0.2, person=2))
    assert adapted == pytest.approx(raw, abs=0.005)
    raw, adapted = raw_and_adapted(smile(hand, 0.1, person=1))
    assert adapted < raw - 0.02
    hand.session.start_anew()
    raw, adapted = raw_and_adapted(smile(hand, 0.1, person=1))
    assert adapted == pytest.approx(raw, abs=0.005)


def test_a_session_that_does_not_learn_knows_nobody() -> None:
    hand = ByHand()
    hand.clock.t = 1.0
    raw, adapted = raw_and_adapted(smile(hand, 30))
    assert raw == adapted
    hand.session.start_anew()
    assert hand.session.known() is None and hand.session.learnt("") is None


def test_a_named_person_is_learnt_on_and_keeps_what_was_learnt_while_the_settings_change() -> None:
    hand = ByHand()
    hand.clock.t = 1.0
    hand.session.set_baseline(ana(-1.0), learning=True)
    smile(hand, 30)
    hand.session.set_baseline(ana(-1.0), learning=True)  # something else in the settings was changed
    learnt = hand.session.learnt("2026-11-27")
    assert learnt is not None and (learnt.name, learnt.made_at) == ("Ana", "2026-11-27")
    assert learnt.seconds[FACE] == pytest.approx(90, abs=1.0)
    assert learnt.shift[FACE][Emotion.HAPPY.position] < 0
    hand.session.set_baseline(None, learning=True)
    fresh = hand.session.known()
    assert fresh is not None and fresh.seconds[FACE] == 0.0
    hand.session.set_baseline(None)
    assert hand.session.known() is None


def test_another_camera_may_show_somebody_else() -> None:
    hand = ByHand(learning=True)
    hand.clock.t = 1.0
    smile(hand, 60)
    hand.session.replace_source(FACE, Idle())  # type: ignore[arg-type]
    raw, adapted = raw_and_adapted(smile(hand, 0.1))
    assert adapted == pytest.approx(raw, abs=0.005)
