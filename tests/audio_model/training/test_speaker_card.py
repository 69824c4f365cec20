"""Training whose voice it is, for two steps, with a teacher that knows nobody."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from audio_model.speakers.model import SpeakerModel
from audio_model.training import speaker_card
from audio_model.training.ge2e import Ge2e
from audio_model.training.speakers import SpeakerTraining
from fusion.stored_model import card_beside, digest_of


def test_the_card_tells_whom_it_learnt_from_and_the_weights_answer(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    torch.manual_seed(0)
    monkeypatch.setattr(Ge2e, "from_wheel", lambda wheel: Ge2e().eval())
    settings = SpeakerTraining(
        steps=2, batch=4, clips_each=2, heard_each=1, paces=(1.0, 0.9), excerpts_each=2
    )
    said: list[str] = []
    weights = speaker_card.train_speaker_model(data, tmp_path / "wheel", tmp_path, settings, said.append)
    card = json.loads(card_beside(weights).read_text(encoding="utf-8"))
    assert card["weights_sha256"] == digest_of(weights)
    assert card["corpora"]["nemo"]["speakers"] == {"train": ["AA0", "CC0"], "fit": [], "test": ["BB0"]}
    assert said == ["2 voices heard by the teacher", "4 voices heard by the teacher"]  # at both paces
    voices = SpeakerModel.load(weights).voices(np.random.default_rng(0).normal(size=(3, 16_384)).astype("f4"))
    assert np.linalg.norm(voices, axis=1) == pytest.approx(1, abs=1e-5)
