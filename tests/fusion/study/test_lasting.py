"""What is told of people who feel one thing from the start, on answers made by hand."""

from __future__ import annotations

import numpy as np
import pytest

from fusion.baseline import centred_log
from fusion.emotions import EMOTIONS, Emotion
from fusion.evidence import Modality
from fusion.late_fusion import LateFusion
from fusion.repertoire import Repertoire
from fusion.study.examples import Examples
from fusion.study.lasting import WINDOWS_S, lasting_feelings
from ui.workbench.pages import lasting as pages

SURE = np.array([[0.7 if k == label else 0.05 for k in range(7)] for label in range(7)])
MEANS = {m: centred_log(SURE) for m in Modality}
AS_IT_WAS = Repertoire(MEANS, temper=0.5, half_s=10.0)
BY_VARIATION = Repertoire(MEANS, temper=0.5, half_s=10.0, half_varied=0.25)
SAD, HAPPY = Emotion.SAD.position, Emotion.HAPPY.position


def two_people() -> tuple[Examples, list[str]]:
    """Of each four sad and four happy files; A is sad beyond doubt in two, and in two as much afraid."""
    labels = np.tile([SAD] * 4 + [HAPPY] * 4, 2)
    said = SURE[labels].copy()
    said[:2] = [0.01, 0.01, 0.94, 0.01, 0.01, 0.01, 0.01]
    said[2:4] = [0.05, 0.05, 0.38, 0.05, 0.37, 0.05, 0.05]
    return Examples(said, np.ones(16), labels), ["A"] * 8 + ["B"] * 8


def test_each_persons_files_of_one_emotion_are_one_stream() -> None:
    said, people = two_people()
    plain = Examples(SURE[said.labels], said.quality, said.labels)
    told = lasting_feelings(LateFusion(), Modality.FACE, plain, people, BY_VARIATION)
    assert told is not None
    assert told["streams"] == 4
    assert [(w["from_s"], w["to_s"]) for w in told["windows"]] == list(WINDOWS_S)
    assert set(told["by_emotion_at_the_end"]) == {EMOTIONS[SAD].value, EMOTIONS[HAPPY].value}
    for window in told["windows"]:
        assert window["accuracy"] == {"stranger": 1.0, "learnt": 1.0}
        assert window["clear_and_wrong"] == {"stranger": 0.0, "learnt": 0.0}


def test_what_is_unlearnt_is_told() -> None:
    """What never changes is taken for A's nature in part: where they are hardly sad, that is gone."""
    said, people = two_people()
    told = lasting_feelings(LateFusion(), Modality.FACE, said, people, AS_IT_WAS)
    assert told is not None
    of_sadness = told["by_emotion_at_the_end"][EMOTIONS[SAD].value]
    assert of_sadness["stranger"] == 1.0
    assert of_sadness["learnt"] < 0.8
    happiness = told["by_emotion_at_the_end"][EMOTIONS[HAPPY].value]
    both = (of_sadness["learnt"] + happiness["learnt"]) / 2
    assert told["windows"][-1]["accuracy"]["learnt"] == pytest.approx(both)
    assert 0 <= told["windows"][-1]["clear_and_wrong"]["learnt"] <= 1 - both + 1e-9


def test_without_people_or_with_one_file_of_each_nothing_is_told() -> None:
    said, _ = two_people()
    assert lasting_feelings(LateFusion(), Modality.FACE, said, [""] * 16, BY_VARIATION) is None
    assert lasting_feelings(LateFusion(), Modality.FACE, said, list("abcdefghijklmnop"), BY_VARIATION) is None


def test_the_page_tells_of_each_corpus_beside_nothing_learnt() -> None:
    said, people = two_people()
    told = lasting_feelings(LateFusion(), Modality.FACE, said, people, AS_IT_WAS)
    section = "\n\n".join(pages.section([{"corpus": "JAFFE, five people", "lasting": told}, {"corpus": "X"}]))
    assert "| JAFFE | 4 | 100%" in section
    sad = told["by_emotion_at_the_end"][EMOTIONS[SAD].value]["learnt"]
    assert f"| JAFFE | 100% → 100% | 100% → {sad:.0%} |" in section
    assert "X" not in section
    assert pages.section([{"corpus": "X", "lasting": None}]) == []
