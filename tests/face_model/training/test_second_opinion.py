"""The second opinion is fitted to what made faces show, and to right and wrong answers known beforehand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from face_model.landmarks import N_LANDMARKS
from face_model.second_opinion import SecondOpinion, shape_of
from face_model.training import second_opinion as study
from face_model.training.second_opinion import Met, _Asked, _clear, _fit_shape, _fit_trust, _within_budget

pytest.importorskip("sklearn")


def made_faces(n: int, points: np.ndarray, seed: int = 0) -> Met:
    """A real face as it is, with the corners of its mouth raised, or with raised brows, in turn."""
    rng = np.random.default_rng(seed)
    labels = np.arange(n) % 3
    faces = np.repeat(points[None], n, axis=0) + rng.normal(0, 0.1, (n, N_LANDMARKS, 3))
    eyes = np.linalg.norm(points[33, :2] - points[263, :2])
    for kind, places in enumerate([(61, 291), (105, 334)], 1):
        for place in places:
            around = np.linalg.norm(points[:, :2] - points[place, :2], axis=1) < 0.3 * eyes
            faces[np.ix_(labels == kind, around, [1])] -= 0.1 * eyes
    return Met(np.zeros((n, 48, 48), np.uint8), faces.astype(np.float32), labels)


def test_the_shape_tells_what_the_landmarks_show_and_minds_no_mirror(points: np.ndarray) -> None:
    weight, bias = _fit_shape(made_faces(420, points))
    again = made_faces(70, points, seed=1)
    rows = np.stack([shape_of(face) for face in again.points])
    assert ((rows @ weight + bias).argmax(axis=1) == again.labels).mean() > 0.8
    order, sign, shift = study._mirror(rows.mean(axis=0))
    turned = sign * rows[:, order] + shift
    moved = np.abs((turned - rows) @ weight).max()
    assert moved < 0.3 * np.abs(rows @ weight + bias).max()


def asked(name: str, n: int, seed: int, *, slope: float, sure: float = 0.9) -> _Asked:
    """Answers that are right the oftener the nearer the features lie; the shape says nothing."""
    rng = np.random.default_rng(seed)
    answer = rng.integers(0, 7, n)
    near = rng.uniform(0.2, 0.8, n)
    features = near[:, None] * np.eye(7)[answer]
    opinion = SecondOpinion(
        np.zeros(7),
        np.eye(7),
        np.eye(7),
        np.zeros((3 * N_LANDMARKS, 7)),
        np.zeros(7),
        np.zeros(3),
        clear_from=0.6,
    )
    p = np.full((n, 7), (1 - sure) / 6)
    p[np.arange(n), answer] = sure
    face = rng.normal(0, 40, (N_LANDMARKS, 3)).astype(np.float32)
    points = np.repeat(face[None], n, axis=0)
    made = _Asked(name, opinion, p, features, Met(np.zeros((n, 48, 48), np.uint8), points, answer))
    score = slope * (made.witnesses[:, 0] - 0.6)
    right = rng.uniform(size=n) < 1 / (1 + np.exp(-score))
    labels = np.where(right, answer, (answer + 1) % 7)
    return replace(made, met=made.met._replace(labels=labels))


def test_the_trust_is_that_under_which_the_answers_came_to_be() -> None:
    trust = _fit_trust([asked("a", 3000, 1, slope=4), asked("b", 3000, 2, slope=4)])
    judged = asked("c", 3000, 3, slope=4)
    told = 1 / (1 + np.exp(-(judged.witnesses @ trust[:2] + trust[2])))
    for low, high in ((0.0, 0.4), (0.4, 0.7), (0.7, 1.0)):
        within = (told >= low) & (told < high)
        assert judged.right[within].mean() == pytest.approx(told[within].mean(), abs=0.06)


def test_a_witness_that_speaks_for_wrong_answers_is_not_heeded() -> None:
    assert _fit_trust([asked("a", 2000, 1, slope=-4)])[0] == pytest.approx(0, abs=1e-6)


def test_home_loses_its_budget_and_strangers_lose_what_is_wrong() -> None:
    home, strangers = asked("home", 2000, 1, slope=4), asked("strange", 2000, 2, slope=4)
    trust = _within_budget(home, _fit_trust([strangers]))
    clear, wrong, clear_with, wrong_with = _clear(home, trust)
    assert clear - clear_with == pytest.approx(study.HOME_BUDGET, abs=2e-3)
    _, wrong, _, wrong_with = _clear(strangers, trust)
    assert wrong_with < wrong - 0.05
