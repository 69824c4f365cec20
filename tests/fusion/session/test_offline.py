"""A recording's estimates follow from the rule alone, whatever is held on the screen meanwhile."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from fusion.evidence import Evidence, Modality, State
from fusion.interfaces import AudioChunk, VideoFrame
from fusion.late_fusion import LateFusion
from fusion.moment import Moment
from fusion.session.offline import analyse


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
        assert (e.state is State.CLEAR) <= (e.confidence >= rule.clear_confidence)
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
