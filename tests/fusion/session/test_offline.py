"""A recording's estimates follow from the rule alone, whatever is held on the screen meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from fusion.baseline import PersonalBaseline
from fusion.display import Display, Steadiness
from fusion.evidence import Evidence, Modality, State
from fusion.interfaces import AudioChunk, VideoFrame
from fusion.late_fusion import LateFusion
from fusion.moment import Moment
from fusion.running import RunningBaseline
from fusion.session.offline import analyse, analyse_steps, each_alone, evidence_of


class WaveringAnalyser:
    """Says something else every second or so, and at times nothing for seconds."""

    def __init__(self, modality: Modality, seed: int) -> None:
        self.modality = modality
        self.rng = np.random.default_rng(seed)
        self.lead = self.rng.dirichlet(np.full(7, 0.1))
        self.silent_until = 0.0

    def feed(self, chunk: AudioChunk | VideoFrame) -> list[Evidence]:
        t = chunk.t_end
        if self.rng.random() < 0.05:
            self.lead = self.rng.dirichlet(np.full(7, 0.1))
        if self.rng.random() < 0.01:
            self.silent_until = t + 4.0
        if t < self.silent_until:
            return []
        p = 0.9 * self.lead + 0.1 * self.rng.dirichlet(np.ones(7))
        return [Evidence(self.modality, max(0.0, t - 1.0), t, p, self.rng.uniform(0.3, 1.0))]

    def reset(self) -> None:
        pass

    def close(self) -> None:
        pass


def audio() -> Iterator[AudioChunk]:
    return (AudioChunk(np.zeros(1600, np.float32), i / 10) for i in range(1200))


def video() -> Iterator[VideoFrame]:
    return (VideoFrame(np.zeros((4, 4, 3), np.uint8), i / 12) for i in range(1440))


@pytest.fixture(scope="module")
def moments() -> list[Moment]:
    voice, face = WaveringAnalyser(Modality.VOICE, 1), WaveringAnalyser(Modality.FACE, 2)
    return list(analyse(audio(), video(), voice, face))


def test_estimates_say_what_the_rule_says(moments: list[Moment]) -> None:
    rule = LateFusion.shipped().rule
    for e in (moment.estimate for moment in moments):
        assert (e.state is State.NO_SIGNAL) == (not e.rests_on)
        assert (e.state is State.CLEAR) <= (e.confidence >= rule.clear_from(e.weights))
        assert (e.emotion is not None) == (e.state in (State.CLEAR, State.MIXED))
        assert e.emotion is None or e.emotion is e.ranking[0]
        assert e.confidence == (e.probabilities.max() if e.rests_on else 0.0)


def test_what_is_shown_differs_from_it_where_labels_are_held(moments: list[Moment]) -> None:
    shown = [(m.shown.state, m.shown.emotion) for m in moments]
    estimated = [(m.estimate.state, m.estimate.emotion) for m in moments]
    assert {state for state, _ in estimated} == set(State)
    apart = [i for i in range(len(moments)) if shown[i] != estimated[i]]
    assert len(apart) > 50
    assert any(moments[i].shown.emotion not in (None, moments[i].estimate.ranking[0]) for i in apart)
    assert any(moments[i].shown.state is State.NO_SIGNAL and moments[i].estimate.rests_on for i in apart)


class Punctual(WaveringAnalyser):
    """Says at each chunk that its own kind was heard or seen in it, and refuses the other kind."""

    def feed(self, chunk: AudioChunk | VideoFrame) -> list[Evidence]:
        assert isinstance(chunk, AudioChunk) == (self.modality is Modality.VOICE)
        return [Evidence(self.modality, chunk.t_start, chunk.t_end, self.lead, 1.0)]


def punctual() -> tuple[Punctual, Punctual]:
    return Punctual(Modality.VOICE, 1), Punctual(Modality.FACE, 2)


def sound(*starts: float) -> list[AudioChunk]:
    """Chunks of 0.1 s."""
    return [AudioChunk(np.zeros(1600, np.float32), t) for t in starts]


def pictures(*times: float) -> list[VideoFrame]:
    return [VideoFrame(np.zeros((4, 4, 3), np.uint8), t) for t in times]


def ends(piece: Evidence | None) -> float | None:
    return piece.t_end if piece else None


def test_an_estimate_rests_on_what_had_ended_by_then_up_to_the_recordings_end() -> None:
    moments = list(analyse(sound(0.0, 0.1), pictures(0.15, 0.3), *punctual()))
    assert [m.t for m in moments] == pytest.approx([0.1, 0.2, 0.3])
    assert [ends(m.estimate.voice) for m in moments] == [0.1, 0.2, 0.2]
    assert [ends(m.estimate.face) for m in moments] == [None, 0.15, 0.3]


def test_no_estimate_lies_beyond_the_end_and_none_is_left_out_in_a_gap() -> None:
    assert list(analyse([], [], *punctual())) == []
    assert list(analyse([], pictures(0.05), *punctual())) == []
    assert len(list(analyse([], pictures(0.2, 0.77), *punctual()))) == 7
    assert len(list(analyse(sound(0.0), pictures(0.3 - 1e-12), *punctual()))) == 3  # a stamp's last digit


def test_the_fusion_and_the_display_are_those_that_are_given() -> None:
    shift = np.linspace(-1.0, 1.0, 7)
    ana = PersonalBaseline("Ana", dict.fromkeys(Modality, shift), dict.fromkeys(Modality, 60.0))
    fusion, given = LateFusion.shipped(), replace(LateFusion.shipped(), baseline=ana)
    at_once = Display(Steadiness(unclear_after_s=0.0))
    usual, other = (
        list(analyse(sound(0.0), [], *punctual(), **options))
        for options in ({}, {"fusion": given, "display": at_once})
    )
    heard = Punctual(Modality.VOICE, 1).feed(sound(0.0)[0])
    np.testing.assert_array_equal(usual[0].estimate.probabilities, fusion.estimate(heard, 0.1).probabilities)
    np.testing.assert_array_equal(other[0].estimate.probabilities, given.estimate(heard, 0.1).probabilities)
    assert usual[0].shown.state is State.NO_SIGNAL  # nothing is shown before it is confirmed
    assert other[0].shown.state is State.UNCLEAR and other[0].estimate.state is not State.NO_SIGNAL


def test_all_evidence_of_a_recording_comes_in_the_order_of_time() -> None:
    pieces = list(evidence_of(sound(0.0, 0.1), pictures(0.05, 0.15, 0.3), *punctual()))
    voice, face = Modality.VOICE, Modality.FACE
    assert [p.modality for p in pieces] == [face, voice, face, voice, face]
    assert [p.t_end for p in pieces] == [0.05, 0.1, 0.15, 0.2, 0.3]


def happily(moments: list[Moment], at: slice) -> list[float]:
    """How happy the faces look that are allowed for."""
    faces = [m.estimate.face for m in moments[at]]
    return [float(f.probabilities[1]) for f in faces if f is not None]


class Smiling(Punctual):
    """A face that looks a little happy whatever it shows; angry from 20 to 40 s, calm before and after."""

    def __init__(self, modality: Modality) -> None:
        self.modality = modality

    def feed(self, chunk: AudioChunk | VideoFrame) -> list[Evidence]:
        self.lead = np.full(7, 0.002)
        self.lead[[3 if 20 <= chunk.t_start < 40 else 0, 1]] = 0.64, 0.35
        return super().feed(chunk)


def smiling(**options: object) -> list[Moment]:
    times = [i / 10 for i in range(1, 601)]
    voice, face = Smiling(Modality.VOICE), Smiling(Modality.FACE)
    return list(analyse([], pictures(*times), voice, face, **options))  # type: ignore[arg-type]


def test_a_person_is_learnt_along_the_recording_as_live_and_known_from_its_start_in_two_passes() -> None:
    nobody, once, twice = (
        smiling(),
        smiling(running=RunningBaseline()),
        smiling(running=RunningBaseline(), two_passes=True),
    )
    assert len(nobody) == len(once) == len(twice)
    assert happily(once, slice(0, 1)) == pytest.approx(happily(nobody, slice(0, 1)), abs=0.005)
    assert happily(once, slice(-1, None))[0] < happily(nobody, slice(-1, None))[0] - 0.02
    assert np.ptp(happily(twice, slice(0, 150)) + happily(twice, slice(-150, None))) < 1e-12  # while calm
    assert happily(twice, slice(0, 1)) == pytest.approx(happily(once, slice(-1, None)), abs=1e-9)
    first = twice[0].estimate.face
    assert first is not None and first.raw is not None and first.raw[1] > first.probabilities[1]


class Meeting:
    """Ann is seen throughout, Ben in every other frame and unlike her, Cem in nine frames only."""

    def feed(self, chunk: VideoFrame) -> list[Evidence]:
        k, t = round(10 * chunk.t_start), chunk.t_start
        seen = [(1, 3), *([(2, 1)] if k % 2 else []), *([(7, 5)] if k < 9 else [])]
        return [
            Evidence(Modality.FACE, t, t, 0.93 * np.eye(7)[lead] + 0.01, 1.0, person=person)
            for person, lead in seen
        ]

    def reset(self) -> None:
        pass

    def close(self) -> None:
        pass


@pytest.mark.parametrize("two_passes", [False, True])
def test_each_person_is_estimated_as_if_nobody_else_were_there(two_passes: bool) -> None:
    frames = [VideoFrame(np.zeros((2, 2, 3), np.uint8), k / 10) for k in range(60)]
    fusion = LateFusion.shipped()

    def learning() -> RunningBaseline:
        return RunningBaseline()

    found = each_alone(frames, Meeting())
    assert sorted(found) == [1, 2]
    told = {
        person: list(analyse_steps(steps, fusion=fusion, running=learning(), two_passes=two_passes))
        for person, steps in found.items()
    }
    for person, moments in told.items():

        class Alone(Meeting):
            def feed(self, chunk: VideoFrame, person: int = person) -> list[Evidence]:
                return [piece for piece in super().feed(chunk) if piece.person == person]

        alone = analyse(
            (), frames, Alone(), Alone(), fusion=fusion, running=learning(), two_passes=two_passes
        )
        assert [m.to_json() for m in moments] == [m.to_json() for m in alone]
        assert len(moments) == 59 and all(m.estimate.voice is None for m in moments)
    assert told[1][-1].estimate.probabilities.argmax() != told[2][-1].estimate.probabilities.argmax()
