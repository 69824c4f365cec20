"""The user's words and colours, settled once: what the settings say of each feeling, ready to be shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from fusion.emotions import EMOTIONS, Emotion
from ui.settings import Settings
from ui.wording.readings import CONFLICTING, NO_SIGNAL, PAUSED, UNCLEAR

_OTHER_WORDS = {
    UNCLEAR: "hard to tell",
    CONFLICTING: "they differ",
    NO_SIGNAL: "nobody to read",
    PAUSED: "paused",
}


@dataclass(frozen=True)
class Look:
    """How one emotion is worded and coloured.

    Parameters
    ----------
    word, voice, face, colour, hidden
        As in :class:`ui.settings.EmotionLook`.
    shown_as
        The look that stands for it: of feelings that the user calls by one word the first lends its shape and
        colour to all; one that is hidden is unclear.
    """

    word: str
    voice: str
    face: str
    colour: str
    hidden: bool
    shown_as: str


@dataclass(frozen=True)
class Looks:
    """All of them.

    Parameters
    ----------
    of
        By emotion.
    words
        The word under a stretch of the strip, and in summaries, by look: an emotion's name or another look's.
    show_odds
        Whether the odds are told beside the sureness.
    """

    of: Mapping[Emotion, Look]
    words: Mapping[str, str]
    show_odds: bool


def looks_of(settings: Settings) -> Looks:
    """What the settings say now; to be asked for again when they change."""
    said = {emotion: settings.look(emotion) for emotion in EMOTIONS}
    first: dict[str, str] = {}
    for emotion, look in said.items():
        if not look.hidden:
            first.setdefault(look.word, emotion.value)
    of = {
        emotion: Look(
            look.word,
            look.voice,
            look.face,
            look.colour,
            look.hidden,
            UNCLEAR if look.hidden else first[look.word],
        )
        for emotion, look in said.items()
    }
    words = {emotion.value: look.word for emotion, look in of.items()} | _OTHER_WORDS
    return Looks(MappingProxyType(of), MappingProxyType(words), settings.show_odds)
