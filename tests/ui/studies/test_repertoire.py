"""What people usually show, and conversations with made strangers, on answers made by hand."""

from __future__ import annotations

import numpy as np
import pytest

from fusion.baseline import centred_log
from fusion.emotions import Emotion
from fusion.evidence import Modality
from fusion.late_fusion import LateFusion
from fusion.study.examples import Examples
from ui.studies.made_strangers import DOUBTED, STRANGENESS, Speaker, conversation, lasting, strangers
from ui.studies.repertoire import _centred, _in_general, _loss, least_sure

SURE = np.array([[0.7 if k == label else 0.05 for k in range(7)] for label in range(7)])


def speaker(corpus: str, emotions: list[int], pull: np.ndarray | None = None) -> Speaker:
    labels = np.array(emotions * 4)
    p = SURE[labels] * np.exp(np.zeros(7) if pull is None else pull)
    said = Examples(p / p.sum(axis=1, keepdims=True), np.ones(len(labels)), labels)
    return Speaker(Modality.VOICE, corpus, "s", said, centred_log(said.probabilities))


def test_the_mean_is_over_speakers_then_corpora_that_have_the_emotion() -> None:
    happier, angrier = np.eye(7)[1] * 0.6, np.eye(7)[3] * 1.2
    people = [
        speaker("a", list(range(7))),
        speaker("a", list(range(7)), happier),
        speaker("b", [0, 1, 2], angrier),
    ]
    found = _in_general(people)
    np.testing.assert_allclose(found.sum(axis=1), 0.0, atol=1e-12)

    def of(emotion: int, *pulls: np.ndarray) -> np.ndarray:
        row = centred_log(SURE[emotion]) + np.mean(pulls, axis=0)
        return row - row.mean()

    both = 0.5 * happier / 2 + 0.5 * angrier
    np.testing.assert_allclose(found[0], of(0, both), atol=1e-9)
    np.testing.assert_allclose(found[6], of(6, happier / 2), atol=1e-9)  # only a has it


def test_an_emotion_that_nobody_showed_is_what_the_others_have_in_common() -> None:
    means = centred_log(SURE)
    means[5] = np.nan
    filled = _centred(means)
    assert np.isfinite(filled).all()
    np.testing.assert_allclose(filled[5], np.delete(means, 5, axis=0).mean(axis=0), atol=1e-12)


def test_a_conversation_is_mostly_neutral_or_even_and_feelings_last_for_a_while() -> None:
    said = speaker("a", list(range(7))).examples
    order = conversation(said, seed=4)
    labels = said.labels[order]
    assert len(order) == 200
    assert 0.4 < np.mean(labels == Emotion.NEUTRAL.position) < 0.8
    assert np.mean(labels[1:] == labels[:-1]) > 0.7
    np.testing.assert_array_equal(order, conversation(said, seed=4))
    even = said.labels[conversation(said, seed=5)]
    assert np.mean(even == Emotion.NEUTRAL.position) < 0.35
    never_neutral = speaker("a", [1, 2]).examples
    assert set(never_neutral.labels[conversation(never_neutral, 0)]) == {1, 2}
    only_neutral = speaker("a", [0]).examples
    assert set(only_neutral.labels[conversation(only_neutral, 0)]) == {0}


def test_each_stranger_is_moved_by_an_amount_of_their_own_as_large_as_told() -> None:
    plain = speaker("a", list(range(7)))
    moved = []
    for seed, stream in enumerate(strangers(plain, 40)):
        said = centred_log(stream.examples.probabilities) / DOUBTED[seed // 2 % 2]
        by = said - centred_log(SURE[stream.examples.labels])
        assert np.ptp(by, axis=0).max() < 1e-9  # the same for all of them
        moved.append(by[0])
    assert np.std(moved) == pytest.approx(STRANGENESS * np.sqrt(6 / 7), rel=0.15)


def test_getting_to_know_strangers_costs_less_than_not_to() -> None:
    plain = speaker("a", list(range(7)))
    streams = [(stream, centred_log(SURE)) for stream in strangers(plain, 3)]
    streams += [(type(s)(Modality.FACE, "", s.examples), means) for s, means in streams]
    unknown = _loss(streams, LateFusion())
    assert _loss(streams, LateFusion(), 0.5, 20.0) < unknown - 0.05


def test_the_least_sureness_that_does_nearly_as_well_is_taken() -> None:
    assert least_sure({1.0: 1.10, 1.25: 1.015, 1.5: 1.0, 2.0: 1.3}) == 1.25
    assert least_sure({1.0: 1.0, 1.5: 0.99}) == 1.0


def test_one_feeling_lasts_from_the_start_of_each_such_stream() -> None:
    some = speaker("a", [0, 1, 4])
    streams = lasting(some, seed=3)
    assert [set(s.examples.labels.tolist()) for s in streams] == [{0}, {1}, {4}]
    assert {len(s.examples.labels) for s in streams} == {40}
    by = [
        centred_log(s.examples.probabilities) / DOUBTED[1] - centred_log(SURE[s.examples.labels])
        for s in streams
    ]
    assert max(np.ptp(each, axis=0).max() for each in by) < 1e-9
    assert np.abs(by[0][0] - by[1][0]).max() > 0.1  # somebody else each


def test_who_shows_one_feeling_is_read_better_where_variation_is_asked_for() -> None:
    plain = speaker("a", list(range(7)))
    streams = [(s, centred_log(SURE)) for s in lasting(plain, seed=0)]
    streams += [(type(s)(Modality.FACE, "", s.examples), means) for s, means in streams]
    assert _loss(streams, LateFusion(), 0.5, 20.0, 0.25) < _loss(streams, LateFusion(), 0.5, 20.0) - 0.05
