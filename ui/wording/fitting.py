"""How what the voice and the face say fits together, and fits the word that stands above them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from fusion.emotions import EMOTIONS, Emotion
from fusion.evidence import Estimate, Modality, State
from fusion.late_fusion import StateRule
from ui.wording.looks import Looks
from ui.wording.translation import tr

FAR_APART_BITS = StateRule().conflict_disagreement
"""From here on voice and face do not differ "a little", whatever state the estimate is in."""
POSSIBLE = 0.35
"""From this chance on a word is called possible."""
SURER = 0.1
"""So much likelier is called surer: one time in ten is the finest step in which a chance is told, and about
as far as chances are from the truth for people never met."""
MOST = 0.6
"""From this share in the estimate on, voice or face counts for most."""
_PLEASANT = {Emotion.HAPPY}
_UNPLEASANT = {Emotion.SAD, Emotion.ANGRY, Emotion.AFRAID, Emotion.DISGUSTED}


@dataclass(frozen=True)
class Said:
    """What the voice or the face alone says: what leads and how likely, in a word and in a sentence.

    ``phrase`` is ``leads``, the words of the sentence for it, where it is likely enough to be told.
    """

    leading: Emotion
    p: float
    word: str
    phrase: str
    leads: str
    readable: bool


def pleasantness(emotion: Emotion) -> bool | None:
    """True for a pleasant emotion, False for an unpleasant one, None for one that is neither."""
    return True if emotion in _PLEASANT else False if emotion in _UNPLEASANT else None


def apart(voice: Said | None, face: Said | None) -> bool:
    """Whether voice and face lead with feelings that the user calls by two words (not merged)."""
    return voice is not None and face is not None and voice.word != face.word


def pull_apart(estimate: Estimate, voice: Said | None, face: Said | None) -> bool:
    """Whether voice and face are said to show two feelings, and these are far from each other."""
    if voice is None or face is None or not (apart(voice, face) and voice.readable and face.readable):
        return False
    return estimate.state is State.CONFLICTING or estimate.disagreement >= FAR_APART_BITS


def chances(estimate: Estimate, looks: Looks) -> dict[str, float]:
    """How likely it is that each word of the user's is right, 0..1."""
    chance: dict[str, float] = {}
    for emotion, p in zip(EMOTIONS, estimate.probabilities, strict=True):
        word = looks.of[emotion].word
        chance[word] = chance.get(word, 0.0) + float(p)
    return chance


def agreement(estimate: Estimate, voice: Said | None, face: Said | None, shown: str) -> str:
    """Whether the two say the same as the word shown."""
    if voice is None or face is None or not (voice.readable and face.readable):
        return ""
    if voice.word == face.word:
        return tr("The two agree.") if voice.word == shown else ""
    far = estimate.disagreement >= FAR_APART_BITS
    if estimate.weights.get(Modality.VOICE, 0.0) >= MOST:
        return (
            tr("The two differ; the voice counts for more.")
            if far
            else tr("The two differ a little; the voice counts for more.")
        )
    if estimate.weights.get(Modality.FACE, 0.0) >= MOST:
        return (
            tr("The two differ; the face counts for more.")
            if far
            else tr("The two differ a little; the face counts for more.")
        )
    if voice.p - face.p >= SURER and voice.word == shown:
        return (
            tr("The two differ; the voice is surer.")
            if far
            else tr("The two differ a little; the voice is surer.")
        )
    if face.p - voice.p >= SURER and face.word == shown:
        return (
            tr("The two differ; the face is surer.")
            if far
            else tr("The two differ a little; the face is surer.")
        )
    return tr("The two differ.") if far else tr("The two differ a little.")


class Why(Enum):
    """Why the words above stand there."""

    TOLD = "the voice or the face is said to show each of them"
    TOGETHER = "neither is, but together they fit them best"
    EARLIER = "they were likely before, and are no longer"


def why_named(
    estimate: Estimate,
    looks: Looks,
    voice: Said | None,
    face: Said | None,
    words: Sequence[str],
    chance: float,
) -> Why:
    """Why these words, one or two, stand there, which are right with so much ``chance`` just now."""
    told = {said.word for said in (voice, face) if said is not None and said.readable}
    if chance < POSSIBLE:
        return Why.EARLIER
    if set(words) <= told:
        return Why.TOLD
    by_word = chances(estimate, looks)
    leading = sorted(by_word, key=lambda word: -by_word[word])[: len(words)]
    return Why.TOGETHER if set(leading) == set(words) else Why.EARLIER


def why_words(why: Why, words: Sequence[str], *, alone: bool) -> str:
    """The same as a sentence for the card; "" where what is said shows it.

    ``alone``: there is only a voice, or only a face.
    """
    named = dict(zip(("word", "second"), words, strict=False))
    if why is Why.TOLD:
        return ""
    if why is Why.TOGETHER:
        if alone and len(words) == 1:
            return tr("The word that fits best is “{word}”.", **named)
        if alone:
            return tr("The words that fit best are “{word}” and “{second}”.", **named)
        if len(words) == 1:
            return tr("Taken together, the two fit “{word}” best.", **named)
        return tr("Taken together, the two fit “{word}” and “{second}” best.", **named)
    if len(words) == 1:
        return tr("The word “{word}” is from earlier; nothing else has been clear for long enough.", **named)
    return tr(
        "The words “{word}” and “{second}” are from earlier; nothing else has been clear for long enough.",
        **named,
    )


def brief_basis(estimate: Estimate, voice: Said | None, face: Said | None, why: Why) -> str:
    """What the words above rest on, in three or four words."""
    if why is Why.EARLIER:
        return tr("from earlier")
    if voice is None:
        return tr("from the face alone")
    if face is None:
        return tr("from the voice alone")
    if why is Why.TOGETHER:
        return tr("from voice and face together")
    if not voice.readable or not face.readable:
        heard = estimate.weights.get(Modality.VOICE, 0.0)
        if 1 - MOST < heard < MOST:
            return tr("from voice and face together")
        return tr("mostly from the voice") if heard >= MOST else tr("mostly from the face")
    if voice.word == face.word:
        return tr("voice and face agree")
    far = estimate.disagreement >= FAR_APART_BITS
    return tr("voice and face differ") if far else tr("voice and face differ a little")


def differed(estimate: Estimate, voice: Said | None, face: Said | None) -> bool:
    """Whether that the two differ, which is shown, is not heard and seen any more."""
    readable = all(said is not None and said.readable for said in (voice, face))
    return not readable and estimate.state is not State.CONFLICTING


def why_differ(estimate: Estimate, voice: Said | None, face: Said | None) -> str:
    """What such a difference often means; several readings, never one. Or that it was so before."""
    if differed(estimate, voice, face):
        return tr("That the two differ is from earlier; nothing else has been clear for long enough.")
    heard, seen = (None if said is None else pleasantness(said.leading) for said in (voice, face))
    if seen is True and heard is False:
        return tr("It can be a joke, politeness, or tension.")
    if heard is True and seen is False:
        return tr("It can be teasing, effort, or tiredness.")
    return tr("It can be a change of mood, or one of the two may simply show less.")
