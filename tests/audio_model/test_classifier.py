import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from audio_model.classes import VOICE_CLASSES
from audio_model.classifier import SHIPPED_WEIGHTS, VoiceClassifier
from fusion.emotions import EMOTIONS
from fusion.errors import UserError
from fusion.stored_model import digest_of


def test_probabilities_are_probabilities(small_classifier: VoiceClassifier) -> None:
    excerpts = 0.1 * np.random.default_rng(0).standard_normal((3, 48_000)).astype(np.float32)
    excerpts[2] = 0
    p = small_classifier.probabilities(excerpts)
    assert p.shape == (3, len(EMOTIONS))
    assert p.dtype == np.float64
    np.testing.assert_allclose(p.sum(axis=1), 1)
    np.testing.assert_allclose(small_classifier.class_probabilities(excerpts).sum(axis=1), 1)
    assert small_classifier.probabilities(excerpts[:0]).shape == (0, len(EMOTIONS))


def test_a_window_is_judged_alike_alone_and_among_others(small_classifier: VoiceClassifier) -> None:
    excerpts = 0.1 * np.random.default_rng(0).standard_normal((4, 48_000)).astype(np.float32)
    together = small_classifier.probabilities(excerpts)
    alone = np.concatenate([small_classifier.probabilities(w[None]) for w in excerpts])
    np.testing.assert_allclose(together, alone, atol=1e-5)


def test_other_lengths_are_refused(small_classifier: VoiceClassifier) -> None:
    with pytest.raises(ValueError, match="48000 samples"):
        small_classifier.probabilities(np.zeros((1, 16_000), np.float32))


def test_missing_and_foreign_files_give_one_sentence(small_weights: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="is missing; train one"):
        VoiceClassifier.load(tmp_path)
    shutil.copy(small_weights, tmp_path / "voice.safetensors")
    with pytest.raises(UserError, match=r"card\.json is missing"):
        VoiceClassifier.load(tmp_path / "voice.safetensors")
    card = json.loads(small_weights.with_suffix(".card.json").read_text())
    for change in ({"network": {"widths": [4, 4, 8, 16]}}, {"classes": ["other"]}, {"calibration": {}}):
        (tmp_path / "voice.card.json").write_text(json.dumps({**card, **change}))
        with pytest.raises(UserError, match="do not make a voice model"):
            VoiceClassifier.load(tmp_path)
    (tmp_path / "voice.card.json").write_text(json.dumps(card))
    (tmp_path / "voice.safetensors").write_bytes(b"torn")
    with pytest.raises(UserError, match="do not make a voice model"):
        VoiceClassifier.load(tmp_path)


def test_the_shipped_card_fits_the_shipped_weights() -> None:
    classifier = VoiceClassifier.load()
    card = classifier.card
    assert classifier.sha256 == digest_of(SHIPPED_WEIGHTS)
    assert card["weights_sha256"] == classifier.sha256
    assert tuple(card["classes"]) == VOICE_CLASSES
    assert "non-commercial" in card["licence"]
    ravdess = card["split"]["ravdess"]
    assert ravdess["test"] == ["02", "05", "14", "15", "16"]
    assert not set(ravdess["train"]) & {*ravdess["test"], *ravdess["calibration"]}
    assert card["limits"]
