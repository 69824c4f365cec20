"""Fitting the fusion on made answers whose truth is known."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from fusion.calibration import log_softmax
from fusion.emotions import EMOTIONS
from fusion.errors import UserError
from fusion.evidence import Modality
from fusion.late_fusion import CARD, LateFusion
from fusion.study import fitting
from fusion.study.examples import Examples
from fusion.study.fitted_rules import AfterCalibration, FusionRule, calibrated
from fusion.study.fitting import CLEAR_ACCURACY, clear_threshold, fit_fusion
from fusion.study.pairs import compare, make_pairs, with_wrong_faces
from fusion.study.rules import BASELINES

ROOT = Path(__file__).parents[3]


def made(n: int, strength: float, quality: float, seed: int) -> Examples:
    """Gaussian views of the classes: their softmax is calibrated by construction, the better the stronger."""
    rng = np.random.default_rng(seed)
    labels = np.arange(n) % len(EMOTIONS)
    views = strength * (rng.normal(0, 1, (n, 7)) + strength * np.eye(7)[labels])
    return Examples(np.exp(log_softmax(views)), np.full(n, quality), labels)


@pytest.fixture(scope="module", autouse=True)
def fewer_pairs() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fitting, "_PAIRS_PER_CONDITION", 300)
        yield


@pytest.fixture(scope="module")
def fitted() -> LateFusion:
    voice = {"clean": made(420, 2.0, 1.0, 1), "noise": made(420, 0.7, 0.3, 2)}
    face = {"clean": made(420, 2.0, 0.9, 3), "blur": made(420, 0.5, 0.2, 4)}
    return fit_fusion(voice, face)[0]


def test_fused_beats_the_better_single_modality_on_fresh_examples(fitted: LateFusion) -> None:
    pairs = make_pairs(made(700, 2.0, 1.0, 11), made(700, 2.0, 0.9, 12), 2100, seed=0)
    figures = compare({**BASELINES, "attune": FusionRule(fitted)}, pairs)
    best = max(figures["voice"]["accuracy"], figures["face"]["accuracy"])
    assert figures["attune"]["accuracy"] > best + 0.04
    assert figures["attune"]["ece"] < 0.05


def test_a_silent_side_leaves_the_other_as_it_is(fitted: LateFusion) -> None:
    voice = made(700, 2.0, 1.0, 11)
    pairs = make_pairs(voice, made(700, 2.0, 0.9, 12).silenced(), 2100, seed=0)
    fused = FusionRule(fitted)(
        pairs.voice.probabilities, pairs.face.probabilities, pairs.voice.quality, pairs.face.quality
    )
    shown = calibrated(fitted, Modality.VOICE, pairs.voice.probabilities)
    np.testing.assert_allclose(fused, shown, atol=1e-6)


def test_quality_that_does_not_matter_is_hardly_heeded(monkeypatch: pytest.MonkeyPatch) -> None:
    same = {"clean": made(420, 2.0, 1.0, 1), "odd": made(420, 2.0, 0.1, 2)}
    telling = {"clean": made(420, 2.0, 1.0, 1), "odd": made(420, 0.1, 0.05, 2)}
    monkeypatch.setattr(fitting, "NEUTRAL_SHARE", 1 / 7)
    exponents = [fitting._fit_modality(voice)[0] for voice in (same, telling)]
    assert exponents[0] < exponents[1]


def test_the_threshold_of_clear_keeps_its_promise() -> None:
    examples = made(7000, 1.2, 1.0, 5)
    threshold, coverage, accuracy = clear_threshold(examples.probabilities, examples.labels)
    fresh = made(7000, 1.2, 1.0, 6)
    sure = fresh.probabilities.max(1) >= threshold
    right = (fresh.probabilities.argmax(1) == fresh.labels)[sure].mean()
    assert right == pytest.approx(CLEAR_ACCURACY, abs=0.04)
    assert accuracy >= CLEAR_ACCURACY
    assert sure.mean() == pytest.approx(coverage, abs=0.05)


def test_neutral_pairs_take_the_share_they_are_given() -> None:
    pairs = make_pairs(made(700, 2.0, 1.0, 1), made(700, 2.0, 1.0, 2), 1000, seed=0, neutral_share=0.4)
    counts = np.bincount(pairs.labels, minlength=7)
    assert counts[0] == 400
    assert set(counts[1:]) == {100}
    assert np.array_equal(pairs.voice.labels, pairs.face.labels)


def test_noise_alone_can_never_be_clear() -> None:
    examples = made(700, 0.0, 1.0, 5)
    with pytest.raises(UserError, match="At no confidence"):
        clear_threshold(examples.probabilities, examples.labels)


def test_wrong_faces_are_of_another_emotion_and_as_many_as_asked() -> None:
    pairs = make_pairs(made(700, 2.0, 1.0, 1), made(700, 2.0, 1.0, 2), 2100, seed=0)
    swapped = with_wrong_faces(pairs, made(700, 2.0, 1.0, 3), 0.3, 0.05, seed=0)
    differs = swapped.face.labels != swapped.labels
    assert differs.mean() == pytest.approx(0.3, abs=0.001)
    assert np.array_equal(differs, swapped.contradicting)
    assert np.all(swapped.face.quality[differs] == 0.05)


def spoiled(answers: dict[str, Examples], pull: np.ndarray) -> dict[str, Examples]:
    """The same answers by a model that leans towards some emotions, by ``pull`` (7,) in nats."""
    return {
        name: Examples(np.exp(log_softmax(np.log(s.probabilities) + pull)), s.quality, s.labels)
        for name, s in answers.items()
    }


def test_a_model_that_leans_is_set_right_in_what_is_shown_and_what_is_fused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fitting, "NEUTRAL_SHARE", 1 / 7)
    pull = np.array([0, 2.0, 0, -1.0, 0, 0, -2.0])
    voice, face = {"clean": made(630, 1.5, 1.0, 1)}, {"clean": made(630, 1.5, 1.0, 3)}
    fitted, report = fit_fusion(voice, spoiled(face, pull))
    assert report["calibration"]["face"] in ("vector", "matrix")
    fresh = spoiled({"clean": made(7000, 1.5, 1.0, 12)}, pull)["clean"]
    pairs = make_pairs(made(7000, 1.5, 1.0, 11), fresh, 7000, seed=0)
    figures = compare(
        {
            "face": BASELINES["face"],
            "shown": AfterCalibration(fitted, BASELINES["face"]),
            "attune": FusionRule(fitted),
        },
        pairs,
    )
    assert figures["face"]["ece"] > 0.08
    assert figures["shown"]["ece"] < 0.05
    assert figures["attune"]["ece"] < 0.07  # unsure on purpose: it allows for wrong faces
    assert figures["shown"]["accuracy"] > figures["face"]["accuracy"] + 0.05


def test_each_modality_is_called_clear_from_where_its_own_answers_are_right() -> None:
    """A voice half of which says nothing of what is felt needs more than a face that can be trusted."""
    voice = {"clean": made(840, 2.0, 1.0, 1), "misheard": made(840, 0.0, 1.0, 2)}
    face = {"clean": made(840, 3.0, 1.0, 3)}
    fitted, report = fit_fusion(voice, face)
    assert fitted.rule.voice_clear_from > fitted.rule.face_clear_from + 0.05
    assert report["clear_accuracy"]["voice"] >= 0.9 and report["clear_accuracy"]["face"] >= 0.9
    assert report["clear_coverage"]["face"] > report["clear_coverage"]["voice"]


def test_too_few_examples_leave_the_models_own_calibration() -> None:
    voice, face = {"clean": made(28, 2.0, 1.0, 1)}, {"clean": made(28, 2.0, 1.0, 3)}
    fitted, report = fit_fusion(voice, face)
    assert report["calibration"] == {"voice": "identity", "face": "identity"}
    p = made(7, 1.0, 1.0, 5).probabilities
    np.testing.assert_allclose(calibrated(fitted, Modality.VOICE, p), p, atol=1e-7)


def test_wrong_faces_among_the_examples_make_it_doubt(fitted: LateFusion) -> None:
    pairs = make_pairs(made(700, 2.0, 1.0, 11), made(700, 2.0, 0.9, 12), 2100, seed=0)
    wrong = with_wrong_faces(pairs, made(700, 2.0, 0.9, 13), 0.3, None, seed=1)
    trusting = replace(fitted, doubt=0.0)
    figures = compare({"doubting": FusionRule(fitted), "trusting": FusionRule(trusting)}, wrong)
    assert fitted.doubt > 0
    assert figures["doubting"]["log_loss"] < figures["trusting"]["log_loss"]
    assert figures["doubting"]["ece"] < figures["trusting"]["ece"]


def test_the_shipped_fusion_was_fitted_to_the_shipped_models() -> None:
    card = json.loads(CARD.read_text(encoding="utf-8"))
    weights = {
        "voice": "audio_model/weights/voice.safetensors",
        "face": "face_model/weights/face.safetensors",
        "face ranges": "face_model/weights/face.ranges.safetensors",
    }
    digests = {name: hashlib.sha256((ROOT / path).read_bytes()).hexdigest() for name, path in weights.items()}
    assert card["weights_sha256"] == digests
    for modality in ("voice", "face"):
        assert card["calibration"][modality]["kind"] in ("identity", "temperature", "vector", "matrix")
    rule = LateFusion.shipped().rule
    assert min(rule.voice_clear_from, rule.face_clear_from) >= 0.5
