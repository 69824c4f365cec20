"""The study of personal baselines, on made voices whose bias is known."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

from fusion.baseline import ORDINARY, Ordinary, centred_log
from fusion.evidence import Modality
from ui.studies.baseline import Voices, compare_baselines

ROOT = Path(__file__).parents[3]


def made_voices(bias: dict[str, np.ndarray]) -> Voices:
    """Actors whose every clip is the truth at 0.7, pulled by the actor's own bias (7,) in nats."""
    rows, labels, actors, codes, takes = [], [], [], [], []
    for actor, pull in bias.items():
        for take in ("01", "02"):
            for label in range(7):
                p = np.full(7, 0.05)
                p[label] = 0.7
                p *= np.exp(pull)
                rows.append(p / p.sum())
                labels.append(label)
                actors.append(actor)
                codes.append("01" if label == 0 else f"{label + 2:02d}")
                takes.append(take)
    return Voices(
        np.array(rows), np.ones(len(rows)), np.array(labels), tuple(actors), tuple(codes), tuple(takes)
    )


PULLED = np.array([0.0, 0.0, 0.0, 1.2, 0.0, 0.0, 0.0])
PEOPLE = {m: centred_log([0.7, *[0.05] * 6]) for m in Modality}


def test_a_known_bias_is_taken_out_and_nobody_elses() -> None:
    voices = made_voices({"a": PULLED, "b": np.zeros(7)})
    figures = compare_baselines(voices, ("01",), Ordinary(PEOPLE, half_s=1e-9))
    a, b = figures["actors"]["a"], figures["actors"]["b"]
    # with all of the difference allowed for, the bias is gone: every clip says 0.7 for the truth again
    assert a["own"]["log_loss"] == pytest.approx(-np.log(0.7), abs=1e-6)
    assert a["without"]["log_loss"] > a["own"]["log_loss"] + 0.05
    assert b["own"] == pytest.approx(b["without"])
    assert b["another_person"]["log_loss"] > b["own"]["log_loss"]
    assert a["shift"]["angry"] < 0
    assert figures["seconds"] == pytest.approx(3.0)


def test_no_strength_changes_nothing() -> None:
    none = Ordinary(PEOPLE, dict.fromkeys(Modality, 0.0))
    figures = compare_baselines(made_voices({"a": PULLED, "b": -PULLED}), ("01",), none)
    for kind in ("own", "another_person"):
        assert figures["pooled"][kind] == pytest.approx(figures["pooled"]["without"])


def test_pooled_figures_are_those_of_all_clips() -> None:
    """Every clip is named rightly; how surely follows from how the voices were made."""
    figures = compare_baselines(made_voices({"a": PULLED, "b": np.zeros(7)}), ("01",), Ordinary(PEOPLE))
    pull = np.exp(1.2)
    pulled = [0.7 / (0.7 + 5 * 0.05 + 0.05 * pull)] * 6 + [0.7 * pull / (0.7 * pull + 6 * 0.05)]
    sure = np.array([*pulled, *[0.7] * 7])
    assert figures["pooled"]["without"] == pytest.approx(
        {"accuracy": 1.0, "uar": 1.0, "ece": 1 - sure.mean(), "log_loss": -np.log(sure).mean()}
    )


def test_the_ordinary_and_the_figures_are_of_the_shipped_weights() -> None:
    voice, face = (
        hashlib.sha256((ROOT / path).read_bytes()).hexdigest()
        for path in ("audio_model/weights/voice.safetensors", "face_model/weights/face.safetensors")
    )
    ordinary = json.loads(ORDINARY.read_text(encoding="utf-8"))
    assert ordinary["weights_sha256"] == {"voice": voice, "face": face}
    artefact = json.loads((ROOT / "docs" / "results" / "baseline.json").read_text(encoding="utf-8"))
    assert artefact["weights_sha256"]["voice"] == voice
    assert artefact["strength"] == ordinary["strength"]["voice"]
