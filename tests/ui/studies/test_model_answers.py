"""The models' answers are asked for once for each question, and anew when code or data are others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from fusion.errors import UserError
from fusion.study.examples import Examples
from ui.studies import fusion as fusion_study
from ui.studies import model_answers
from ui.studies.model_answers import kept_answers

VOICE = "audio_model.evaluation.fusion_examples"


def answers(seed: int) -> dict[str, Examples]:
    rng = np.random.default_rng(seed)
    labels, examples = np.arange(7), np.array([3, 1, 4, 1, 5, 9, 2])
    return {
        name: Examples(rng.dirichlet(np.ones(7), 7), rng.uniform(size=7), labels, examples)
        for name in ("clean", "noise -10 dB")
    }


class Asked:
    """Counts how often it is asked, and answers differently each time."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> dict[str, Examples]:
        self.times += 1
        return answers(self.times)


@pytest.fixture
def data(tmp_path: Path) -> list[Path]:
    files = [tmp_path / name for name in ("a.flac", "b.flac")]
    for file in files:
        file.write_bytes(file.name.encode())
    return files


@pytest.mark.parametrize("code", [VOICE, "face_model.evaluation.fusion_examples"])
def test_the_same_question_is_answered_from_memory(code: str, data: list[Path]) -> None:
    first = kept_answers(code, ("weights a", 60), data, lambda: answers(1))
    again = kept_answers(code, ("weights a", 60), data[::-1], lambda: answers(2))
    assert list(again) == list(first)
    for name, said in first.items():
        for part in ("probabilities", "quality", "labels", "examples"):
            np.testing.assert_array_equal(getattr(again[name], part), getattr(said, part))


def test_other_weights_code_or_data_are_asked_anew(data: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    ask = Asked()
    kept_answers(VOICE, ("weights a",), data, ask)
    kept_answers(VOICE, ("weights b",), data, ask)
    assert ask.times == 2
    data[0].write_bytes(b"A.flac")  # as long as before
    kept_answers(VOICE, ("weights b",), data, ask)
    assert ask.times == 3
    kept_answers(VOICE, ("weights b",), data[:1], ask)
    assert ask.times == 4
    monkeypatch.setattr(model_answers, "closure_digest", lambda code: "of other code")
    kept_answers(VOICE, ("weights b",), data[:1], ask)
    assert ask.times == 5


@pytest.mark.parametrize("answers_of", [fusion_study.voice_answers, fusion_study.face_answers])
def test_a_folder_that_is_not_there_is_never_answered(
    answers_of: Callable[[Path, str], object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def kept_from_before(code: str, asked: object, files: object, ask: object) -> dict[str, Examples]:
        return answers(0)

    monkeypatch.setattr(fusion_study, "kept_answers", kept_from_before)
    with pytest.raises(UserError):
        answers_of(tmp_path / "nowhere", "test")
