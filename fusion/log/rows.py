"""Estimates as rows of the log: written one by one, read by the ten thousand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, overload

import numpy as np
import numpy.typing as npt

from fusion.emotions import EMOTIONS, Emotion
from fusion.evidence import Estimate, Evidence, Modality, Probabilities, State

_BLOB_BYTES = 4 * len(EMOTIONS)
_T, _STATE, _EMOTION, _P, _VOICE, _FACE = 1, 2, 3, 5, 9, 13
"""Places in a row."""


class LoggedEstimates(Sequence[Estimate]):
    """A session's estimates: figures of all at once, each one made only when it is asked for.

    Parameters
    ----------
    rows
        As :func:`row_of` makes them, in order of time.

    Raises
    ------
    ValueError
        If a row is damaged.
    """

    def __init__(self, rows: Sequence[tuple[Any, ...]]) -> None:
        if not all(
            isinstance(blob, bytes) and len(blob) == _BLOB_BYTES
            for row in rows
            for blob in (row[_P], row[_VOICE] or row[_P], row[_FACE] or row[_P])
        ):
            raise ValueError("an estimate has other probabilities than this version knows")
        self._rows = rows

    @property
    def times(self) -> npt.NDArray[np.float64]:
        """When each was made, float64 (n,), seconds on the session clock."""
        return np.array([row[_T] for row in self._rows], dtype=np.float64)

    @property
    def probabilities(self) -> npt.NDArray[np.float64]:
        """Fused probabilities, float64 (n, 7)."""
        joined = np.frombuffer(b"".join(row[_P] for row in self._rows), dtype="<f4")
        p = joined.astype(np.float64).reshape(-1, len(EMOTIONS))
        result: npt.NDArray[np.float64] = p / p.sum(axis=1, keepdims=True)
        return result

    @property
    def without_signal(self) -> npt.NDArray[np.bool_]:
        """Which of them had nothing to go by, bool (n,)."""
        return np.array([row[_STATE] == State.NO_SIGNAL.value for row in self._rows], dtype=bool)

    def gist(self, at: int) -> tuple[object, ...]:
        """What is shown of one estimate depends on this alone: state, emotion, in conflicts who says what."""
        row = self._rows[at]
        if row[_STATE] != State.CONFLICTING.value:
            return row[_STATE], row[_EMOTION]
        leading = [
            None if row[k] is None else int(np.frombuffer(row[k], "<f4").argmax()) for k in (_VOICE, _FACE)
        ]
        return row[_STATE], row[_EMOTION], *leading

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, at: int) -> Estimate: ...
    @overload
    def __getitem__(self, at: slice) -> LoggedEstimates: ...
    def __getitem__(self, at: int | slice) -> Estimate | LoggedEstimates:
        return LoggedEstimates(self._rows[at]) if isinstance(at, slice) else _estimate(self._rows[at])


def row_of(session_id: int, e: Estimate) -> tuple[object, ...]:
    """The columns of the log's table ``estimate``; probabilities as float32 blobs of 28 bytes."""
    return (
        session_id,
        e.t,
        e.state.value,
        e.emotion.value if e.emotion else None,
        e.confidence,
        e.probabilities.astype("<f4").tobytes(),
        e.weights.get(Modality.VOICE, 0.0),
        e.weights.get(Modality.FACE, 0.0),
        e.disagreement,
        *_evidence_columns(e.voice),
        *_evidence_columns(e.face),
    )


def _evidence_columns(piece: Evidence | None) -> tuple[object, ...]:
    if piece is None:
        return (None,) * 4
    return piece.probabilities.astype("<f4").tobytes(), piece.quality, piece.t_start, piece.t_end


def _estimate(row: tuple[Any, ...]) -> Estimate:
    (_, t, state, emotion, confidence, p, voice_weight, face_weight, disagreement, *evidence) = row
    return Estimate(
        t=float(t),
        state=State(state),
        emotion=Emotion(emotion) if emotion else None,
        confidence=float(confidence),
        probabilities=_probabilities(p),
        weights={Modality.VOICE: float(voice_weight), Modality.FACE: float(face_weight)},
        disagreement=float(disagreement),
        voice=_evidence(Modality.VOICE, evidence[:4]),
        face=_evidence(Modality.FACE, evidence[4:]),
    )


def _evidence(modality: Modality, columns: list[Any]) -> Evidence | None:
    p, quality, t_start, t_end = columns
    if p is None:
        return None
    return Evidence(modality, float(t_start), float(t_end), _probabilities(p), float(quality))


def _probabilities(blob: bytes) -> Probabilities:
    p = np.frombuffer(blob, dtype="<f4").astype(np.float64)
    result: Probabilities = p / p.sum()
    return result
