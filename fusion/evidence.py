"""What one modality says (Evidence) and what both together say (Estimate)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import numpy as np
import numpy.typing as npt

from fusion.arrays import FloatArray
from fusion.emotions import EMOTIONS, Emotion, probability_map

Probabilities = FloatArray


class Modality(str, Enum):
    """Where evidence comes from."""

    VOICE = "voice"
    FACE = "face"


class State(str, Enum):
    """What an estimate amounts to; only CLEAR and MIXED carry an emotion."""

    CLEAR = "clear"
    MIXED = "mixed"
    CONFLICTING = "conflicting"
    UNCLEAR = "unclear"
    NO_SIGNAL = "no_signal"


@dataclass(frozen=True)
class Evidence:
    """What one modality heard or saw over a span of time.

    Parameters
    ----------
    modality
        Voice or face.
    t_start, t_end
        The span the evidence was made from, seconds on the session clock, ``t_start <= t_end``.
    probabilities
        Calibrated, float64 (7,), in the order of :data:`fusion.emotions.EMOTIONS`, summing to 1.
    quality
        How far the input can be trusted, 0 (worthless) to 1 (as good as in training).
    quality_parts
        What the quality was made of: name -> value in [0, 1].
    raw
        Calibrated as ``probabilities``, float64 (7,), before what is usual for the person was allowed for
        and a second opinion heeded; ``None`` where neither changes anything.
    person
        Whose face or voice it is, as far as the analyser tells people apart: another number is somebody else.

    Raises
    ------
    ValueError
        If the span runs backwards, or the probabilities (raw or not) or quality are not what they claim.
    """

    modality: Modality
    t_start: float
    t_end: float
    probabilities: Probabilities
    quality: float
    quality_parts: Mapping[str, float] = field(default_factory=dict)
    raw: Probabilities | None = None
    person: int = 0

    def __post_init__(self) -> None:
        if not 0.0 <= self.quality <= 1.0:
            raise ValueError(f"quality lies in 0..1, got {self.quality}")
        if not self.t_start <= self.t_end:
            raise ValueError(f"evidence ends ({self.t_end}) before it starts ({self.t_start})")
        for name in ("probabilities", "raw"):
            given = getattr(self, name)
            if given is not None:
                p = _distribution(given, "evidence")
                p /= np.add.reduce(p)
                p.setflags(write=False)
                object.__setattr__(self, name, p)

    @property
    def leading(self) -> Emotion:
        """The most probable emotion."""
        return EMOTIONS[int(np.argmax(self.probabilities))]

    def to_json(self) -> dict[str, Any]:
        """Plain values for one JSON line."""
        return {
            "probabilities": probability_map(self.probabilities),
            "raw": None if self.raw is None else probability_map(self.raw),
            "quality": round(self.quality, 6),
            "t_start": round(self.t_start, 6),
            "t_end": round(self.t_end, 6),
            "person": self.person,
        }


@dataclass(frozen=True)
class Estimate:
    """How the other person seems at one moment.

    Parameters
    ----------
    t
        Seconds on the session clock; only evidence up to ``t`` was used.
    state
        What may be said at all.
    emotion
        The emotion to name, ``None`` unless the state is clear or mixed.
    confidence
        Probability of the emotion, or of the leading one where none is named, 0..1 (0 without a signal).
    probabilities
        Fused, float64 (7,), summing to 1 (uniform without a signal).
    weights
        Share of each modality in the estimate; the shares sum to 1, or are all 0 without a signal.
    disagreement
        Jensen-Shannon divergence of the two calibrated distributions in bits, 0 (same) to 1 (opposite);
        0 where only one modality speaks.
    voice, face
        The evidence that was used, ``None`` where a modality had none that is still valid.

    Raises
    ------
    ValueError
        If the figures are not what they claim, or the state and the emotion do not go together.
    """

    t: float
    state: State
    emotion: Emotion | None
    confidence: float
    probabilities: Probabilities
    weights: Mapping[Modality, float]
    disagreement: float
    voice: Evidence | None = None
    face: Evidence | None = None

    def __post_init__(self) -> None:
        p = _distribution(self.probabilities, "an estimate")
        p.setflags(write=False)
        object.__setattr__(self, "probabilities", p)
        if not math.isfinite(self.t):
            raise ValueError(f"an estimate is made at a time in seconds, got {self.t}")
        if (self.emotion is not None) != (self.state in (State.CLEAR, State.MIXED)):
            raise ValueError(f"an estimate that is {self.state.value} cannot name {self.emotion}")
        for name, value in (("confidence", self.confidence), ("disagreement", self.disagreement)):
            if not 0.0 <= value <= 1.0:
                raise ValueError(f"{name} lies in 0..1, got {value}")
        shares = tuple(self.weights.values())
        if not (all(w >= 0 for w in shares) and min(abs(sum(shares) - 1), abs(sum(shares))) <= 1e-4):
            raise ValueError(f"weights sum to 1, or are all 0, got {dict(self.weights)}")
        for modality, piece in ((Modality.VOICE, self.voice), (Modality.FACE, self.face)):
            if piece is not None and piece.modality is not modality:
                raise ValueError(f"{modality.value} evidence is expected, got {piece.modality.value}")

    @property
    def ranking(self) -> tuple[Emotion, ...]:
        """The emotions, most probable first (ties in the order of EMOTIONS)."""
        order = np.argsort(-self.probabilities, kind="stable")
        return tuple(EMOTIONS[i] for i in order)

    @property
    def rests_on(self) -> frozenset[Modality]:
        """The modalities that had valid evidence."""
        pieces = (self.voice, self.face)
        return frozenset(piece.modality for piece in pieces if piece is not None)

    def to_json(self) -> dict[str, Any]:
        """The documented JSON line of ``attune analyze`` and ``attune live --jsonl``."""
        return {
            "t": round(self.t, 6),
            "state": self.state.value,
            "emotion": self.emotion.value if self.emotion else None,
            "confidence": round(self.confidence, 6),
            "probabilities": probability_map(self.probabilities),
            "weights": {m.value: round(self.weights.get(m, 0.0), 6) for m in Modality},
            "disagreement": round(self.disagreement, 6),
            "voice": self.voice.to_json() if self.voice else None,
            "face": self.face.to_json() if self.face else None,
        }


def _distribution(probabilities: npt.ArrayLike, whose: str) -> Probabilities:
    """A copy, float64 (7,). Raises ValueError if it is no distribution over the emotions."""
    p = np.array(probabilities, dtype=np.float64)
    # What is no number fails both comparisons.
    if p.shape != (len(EMOTIONS),) or not (np.minimum.reduce(p) >= 0 and abs(np.add.reduce(p) - 1) <= 1e-4):
        raise ValueError(f"{whose} needs {len(EMOTIONS)} probabilities that sum to 1, got {p}")
    return p
