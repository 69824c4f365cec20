"""What tells the unfamiliar is fitted: on features whose distances and answers whose rightness are known."""

from __future__ import annotations

import numpy as np
import pytest

from fusion.study.unfamiliar import Answered, Doubtful, fit_doubts, learned, usual_among


def answered(n: int, right: float, *, stranger: bool, seed: int = 0) -> Answered:
    """Answers of .9, of which so many are right."""
    rng = np.random.default_rng(seed)
    labels = np.zeros(n, dtype=np.int64)
    said = np.where(np.arange(n) < right * n, 0, 1)
    p = np.full((n, 7), 0.1 / 6)
    p[np.arange(n), said] = 0.9
    return Answered("made", rng.normal(size=(n, 3)), p, labels, stranger)


def test_directions_give_each_class_a_spread_of_one() -> None:
    rng = np.random.default_rng(1)
    labels = np.arange(6000) % 3
    mixing = np.array([[3.0, 1.0, 0.0], [0.0, 1.2, 0.4], [0.1, 0.0, 1.0]])
    features = rng.normal(size=(6000, 3)) @ mixing + 10 * np.eye(3)[labels]
    made = learned(features, labels)
    along = (features - made.centre) @ made.directions
    for c in range(3):
        np.testing.assert_allclose(along[labels == c].mean(axis=0), made.classes[c], atol=0.1)
        np.testing.assert_allclose(along[labels == c].var(axis=0), 1, atol=0.15)
    assert made.measures(features)[:, 0].mean() == pytest.approx(1, abs=0.1)
    assert (made.of(features + 1e3) == 1).all()  # nothing is doubted yet


def test_what_is_usual_counts_every_corpus_alike() -> None:
    made = learned(np.random.default_rng(2).normal(size=(500, 3)), np.arange(500) % 2)
    near, far = answered(1000, 1, stranger=False), answered(10, 1, stranger=False)
    far.features[:] *= 0
    found = usual_among(made, [near, far])
    mine = np.concatenate(
        [np.repeat(made.measures(said.features), k, axis=0) for said, k in ((near, 1), (far, 100))]
    )
    np.testing.assert_allclose(found.usual, np.median(mine, axis=0), atol=0.1)
    np.testing.assert_allclose(found.spread, mine.std(axis=0))


def test_a_measure_is_heeded_as_far_as_it_tells_wrong_answers() -> None:
    home, stranger = answered(400, 0.9, stranger=False), answered(400, 0.3, stranger=True)
    near, far = np.zeros((400, 2)), np.tile([2.0, 0.0], (400, 1))
    doubts = fit_doubts([Doubtful(home, near), Doubtful(stranger, far)])
    # So much that .9 becomes what is right of the strangers' (.3 of .9 and .6 of what is wrong, as near).
    assert doubts[0] > 0.3
    assert doubts[1] == pytest.approx(0, abs=1e-3)


def test_strangers_who_are_read_as_well_are_not_doubted() -> None:
    home, stranger = answered(400, 0.9, stranger=False), answered(400, 0.95, stranger=True)
    doubts = fit_doubts([Doubtful(home, np.zeros((400, 2))), Doubtful(stranger, np.ones((400, 2)))])
    np.testing.assert_allclose(doubts, 0, atol=1e-3)


def test_without_strangers_nothing_is_doubted() -> None:
    assert fit_doubts([Doubtful(answered(20, 0.5, stranger=False), np.ones((20, 2)))]).tolist() == [0, 0]
