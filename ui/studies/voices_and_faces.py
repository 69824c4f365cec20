"""Which voice has which face, measured on made dialogues with the mouths of people who were filmed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from audio_model.evaluation.heard_dialogues import HeardDialogue
from audio_model.speakers.joining import Mouths, joined, shares_of
from audio_model.speakers.rule import WhoseRule
from audio_model.speakers.several import SeveralVoices, voices_apart
from audio_model.voice_activity import FRAME_S
from fusion.arrays import FloatArray
from ui.studies import dialogue_mouths

USER, PARTNER, RESTING, OTHER = 1, 2, 3, 4
IN_VIEW = {"both": (USER, PARTNER, RESTING, OTHER), "one of them": (PARTNER, RESTING, OTHER)}


def faces_told(
    heard: Sequence[HeardDialogue], mouths: dialogue_mouths.Mouths, rule: WhoseRule
) -> dict[str, dict[str, int]]:
    """Of the voices in some dialogues: how many were given their own face, another's, and none.

    In view are both who speak, or one of them; and with them somebody whose mouth rests, and somebody whose
    mouth moves as in another dialogue, which is not heard.
    """
    looks = [
        {
            USER: dialogue_mouths.mouth_of(_swapped(one), mouths, k),
            PARTNER: dialogue_mouths.mouth_of(one, mouths, k + 1),
            RESTING: dialogue_mouths.mouth_of(_silent(one), mouths, k + 2),
        }
        for k, one in enumerate(heard)
    ]
    found: dict[str, dict[str, int]] = {}
    for name, people in IN_VIEW.items():
        told = {"own": 0, "another's": 0, "none": 0, "own in view": 0}
        for k, one in enumerate(heard):
            in_view = looks[k] | {OTHER: _fitted(looks[k - 1][PARTNER], looks[k][PARTNER])}
            _count(one, {person: in_view[person] for person in people}, rule, told)
        found[name] = told
    return found


def _count(heard: HeardDialogue, looks: dict[int, FloatArray], rule: WhoseRule, told: dict[str, int]) -> None:
    voices = voices_apart(heard.steps, rule, 2)
    if voices is None:
        return
    mouths = Mouths(looks)
    for i, (frame, speech) in enumerate(zip(heard.frames, heard.speech, strict=True), 1):
        mouths.hear(frame, float(speech), i * FRAME_S)
    of_whom = joined(heard.steps, voices, mouths)
    for voice, whose in enumerate(_whose(heard, voices)):
        person = of_whom.get(voice)
        told["own in view"] += whose in looks
        told["none" if person is None else "own" if person == whose else "another's"] += 1


def _whose(heard: HeardDialogue, voices: SeveralVoices) -> tuple[int, int]:
    """Whose each of two voices is, by what the dialogue was made of."""
    n = min(len(heard.steps), len(heard.own_share))
    first, own = shares_of(heard.steps[:n], voices)[:, 0], heard.own_share[:n]
    known = np.isfinite(first) & np.isfinite(own)
    users = np.corrcoef(first[known], own[known])[0, 1] > 0
    return (USER, PARTNER) if users else (PARTNER, USER)


def _swapped(heard: HeardDialogue) -> HeardDialogue:
    """The same with the user in the partner's place."""
    dialogue = heard.dialogue
    turns = tuple(replace(turn, own=not turn.own) for turn in dialogue.turns)
    return replace(heard, dialogue=replace(dialogue, own=dialogue.other, other=dialogue.own, turns=turns))


def _silent(heard: HeardDialogue) -> HeardDialogue:
    """The same with nobody who speaks."""
    return replace(heard, dialogue=replace(heard.dialogue, turns=()))


def _fitted(looks: FloatArray, beside: FloatArray) -> FloatArray:
    """A mouth's openings at another's times, begun again where they end."""
    return np.column_stack([beside[:, 0], np.resize(looks[:, 1], len(beside))])
