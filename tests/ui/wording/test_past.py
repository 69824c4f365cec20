"""Of a moment that is past all is said in the past, whatever was read then."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from any_estimate import estimate_of
from hypothesis import given, settings
from hypothesis import strategies as st

from fusion.emotions import EMOTIONS, Emotion
from fusion.evidence import Evidence, Modality, State
from fusion.familiarity import NAME
from fusion.late_fusion import no_signal
from fusion.mode import Mode
from fusion.moment import Moment, Shown
from fusion.whom import Whom
from ui.settings import Settings
from ui.wording.estimates import describe
from ui.wording.looks import Looks, looks_of
from ui.wording.past import PAST, in_the_past
from ui.wording.translation import catalogue_of, speak, tr

LOOKS = looks_of(Settings())
PRESENT = re.compile(
    r"\b(is|are|has|seems?|looks?|sounds?|differs?|agrees?|counts?|points?|fits?|reads|takes|can|now|just now"
    r"|at the moment|waiting|asking)\b",
    re.IGNORECASE,
)
SEVEN = st.lists(st.floats(0.001, 1), min_size=7, max_size=7)


def looked_back(moment: Moment, looks: Looks, mode: Mode = Mode.BOTH) -> str:
    with in_the_past(looks) as past:
        return describe(moment, past, mode).spoken


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(State),
    st.sampled_from(EMOTIONS),
    SEVEN,
    SEVEN,
    SEVEN,
    st.sampled_from([(True, True), (True, False), (False, True), (False, False)]),
    st.floats(0, 1),
    st.sampled_from(Whom),
    st.sampled_from(Mode),
    st.booleans(),
)
def test_no_sentence_of_the_past_speaks_of_the_present(
    state: State,
    emotion: Emotion,
    fused: list[float],
    heard: list[float],
    seen: list[float],
    there: tuple[bool, bool],
    weight: float,
    whom: Whom,
    mode: Mode,
    strange: bool,
) -> None:
    p, voice, face = (np.array(w) ** 3 / sum(np.array(w) ** 3) for w in (fused, heard, seen))
    pieces = {
        m: Evidence(m, 0.0, 1.0, q, 1.0, {NAME: 0.0} if strange else {})
        for m, q, is_there in zip(Modality, (voice, face), there, strict=True)
        if is_there and mode.includes(m)
    }
    estimate = estimate_of(p, pieces, weight)
    named = emotion if state in (State.CLEAR, State.MIXED) else None
    said = looked_back(Moment(estimate, Shown(state, named, 0.0)), LOOKS.about(whom), mode)
    left = said.replace("in tests right about", "").replace("learnt from", "")
    assert PRESENT.search(left) is None, said
    assert "  " not in said and said.strip() == said


def test_a_voice_sounded_and_a_face_looked_and_the_card_goes_on_as_before(made: Any) -> None:
    moment = made.moment(1.0, emotion=Emotion.SAD, voice=Emotion.SAD, face=Emotion.SAD)
    assert "sounds sad and the face looks sad. The two agree." in describe(moment, LOOKS).sentence
    said = looked_back(moment, LOOKS)
    assert said.startswith("Seemed sad.") and "sounded sad and the face looked sad. The two agreed." in said
    assert tr("The two agree.") == "The two agree."
    own = Settings()
    own.look(Emotion.SAD).voice, own.look(Emotion.SAD).face = "is low", "drops at the corners"
    said = looked_back(moment, looks_of(own))
    assert "The voice was low and the face drops at the corners." in said  # an unknown verb stays


def test_in_chinese_it_was_then_and_is_not_now(made: Any) -> None:
    nobody = Moment(no_signal(1.0), Shown(State.NO_SIGNAL, None, 1.0))
    alone = made.moment(1.0, state=State.UNCLEAR, emotion=None, voice=Emotion.SAD, face=None)
    speak("zh_CN")
    try:
        looks = looks_of(Settings())
        for moment in (nobody, alone):
            assert "现在" in describe(moment, looks).spoken or moment is alone
            said = looked_back(moment, looks)
            assert "当时" in said and "现在" not in said and "等一等" not in said
    finally:
        speak("en")


@pytest.mark.parametrize("text", PAST)
def test_each_is_said_of_the_present_somewhere(text: str) -> None:
    assert text in catalogue_of("zh_CN")
    assert not PAST[text] or PAST[text] in catalogue_of("zh_CN")
