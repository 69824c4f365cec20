"""The models' answers are asked for once for each question."""

from __future__ import annotations

import numpy as np
import pytest

from fusion.study.examples import Examples
from ui.studies import model_answers
from ui.studies.model_answers import kept_answers


def answers(seed: int) -> dict[str, Examples]:
    rng = np.random.default_rng(seed)
    labels = np.arange(7)
    return {
        name: Examples(rng.dirichlet(np.ones(7), 7), rng.uniform(size=7), labels)
        for name in ("clean", "noise -10 dB")
    }


@pytest.mark.parametrize("modality", ["voice", "face"])
def test_the_same_question_is_answered_from_memory(modality: str) -> None:
    first = kept_answers(modality, ("weights a", 60), lambda: answers(1))
    again = kept_answers(modality, ("weights a", 60), lambda: answers(2))
    assert list(again) == list(first)
    for name, stream in first.items():
        np.testing.assert_array_equal(again[name].probabilities, stream.probabilities)
        np.testing.assert_array_equal(again[name].quality, stream.quality)
        np.testing.assert_array_equal(again[name].labels, stream.labels)


def test_other_weights_or_other_code_are_asked_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def ask() -> dict[str, Examples]:
        asked.append(1)
        return answers(len(asked))

    kept_answers("voice", ("weights a",), ask)
    kept_answers("voice", ("weights b",), ask)
    assert len(asked) == 2
    monkeypatch.setitem(model_answers._SOURCES, "voice", ("fusion.study.pairs",))
    kept_answers("voice", ("weights b",), ask)
    assert len(asked) == 3
