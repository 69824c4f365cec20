"""The diarisation error, against what is counted by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_model.evaluation.diarisation import DiarisationError, Spoken, diarisation_error, turns_of

TALK: list[Spoken] = [(0.0, 4.0, "Ann"), (5.0, 9.0, "Bob")]


def errors(told: list[Spoken], collar_s: float = 0.0) -> tuple[float, float, float, float]:
    error = diarisation_error(TALK, told, 10.0, collar_s)
    return error.speech_s, error.missed_s, error.false_s, error.confused_s


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([(0.0, 4.0, "1"), (5.0, 9.0, "2")], (8.0, 0.0, 0.0, 0.0)),
        ([(0.0, 4.0, "2"), (5.0, 9.0, "1")], (8.0, 0.0, 0.0, 0.0)),
        ([], (8.0, 8.0, 0.0, 0.0)),
        ([(0.0, 10.0, "1")], (8.0, 0.0, 2.0, 4.0)),
        ([(0.0, 3.0, "1"), (3.0, 9.0, "2")], (8.0, 0.0, 1.0, 1.0)),
        ([(0.0, 4.0, "1"), (2.0, 4.0, "2"), (5.0, 8.0, "2")], (8.0, 1.0, 2.0, 0.0)),
    ],
)
def test_errors_are_those_counted_by_hand(
    told: list[Spoken], expected: tuple[float, float, float, float]
) -> None:
    assert errors(told) == pytest.approx(expected)


def test_about_starts_and_ends_nothing_is_scored() -> None:
    told = [(0.0, 4.2, "1"), (5.2, 9.0, "2")]
    assert errors(told) == pytest.approx((8.0, 0.2, 0.2, 0.0))
    assert errors(told, 0.25) == pytest.approx((7.0, 0.0, 0.0, 0.0))


def test_where_two_speak_at_once_both_count() -> None:
    both = [(0.0, 4.0, "Ann"), (2.0, 4.0, "Bob")]
    error = diarisation_error(both, [(0.0, 4.0, "1")], 4.0, 0.0)
    assert (error.speech_s, error.missed_s, error.rate) == pytest.approx((6.0, 2.0, 1 / 3))


@given(st.permutations(["1", "2"]), st.floats(0.0, 0.5))
def test_names_do_not_matter(names: list[str], collar_s: float) -> None:
    told = [(0.0, 2.0, names[0]), (2.0, 9.0, names[1])]
    assert errors(told, collar_s) == errors([(0.0, 2.0, "x"), (2.0, 9.0, "y")], collar_s)


def test_sums_are_of_the_seconds() -> None:
    whole = DiarisationError(8.0, 1.0, 0.0, 1.0) + DiarisationError(2.0, 0.0, 1.0, 0.0)
    assert whole == DiarisationError(10.0, 1.0, 1.0, 1.0) and whole.rate == pytest.approx(0.3)


def test_turns_are_read_from_rttm(tmp_path: Path) -> None:
    file = tmp_path / "talk.rttm"
    file.write_text("SPEAKER talk 1 1.5 2.25 <NA> <NA> Zoé <NA> <NA>\n\n", encoding="utf-8")
    assert turns_of(file) == [(1.5, 3.75, "Zoé")]
