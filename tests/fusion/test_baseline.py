"""A person's baseline: bounded, shrunk, removable, and nothing at all where there is nothing to allow for."""

import json
import math
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from fusion.baseline import (
    LARGEST_SHIFT,
    ORDINARY,
    Ordinary,
    PersonalBaseline,
    centred_log,
    learn_baseline,
)
from fusion.emotions import EMOTIONS, Emotion
from fusion.errors import UserError
from fusion.evidence import Evidence, Modality

distributions = arrays(np.float64, 7, elements=st.floats(1e-3, 1.0)).map(lambda a: a / a.sum())
shifts = arrays(np.float64, 7, elements=st.floats(-LARGEST_SHIFT, LARGEST_SHIFT))

TYPICAL = np.array([0.7, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05])
PEOPLE = Ordinary(dict.fromkeys(Modality, centred_log(TYPICAL)), half_s=5.0)


def voice(p: Any, t: float = 0.0, span_s: float = 3.0, quality: float = 1.0) -> Evidence:
    return Evidence(Modality.VOICE, t, t + span_s, np.asarray(p), quality)


def shifted_by(shift: Any) -> PersonalBaseline:
    none = PersonalBaseline.identity("Ana")
    return PersonalBaseline("Ana", {**none.shift, Modality.VOICE: np.asarray(shift)}, none.seconds)


def test_the_identity_hands_back_the_very_same_evidence() -> None:
    piece = voice(TYPICAL)
    assert PersonalBaseline.identity().apply(piece) is piece


def test_one_modalitys_shift_leaves_the_other_alone() -> None:
    face = Evidence(Modality.FACE, 0, 1, TYPICAL, 1.0)
    assert shifted_by([1, 0, 0, 0, 0, 0, 0]).apply(face) is face


@given(distributions, shifts, st.floats(-1, 1))
def test_applying_multiplies_the_odds(p: np.ndarray, shift: np.ndarray, constant: float) -> None:
    found = shifted_by(shift).apply(voice(p)).probabilities
    expected = p * np.exp(shift)
    np.testing.assert_allclose(found, expected / expected.sum(), atol=1e-9)
    # a constant added to all seven changes nothing, and the opposite shift undoes it
    np.testing.assert_allclose(shifted_by(shift + constant).apply(voice(p)).probabilities, found, atol=1e-9)
    undone = shifted_by(-shift).apply(voice(found)).probabilities
    np.testing.assert_allclose(undone, p, atol=1e-9)


def test_only_the_probabilities_change() -> None:
    piece = Evidence(Modality.VOICE, 1.0, 2.0, TYPICAL, 0.6, {"snr": 0.5})
    found = shifted_by([0, 1, 0, 0, 0, 0, 0]).apply(piece)
    assert (found.t_start, found.t_end, found.quality, found.quality_parts) == (1.0, 2.0, 0.6, {"snr": 0.5})


def test_who_is_as_people_are_needs_no_shift() -> None:
    learnt = learn_baseline([voice(TYPICAL, t) for t in range(0, 20, 3)], "Ana", ordinary=PEOPLE)
    np.testing.assert_allclose(learnt.shift[Modality.VOICE], 0, atol=1e-12)


def test_someone_who_always_sounds_angry_is_read_as_less_angry() -> None:
    p = np.array([0.4, 0.05, 0.05, 0.35, 0.05, 0.05, 0.05])
    pieces = [voice(p, 3.0 * i) for i in range(6)]
    learnt = learn_baseline(pieces, "Ana", ordinary=PEOPLE)
    raw = centred_log(TYPICAL) - centred_log(p)
    np.testing.assert_allclose(
        learnt.shift[Modality.VOICE], np.clip(18 / 23 * raw, -LARGEST_SHIFT, LARGEST_SHIFT), atol=1e-12
    )
    after = learnt.apply(pieces[0]).probabilities
    assert after[Emotion.ANGRY.position] < p[Emotion.ANGRY.position]
    assert after[Emotion.NEUTRAL.position] > p[Emotion.NEUTRAL.position]
    assert learnt.seconds == {Modality.VOICE: pytest.approx(18.0), Modality.FACE: 0.0}
    assert not learnt.shift[Modality.FACE].any()


def test_of_a_face_and_of_a_voice_shares_of_their_own_are_allowed_for() -> None:
    p = np.array([0.4, 0.05, 0.05, 0.35, 0.05, 0.05, 0.05])
    pieces = [Evidence(m, 3.0 * i, 3.0 * (i + 1), p, 1.0) for i in range(5) for m in Modality]
    strength = {Modality.VOICE: 0.25, Modality.FACE: 1.0}
    learnt = learn_baseline(pieces, "Ana", ordinary=Ordinary(PEOPLE.centred, strength, half_s=5.0))
    for modality, share in strength.items():
        raw = centred_log(TYPICAL) - centred_log(p)
        np.testing.assert_allclose(learnt.shift[modality], share * 15 / 20 * raw, atol=1e-12)


def test_little_data_shift_little() -> None:
    p = np.array([0.4, 0.05, 0.05, 0.35, 0.05, 0.05, 0.05])
    sizes = [
        np.abs(
            learn_baseline([voice(p, 3.0 * i) for i in range(n)], "A", ordinary=PEOPLE).shift[Modality.VOICE]
        ).max()
        for n in (0, 1, 2, 6)
    ]
    assert sizes[0] == 0 and sizes == sorted(sizes) and sizes[1] < 0.6 * sizes[3]


def test_worthless_evidence_teaches_nothing_and_poor_evidence_less() -> None:
    p = np.array([0.4, 0.05, 0.05, 0.35, 0.05, 0.05, 0.05])
    nothing = learn_baseline([voice(p, quality=0.0)], "A", ordinary=PEOPLE)
    assert not nothing.shift[Modality.VOICE].any() and nothing.seconds[Modality.VOICE] == 0
    poor = learn_baseline([voice(p, quality=0.2)], "A", ordinary=PEOPLE)
    good = learn_baseline([voice(p, quality=1.0)], "A", ordinary=PEOPLE)
    assert np.abs(poor.shift[Modality.VOICE]).sum() < np.abs(good.shift[Modality.VOICE]).sum()


def test_overlapping_windows_count_once() -> None:
    pieces = [voice(TYPICAL, 0.1 * i) for i in range(171)]  # from 0 to 20 s
    assert learn_baseline(pieces, "A", ordinary=PEOPLE).seconds[Modality.VOICE] == pytest.approx(20.0)


def test_the_first_piece_stands_for_its_own_span_and_a_moment_for_half_a_second_at_most() -> None:
    first = voice(TYPICAL, 10.0, span_s=2.0)
    assert learn_baseline([first], "A", ordinary=PEOPLE).seconds[Modality.VOICE] == pytest.approx(2.0)
    moments = [voice(TYPICAL, t, span_s=0.0) for t in (10.0, 10.25, 14.0)]
    assert learn_baseline(moments, "A", ordinary=PEOPLE).seconds[Modality.VOICE] == pytest.approx(0.75)


def test_of_pieces_that_heard_the_same_time_the_best_counts() -> None:
    p = np.array([0.4, 0.05, 0.05, 0.35, 0.05, 0.05, 0.05])
    alone = learn_baseline([voice(p, quality=0.5)], "A", ordinary=PEOPLE)
    pieces = [voice(np.full(7, 1 / 7), quality=0.1), voice(p, quality=0.5), voice(TYPICAL, quality=0.4)]
    among_others = learn_baseline(pieces, "A", ordinary=PEOPLE)
    assert among_others.seconds == alone.seconds
    np.testing.assert_array_equal(among_others.shift[Modality.VOICE], alone.shift[Modality.VOICE])


def test_less_than_a_second_teaches_its_share() -> None:
    p = np.array([0.4, 0.05, 0.05, 0.35, 0.05, 0.05, 0.05])
    learnt = learn_baseline([voice(p, span_s=0.6)], "A", ordinary=PEOPLE)
    expected = 0.6 / 5.6 * (centred_log(TYPICAL) - centred_log(p))
    np.testing.assert_allclose(learnt.shift[Modality.VOICE], expected, atol=1e-12)


def test_each_row_is_centred_on_its_own_mean() -> None:
    rows = centred_log(np.array([TYPICAL, np.eye(7)[0]]))
    np.testing.assert_allclose(rows.sum(axis=1), 0, atol=1e-12)
    np.testing.assert_array_equal(rows[0], centred_log(TYPICAL))
    assert rows[1, 0] - rows[1, 1] == pytest.approx(np.log(1e5))  # ruled out is one in 100,000


def test_a_baseline_says_whose_it_is_and_when_it_was_made() -> None:
    learnt = learn_baseline([], "Ana", "2026-01-02", PEOPLE)
    assert (learnt.name, learnt.made_at) == ("Ana", "2026-01-02")
    assert learn_baseline([], "Ana", ordinary=PEOPLE).made_at == ""
    nobody = PersonalBaseline.identity()
    assert (nobody.name, nobody.made_at, nobody.seconds) == ("", "", dict.fromkeys(Modality, 0.0))
    assert PersonalBaseline.identity("Ana").name == "Ana"
    assert [shift.tolist() for shift in nobody.shift.values()] == [[0.0] * 7] * 2


def test_the_seconds_are_written_down_to_the_hundredth() -> None:
    baseline = PersonalBaseline(
        "Ana", PersonalBaseline.identity().shift, {Modality.VOICE: 12.3456, Modality.FACE: 1 / 3}
    )
    assert baseline.to_json()["seconds"] == {"voice": 12.35, "face": 0.33}


def test_silence_between_two_windows_does_not_count() -> None:
    pieces = [voice(TYPICAL, 0.0), voice(TYPICAL, 100.0)]
    assert learn_baseline(pieces, "A", ordinary=PEOPLE).seconds[Modality.VOICE] == pytest.approx(6.0)


@given(st.lists(st.tuples(distributions, st.floats(0, 100), st.floats(0, 1)), max_size=8), st.randoms())
@example(
    [(np.full(7, 1 / 7), 0.0, 1.0), (np.full(7, 1 / 7), 0.0, 0.0)], Random(1)
)  # shuffled, the worthless piece is first
def test_the_order_does_not_matter_a_repeated_piece_counts_once_and_all_is_bounded(
    made: list[tuple[np.ndarray, float, float]], random: Any
) -> None:
    pieces = [voice(p, t, quality=q) for p, t, q in made]
    learnt = learn_baseline(pieces, "A", ordinary=PEOPLE)
    other = pieces + pieces
    random.shuffle(other)
    again = learn_baseline(other, "A", ordinary=PEOPLE)
    np.testing.assert_allclose(again.shift[Modality.VOICE], learnt.shift[Modality.VOICE], atol=1e-9)
    assert np.abs(learnt.shift[Modality.VOICE]).max() <= LARGEST_SHIFT


def test_a_certain_answer_shifts_no_further_than_the_bound() -> None:
    certain = np.eye(7)[Emotion.ANGRY.position]
    learnt = learn_baseline([voice(certain, 3.0 * i) for i in range(100)], "A", ordinary=PEOPLE)
    assert learnt.shift[Modality.VOICE][Emotion.ANGRY.position] == -LARGEST_SHIFT


def test_the_shipped_ordinary_is_centred_and_calmest() -> None:
    ordinary = Ordinary.shipped()
    written = json.loads(ORDINARY.read_text(encoding="utf-8"))
    assert ordinary.half_s == written["half_s"]
    for modality in Modality:
        assert ordinary.strength[modality] == written["strength"][modality.value]
        assert 0 <= ordinary.strength[modality] <= 1
        assert ordinary.centred[modality].sum() == pytest.approx(0.0, abs=1e-6)
        assert EMOTIONS[int(ordinary.centred[modality].argmax())] is Emotion.NEUTRAL


@given(shifts, st.floats(0, 100))
@example(np.full(7, LARGEST_SHIFT), 0.0)
def test_it_survives_being_written_down(shift: np.ndarray, seconds: float) -> None:
    baseline = PersonalBaseline(
        "Zoë", dict.fromkeys(Modality, shift), dict.fromkeys(Modality, round(seconds, 2)), "2026-01-02"
    )
    back = PersonalBaseline.from_json(json.loads(json.dumps(baseline.to_json())))
    assert back.to_json() == baseline.to_json()
    for modality in Modality:
        np.testing.assert_array_equal(back.shift[modality], shift)


def broken(**changes: Any) -> dict[str, Any]:
    return {**PersonalBaseline.identity("Ana").to_json(), **changes}


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        "Ana",
        broken(name=" "),
        broken(name=3),
        broken(made_at=None),
        broken(shift={}),
        broken(shift={"voice": dict.fromkeys([e.value for e in EMOTIONS], 9.0)}),
        broken(shift={m.value: dict.fromkeys([e.value for e in EMOTIONS], 9.0) for m in Modality}),
        broken(shift={m.value: dict.fromkeys([e.value for e in EMOTIONS], math.nan) for m in Modality}),
        broken(seconds={"voice": -1, "face": 0}),
        broken(seconds={"voice": "long", "face": 0}),
        broken(seconds={"voice": 1, "face": math.inf}),
        broken(answers=[]),
        broken(answers={"smell": {}}),
        broken(answers={"face": {"around": {}, "variance": 1.0}}),
        broken(answers={"face": {"around": dict.fromkeys([e.value for e in EMOTIONS], 0.0), "variance": -1}}),
        broken(
            answers={"face": {"around": dict.fromkeys([e.value for e in EMOTIONS], math.inf), "variance": 1}}
        ),
    ],
)
def test_nonsense_is_one_sentence(data: Any) -> None:
    with pytest.raises(UserError, match="remember the person anew") as caught:
        PersonalBaseline.from_json(data)
    assert "\n" not in str(caught.value)
