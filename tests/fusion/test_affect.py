"""Valence and arousal against what the circumplex says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from fusion.affect import PLACES, Affect, affect_of
from fusion.emotions import EMOTIONS, Emotion

distributions = arrays(np.float64, 7, elements=st.floats(1e-6, 1.0)).map(lambda a: a / a.sum())


@pytest.mark.parametrize("emotion", EMOTIONS)
def test_a_certain_emotion_lies_at_its_own_place(emotion: Emotion) -> None:
    found = affect_of(np.eye(7)[emotion.position])
    assert (found.valence, found.arousal) == pytest.approx((PLACES[emotion].valence, PLACES[emotion].arousal))


def test_the_places_agree_with_russells_quadrants() -> None:
    pleasant = {e for e in EMOTIONS if PLACES[e].valence > 0}
    stirred = {e for e in EMOTIONS if PLACES[e].arousal > 0}
    assert pleasant == {Emotion.HAPPY, Emotion.SURPRISED}
    assert stirred == set(EMOTIONS) - {Emotion.NEUTRAL, Emotion.SAD}
    assert PLACES[Emotion.NEUTRAL] == Affect(0.0, 0.0)
    assert all(np.hypot(p.valence, p.arousal) <= 1 for p in PLACES.values())


@given(distributions, distributions, st.floats(0, 1))
def test_it_is_an_expectation(p: np.ndarray, q: np.ndarray, share: float) -> None:
    a, b, mixed = affect_of(p), affect_of(q), affect_of(share * p + (1 - share) * q)
    assert mixed.valence == pytest.approx(share * a.valence + (1 - share) * b.valence, abs=1e-12)
    assert mixed.arousal == pytest.approx(share * a.arousal + (1 - share) * b.arousal, abs=1e-12)
    assert -1 <= mixed.valence <= 1 and -1 <= mixed.arousal <= 1
