"""The seven emotions Attune speaks of, and how the labels of corpora map onto them."""

from __future__ import annotations

from enum import Enum

from fusion.arrays import FloatArray
from fusion.errors import UserError


class Emotion(str, Enum):
    """The seven categories both modalities answer in; the order is that of every probability vector."""

    NEUTRAL = "neutral"
    HAPPY = "happy"
    SAD = "sad"
    ANGRY = "angry"
    AFRAID = "afraid"
    DISGUSTED = "disgusted"
    SURPRISED = "surprised"

    @property
    def position(self) -> int:
        """Place in a probability vector, 0..6."""
        return EMOTIONS.index(self)


EMOTIONS: tuple[Emotion, ...] = tuple(Emotion)
_NAMES = tuple(e.value for e in EMOTIONS)

_SYNONYMS: dict[Emotion, tuple[str, ...]] = {
    Emotion.NEUTRAL: ("neutral", "neutrality", "calm", "neu", "normal"),
    Emotion.HAPPY: ("happy", "happiness", "joy", "joyful", "hap", "smile", "smiling", "amused", "happily"),
    Emotion.SAD: ("sad", "sadness", "sorrow", "unhappy"),
    Emotion.ANGRY: ("angry", "anger", "ang", "annoyed", "rage", "mad"),
    Emotion.AFRAID: ("afraid", "fear", "fearful", "fea", "anxious", "anxiety", "scared"),
    Emotion.DISGUSTED: ("disgusted", "disgust", "dis"),
    Emotion.SURPRISED: ("surprised", "surprise", "sur", "ps", "pleasant surprise", "pleasant surprised"),
}
_BY_LABEL = {label: emotion for emotion, labels in _SYNONYMS.items() for label in labels}


def parse_emotion(label: str) -> Emotion:
    """The emotion a corpus or a folder means by ``label``.

    Case, digits, and ``_ -`` around and between the words do not matter: ``"05Angry"``, ``"fearful"``
    and ``"OAF_Pleasant_surprise"``'s last part are understood. Calm counts as neutral.

    Raises
    ------
    UserError
        If the label names none of the seven; the message lists what is understood.
    """
    words = " ".join("".join(c if c.isalpha() else " " for c in label).lower().split())
    if words in _BY_LABEL:
        return _BY_LABEL[words]
    raise UserError(
        f"“{label}” is not an emotion known here; use one of: " + ", ".join(e.value for e in EMOTIONS)
    )


def probability_map(probabilities: FloatArray, digits: int = 6) -> dict[str, float]:
    """A (7,) probability vector as ``{emotion: p}``, rounded to ``digits`` decimals."""
    return {name: round(p, digits) for name, p in zip(_NAMES, probabilities.tolist(), strict=True)}
