"""What every classifier shares, on one that needs no network."""

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load, save_file

from fusion.arrays import FloatArray
from fusion.calibration import VectorScaling
from fusion.classifier import Classifier
from fusion.errors import UserError
from fusion.familiarity import Familiarity
from fusion.stored_model import Stored, card_beside

CALIBRATION = VectorScaling(np.linspace(0.5, 2, 7), np.linspace(-1, 1, 7))


class Named(Classifier[FloatArray]):
    """Answers with its weights, whatever it is asked."""

    missing = "No {file}."
    unfit = "{weights}: {name} and {card} in {folder} are not of one another."

    def __init__(self, card: dict[str, Any], weights: FloatArray, *sha256: str) -> None:
        super().__init__(card, *sha256)
        self._weights = weights

    @classmethod
    def of(cls, stored: Stored) -> "Named":
        return cls(stored.card, load(stored.weights)["w"], stored.sha256)

    def calibrate(self, classes: FloatArray) -> FloatArray:
        return self._calibration.apply(np.log(classes))

    def probabilities(self, inputs: FloatArray) -> FloatArray:
        return self.calibrate(np.tile(self._weights, (len(inputs), 1)))


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    file = tmp_path / "made.safetensors"
    save_file({"w": np.array([0.4, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1])}, file)
    card_beside(file).write_text(json.dumps({"calibration": CALIBRATION.to_json()}))
    return file


def test_it_answers_with_its_own_calibration_and_knows_its_digest(weights: Path) -> None:
    classifier = Named.load(weights)
    p = np.array([[0.4, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1]])
    expected = p**CALIBRATION.scale * np.exp(CALIBRATION.bias)
    expected /= expected.sum()
    np.testing.assert_allclose(classifier.probabilities(np.zeros((1, 2))), expected)
    np.testing.assert_allclose(classifier.log_probabilities(np.zeros((1, 2))), np.log(expected))
    assert classifier.sha256 == hashlib.sha256(weights.read_bytes()).hexdigest()
    assert Named(classifier.card, p[0]).sha256 == ""


def test_what_is_shipped_is_found_without_a_path_and_by_its_name_in_a_folder(
    weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ValueError, match="no weights of a Named come with Attune"):
        Named.load()
    monkeypatch.setattr(Named, "shipped", weights)
    assert Named.load().sha256 == Named.load(weights.parent).sha256 != ""
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(UserError, match=r"^No .*empty/made\.safetensors\.$"):
        Named.load(empty)


def test_what_does_not_belong_together_is_told_with_the_names_of_both(weights: Path) -> None:
    card_beside(weights).write_text("{}")
    with pytest.raises(UserError) as caught:
        Named.load(weights)
    told = f"{weights}: made.safetensors and made.card.json in {weights.parent} are not of one another."
    assert str(caught.value) == told


def test_what_tells_the_unfamiliar_lies_beside_the_weights_or_its_absence_is_told(weights: Path) -> None:
    without = Named.load(weights)
    assert without.familiarity is None
    assert without.without_familiarity.startswith("made.familiar.safetensors is missing")
    said = without.in_doubt(np.full((2, 7), 1 / 7), np.zeros((2, 3)))
    assert said.familiar.tolist() == [1, 1]
    near = Familiarity(
        np.zeros(1),
        np.ones((1, 1)),
        np.zeros((1, 1)),
        np.array([0.0, 99.0]),
        np.ones(2),
        np.array([1.0, 0.0]),
    )
    near.save(weights, without.sha256)
    told = Named.load(weights)
    assert told.without_familiarity == ""
    p = np.array([[0.4, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1]] * 2)
    said = told.in_doubt(p, np.array([[0.0], [np.log(2)]]))
    np.testing.assert_allclose(said.familiar, [1, 0.5])
    np.testing.assert_allclose(said.probabilities[0], p[0])
    np.testing.assert_allclose(said.probabilities[1], np.sqrt(p[1]) / np.sqrt(p[1]).sum())
    assert told.known_as != without.known_as
