"""Moments as rows: every column back in its place, figures of all at once, what tells looks apart."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from fusion.emotions import EMOTIONS, Emotion
from fusion.evidence import Estimate, Evidence, Modality, State
from fusion.late_fusion import no_signal
from fusion.log.rows import (
    ESTIMATE_COLUMNS,
    RAW_COLUMNS,
    SHOWN_COLUMNS,
    SPEAKING_COLUMNS,
    LoggedMoments,
    row_of,
)
from fusion.moment import Moment, Shown

COLUMNS = (*ESTIMATE_COLUMNS, *SHOWN_COLUMNS, *RAW_COLUMNS, *SPEAKING_COLUMNS)


def leading(emotion: Emotion, p: float = 0.7) -> np.ndarray:
    probabilities = np.full(7, (1 - p) / 6)
    probabilities[emotion.position] = p
    return probabilities


def said(modality: Modality, emotion: Emotion, t_end: float, quality: float) -> Evidence:
    return Evidence(modality, t_end - 0.5, t_end, leading(emotion), quality)


def moment(
    voice: Emotion | None = Emotion.HAPPY,
    face: Emotion | None = Emotion.SAD,
    shown: Shown = Shown(State.MIXED, Emotion.ANGRY, 1.5),
    t: float = 2.0,
) -> Moment:
    """A moment whose figures are all different, so that none can stand in another's place."""
    estimate = Estimate(
        t=t,
        state=State.CLEAR,
        emotion=Emotion.AFRAID,
        confidence=0.6,
        probabilities=leading(Emotion.AFRAID, 0.6),
        weights={Modality.VOICE: 0.3, Modality.FACE: 0.7},
        disagreement=0.45,
        voice=said(Modality.VOICE, voice, t - 0.2, 0.9) if voice else None,
        face=said(Modality.FACE, face, t - 0.1, 0.8) if face else None,
    )
    return Moment(estimate, shown)


def read(*moments: Moment) -> LoggedMoments:
    return LoggedMoments(row_of(7, m) for m in moments)


def assert_same_piece(back: Evidence | None, piece: Evidence | None) -> None:
    if back is None or piece is None:
        assert back is piece
        return
    for name in ("modality", "t_start", "t_end", "quality"):
        assert getattr(back, name) == getattr(piece, name)
    np.testing.assert_allclose(back.probabilities, piece.probabilities, atol=1e-7)
    assert (back.raw is None) == (piece.raw is None)
    if back.raw is not None and piece.raw is not None:
        np.testing.assert_allclose(back.raw, piece.raw, atol=1e-7)
        assert back.raw.sum() == pytest.approx(1.0, abs=1e-12)


@pytest.mark.parametrize("voice", [Emotion.HAPPY, None])
@pytest.mark.parametrize("face", [Emotion.SAD, None])
@pytest.mark.parametrize("emotion", [Emotion.ANGRY, None])
def test_every_figure_comes_back_in_its_place(
    voice: Emotion | None, face: Emotion | None, emotion: Emotion | None
) -> None:
    written = moment(voice, face, Shown(State.MIXED, emotion, 1.5))
    e, back = written.estimate, read(written)[0].estimate
    second = Emotion.AFRAID if emotion is not None else None  # which leads: it is not logged, but found again
    assert read(written)[0].shown == replace(written.shown, second=second)
    assert (back.t, back.state, back.emotion, back.confidence) == (2.0, State.CLEAR, Emotion.AFRAID, 0.6)
    assert (back.weights, back.disagreement) == (e.weights, 0.45)
    np.testing.assert_allclose(back.probabilities, e.probabilities, atol=1e-7)
    assert back.probabilities.sum() == pytest.approx(1.0, abs=1e-12)  # not only to float32
    assert_same_piece(back.voice, e.voice)
    assert_same_piece(back.face, e.face)


@pytest.mark.parametrize("modality", Modality)
def test_what_was_said_before_the_person_was_allowed_for_comes_back_beside_it(modality: Modality) -> None:
    written = moment()
    piece = getattr(written.estimate, modality.value)
    adapted = replace(piece, raw=leading(Emotion.DISGUSTED, 0.9))
    back = read(replace(written, estimate=replace(written.estimate, **{modality.value: adapted})))[0].estimate
    assert_same_piece(getattr(back, modality.value), adapted)
    other = next(m for m in Modality if m is not modality)
    assert getattr(back, other.value).raw is None


def test_a_row_has_a_value_for_each_column_and_28_bytes_for_each_distribution() -> None:
    row: dict[str, Any] = dict(zip(COLUMNS, row_of(7, moment(face=None)), strict=True))
    blobs = {name: row.pop(name) for name in ("probabilities", "voice")}
    assert all(len(blob) == 28 for blob in blobs.values())
    np.testing.assert_allclose(np.frombuffer(blobs["voice"], "<f4"), leading(Emotion.HAPPY), atol=1e-7)
    assert row == {
        "session_id": 7,
        "t": 2.0,
        "state": "clear",
        "emotion": "afraid",
        "confidence": 0.6,
        "voice_weight": 0.3,
        "face_weight": 0.7,
        "disagreement": 0.45,
        "voice_quality": 0.9,
        "voice_start": 1.3,
        "voice_end": 1.8,
        **dict.fromkeys(("face", "face_quality", "face_start", "face_end")),
        "shown_state": "mixed",
        "shown_emotion": "angry",
        "shown_since": 1.5,
        **dict.fromkeys((*RAW_COLUMNS, *SPEAKING_COLUMNS)),
    }
    nothing = row_of(7, Moment(no_signal(0.1), Shown(State.NO_SIGNAL, None, 0.1)))
    assert (nothing[3], nothing[6], nothing[7], nothing[18]) == (None, 0.0, 0.0, None)
    unweighed = row_of(7, replace(moment(), estimate=replace(moment().estimate, weights={})))
    assert unweighed[6:8] == (0.0, 0.0)


def test_figures_of_all_moments_at_once() -> None:
    nobody = Moment(no_signal(3.0), Shown(State.NO_SIGNAL, None, 3.0))
    held = Moment(no_signal(4.0), Shown(State.CLEAR, Emotion.SAD, 2.5))
    moments = read(moment(), nobody, held)
    assert len(moments) == 3
    np.testing.assert_array_equal(moments.times, [2.0, 3.0, 4.0])
    np.testing.assert_array_equal(moments.without_signal, [False, True, False])
    truth = [leading(Emotion.AFRAID, 0.6), np.full(7, 1 / 7), np.full(7, 1 / 7)]
    np.testing.assert_allclose(moments.probabilities, truth, atol=1e-7)
    np.testing.assert_allclose(moments.probabilities.sum(axis=1), 1.0, rtol=0, atol=1e-12)
    assert [m.t for m in moments[1:]] == [3.0, 4.0]
    assert isinstance(moments[1:], LoggedMoments)
    none = read()
    assert (none.times.shape, none.without_signal.shape, none.probabilities.shape) == ((0,), (0,), (0, 7))


def test_how_a_moment_looks_depends_on_what_is_shown_and_in_conflicts_on_who_says_what() -> None:
    clear, conflict = Shown(State.CLEAR, Emotion.SAD, 1.0), Shown(State.CONFLICTING, None, 1.0)
    moments = read(
        moment(shown=clear),
        moment(Emotion.ANGRY, None, clear),
        moment(shown=conflict),
        moment(Emotion.ANGRY, shown=conflict),
        moment(face=None, shown=conflict),
        moment(voice=None, shown=conflict),
        moment(),
    )
    happy, sad, angry = (EMOTIONS.index(e) for e in (Emotion.HAPPY, Emotion.SAD, Emotion.ANGRY))
    assert [moments.gist(i) for i in range(7)] == [
        ("clear", "sad"),
        ("clear", "sad"),
        ("conflicting", None, happy, sad),
        ("conflicting", None, angry, sad),
        ("conflicting", None, happy, None),
        ("conflicting", None, None, sad),
        ("mixed", "angry", Emotion.AFRAID),
    ]


@pytest.mark.parametrize("column", ["probabilities", "voice", "face", "voice_raw", "face_raw"])
@pytest.mark.parametrize("blob", [b"\0" * 24, "twenty-eight characters long"])
def test_a_damaged_distribution_is_refused(column: str, blob: object) -> None:
    good, bad = row_of(7, moment()), list(row_of(7, moment()))
    bad[COLUMNS.index(column)] = blob
    with pytest.raises(ValueError, match="other probabilities than this version knows"):
        LoggedMoments([good, tuple(bad)])


def test_rows_of_the_first_version_show_since_their_run_began() -> None:
    states = [("clear", "sad"), ("clear", "sad"), ("mixed", "sad"), ("clear", "sad")]
    rows = []
    for i, (state, emotion) in enumerate(states):
        row = list(row_of(7, moment(t=2.0 + i)))
        row[2:4] = state, emotion
        row[17:20] = None, None, None
        rows.append(tuple(row))
    new = row_of(7, moment(t=6.0))
    moments = LoggedMoments([*rows, new])
    assert [(m.shown.state.value, m.shown.emotion) for m in moments[:4]] == [
        (state, Emotion.SAD) for state, _ in states
    ]
    assert [m.shown.since for m in moments] == [2.0, 2.0, 4.0, 5.0, 1.5]
    assert moments[4].estimate.state is State.CLEAR
    # What they estimated is judged again: voice and face lead differently, each of them surely.
    assert [m.estimate.state for m in moments[:4]] == [State.CONFLICTING] * 4
