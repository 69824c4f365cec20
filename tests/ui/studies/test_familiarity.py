"""What tells the unfamiliar is fitted through its command, on answers whose rightness is known beforehand."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from audio_model.classifier import SHIPPED_WEIGHTS as VOICE
from audio_model.classifier import VoiceClassifier
from face_model.classifier import SHIPPED_WEIGHTS as FACE
from face_model.classifier import FaceClassifier
from face_model.second_opinion import file_beside as second_opinion_beside
from fusion.errors import UserError
from fusion.evidence import Modality
from fusion.familiarity import file_beside
from fusion.stored_model import card_beside
from fusion.study.unfamiliar import Answered
from ui.cli import app
from ui.studies import familiarity as study

WIDTH = {Modality.VOICE: 128, Modality.FACE: 224}


def answers(modality: Modality, title: str, away: float, right: float, *, stranger: bool = False) -> Answered:
    """140 answers of .9, of which so many are right, to inputs so far away in every feature."""
    rng = np.random.default_rng(len(title))
    labels = np.arange(140) % 7
    features = 5 * np.eye(WIDTH[modality])[labels] + rng.normal(size=(140, WIDTH[modality])) + away
    said = np.where(rng.permutation(140) < right * 140, labels, (labels + 1) % 7)
    p = np.full((140, 7), 0.1 / 6)
    p[np.arange(140), said] = 0.9
    return Answered(title, features, p, labels, stranger)


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Path]:
    """Both shipped models in a folder of their own; strangers lie far away and are read wrongly."""
    files = {}
    for shipped in (VOICE, FACE):
        for file in (shipped, card_beside(shipped)):
            shutil.copy(file, tmp_path / file.name)
        files[shipped.stem] = tmp_path / shipped.name
    shutil.copy(second_opinion_beside(FACE), tmp_path)

    def asked(modality: Modality) -> Any:
        def made(data: Path, classifier: object, *, only_strangers: bool = False) -> Any:
            stranger = [answers(modality, "new, never met", 1.5, 0.3, stranger=True)]
            if only_strangers:
                return [], [], stranger
            home = [answers(modality, "home, held out", 0.0, 0.9)]
            return [answers(modality, "home, trained on", 0.0, 1.0)], home, stranger

        return made

    monkeypatch.setattr(study, "FILES", files)
    monkeypatch.setattr(study, "voices_answered", asked(Modality.VOICE))
    monkeypatch.setattr(study, "faces_answered", asked(Modality.FACE))
    return files


def test_what_strangers_lack_is_doubted_from_then_on(models: dict[str, Path], tmp_path: Path) -> None:
    told = CliRunner().invoke(app, ["train", "familiarity", "--data", str(tmp_path)], catch_exceptions=False)
    assert told.exit_code == 0, told.output
    for modality, kind in ((Modality.VOICE, VoiceClassifier), (Modality.FACE, FaceClassifier)):
        file = models[modality.value]
        assert file_beside(file).name in told.output.replace("\n", "")
        classifier: Any = kind.load(file)
        assert classifier.without_familiarity == ""
        home = answers(modality, "home, again", 0.0, 0.9)
        stranger = answers(modality, "strangers", 1.5, 0.3)
        assert classifier.familiar(home.features).mean() > 0.7
        assert classifier.familiar(stranger.features).mean() < 0.5
        said = classifier.in_doubt(stranger.probabilities, stranger.features).probabilities
        assert said.max(axis=1).mean() < 0.6
        assert (said.argmax(axis=1) == stranger.probabilities.argmax(axis=1)).all()


def test_strangers_are_told_with_the_weights_that_never_met_them(
    models: dict[str, Path], tmp_path: Path
) -> None:
    study.train_familiarity(tmp_path)
    examples, digests = study.answers_to_strangers(tmp_path)
    digest = VoiceClassifier.load(models["voice"]).sha256
    assert digests["voice"] == [digest]
    assert list(examples[Modality.VOICE]) == [f"new, never met by {digest[:8]}"]
    said = next(iter(examples[Modality.VOICE].values()))
    assert said.quality.max() < 1
    assert said.probabilities.max(axis=1).mean() < 0.6


def test_weights_that_left_something_out_have_a_say(models: dict[str, Path], tmp_path: Path) -> None:
    others = tmp_path / "without"
    others.mkdir()
    for file in (models["voice"], card_beside(models["voice"])):
        shutil.copy(file, others / file.name)
    fitted = {model.modality: model for model in study.train_familiarity(tmp_path, [others])}
    assert file_beside(others / "voice.safetensors").is_file()
    assert not (others / "face.familiar.safetensors").exists()
    assert fitted[Modality.VOICE].file == file_beside(models["voice"])
    assert (
        fitted[Modality.VOICE].familiar["new, never met"] < fitted[Modality.VOICE].familiar["home, held out"]
    )


def test_a_folder_without_its_corpora_is_told_of(
    models: dict[str, Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(study, "voices_answered", lambda *_asked, **_more: ([], [], []))
    with pytest.raises(UserError, match=r"voice\.safetensors was trained .* --data"):
        study.train_familiarity(tmp_path)
