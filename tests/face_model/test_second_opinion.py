"""The second opinion lowers how sure an answer may be where shape or rival speak against it, no more."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from face_model.classifier import SHIPPED_WEIGHTS, FaceClassifier
from face_model.landmarks import N_LANDMARKS
from face_model.second_opinion import (
    LEAST_LIMIT,
    SecondOpinion,
    file_beside,
    second_opinion_of,
    shape_of,
)
from fusion.errors import UserError
from fusion.late_fusion import LateFusion

RNG = np.random.default_rng(0)
FACE = (RNG.normal(0, 40, (N_LANDMARKS, 3)) + 200).astype(np.float32)
HALF_WAY = 0.5 * np.eye(7)
"""Features half way from the middle to each feeling."""
AWAY = np.full((N_LANDMARKS, 3), np.nan, np.float32)


def opinion(shape_says: int | None = None) -> SecondOpinion:
    """Features that are the feelings themselves; a shape that is sure of one feeling, or of none."""
    bias = np.zeros(7)
    if shape_says is not None:
        bias[shape_says] = 8.0
    return SecondOpinion(
        centre=np.zeros(7),
        directions=np.eye(7),
        classes=np.eye(7),
        shape=np.zeros((3 * N_LANDMARKS, 7)),
        shape_bias=bias,
        trust=np.array([2.0, 1.0, 1.5]),
        clear_from=0.6,
    )


def sure_of(feeling: int) -> np.ndarray:
    p = np.full((1, 7), 0.05 / 6)
    p[0, feeling] = 0.95
    return p


def test_where_both_witnesses_agree_nothing_is_lowered() -> None:
    assert opinion(2).limit(sure_of(2), HALF_WAY[[2]], [FACE]) == 1.0


@pytest.mark.parametrize(("shape", "feature"), [(4, 2), (2, 4)])
def test_either_witness_can_speak_against_an_answer(shape: int, feature: int) -> None:
    agreed = opinion(2).limit(sure_of(2), HALF_WAY[[2]], [FACE])
    against = opinion(shape).limit(sure_of(2), HALF_WAY[[feature]], [FACE])
    assert against < 0.6 < agreed


def test_of_a_face_that_was_not_found_nothing_is_said() -> None:
    two, features = np.concatenate([sure_of(2), sure_of(2)]), HALF_WAY[[2, 2]]
    limits = opinion(4).limit(two, features, [AWAY, FACE])
    assert limits[0] == 1.0
    assert limits[1] == opinion(4).limit(sure_of(2), HALF_WAY[[2]], [FACE])[0] < 0.6


def test_the_more_the_witnesses_say_for_it_the_more_may_be_said() -> None:
    made = opinion()
    ladder = np.stack([np.linspace(-4, 4, 200), np.zeros(200)], axis=1)
    allowed = made.allowed(ladder)
    assert (np.diff(allowed) >= 0).all()
    assert allowed[0] == LEAST_LIMIT
    assert allowed[-1] == 1.0
    # Below the bar it is the share of right answers itself.
    below = ladder[(allowed < 0.6) & (allowed > LEAST_LIMIT)]
    right = 1 / (1 + np.exp(-(2 * below[:, 0] + 1.5)))
    np.testing.assert_allclose(made.allowed(below), right)


def test_a_shape_does_not_depend_on_place_size_or_tilt() -> None:
    turn = np.deg2rad(25)
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    moved = FACE.astype(np.float64)
    moved[:, :2] = 1.7 * moved[:, :2] @ rotation.T + (30, -12)
    moved[:, 2] *= 1.7
    np.testing.assert_allclose(shape_of(moved.astype(np.float32)), shape_of(FACE), atol=1e-4)
    assert shape_of(FACE).shape == (3 * N_LANDMARKS,)


def test_kept_and_read_back_it_says_the_same(tmp_path: Path) -> None:
    made, weights = opinion(3), tmp_path / "face.safetensors"
    assert made.save(weights, "abc") == file_beside(weights)
    back = second_opinion_of(weights, "abc")
    assert back.clear_from == made.clear_from
    np.testing.assert_allclose(
        back.limit(sure_of(2), HALF_WAY[[2]], [FACE]), made.limit(sure_of(2), HALF_WAY[[2]], [FACE])
    )
    assert made.digest == replace(made).digest != replace(made, clear_from=0.7).digest


def test_one_of_other_weights_a_missing_and_a_damaged_one_are_told(tmp_path: Path) -> None:
    weights = tmp_path / "face.safetensors"
    with pytest.raises(UserError, match=r"face\.second\.safetensors is missing"):
        second_opinion_of(weights, "abc")
    opinion().save(weights, "abc")
    with pytest.raises(UserError, match="of other weights"):
        second_opinion_of(weights, "def")
    file_beside(weights).write_bytes(b"no tensors")
    with pytest.raises(UserError, match="damaged"):
        second_opinion_of(weights, "abc")


def test_weights_without_one_say_so_and_answer_by_themselves(tmp_path: Path) -> None:
    for suffix in (".safetensors", ".card.json", ".familiar.safetensors"):
        file = SHIPPED_WEIGHTS.with_suffix(suffix)
        (tmp_path / file.name).write_bytes(file.read_bytes())
    alone = FaceClassifier.load(tmp_path)
    assert "face.second.safetensors is missing" in alone.without_familiarity
    crops = RNG.integers(0, 256, (3, 48, 48), dtype=np.uint8)
    seen = alone.seen(crops, [FACE, AWAY, FACE])
    np.testing.assert_array_equal(seen.probabilities, alone.said(crops).probabilities)
    assert (seen.agreement == 1).all()


def test_the_shipped_one_is_of_the_shipped_weights_and_of_what_is_called_clear() -> None:
    shipped = FaceClassifier.load()
    assert shipped.second is not None
    assert shipped.second.clear_from == LateFusion.shipped().rule.face_clear_from
    assert (shipped.second.trust[:2] > 0).all()


def test_a_face_that_was_not_found_is_read_from_its_crop_alone() -> None:
    shipped = FaceClassifier.load()
    crops = RNG.integers(0, 256, (2, 48, 48), dtype=np.uint8)
    seen = shipped.seen(crops, [AWAY, AWAY])
    np.testing.assert_array_equal(seen.probabilities, shipped.said(crops).probabilities)
    assert (seen.agreement == 1).all()
