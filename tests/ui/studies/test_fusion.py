"""The fusion is fitted and tried through its commands, on answers whose rightness is known beforehand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from audio_model.classes import CLASS_EMOTIONS
from audio_model.classifier import VoiceClassifier
from audio_model.corpora.waveforms import read_audio
from audio_model.evaluation.fusion_examples import VOICE_CONDITIONS, clips_of, voice_examples
from audio_model.excerpts import slice_padded, speech_span
from face_model.classifier import FaceClassifier
from face_model.evaluation.fusion_examples import FACE_CONDITIONS, face_examples
from face_model.second_opinion import LEAST_LIMIT
from fusion.emotions import EMOTIONS, Emotion
from fusion.evidence import Modality
from fusion.late_fusion import load_fusion
from fusion.study import fitting
from fusion.study.examples import Examples
from fusion.study.fitted_rules import calibrated
from ui.cli import app
from ui.studies import fusion as fusion_study
from ui.studies import repertoire
from ui.studies.shipped import shipped_digests

VOICE_RIGHT = 0.75
FACES_EACH = 12


def said(labels: np.ndarray) -> Examples:
    """Of four answers of a class two are sure (0.95), and right; of the two others (0.5) one is right."""
    rows = np.empty((len(labels), len(EMOTIONS)))
    for emotion in range(len(EMOTIONS)):
        for i, row in enumerate(np.flatnonzero(labels == emotion)):
            sureness = 0.5 if i % 4 < 2 else 0.95
            rows[row] = (1 - sureness) / (len(EMOTIONS) - 1)
            rows[row, (emotion + 1) % 7 if i % 4 == 0 else emotion] = sureness
    return Examples(rows, np.ones(len(labels)), labels)


def always_right(labels: np.ndarray) -> Examples:
    """Answers that are right, all as sure."""
    return Examples(np.eye(len(EMOTIONS))[labels] * 0.93 + 0.01, np.ones(len(labels)), labels)


@pytest.fixture
def known_models(monkeypatch: pytest.MonkeyPatch) -> None:
    """Voices that are right three times of four and faces that always are, in whatever condition."""

    def voices(data: Path, speakers: tuple[str, ...], classifier: object) -> dict[str, Examples]:
        labels = [CLASS_EMOTIONS[clip.voice_class].position for clip in clips_of(data, speakers)]
        answers = said(np.array(labels))
        return dict.fromkeys(("clean", "noise 0 dB"), answers)

    def faces(data: Path, usage: str, n: int, classifier: object) -> dict[str, Examples]:
        return dict.fromkeys(("clean", "blur"), always_right(np.repeat(np.arange(7), FACES_EACH)))

    for name, made, real in (
        ("voice_examples", voices, voice_examples),
        ("face_examples", faces, face_examples),
    ):
        made.__module__ = real.__module__
        monkeypatch.setattr(fusion_study, name, made)


@pytest.fixture
def few_choices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two of each thing the fit may choose among, on fewer pairs: the way through it is the same."""
    monkeypatch.setattr(fitting, "_PAIRS_PER_CONDITION", 300)
    for name in ("_EXPONENTS", "_DOUBTS"):
        monkeypatch.setattr(fitting, name, getattr(fitting, name)[:2])
    for name in ("TEMPERS", "HALVES_VARIED", "SURER"):
        monkeypatch.setattr(repertoire, name, getattr(repertoire, name)[:2])
    monkeypatch.setattr(repertoire, "STRANGERS", 2)


def command(*arguments: str) -> None:
    told = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert told.exit_code == 0, told.output


def rules_of(figures: Mapping[str, Any], condition: str) -> dict[str, dict[str, float]]:
    return figures["conditions"][condition]["rules"]


def test_the_fusion_is_fitted_to_what_the_models_say(
    known_models: None, few_choices: None, made_corpora: Path, tmp_path: Path
) -> None:
    command("train", "fusion", "--data", str(made_corpora), "--out", str(tmp_path))
    card = json.loads((tmp_path / "fusion.card.json").read_text(encoding="utf-8"))
    assert card["weights_sha256"] == shipped_digests("voice", "face")
    assert "32 clips" in card["fitted_on"]["voices"]
    assert f"{7 * FACES_EACH} pictures" in card["fitted_on"]["faces"]
    fitted = load_fusion(tmp_path / "fusion.card.json")
    # Voices were about as sure as they were right, which is to stay so.
    heard = said(np.repeat(np.arange(7), 20))
    sure = calibrated(fitted, Modality.VOICE, heard.probabilities).max(axis=1)
    assert sure.mean() == pytest.approx(VOICE_RIGHT, abs=0.08)
    ordinary = json.loads((tmp_path / "ordinary.json").read_text(encoding="utf-8"))
    assert max(ordinary["centred"]["face"]) == ordinary["centred"]["face"][Emotion.NEUTRAL.position]
    assert ordinary["strength"]["voice"] in (0.0, 0.25, 0.5, 0.75, 1.0)
    assert ordinary["strength"]["face"] == 1.0  # nobody here shows more than one neutral face
    assert ordinary["face_strength_without"] == {}


def test_every_rule_is_as_right_as_what_it_hears(
    known_models: None, made_corpora: Path, tmp_path: Path
) -> None:
    out = tmp_path / "pairs.json"
    arguments = ["--protocol", "pairs", "--data", str(made_corpora), "--json", str(out)]
    command("evaluate", "fusion", *arguments)
    figures = json.loads(out.read_text(encoding="utf-8"))
    assert figures["different"] == {"voices": 32, "faces": 7 * FACES_EACH}
    assert figures["weights_sha256"] == shipped_digests("voice", "face", "second opinion", "fusion")
    clean = rules_of(figures, "clean")
    assert clean["voice"]["accuracy"] == pytest.approx(VOICE_RIGHT, abs=0.03)
    assert clean["face"]["accuracy"] == 1.0
    # With one of them silent, the estimate is the other.
    for condition, alone in (("voice: silent", "face"), ("face: gone", "voice")):
        found = rules_of(figures, condition)
        assert found["attune"]["accuracy"] == pytest.approx(found[alone]["accuracy"])
        assert found["attune"]["log_loss"] == pytest.approx(found[alone]["log_loss"])
    for share in (0.1, 0.3, 0.6):
        wrong = rules_of(figures, f"wrong face: {share:.0%}")
        assert wrong["face"]["accuracy"] == pytest.approx(1 - share, abs=0.03)
        assert wrong["voice"]["accuracy"] == clean["voice"]["accuracy"]
    assert figures["states"]["contradicting"]["clear"] < figures["states"]["same emotion"]["clear"]


def test_a_personal_baseline_of_such_voices_is_measured(
    known_models: None, made_corpora: Path, tmp_path: Path
) -> None:
    out = tmp_path / "baseline.json"
    command("evaluate", "baseline", "--data", str(made_corpora), "--json", str(out))
    figures = json.loads(out.read_text(encoding="utf-8"))
    assert (figures["n"], figures["actors"]) == (32, ["02", "05"])
    assert figures["weights_sha256"] == shipped_digests("voice", "fusion", "ordinary")
    assert figures["baselines"]["neutral"]["pooled"]["without"]["accuracy"] == pytest.approx(VOICE_RIGHT)


def test_the_voice_is_heard_as_its_network_hears_it(made_corpora: Path) -> None:
    classifier = VoiceClassifier.load()
    some = {name: VOICE_CONDITIONS[name] for name in ("clean", "noise -10 dB")}
    answers = voice_examples(made_corpora, ("03",), some, classifier)
    clips = clips_of(made_corpora, ("03",))
    assert [EMOTIONS[i] for i in answers["clean"].labels] == [clip.emotion for clip in clips]
    sound = read_audio(clips[5].path)
    middle = sum(speech_span(sound, 16_000)) // 2
    n = classifier.parameters.n_samples
    heard = classifier.probabilities(slice_padded(sound, middle - n // 2, n)[None])[0]
    np.testing.assert_allclose(answers["clean"].probabilities[5], heard, atol=1e-5)
    assert answers["noise -10 dB"].quality.mean() < answers["clean"].quality.mean()


def test_faces_are_seen_as_they_would_be_live(made_corpora: Path) -> None:
    some = {name: FACE_CONDITIONS[name] for name in ("clean", "blur")}
    answers = face_examples(made_corpora, "PublicTest", 2, some)
    assert np.bincount(answers["clean"].labels).tolist() == [2] * 7
    seen = answers["clean"].quality > 0
    assert seen.mean() > 0.5
    np.testing.assert_allclose(answers["clean"].probabilities[~seen], 1 / 7)
    np.testing.assert_allclose(answers["clean"].probabilities.sum(axis=1), 1)
    assert answers["blur"].quality.mean() < answers["clean"].quality.mean()


def test_no_face_is_surer_than_its_second_opinion_allows(made_corpora: Path) -> None:
    against_all = FaceClassifier.load()
    assert against_all.second is not None
    against_all.second = replace(against_all.second, trust=np.array([0.0, 0.0, -9.0]))
    some = {"clean": FACE_CONDITIONS["clean"]}
    said = face_examples(made_corpora, "PublicTest", 2, some, against_all)["clean"]
    seen = said.quality > 0
    held = said.held().probabilities
    assert said.probabilities[seen].max() > 2 * LEAST_LIMIT
    np.testing.assert_allclose(held[seen].max(axis=1), LEAST_LIMIT)
    assert (held.argmax(axis=1) == said.probabilities.argmax(axis=1)).all()
