"""That somebody is unlike those learned from is said once, of whom it is so."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from fusion.emotions import Emotion
from fusion.evidence import Estimate, State
from fusion.familiarity import STRANGE_BELOW
from fusion.whom import Whom
from ui.settings import Settings
from ui.wording.estimates import describe
from ui.wording.looks import looks_of
from ui.wording.unfamiliar import CONTRADICTED_BELOW, read_in_two_ways, unfamiliar


def known(estimate: Estimate, voice: float | None, face: float | None) -> Estimate:
    """The estimate with so familiar a voice and face; None leaves out what tells."""
    parts = {"voice": voice, "face": face}
    return replace(
        estimate,
        **{
            name: replace(getattr(estimate, name), quality_parts={"familiar": value})
            for name, value in parts.items()
            if value is not None
        },
    )


@pytest.mark.parametrize(
    ("voice", "face", "said"),
    [
        (None, None, ""),
        (STRANGE_BELOW, 1.0, ""),
        (STRANGE_BELOW - 0.01, 1.0, "This voice is unlike those Attune learnt from."),
        (1.0, 0.1, "This face is unlike those Attune learnt from."),
        (0.1, 0.1, "This voice and this face are unlike those Attune learnt from."),
    ],
)
def test_whom_it_is_so_of(made: Any, voice: float | None, face: float | None, said: str) -> None:
    moment = made.moment(1.0, State.CLEAR, Emotion.SAD, voice=Emotion.SAD, face=Emotion.SAD, share=0.9)
    assert unfamiliar(Whom.OTHER, known(moment.estimate, voice, face)) == said


def test_the_card_says_it_whatever_is_shown(made: Any) -> None:
    for state, emotion in ((State.CLEAR, Emotion.SAD), (State.UNCLEAR, None), (State.CONFLICTING, None)):
        moment = made.moment(1.0, state, emotion, voice=Emotion.SAD, face=Emotion.HAPPY, share=0.9)
        strange = replace(moment, estimate=known(moment.estimate, 1.0, 0.1))
        for shown, expected in ((moment, False), (strange, True)):
            sentence = describe(shown, looks_of(Settings())).sentence
            assert ("This face is unlike those Attune learnt from." in sentence) is expected


def test_nobody_is_told_of_who_is_not_there(made: Any) -> None:
    moment = made.moment(1.0, State.CLEAR, Emotion.SAD, voice=Emotion.SAD, face=None, share=0.9)
    assert (
        unfamiliar(Whom.OTHER, known(moment.estimate, 0.1, None))
        == "This voice is unlike those Attune learnt from."
    )


@pytest.mark.parametrize(
    ("agreement", "familiar", "said"),
    [
        (CONTRADICTED_BELOW, 1.0, ""),
        (CONTRADICTED_BELOW - 0.01, 1.0, "Attune reads this face in two ways that differ."),
        (0.3, 0.1, ""),  # it is said to be unlike those learned from, and that is enough
    ],
)
def test_a_face_read_in_two_ways_is_told_unless_it_is_strange(
    made: Any, agreement: float, familiar: float, said: str
) -> None:
    moment = made.moment(1.0, State.UNCLEAR, None, voice=Emotion.SAD, face=Emotion.SAD, share=0.4)
    face = replace(moment.estimate.face, quality_parts={"familiar": familiar, "agreement": agreement})
    assert read_in_two_ways(Whom.OTHER, replace(moment.estimate, face=face)) == said


def test_two_ways_are_told_after_what_voice_and_face_say_together(made: Any) -> None:
    moment = made.moment(1.0, State.CLEAR, Emotion.SAD, voice=Emotion.SAD, face=Emotion.SAD, share=0.9)
    face = replace(moment.estimate.face, quality_parts={"agreement": 0.3})
    held = replace(moment, estimate=replace(moment.estimate, face=face))
    before, after = (describe(m, looks_of(Settings())).sentence for m in (moment, held))
    assert after == f"{before} Attune reads this face in two ways that differ."
