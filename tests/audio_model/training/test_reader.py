"""The larger reader's head, fitted to features that are made up in place of the encoder's."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from audio_model.classifier import SHIPPED_WEIGHTS
from audio_model.large.features import N_FEATURES
from audio_model.training import reader
from fusion.stored_model import digest_of


def by_loudness(excerpts: np.ndarray) -> np.ndarray:
    """Features that tell clips apart by how loud they are."""
    rows = np.zeros((len(excerpts), N_FEATURES), np.float32)
    rows[:, 0] = 100 * np.abs(excerpts).mean(axis=1)
    return rows


def test_the_card_tells_who_was_learnt_from_and_of_which_file(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "load_encoder", lambda: None)
    monkeypatch.setattr(reader, "Describer", lambda encoder: by_loudness)
    weights = reader.train_reader(data, tmp_path)
    assert {name: array.shape for name, array in load_file(weights).items()} == {
        "weight": (N_FEATURES, 8),
        "bias": (8,),
    }
    card = json.loads((tmp_path / "voice_large.card.json").read_text(encoding="utf-8"))
    assert card["weights_sha256"] == digest_of(weights)
    assert card["beside_sha256"] == digest_of(SHIPPED_WEIGHTS)
    assert card["split"]["nemo"] == {"train": ["BB0", "CC0"], "calibration": ["AA0"], "test": []}
    assert card["calibration_examples"] == {"nemo": 6}
    assert card["training"]["clips"] == 12
    with np.load(tmp_path / reader.ANSWERS_NAME) as kept:
        # Of those trained on alone; a small network may learn from these answers.
        assert {name.split("/")[-1].split("_")[0] for name in kept["clips"].tolist()} == {"BB0", "CC0"}
        assert kept["answers"].shape == (12, 8)
        assert kept["answers"].sum(axis=1) == pytest.approx(1)
