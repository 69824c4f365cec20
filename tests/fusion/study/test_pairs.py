"""Pairs of voices and faces: how many, of what, and what chance alone does to them."""

from __future__ import annotations

import numpy as np
import pytest

from fusion.emotions import Emotion
from fusion.study import pairs as module
from fusion.study.examples import Examples, joined
from fusion.study.pairs import Pairs, ece_by_chance, make_pairs, pair_up, pooled, with_wrong_faces

NEUTRAL = Emotion.NEUTRAL.position
HAPPY, SAD = (k for k in range(3) if k != NEUTRAL)


def made(labels: np.ndarray, first: int = 0, quality: float = 0.5) -> Examples:
    """Examples, numbered from ``first``, each with probabilities of its own."""
    n = len(labels)
    p = np.random.default_rng(first).dirichlet(np.ones(7), n)
    return Examples(p, np.full(n, quality), labels, np.arange(first, first + n))


def test_the_share_of_neutral_pairs_is_kept() -> None:
    labels = np.repeat([NEUTRAL, HAPPY], 50)
    voice, face = pair_up(labels, labels, 8, seed=0, neutral_share=0.25)
    np.testing.assert_array_equal(labels[voice], labels[face])
    assert np.bincount(labels[voice], minlength=7)[[NEUTRAL, HAPPY]].tolist() == [2, 6]
    only = np.full(9, NEUTRAL)
    assert len(pair_up(only, only, 8, seed=0, neutral_share=0.25)[0]) == 8


def test_a_seed_makes_the_same_pairs_again() -> None:
    labels = np.repeat([NEUTRAL, HAPPY, SAD], 50)
    voice, face = made(labels), made(labels, 1000)
    one, again, other = (make_pairs(voice, face, 60, seed) for seed in (3, 3, 4))
    of_voice, of_face = pair_up(labels, labels, 60, 3)
    for pairs in (one, again):
        np.testing.assert_array_equal(pairs.voice.examples, of_voice)
        np.testing.assert_array_equal(pairs.face.examples, of_face + 1000)
        np.testing.assert_array_equal(pairs.labels, labels[of_voice])
        np.testing.assert_array_equal(pairs.labels, pairs.face.labels)
    assert (one.voice.examples != other.voice.examples).any()
    assert not one.contradicting.any()


def test_wrong_faces_are_whole_faces_of_the_pool() -> None:
    labels = np.repeat([NEUTRAL, HAPPY, SAD], 20)
    pairs = Pairs(made(labels), made(labels, 1000), labels, np.zeros(60, dtype=bool))
    pool = made(np.repeat([NEUTRAL, HAPPY, SAD], 100), 5000, quality=0.9)
    mixed, again = (with_wrong_faces(pairs, pool, 0.25, None, seed=7) for _ in range(2))
    swapped = mixed.contradicting
    assert swapped.sum() == 15
    drawn = mixed.face.examples[swapped] - 5000
    assert len(np.unique(drawn)) > 10  # each its own, not one for all
    for name in ("probabilities", "quality", "labels", "examples"):
        face, own = getattr(mixed.face, name), getattr(pairs.face, name)
        np.testing.assert_array_equal(face[swapped], getattr(pool, name)[drawn])
        np.testing.assert_array_equal(face[~swapped], own[~swapped])
        np.testing.assert_array_equal(face, getattr(again.face, name))
    assert (mixed.face.labels[swapped] != labels[swapped]).all()
    flagged = with_wrong_faces(pairs, pool, 0.25, 0.1, seed=7)
    np.testing.assert_array_equal(flagged.face.quality, np.where(swapped, 0.1, 0.5))
    both = pooled([pairs, mixed])
    np.testing.assert_array_equal(both.contradicting, np.concatenate([np.zeros(60), swapped]))
    np.testing.assert_array_equal(both.labels, np.tile(labels, 2))
    np.testing.assert_array_equal(both.face.examples[60:], mixed.face.examples)


def sure(n: int, confidence: float) -> np.ndarray:
    rest = (1 - confidence) / 6
    return np.tile([confidence, *[rest] * 6], (n, 1))


def test_calibration_error_by_chance_of_two_answers() -> None:
    labels = np.zeros(2, dtype=np.int64)
    face = Examples(np.zeros((2, 7)), np.ones(2), labels, np.array([4, 4]))

    def error(voice_quality: list[float], voice_examples: list[int]) -> float:
        voice = Examples(np.zeros((2, 7)), np.array(voice_quality), labels, np.array(voice_examples))
        pairs = Pairs(voice, face, labels, np.zeros(2, dtype=bool))
        return ece_by_chance(sure(2, 0.6), pairs, repetitions=2000)["mean"]

    # Right both (.36), one (.48) or none (.16): off by .4, .1, .6. The same pair twice: .4 in .6, .6 in .4.
    apart, same = 0.36 * 0.4 + 0.48 * 0.1 + 0.16 * 0.6, 0.6 * 0.4 + 0.4 * 0.6
    assert error([1, 1], [5, 1]) == pytest.approx(apart, abs=0.02)
    assert error([0, 1], [5, 1]) == pytest.approx(apart, abs=0.02)
    assert error([1, 1], [5, 5]) == pytest.approx(same, abs=0.02)
    assert error([0, 0], [5, 1]) == pytest.approx(same, abs=0.02)


def test_chance_alone_makes_an_error_the_larger_the_fewer_the_examples() -> None:
    def chance(different: int) -> dict[str, float]:
        seven = np.arange(700) % 7
        pairs = make_pairs(made(seven[:different]), made(seven).silenced(), 2100, seed=0)
        return ece_by_chance(pairs.voice.probabilities, pairs)

    few, many = chance(35), chance(700)
    assert 0 < many["mean"] < 0.6 * few["mean"]
    assert few["mean"] < few["p95"]


def test_chance_is_drawn_two_hundred_times_and_the_same_again(monkeypatch: pytest.MonkeyPatch) -> None:
    labels = np.zeros(20, dtype=np.int64)
    pairs = Pairs(made(labels), made(labels), labels, np.zeros(20, dtype=bool))
    p = sure(20, 0.6)
    assert ece_by_chance(p, pairs) == ece_by_chance(p, pairs, 200, 0) != ece_by_chance(p, pairs, 200, 1)
    errors = iter(np.arange(1000.0))
    monkeypatch.setattr(module, "expected_calibration_error", lambda *_: next(errors))
    # Of 0 .. 199 the mean, and the place 0.95 of the way.
    assert ece_by_chance(p, pairs) == pytest.approx({"mean": 99.5, "p95": 0.95 * 199})


def test_examples_joined_and_silenced_keep_their_truth_and_numbers() -> None:
    one, two = made(np.array([1, 2]), 10), made(np.array([3]), 30, quality=0.8)
    both = joined([one, two])
    assert both.labels.tolist() == [1, 2, 3]
    assert both.examples.tolist() == [10, 11, 30]
    assert both.quality.tolist() == [0.5, 0.5, 0.8]
    silent = both.silenced()
    np.testing.assert_allclose(silent.probabilities, np.full((3, 7), 1 / 7))
    assert silent.quality.tolist() == [0, 0, 0]
    assert silent.labels.tolist() == [1, 2, 3]
    assert silent.examples.tolist() == [10, 11, 30]
    assert Examples(one.probabilities, one.quality, one.labels).examples.tolist() == [0, 1]
