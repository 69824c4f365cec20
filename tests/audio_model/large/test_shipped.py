"""The larger reader's head that comes with Attune."""

from __future__ import annotations

import json

from audio_model.classifier import VoiceClassifier
from audio_model.large import store
from audio_model.large.encoder import WIDTH
from audio_model.large.features import N_FEATURES
from audio_model.large.reader import LARGE_WEIGHTS


def test_the_shipped_head_belongs_to_the_shipped_network() -> None:
    card = json.loads(LARGE_WEIGHTS.with_suffix(".card.json").read_text(encoding="utf-8"))
    assert card["beside_sha256"] == VoiceClassifier.load().sha256
    assert card["encoder"]["sha256"] == store.ENCODER_SHA256
    assert WIDTH * 2 * len(card["encoder"]["layers"]) == N_FEATURES
