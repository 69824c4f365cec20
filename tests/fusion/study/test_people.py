"""Whose file is whose; each person's other neutral files, never the one that is judged."""

from __future__ import annotations

import numpy as np
import pytest

from fusion.baseline import Ordinary, centred_log
from fusion.emotions import EMOTIONS
from fusion.errors import UserError
from fusion.evidence import Modality
from fusion.late_fusion import LateFusion
from fusion.people import people_by
from fusion.study.alone import shown_alone
from fusion.study.examples import Examples
from fusion.study.people import LEARNT_S, own_neutral, require_baseline

NEUTRAL, HAPPY, ANGRY = 0, 1, 3
SURE = np.array([[0.7 if k == label else 0.05 for k in range(7)] for label in range(7)])
PEOPLE = {m: centred_log(SURE[NEUTRAL]) for m in Modality}
PULLED = np.array([0.0, 0.0, 0.0, 1.2, 0.0, -0.3, 0.0])


def pulled(label: int, pull: np.ndarray) -> np.ndarray:
    p = SURE[label] * np.exp(pull)
    return p / p.sum()


def examples(rows: list[np.ndarray], labels: list[int], quality: float = 1.0) -> Examples:
    return Examples(np.array(rows), np.full(len(rows), quality), np.array(labels))


def test_the_first_group_found_in_a_name_is_the_person() -> None:
    assert people_by(r"^([A-Z]{2})\.", ["KA.AN1.39.webp", "MK.NE1.webp", "x.webp"]) == ("KA", "MK", "")
    assert people_by(r"_(?:s|t)(\d+)(x?)", ["a_s12_b", "a_t7x"]) == ("12", "7")
    assert people_by("a(b)?", ["ab", "ac"]) == ("b", "")


@pytest.mark.parametrize(
    ("pattern", "sentence"),
    [("(", "no regular expression"), ("[A-Z]+", "has no group"), ("^(S\\d+)_", "is found in no file's name")],
)
def test_a_pattern_that_tells_nobody_is_refused(pattern: str, sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        people_by(pattern, ["KA.AN1.39.webp"])


def test_what_is_no_baseline_is_refused() -> None:
    with pytest.raises(UserError, match="none, neutral or running"):
        require_baseline("mean", people_known=True)
    for asked in ("neutral", "running"):
        require_baseline(asked, people_known=True)
        with pytest.raises(UserError, match="--person"):
            require_baseline(asked, people_known=False)
    for asked in (None, "none"):
        require_baseline(asked, people_known=False)


def test_a_persons_pull_is_taken_out_wholly_where_all_of_it_is_allowed_for() -> None:
    labels = [NEUTRAL, NEUTRAL, *range(7)]
    rows = [pulled(label, PULLED) for label in labels] + [SURE[label] for label in labels]
    people = ["a"] * len(labels) + ["b"] * len(labels)
    said = examples(rows, labels * 2)
    fusion = LateFusion()
    known = own_neutral(fusion, Modality.FACE, said, people, Ordinary(PEOPLE, half_s=1e-12))
    shown = shown_alone(fusion, Modality.FACE, said, known)
    np.testing.assert_allclose(shown.probabilities, SURE[labels * 2], atol=1e-9)
    strangers = shown_alone(fusion, Modality.FACE, said)
    # Happiness, say: 0.7 among 0.7 + 4 * 0.05 + 0.05 * (e^1.2 + e^-0.3) as a stranger.
    happy = 0.7 / (0.7 + 0.2 + 0.05 * (np.exp(1.2) + np.exp(-0.3)))
    assert strangers.probabilities[2 + HAPPY, HAPPY] == pytest.approx(happy)
    assert strangers.probabilities[2 + ANGRY, ANGRY] > 0.7


@pytest.mark.parametrize("modality", Modality)
def test_of_the_difference_so_much_is_allowed_for_as_live(modality: Modality) -> None:
    said = examples([pulled(NEUTRAL, PULLED), SURE[HAPPY]], [NEUTRAL, HAPPY], quality=0.5)
    ordinary = Ordinary(PEOPLE, dict.fromkeys(Modality, 0.75), half_s=5.0)
    own, happy = own_neutral(LateFusion(), modality, said, ["a", "a"], ordinary)
    assert own is None
    assert happy is not None
    seconds = 0.5 * LEARNT_S
    difference = PEOPLE[modality] - centred_log(pulled(NEUTRAL, PULLED))
    np.testing.assert_allclose(happy.shift[modality], 0.75 * seconds / (seconds + 5.0) * difference)
    assert happy.seconds[modality] == pytest.approx(seconds)


def test_the_file_that_is_judged_is_not_in_its_own_baseline() -> None:
    first, second, third = PULLED, -PULLED, np.roll(PULLED, 1)
    rows = [pulled(NEUTRAL, pull) for pull in (first, second, third)]
    said = examples([*rows, SURE[HAPPY], SURE[HAPPY]], [NEUTRAL] * 3 + [HAPPY] * 2)
    everything = Ordinary(PEOPLE, half_s=1e-12)
    found = own_neutral(LateFusion(), Modality.VOICE, said, ["a", "a", "a", "a", "b"], everything)
    shifts = [None if b is None else b.shift[Modality.VOICE] for b in found]
    for mine, others in ((0, (1, 2)), (1, (0, 2)), (2, (0, 1)), (3, (0, 1, 2))):
        mean = np.mean([centred_log(rows[i]) for i in others], axis=0)
        np.testing.assert_allclose(shifts[mine], PEOPLE[Modality.VOICE] - mean, atol=1e-9)
    assert [b and b.seconds[Modality.VOICE] for b in found[:4]] == pytest.approx([LEARNT_S] * 4)
    assert [b and b.name for b in found] == ["a"] * 4 + [None]
    assert shifts[4] is None  # nobody else's neutral is theirs


def test_who_is_not_known_and_what_was_not_seen_teach_nothing() -> None:
    said = examples([pulled(NEUTRAL, PULLED)] * 3 + [SURE[HAPPY]], [NEUTRAL] * 3 + [HAPPY])
    assert own_neutral(LateFusion(), Modality.FACE, said, [""] * 4) == [None] * 4
    unseen = Examples(said.probabilities, np.array([0.0, 0.0, 0.0, 1.0]), said.labels)
    assert own_neutral(LateFusion(), Modality.FACE, unseen, ["a"] * 4) == [None] * 4
    assert EMOTIONS[NEUTRAL].value == "neutral"
