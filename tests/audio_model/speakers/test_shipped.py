"""The speaker network and the rule that come with Attune."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from audio_model.speakers.model import SHIPPED_WEIGHTS, WINDOW_SAMPLES, SpeakerModel
from audio_model.speakers.rule import CARD, WhoseRule, read_rule
from fusion.errors import UserError
from fusion.stored_model import card_beside


def test_voices_are_unit_vectors_whatever_the_level() -> None:
    model = SpeakerModel.load()
    sound = np.random.default_rng(0).normal(0, 0.05, (2, WINDOW_SAMPLES)).astype(np.float32)
    voices = model.voices(np.concatenate([sound, 0.1 * sound]))
    np.testing.assert_allclose(np.linalg.norm(voices, axis=1), 1.0, atol=1e-5)
    np.testing.assert_allclose(voices[:2], voices[2:], atol=1e-3)


def test_the_card_names_the_teacher_and_the_rule_belongs_to_the_network() -> None:
    card = json.loads(card_beside(SHIPPED_WEIGHTS).read_text(encoding="utf-8"))
    assert card["teacher"]["licence"] == "Apache-2.0" and len(card["teacher"]["sha256"]) == 64
    assert SHIPPED_WEIGHTS.stat().st_size < 10_000_000
    rule = json.loads(CARD.read_text(encoding="utf-8"))
    assert rule["speaker_sha256"] == card["weights_sha256"]
    everybody = card["corpora"].values()
    for corpus in everybody:
        parts = corpus["speakers"]
        assert not set(parts["train"]) & (set(parts["fit"]) | set(parts["test"]))


def test_the_rule_says_what_it_should_of_near_and_far() -> None:
    rule = WhoseRule.shipped()
    for age in range(len(rule.pair)):
        assert rule.pair[age].log_odds(0.9, 0.7, 0.1) < 0 < rule.pair[age].log_odds(0.1, 0.7, 0.9)
        assert rule.alone[age].log_odds(0.9, 0.7) < 0 < rule.alone[age].log_odds(0.0, 0.7)
    assert rule.lips.log_odds(-3.0, 0.7) > 0 > rule.lips.log_odds(-5.0, 0.0)


def test_a_card_that_is_no_rule_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{}")
    for path in (tmp_path / "x.json", tmp_path / "none.json"):
        with pytest.raises(UserError, match="does not tell voices apart"):
            read_rule(path)
    with pytest.raises(UserError, match="speaker model's file"):
        SpeakerModel.load(tmp_path / "none.safetensors")
