"""What a second opinion allows bounds how sure an answer is, after all else, and nothing but that."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from fusion.baseline import PersonalBaseline, teaching_quality
from fusion.emotions import Emotion
from fusion.evidence import Evidence, Modality, State
from fusion.late_fusion import LateFusion
from fusion.second_opinion import limited

RNG = np.random.default_rng(0)
FUSION = LateFusion()


def face(agreement: float | None, quality: float = 1.0) -> Evidence:
    """A face that is sad with a chance of .94."""
    p = np.full(7, 0.01)
    p[Emotion.SAD.position] = 0.94
    parts = {} if agreement is None else {"agreement": agreement, "familiar": 1.0}
    return Evidence(Modality.FACE, 9.0, 10.0, p, quality, parts)


def test_a_limited_answer_keeps_its_order_and_is_no_surer() -> None:
    p, limit = RNG.dirichlet(np.full(7, 0.4), 500), RNG.uniform(0.2, 1, 500)
    held = limited(p, limit)
    np.testing.assert_allclose(held.sum(axis=1), 1)
    assert (held.max(axis=1) <= limit + 1e-12).all()
    assert (held.argmax(axis=1) == p.argmax(axis=1)).all()
    free = p.max(axis=1) <= limit
    np.testing.assert_array_equal(held[free], p[free])
    np.testing.assert_allclose(held[~free].max(axis=1), limit[~free])


def test_what_is_contradicted_is_not_called_clear_and_goes_on_leading() -> None:
    clear = FUSION.estimate([face(1.0)], 10)
    held = FUSION.estimate([face(0.45)], 10)
    assert (clear.state, clear.emotion) == (State.CLEAR, Emotion.SAD)
    assert (held.state, held.ranking[0]) == (State.UNCLEAR, Emotion.SAD)
    assert held.confidence == pytest.approx(0.45)


@pytest.mark.parametrize("agreement", [None, 1.0, 0.95])
def test_without_a_contradiction_nothing_changes(agreement: float | None) -> None:
    piece = face(agreement)
    heard = FUSION.understood(piece)
    np.testing.assert_allclose(heard.probabilities, piece.probabilities)
    assert heard.raw is None


def test_it_bounds_what_is_left_once_the_person_was_allowed_for() -> None:
    shift = np.zeros(7)
    shift[Emotion.SAD.position], shift[Emotion.AFRAID.position] = -2.8, 2.8
    known = replace(PersonalBaseline.identity("Sam"), shift=dict.fromkeys(Modality, shift))
    heard = replace(FUSION, baseline=known).understood(face(0.45))
    free = replace(FUSION, baseline=known).understood(face(None))
    assert free.leading is heard.leading is Emotion.AFRAID
    assert heard.probabilities.max() == pytest.approx(0.45)
    assert free.probabilities.max() > 0.48
    assert heard.raw is not None
    np.testing.assert_allclose(heard.raw, face(None).probabilities)


def test_a_person_is_learnt_from_what_was_said_before() -> None:
    assert FUSION.calibrated(face(0.3)).leading is Emotion.SAD
    np.testing.assert_allclose(FUSION.calibrated(face(0.3)).probabilities, face(None).probabilities)
    assert teaching_quality(face(0.4, quality=0.8)) == 0.8
