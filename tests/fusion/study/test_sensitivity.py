"""What would be shown, and what the assumed share of ordinary moments changes, on made answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from fusion.calibration import log_softmax
from fusion.emotions import EMOTIONS, Emotion
from fusion.evidence import Modality
from fusion.late_fusion import LateFusion
from fusion.study import fitting
from fusion.study.examples import Examples
from fusion.study.fitting import Choices
from fusion.study.pairs import ece_by_chance, make_pairs
from fusion.study.sensitivity import neutral_shares, shown_on


@pytest.fixture(scope="module", autouse=True)
def fewer_pairs() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fitting, "_PAIRS_PER_CONDITION", 200)
        yield


def made(n: int, strength: float, seed: int) -> Examples:
    rng = np.random.default_rng(seed)
    labels = np.arange(n) % len(EMOTIONS)
    views = strength * (rng.normal(0, 1, (n, 7)) + strength * np.eye(7)[labels])
    return Examples(np.exp(log_softmax(views)), np.ones(n), labels)


def test_what_is_shown_is_counted() -> None:
    p = np.full((4, 7), 0.01)
    said = [Emotion.HAPPY, Emotion.HAPPY, Emotion.NEUTRAL, Emotion.SAD]
    for row, emotion in zip(p, said, strict=True):
        row[emotion.position] = 0.94
    p[3] = 1 / 7
    labels = np.array([e.position for e in (Emotion.HAPPY, Emotion.SAD, Emotion.SAD, Emotion.SAD)])
    voice = Examples(p, np.ones(4), labels)
    pairs = replace(make_pairs(voice, voice, 4, 0), voice=voice, face=voice.silenced(), labels=labels)
    shown = shown_on(LateFusion(), pairs)
    assert shown["clear"] == 0.75 and shown["unclear"] == 0.25
    assert shown["clear_is_right"] == pytest.approx(1 / 3)
    assert shown["named_wrongly"] == 0.5
    assert shown["emotion_named_wrongly"] == 0.25  # neutral said of a sad one is no feeling named


def test_more_ordinary_moments_make_it_name_fewer_feelings() -> None:
    voice, face = {"clean": made(420, 1.3, 1)}, {"clean": made(420, 1.3, 2)}
    one = dict.fromkeys(Modality, 1.0)
    choices = Choices(0.4, one, dict.fromkeys(Modality, "vector"), doubt=0.02)
    few, many = neutral_shares(choices, voice, face, shares=(1 / 7, 0.6))
    wrong = [row["shown"]["ordinary"]["emotion_named_wrongly"] for row in (few, many)]
    assert wrong[1] < wrong[0]
    assert many["accuracy"] < few["accuracy"]  # on equally many of each emotion


def test_chance_alone_makes_an_error_the_larger_the_fewer_the_examples() -> None:
    def chance(different: int) -> dict[str, float]:
        voice = made(different, 1.5, 3)
        pairs = make_pairs(voice, made(700, 1.5, 4).silenced(), 2100, seed=0)
        return ece_by_chance(pairs.voice.probabilities, pairs)

    few, many = chance(70), chance(1400)
    assert 0 < many["mean"] < 0.6 * few["mean"]
    assert few["mean"] < few["p95"]
