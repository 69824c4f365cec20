"""People who are got to know file by file, whose bias is known."""

from __future__ import annotations

import numpy as np
import pytest

from fusion.baseline import centred_log
from fusion.evidence import Modality
from fusion.late_fusion import LateFusion
from fusion.repertoire import Repertoire
from fusion.study.acquaintance import FILE_S, met_in_order, running_baselines, shuffled
from fusion.study.alone import shown_alone
from fusion.study.examples import Examples

SURE = np.array([[0.7 if k == label else 0.05 for k in range(7)] for label in range(7)])
PULLED = np.array([0.0, 0.0, 0.0, 3.0, 0.0, -1.0, 0.0])
REPERTOIRE = Repertoire({m: centred_log(SURE) for m in Modality}, temper=0.25, half_s=20.0)


def two_people(rounds: int = 6) -> tuple[Examples, list[str]]:
    """A pulled towards anger, and B who is like everybody: each emotion so many times."""
    labels = np.tile(np.arange(7), rounds)
    pulled = SURE[labels] * np.exp(PULLED)
    rows = np.concatenate([pulled / pulled.sum(axis=1, keepdims=True), SURE[labels]])
    return Examples(rows, np.ones(len(rows)), np.tile(labels, 2)), ["A"] * len(labels) + ["B"] * len(labels)


def test_each_known_persons_files_come_once_in_an_order_of_the_seeds() -> None:
    people = ["a", "b", "", "a", "b", "a"] * 5
    orders = shuffled(people, seed=1)
    assert [sorted(order) for order in orders] == [
        [i for i, person in enumerate(people) if person == who] for who in ("a", "b")
    ]
    assert [list(o) for o in shuffled(people, 1)] == [list(o) for o in orders]
    assert [list(o) for o in shuffled(people, 2)] != [list(o) for o in orders]


def test_a_file_is_judged_by_those_before_it_and_never_by_itself() -> None:
    said, _ = two_people()
    known = met_in_order(LateFusion(), Modality.FACE, said, [3, 0, 3], REPERTOIRE)
    assert not known[0].shift[Modality.FACE].any()
    assert [k.seconds[Modality.FACE] for k in known] == [0.0, FILE_S, 2 * FILE_S]
    other = met_in_order(LateFusion(), Modality.FACE, said, [3, 5, 3], REPERTOIRE)
    np.testing.assert_array_equal(known[1].shift[Modality.FACE], other[1].shift[Modality.FACE])
    assert known[2].shift[Modality.FACE].tolist() != other[2].shift[Modality.FACE].tolist()


def test_who_is_pulled_is_read_better_the_longer_they_are_known_and_others_as_before() -> None:
    said, people = two_people()
    known = running_baselines(LateFusion(), Modality.FACE, said, people, 0, REPERTOIRE)
    strangers, met = (shown_alone(LateFusion(), Modality.FACE, said, b) for b in (None, known))
    right = [(s.probabilities.argmax(axis=1) == said.labels).reshape(2, -1) for s in (strangers, met)]
    assert right[0][0].mean() < 0.2 and right[1][0].mean() > 0.6
    assert right[0][1].all() and right[1][1].all()


@pytest.mark.parametrize("person", ["", "A"])
def test_nobody_known_has_no_baseline(person: str) -> None:
    said, people = two_people(rounds=1)
    known = running_baselines(LateFusion(), Modality.VOICE, said, [person] * len(people), 0, REPERTOIRE)
    assert all((b is None) == (person == "") for b in known)


def test_who_is_unlike_those_trained_on_is_got_to_know_as_fast_as_anybody() -> None:
    said, _ = two_people(rounds=1)
    strange = Examples(
        said.probabilities, np.full(14, 0.2), said.labels, said.examples, familiar=np.full(14, 0.2)
    )
    dark = Examples(said.probabilities, np.full(14, 0.2), said.labels)
    plain, stranger, in_the_dark = (
        met_in_order(LateFusion(), Modality.FACE, examples, range(7), REPERTOIRE)[-1]
        for examples in (said, strange, dark)
    )
    np.testing.assert_allclose(stranger.shift[Modality.FACE], plain.shift[Modality.FACE], atol=1e-12)
    assert np.abs(in_the_dark.shift[Modality.FACE]).max() < 0.5 * np.abs(plain.shift[Modality.FACE]).max()
