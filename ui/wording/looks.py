"""The user's words and colours, settled once: what the settings say of each feeling, ready to be shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from types import MappingProxyType

from fusion.emotions import EMOTIONS, Emotion
from fusion.whom import Whom
from ui.settings import EmotionLook, Settings, default_looks
from ui.wording.readings import CONFLICTING, NO_SIGNAL, PAUSED, UNCLEAR
from ui.wording.translation import mark, tr
from ui.wording.whom import say

_OTHER_WORDS = {
    UNCLEAR: mark("hard to tell"),
    CONFLICTING: mark("the two differ"),
    NO_SIGNAL: "nobody heard or seen",
    PAUSED: mark("paused"),
}
NAMES = {
    Emotion.NEUTRAL: mark("calm"),
    Emotion.HAPPY: mark("happy"),
    Emotion.SAD: mark("sad"),
    Emotion.ANGRY: mark("angry"),
    Emotion.AFRAID: mark("worried"),
    Emotion.DISGUSTED: mark("disgusted"),
    Emotion.SURPRISED: mark("surprised"),
}
"""What each feeling is called in the settings, whatever words the user has for it."""


AND = "|"
"""Stands between the looks of two feelings that are named together, always in the order of all feelings."""


def own_words(text: str, usual: str) -> str:
    """A word of the settings as shown: the usual one in the language spoken, the user's own as it is."""
    return tr(text) if text == usual else text


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
        The words under a stretch of the strip, and in summaries, by look: an emotion's name, two of them that
        are named together, or another look's.
    show_odds
        Whether the odds are told beside the sureness.
    whom
        Whom the sentences are about.
    """

    of: Mapping[Emotion, Look]
    words: Mapping[str, str]
    show_odds: bool
    whom: Whom = Whom.OTHER

    def about(self, whom: Whom) -> Looks:
        """The same words for somebody else, or for the user."""
        if whom is self.whom:
            return self
        words = dict(self.words) | {NO_SIGNAL: say(whom, _OTHER_WORDS[NO_SIGNAL])}
        return replace(self, words=MappingProxyType(words), whom=whom)


def looks_of(settings: Settings) -> Looks:
    """What the settings say now; to be asked for again when they change."""
    usual = default_looks()
    said = {emotion: _spoken(settings.look(emotion), usual[emotion]) for emotion in EMOTIONS}
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
    words = {emotion.value: look.word for emotion, look in of.items()}
    words |= {
        AND.join(two): tr("{word} or {second}", word=words[two[0]], second=words[two[1]])
        for two in combinations(list(words), 2)
    }
    words |= {look: tr(word) for look, word in _OTHER_WORDS.items()}
    return Looks(MappingProxyType(of), MappingProxyType(words), settings.show_odds)


def _spoken(look: EmotionLook, usual: EmotionLook) -> EmotionLook:
    return replace(
        look,
        word=own_words(look.word, usual.word),
        voice=own_words(look.voice, usual.voice),
        face=own_words(look.face, usual.face),
    )
