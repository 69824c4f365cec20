"""What was learnt of a person's ordinary face and voice, in plain words."""

from __future__ import annotations

import numpy as np

from fusion.baseline import PersonalBaseline
from fusion.emotions import EMOTIONS, Emotion
from fusion.evidence import Modality
from ui.settings import Settings
from ui.wording.durations import clock_words

LITTLE, MUCH = 0.2, 0.75
"""Shifts (nats) smaller than the first are not worth a word, those beyond the second more than "a little"."""
_LEAST_S = 1.0


def what_was_learnt(baseline: PersonalBaseline, settings: Settings) -> str:
    """One sentence about the face and one about the voice, in the user's own words for feelings."""
    said = [_one(baseline, modality, settings) for modality in (Modality.FACE, Modality.VOICE)]
    if not any(baseline.seconds[m] >= _LEAST_S for m in Modality):
        return "Too little was seen and heard to learn anything."
    return " ".join(said)


def rests_on(baseline: PersonalBaseline) -> str:
    """How much it was learnt from: "From 18 seconds of face and 6 of voice"."""
    face, voice = (round(baseline.seconds[m]) for m in (Modality.FACE, Modality.VOICE))
    return f"From {face} second{'s' * (face != 1)} of face and {voice} of voice, as far as they were clear."


def footer_words(name: str) -> str:
    """Said for as long as a baseline is allowed for; "" for nobody's."""
    return f"Allowing for how {name} usually looks and sounds." if name else ""


def known_words(known: PersonalBaseline) -> str:
    """One line on whom a session has got to know: "Has known this face for 3 minutes ...".

    Parameters
    ----------
    known
        What it has learnt, ``seconds`` telling for how long each was met.
    """
    for_long = {
        noun: _roughly(known.seconds[modality])
        for modality, noun in ((Modality.FACE, "face"), (Modality.VOICE, "voice"))
        if known.seconds[modality] >= _LEAST_S
    }
    met = [f"this {noun} for {time}" for noun, time in for_long.items()]
    if len(met) == 2 and len(set(for_long.values())) == 1:
        met = [f"this face and voice for {for_long['face']}"]
    said = [footer_words(known.name)] if known.name else []
    if met:
        said.append(f"Has known {' and '.join(met)}.")
    elif not known.name:
        said.append("Has yet to get to know this person.")
    return " ".join(said)


def _roughly(seconds: float) -> str:
    """Whole minutes, so that the line stands still: "less than a minute", "3 minutes"."""
    return clock_words(60 * (seconds // 60)) if seconds >= 60 else "less than a minute"


def _one(baseline: PersonalBaseline, modality: Modality, settings: Settings) -> str:
    noun = "face" if modality is Modality.FACE else "voice"
    if baseline.seconds[modality] < _LEAST_S:
        return f"Nothing was learnt of their {noun}."
    shift = baseline.shift[modality]
    feelings = [e for e in EMOTIONS if e is not Emotion.NEUTRAL and not settings.look(e).hidden]
    if feelings:
        most = min(feelings, key=lambda e: float(shift[e.position]))
        size = -float(shift[most.position])
        if size >= LITTLE:
            look = settings.look(most)
            phrase = _softened(look.face if modality is Modality.FACE else look.voice, size)
            return f"Their {noun} {phrase} even at rest; Attune allows for that."
    if float(np.abs(shift).max()) >= LITTLE:
        return f"Their {noun} at rest shows a little less than most people's; Attune allows for that."
    return f"Their {noun} at rest is much like most people's."


def _softened(phrase: str, size: float) -> str:
    """``looks sad`` as ``looks a little sad``; the first word of the user's phrase is taken for its verb."""
    amount = "rather" if size >= MUCH else "a little"
    verb, _, rest = phrase.partition(" ")
    if not rest or verb == "is" or rest.startswith("to "):
        return f"{phrase} {'a good deal' if size >= MUCH else 'a little'}"
    return f"{verb} {amount} {rest}"
