"""The words of a conversation: finished phrases in, what they seem to say out; never part of the fusion."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from fusion.interfaces import AudioChunk

ENGLISH = "en"
"""The one language whose words are scored."""
CLEARLY = 0.25
"""A mean score this far from 0 (it is in [-1, 1]) is called friendly or unhappy."""
GAP_S = 0.2
"""A chunk this far from the end of the one before it is not its continuation, seconds."""


@dataclass(frozen=True)
class Phrase:
    """A stretch of speech, ended or not, as a recogniser understood it so far; times in session seconds.

    ``language`` is its ISO 639-1 code.
    """

    text: str
    t_start: float
    t_end: float
    language: str = ENGLISH


class Recogniser(Protocol):
    """Turns sound into phrases; no threads, no devices, no network."""

    def feed(self, chunk: AudioChunk) -> list[Phrase]:
        """Take the next chunk; return the phrases it completed, or those so far (mostly none)."""
        ...

    def reset(self) -> None:
        """Forget the phrase begun, as after a gap or a pause."""
        ...


class Tone(str, Enum):
    """What words seem to be like."""

    FRIENDLY = "friendly"
    UNHAPPY = "unhappy"
    NEUTRAL = "neutral"


@dataclass(frozen=True)
class WordsHeard:
    """What is kept of a phrase: its score, -1 (unpleasant) to 1 (pleasant), and never the words.

    Of a phrase in another language than English the score is 0, and ``language`` tells which.
    """

    score: float
    language: str = ENGLISH

    @property
    def tone(self) -> Tone:
        """The score in a word."""
        if abs(self.score) < CLEARLY:
            return Tone.NEUTRAL
        return Tone.FRIENDLY if self.score > 0 else Tone.UNHAPPY
