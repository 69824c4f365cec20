"""What was learnt of a person's ordinary face and voice, in plain words."""

from __future__ import annotations

import numpy as np

from fusion.baseline import PersonalBaseline
from fusion.emotions import EMOTIONS, Emotion
from fusion.evidence import Modality
from fusion.whom import Whom
from ui.settings import Settings
from ui.wording.durations import clock_words
from ui.wording.looks import looks_of
from ui.wording.translation import together, tr, tr_count
from ui.wording.whom import say

LITTLE, MUCH = 0.2, 0.75
"""Shifts (nats) smaller than the first are not worth a word, those beyond the second more than "a little"."""
_LEAST_S = 1.0


def what_was_learnt(baseline: PersonalBaseline, settings: Settings) -> str:
    """One sentence about the face and one about the voice, in the user's own words for feelings."""
    said = [_one(baseline, modality, settings) for modality in (Modality.FACE, Modality.VOICE)]
    if not any(baseline.seconds[m] >= _LEAST_S for m in Modality):
        return tr("Too little was seen and heard to learn anything.")
    return together(*said)


def rests_on(baseline: PersonalBaseline) -> str:
    """How much it was learnt from: "From 18 seconds of face and 6 of voice"."""
    face, voice = (round(baseline.seconds[m]) for m in (Modality.FACE, Modality.VOICE))
    return tr_count(
        "From {n} second of face and {voice} of voice, as far as they were clear.",
        "From {n} seconds of face and {voice} of voice, as far as they were clear.",
        face,
        voice=voice,
    )


def footer_words(name: str, whom: Whom = Whom.OTHER) -> str:
    """Said for as long as a baseline is allowed for; "" for nobody's."""
    return say(whom, "Allowing for how {name} usually looks and sounds.", name=name) if name else ""


def known_words(known: PersonalBaseline, whom: Whom = Whom.OTHER) -> str:
    """One line on whom a session has got to know: "Has known this face for 3 minutes ...".

    Parameters
    ----------
    known
        What it has learnt, ``seconds`` telling for how long each was met.
    whom
        Whose face and voice these are.
    """
    for_long = {
        noun: _roughly(known.seconds[modality])
        for modality, noun in ((Modality.FACE, "face"), (Modality.VOICE, "voice"))
        if known.seconds[modality] >= _LEAST_S
    }
    said = [footer_words(known.name, whom)] if known.name else []
    if len(for_long) == 2:
        face, voice = for_long["face"], for_long["voice"]
        if face == voice:
            said.append(say(whom, "Has known this face and voice for {time}.", time=face))
        else:
            said.append(
                say(
                    whom, "Has known this face for {face} and this voice for {voice}.", face=face, voice=voice
                )
            )
    elif "face" in for_long:
        said.append(say(whom, "Has known this face for {time}.", time=for_long["face"]))
    elif "voice" in for_long:
        said.append(say(whom, "Has known this voice for {time}.", time=for_long["voice"]))
    elif not known.name:
        said.append(say(whom, "Has yet to get to know this person."))
    return together(*said)


def _roughly(seconds: float) -> str:
    """Whole minutes, so that the line stands still: "less than a minute", "3 minutes"."""
    return clock_words(60 * (seconds // 60)) if seconds >= 60 else tr("less than a minute")


def _one(baseline: PersonalBaseline, modality: Modality, settings: Settings) -> str:
    face = modality is Modality.FACE
    if baseline.seconds[modality] < _LEAST_S:
        return tr("Nothing was learnt of their face.") if face else tr("Nothing was learnt of their voice.")
    shift = baseline.shift[modality]
    feelings = [e for e in EMOTIONS if e is not Emotion.NEUTRAL and not settings.look(e).hidden]
    if feelings:
        most = min(feelings, key=lambda e: float(shift[e.position]))
        size = -float(shift[most.position])
        if size >= LITTLE:
            look = looks_of(settings).of[most]
            phrase = _softened(look.face if face else look.voice, size)
            return (
                tr("Their face {phrase} even at rest; Attune allows for that.", phrase=phrase)
                if face
                else tr("Their voice {phrase} even at rest; Attune allows for that.", phrase=phrase)
            )
    if float(np.abs(shift).max()) >= LITTLE:
        return (
            tr("Their face at rest shows a little less than most people's; Attune allows for that.")
            if face
            else tr("Their voice at rest shows a little less than most people's; Attune allows for that.")
        )
    return (
        tr("Their face at rest is much like most people's.")
        if face
        else tr("Their voice at rest is much like most people's.")
    )


def _softened(phrase: str, size: float) -> str:
    """``looks sad`` as ``looks a little sad``; the first word of the user's phrase is taken for its verb."""
    verb, _, rest = phrase.partition(" ")
    if not rest or verb == "is" or rest.startswith("to "):
        return (
            tr("{phrase} a good deal", phrase=phrase)
            if size >= MUCH
            else tr("{phrase} a little", phrase=phrase)
        )
    return f"{verb} {'rather' if size >= MUCH else 'a little'} {rest}"
