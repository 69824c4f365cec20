import hashlib
import json
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from safetensors.numpy import load, save_file

from fusion import baseline, repertoire
from fusion.errors import UserError
from fusion.stored_model import Stored, card_beside, digest_of, read_model


def read(weights: Path) -> tuple[str, list[str]]:
    def make(stored: Stored) -> tuple[str, list[str]]:
        assert stored.sha256 == hashlib.sha256(stored.weights).hexdigest()
        return stored.card["name"], sorted(load(stored.weights))

    return read_model(weights, make, missing="No {file}.", unfit="Not of one another.")


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    file = tmp_path / "{odd}.safetensors"
    save_file({"w": np.zeros(3, np.float32)}, file)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    card_beside(file).write_text(json.dumps({"name": "a model", "weights_sha256": digest}))
    return file


def test_weights_and_card_make_a_model(weights: Path) -> None:
    assert read(weights) == ("a model", ["w"])
    card_beside(weights).write_text(json.dumps({"name": "without digest"}))
    assert read(weights) == ("without digest", ["w"])


def test_weights_are_known_by_the_digest_of_their_file(weights: Path) -> None:
    assert digest_of(weights) == json.loads(card_beside(weights).read_text())["weights_sha256"]


def test_each_missing_file_is_named(weights: Path) -> None:
    card_beside(weights).unlink()
    with pytest.raises(UserError, match=r"No .*odd}\.card\.json\."):
        read(weights)
    weights.unlink()
    with pytest.raises(UserError, match=r"No .*odd}\.safetensors\."):
        read(weights)


@pytest.mark.parametrize("card", ["{", "[]", "3", "{}", '{"name": "x", "weights_sha256": "other"}'])
def test_a_card_that_is_damaged_or_of_other_weights_is_refused(weights: Path, card: str) -> None:
    card_beside(weights).write_text(card)
    with pytest.raises(UserError, match=r"Not of one another\."):
        read(weights)


def test_torn_weights_are_refused(weights: Path) -> None:
    card_beside(weights).write_text('{"name": "x"}')
    weights.write_bytes(b"torn")
    with pytest.raises(UserError, match=r"Not of one another\."):
        read(weights)


@pytest.mark.parametrize("text", [None, "{}", "[]", "{", '{"centred": {"voice": 1}, "means": {"voice": 1}}'])
@pytest.mark.parametrize(("of", "name"), [(baseline, "ORDINARY"), (repertoire, "REPERTOIRE")])
def test_damaged_numbers_of_the_fusion_are_one_sentence(
    of: ModuleType, name: str, text: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    damaged = tmp_path / "numbers.json"
    if text is not None:
        damaged.write_text(text)
    monkeypatch.setattr(of, name, damaged)
    shipped = of.Ordinary.shipped if of is baseline else of.Repertoire.shipped
    with pytest.raises(UserError, match=r"numbers\.json is no card of a fitted fusion .*attune train fusion"):
        shipped.__wrapped__()  # past what is remembered of the shipped file
