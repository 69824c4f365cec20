"""Moments as rows of the log: written one by one, read by the ten thousand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, overload

import numpy as np

from fusion.arrays import BoolArray, FloatArray
from fusion.emotions import EMOTIONS, Emotion
from fusion.evidence import Estimate, Evidence, Modality, Probabilities, State
from fusion.late_fusion import LateFusion
from fusion.log.errors import TimelineError
from fusion.moment import Moment, Shown
from fusion.speaking import Speaking

ESTIMATE_COLUMNS = (
    *("session_id", "t", "state", "emotion", "confidence", "probabilities"),
    *("voice_weight", "face_weight", "disagreement"),
    *("voice", "voice_quality", "voice_start", "voice_end"),
    *("face", "face_quality", "face_start", "face_end"),
)
SHOWN_COLUMNS = ("shown_state", "shown_emotion", "shown_since")
"""Missing in logs of the first version, and empty in rows that were in one when it was brought up to date."""
RAW_COLUMNS = ("voice_raw", "face_raw")
"""Missing in logs of the first two versions, and empty where nothing was allowed for."""
SPEAKING_COLUMNS = ("speaking_partner", "speaking_own")
"""Missing likewise, and empty where nobody told the two people apart."""

DAMAGED = "The log holds an estimate that this version cannot read; it may be damaged."
_BLOB_BYTES = 4 * len(EMOTIONS)
_NOTHING = np.full(len(EMOTIONS), np.nan, dtype="<f4").tobytes()
_T, _STATE, _EMOTION, _P, _VOICE, _FACE = 1, 2, 3, 5, 9, 13
_SHOWN_STATE, _SHOWN_EMOTION = len(ESTIMATE_COLUMNS), len(ESTIMATE_COLUMNS) + 1
_VOICE_RAW = len(ESTIMATE_COLUMNS) + len(SHOWN_COLUMNS)
_FACE_RAW = _VOICE_RAW + 1
_SPEAKING_PARTNER, _SPEAKING_OWN = _FACE_RAW + 1, _FACE_RAW + 2
_SHOWN = slice(_SHOWN_STATE, _VOICE_RAW)
"""Places in a row."""


class LoggedMoments(Sequence[Moment]):
    """A session's moments: figures of all at once, each one made only when it is asked for.

    Of a log of the first version only what was shown is known for certain, see :func:`_told_apart`.

    Parameters
    ----------
    rows
        ESTIMATE_COLUMNS, SHOWN_COLUMNS, RAW_COLUMNS and SPEAKING_COLUMNS, as :func:`row_of` makes them, in
        order of time.

    Raises
    ------
    ValueError, TypeError
        If a row is damaged, as far as is seen without making its moment.
    """

    def __init__(self, rows: Iterable[tuple[Any, ...]]) -> None:
        self._rows = _told_apart(rows)
        _check(self._rows)
        self._seconds = _seconds_of(self._rows)

    @property
    def times(self) -> FloatArray:
        """When each was made, float64 (n,), seconds on the session clock."""
        return np.array([row[_T] for row in self._rows], dtype=np.float64)

    @property
    def probabilities(self) -> FloatArray:
        """Fused probabilities, float64 (n, 7)."""
        joined = np.frombuffer(b"".join(row[_P] for row in self._rows), dtype="<f4")
        p = joined.astype(np.float64).reshape(-1, len(EMOTIONS))
        result: FloatArray = p / p.sum(axis=1, keepdims=True)
        return result

    @property
    def voice(self) -> FloatArray:
        """What the voice alone said, float64 (n, 7), rows of NaN where it said nothing."""
        return self._evidence(_VOICE)

    @property
    def face(self) -> FloatArray:
        """What the face alone said, float64 (n, 7), rows of NaN where it said nothing."""
        return self._evidence(_FACE)

    @property
    def own_speech(self) -> FloatArray:
        """How much the user spoke, float64 (n, 1), 0..1; NaN where nobody told the two people apart."""
        return np.array([row[_SPEAKING_OWN] for row in self._rows], dtype=np.float64).reshape(-1, 1)

    def _evidence(self, at: int) -> FloatArray:
        joined = b"".join(row[at] or _NOTHING for row in self._rows)
        p = np.frombuffer(joined, dtype="<f4").astype(np.float64).reshape(-1, len(EMOTIONS))
        result: FloatArray = p / p.sum(axis=1, keepdims=True)
        return result

    @property
    def without_signal(self) -> BoolArray:
        """In which of them nobody was shown to be read, bool (n,)."""
        return np.array([row[_SHOWN_STATE] == State.NO_SIGNAL.value for row in self._rows], dtype=bool)

    def gist(self, at: int) -> tuple[object, ...]:
        """How one moment looks depends on this alone: state, emotion, who is there or says what."""
        row = self._rows[at]
        state, emotion = row[_SHOWN_STATE], row[_SHOWN_EMOTION]
        if state == State.NO_SIGNAL.value:
            return state, row[_VOICE] is not None or row[_FACE] is not None
        if state == State.MIXED.value:
            return state, emotion, self._second_of(row)
        if state != State.CONFLICTING.value:
            return state, emotion
        leading = [
            None if row[k] is None else int(np.frombuffer(row[k], "<f4").argmax()) for k in (_VOICE, _FACE)
        ]
        return state, emotion, *leading

    def _second_of(self, row: tuple[Any, ...]) -> Emotion | None:
        return self._seconds.get(row[_SHOWN]) if row[_SHOWN_STATE] == State.MIXED.value else None

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, at: int) -> Moment: ...
    @overload
    def __getitem__(self, at: slice) -> LoggedMoments: ...
    def __getitem__(self, at: int | slice) -> Moment | LoggedMoments:
        if isinstance(at, slice):
            part = LoggedMoments(())
            part._rows, part._seconds = self._rows[at], self._seconds
            return part
        try:
            return _moment(self._rows[at], self._second_of(self._rows[at]))
        except (ValueError, TypeError) as error:
            raise TimelineError(DAMAGED) from error


def _check(rows: list[tuple[Any, ...]]) -> None:
    """Raise ValueError or TypeError where figures of all the rows, or their looks, could not be had."""
    if not all(
        isinstance(blob, bytes) and len(blob) == _BLOB_BYTES
        for row in rows
        for blob in (row[_P], *(row[k] for k in (_VOICE, _FACE, _VOICE_RAW, _FACE_RAW) if row[k] is not None))
    ):
        raise ValueError("an estimate has other probabilities than this version knows")
    for k in (_P, _VOICE, _FACE):
        joined = b"".join(row[k] for row in rows if row[k] is not None)
        p = np.frombuffer(joined, dtype="<f4").reshape(-1, len(EMOTIONS))
        if not (np.isfinite(p).all() and (p >= 0).all() and (p.sum(axis=1) > 0).all()):
            raise ValueError("an estimate has probabilities that are none")
    for k in (_T, _SPEAKING_OWN):
        if not np.isfinite(np.array([row[k] for row in rows if row[k] is not None], dtype=np.float64)).all():
            raise ValueError("an estimate has figures that are none")
    if None in {row[_T] for row in rows}:
        raise ValueError("an estimate has no time")
    for known, k in ((State, _SHOWN_STATE), (Emotion, _SHOWN_EMOTION)):
        for value in {row[k] for row in rows} - {None}:
            known(value)


def row_of(session_id: int, moment: Moment) -> tuple[object, ...]:
    """The columns of the log's table ``estimate``; probabilities as float32 blobs of 28 bytes."""
    e, shown = moment.estimate, moment.shown
    return (
        session_id,
        e.t,
        e.state.value,
        e.emotion.value if e.emotion else None,
        e.confidence,
        _blob(e.probabilities),
        e.weights.get(Modality.VOICE, 0.0),
        e.weights.get(Modality.FACE, 0.0),
        e.disagreement,
        *_evidence_columns(e.voice),
        *_evidence_columns(e.face),
        shown.state.value,
        shown.emotion.value if shown.emotion else None,
        shown.since,
        *(None if piece is None or piece.raw is None else _blob(piece.raw) for piece in (e.voice, e.face)),
        *((None, None) if moment.speaking is None else (moment.speaking.partner, moment.speaking.own)),
    )


def _evidence_columns(piece: Evidence | None) -> tuple[object, ...]:
    if piece is None:
        return (None,) * 4
    return _blob(piece.probabilities), piece.quality, piece.t_start, piece.t_end


def _blob(p: Probabilities) -> bytes:
    return p.astype("<f4").tobytes()


def _told_apart(rows: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The rows, those of the first version with what was shown in its own columns.

    There the columns of the estimate's state and emotion hold what was shown; since when it was is taken
    from the run of equal ones. Their estimates' own state was not kept: it is left empty here.
    """
    told: list[tuple[Any, ...]] = []
    label: tuple[Any, Any] | None = None
    since = 0.0
    for row in rows:
        if row[_SHOWN_STATE] is None:
            if (row[_STATE], row[_EMOTION]) != label:
                label, since = (row[_STATE], row[_EMOTION]), row[_T]
            kept = row[_EMOTION + 1 : _SHOWN_STATE]
            row = (*row[:_STATE], None, None, *kept, *label, since, *row[_VOICE_RAW:])
        told.append(row)
    return told


def _seconds_of(rows: list[tuple[Any, ...]]) -> dict[tuple[Any, ...], Emotion]:
    """Of two feelings that were named together the other one, by what was shown and since when.

    The log keeps the first only: it is the likeliest of all others while the two were shown, which it was, or
    the second likeliest, when they were decided on.
    """
    sums: dict[tuple[Any, ...], FloatArray] = {}
    for row in rows:
        if row[_SHOWN_STATE] == State.MIXED.value and row[_SHOWN_EMOTION] is not None:
            p = np.frombuffer(row[_P], "<f4").astype(np.float64)
            sums[row[_SHOWN]] = sums.get(row[_SHOWN], np.zeros_like(p)) + p / p.sum()
    for (_, first, _), total in sums.items():
        total[Emotion(first).position] = -1.0
    return {shown: EMOTIONS[int(total.argmax())] for shown, total in sums.items()}


def _moment(row: tuple[Any, ...], second: Emotion | None) -> Moment:
    (_, t, state, emotion, confidence, p, voice_weight, face_weight, disagreement) = row[:_VOICE]
    fused = _probabilities(p)
    estimate = Estimate(
        t=float(t),
        state=State(state or State.UNCLEAR),
        emotion=Emotion(emotion) if emotion else None,
        confidence=float(confidence),
        probabilities=fused,
        weights={Modality.VOICE: float(voice_weight), Modality.FACE: float(face_weight)},
        disagreement=float(disagreement),
        voice=_evidence(Modality.VOICE, row[_VOICE:_FACE], row[_VOICE_RAW]),
        face=_evidence(Modality.FACE, row[_FACE:_SHOWN_STATE], row[_FACE_RAW]),
    )
    if state is None:
        estimate = _shipped().judged(estimate)
    shown_state, shown_emotion, since = row[_SHOWN]
    first = Emotion(shown_emotion) if shown_emotion else None
    shown = Shown(State(shown_state), first, float(since), second)
    partner, own = row[_SPEAKING_PARTNER], row[_SPEAKING_OWN]
    return Moment(estimate, shown, None if partner is None else Speaking(float(partner), float(own)))


@cache
def _shipped() -> LateFusion:
    return LateFusion.shipped()


def _evidence(modality: Modality, columns: tuple[Any, ...], raw: bytes | None) -> Evidence | None:
    p, quality, t_start, t_end = columns
    if p is None:
        return None
    return Evidence(
        modality,
        float(t_start),
        float(t_end),
        _probabilities(p),
        float(quality),
        raw=None if raw is None else _probabilities(raw),
    )


def _probabilities(blob: bytes) -> Probabilities:
    p = np.frombuffer(blob, dtype="<f4").astype(np.float64)
    result: Probabilities = p / p.sum()
    return result
