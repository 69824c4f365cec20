"""How much answers varied, and how much is allowed for then, against closed forms."""

from __future__ import annotations

import math

import numpy as np
import pytest

from fusion.baseline import Answers, PersonalBaseline, centred_log
from fusion.evidence import Modality
from fusion.learnt import Learnt
from fusion.repertoire import Repertoire
from fusion.variation import DWELT_S, Variation

SURE = np.array([[0.7 if k == label else 0.05 for k in range(7)] for label in range(7)])
PEOPLE = Repertoire({m: centred_log(SURE) for m in Modality}, temper=0.5, half_s=20.0, half_varied=0.25)


def test_answers_far_apart_in_time_vary_by_their_weighted_variance() -> None:
    rng = np.random.default_rng(0)
    answers, weights = rng.normal(size=(50, 7)), rng.uniform(0.1, 2.0, 50)
    varied = Variation()
    for answer, weight in zip(answers, weights, strict=True):
        varied.take(answer, weight, since_s=math.inf)
    mean = np.average(answers, axis=0, weights=weights)
    expected = np.average(((answers - mean) ** 2).sum(axis=1), weights=weights)
    assert varied.variance == pytest.approx(expected)
    np.testing.assert_allclose(varied.around, mean)


def test_chance_hardly_counts_and_a_number_added_to_all_not_at_all() -> None:
    """White noise, smoothed by e ** (-t / 10 s) once a second, keeps (1 - k) / (1 + k) of its variance."""
    noise = np.random.default_rng(1).normal(size=(20_000, 7))
    plain, moved = Variation(), Variation()
    for answer in noise:
        plain.take(answer, 1.0, since_s=1.0)
        moved.take(answer + np.arange(7.0), 1.0, since_s=1.0)
    k = math.exp(-1.0 / DWELT_S)
    assert plain.variance == pytest.approx(7 * (1 - k) / (1 + k), rel=0.05)
    assert moved.variance == pytest.approx(plain.variance, rel=0.01)


def test_what_lasts_and_never_changes_does_not_vary() -> None:
    varied = Variation()
    assert varied.variance == 0.0
    for _ in range(100):
        varied.take(np.arange(7.0), 0.5, since_s=0.5)
    assert varied.variance == pytest.approx(0.0, abs=1e-9)


def test_half_of_a_difference_is_allowed_for_at_a_quarter_of_how_far_emotions_lie_apart() -> None:
    apart = PEOPLE.apart(Modality.VOICE)
    means = centred_log(SURE)
    assert apart == pytest.approx(((means - means.mean(axis=0)) ** 2).sum() / 7)
    shares = [PEOPLE.share_after(Modality.VOICE, v * apart) for v in (0.0, 0.25, 0.5, 1.0)]
    assert shares == pytest.approx([0.0, 1 / 2, 4 / 5, 16 / 17])
    assert Repertoire(PEOPLE.means, 0.5, 20.0).share_after(Modality.VOICE, 0.0) == 1.0


def test_somebody_known_begins_where_they_were() -> None:
    shift = np.array([0.5, -0.5, 0, 0, 0, 0, 0.0])
    at_ease = PersonalBaseline("Ana", dict.fromkeys(Modality, shift), dict.fromkeys(Modality, 30.0))
    along = PersonalBaseline(
        "Ana", at_ease.shift, at_ease.seconds, answers={Modality.FACE: Answers(np.arange(7.0), 0.3)}
    )
    for known in (at_ease, along, PersonalBaseline.from_json(along.to_json())):
        np.testing.assert_allclose(Learnt.already(known, Modality.FACE, PEOPLE).shift, shift, atol=1e-12)
    begun = Learnt.already(along, Modality.FACE, PEOPLE)
    assert (begun.seconds, begun.varied.variance) == (30.0, pytest.approx(0.3))
    np.testing.assert_array_equal(begun.answers.around, np.arange(7.0))
    unknown = Learnt.already(PersonalBaseline.identity(), Modality.FACE, PEOPLE)
    assert not unknown.shift.any() and unknown.seconds == 0.0
