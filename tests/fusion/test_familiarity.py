"""What is strange to a network is doubted: against figures worked by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from fusion.errors import UserError
from fusion.familiarity import LEAST, Familiarity, doubted, familiarity_of, file_beside

# Two classes at (±2, 0) along directions that halve the first feature and double the second.
MADE = Familiarity(
    centre=np.array([1.0, 0.0]),
    directions=np.diag([0.5, 2.0]),
    classes=np.array([[-2.0, 0.0], [2.0, 0.0]]),
    usual=np.array([1.0, -4.0]),
    spread=np.array([0.5, 2.0]),
    doubts=np.array([0.25, 0.5]),
)


def test_distance_is_that_to_the_nearest_class_per_direction() -> None:
    measures = MADE.measures([[5.0, 0.0], [-3.0, 1.0], [3.0, 4.0]])
    # Along the directions less the centre: (2, 0), (-2, 2), (1, 8).
    np.testing.assert_allclose(measures[:, 0], [0, np.sqrt(2), np.sqrt(65 / 2)])
    np.testing.assert_allclose(measures[:, 1], [-5, -np.sqrt(10), -5])


def test_only_what_lies_beyond_the_usual_is_doubted() -> None:
    beyond = MADE.beyond([[5.0, 0.0], [-3.0, 1.0]])
    np.testing.assert_allclose(beyond[0], [0, 0])
    np.testing.assert_allclose(beyond[1], [(np.sqrt(2) - 1) / 0.5, (4 - np.sqrt(10)) / 2])
    expected = np.exp(-(0.25 * beyond[1, 0] + 0.5 * beyond[1, 1]))
    np.testing.assert_allclose(MADE.of([[5.0, 0.0], [-3.0, 1.0]]), [1, expected])


def test_the_strangest_is_still_a_little_familiar() -> None:
    assert MADE.of([[1e6, 1e6]]) == pytest.approx(LEAST)


def test_what_is_strange_is_said_flatter_and_in_the_same_order() -> None:
    p = np.array([[0.7, 0.2, 0.1], [0.7, 0.2, 0.1]])
    said = doubted(p, np.array([1.0, 0.5]))
    np.testing.assert_allclose(said[0], p[0])
    roots = np.sqrt(p[1])
    np.testing.assert_allclose(said[1], roots / roots.sum())


def test_it_is_found_beside_the_weights_it_is_of(tmp_path: Path) -> None:
    weights = tmp_path / "face.safetensors"
    assert MADE.save(weights, "abc") == file_beside(weights) == tmp_path / "face.familiar.safetensors"
    found = familiarity_of(weights, "abc")
    np.testing.assert_allclose(found.of([[-3.0, 1.0]]), MADE.of([[-3.0, 1.0]]), atol=1e-6)


def test_missing_damaged_and_others_are_told_in_a_sentence(tmp_path: Path) -> None:
    weights = tmp_path / "face.safetensors"
    with pytest.raises(UserError, match=r"is missing beside face\.safetensors.*attune train familiarity"):
        familiarity_of(weights, "abc")
    file = MADE.save(weights, "abc")
    with pytest.raises(UserError, match="is of other weights"):
        familiarity_of(weights, "def")
    file.write_bytes(file.read_bytes()[:-9])
    with pytest.raises(UserError, match="is damaged"):
        familiarity_of(weights, "abc")
    save_file({"centre": np.zeros(2, np.float32)}, file, {"weights_sha256": "abc"})
    with pytest.raises(UserError, match="is damaged"):
        familiarity_of(weights, "abc")
    replace(MADE, classes=np.zeros((2, 3))).save(weights, "abc")
    with pytest.raises(UserError, match="is damaged"):
        familiarity_of(weights, "abc")
