"""Of the user is said what is said of the other person, and of nobody else."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

import numpy as np
import pytest

from fusion.emotions import EMOTIONS, Emotion
from fusion.evidence import State
from fusion.log.records import SessionRecord
from fusion.mode import Mode
from fusion.whom import Whom
from ui.settings import Settings
from ui.wording.baseline import known_words
from ui.wording.estimates import describe
from ui.wording.looks import looks_of
from ui.wording.passage import doubt_words
from ui.wording.readings import NO_SIGNAL
from ui.wording.session_story import details_of, event_words, summary_words
from ui.wording.strip_spans import LookSpan
from ui.wording.translation import speak
from ui.wording.whom import SAID, VARIANTS

THEIRS = looks_of(Settings())
MINE = THEIRS.about(Whom.MYSELF)
OF_SOMEBODY_ELSE = re.compile(
    r"\b(seems|the voice|the face|this voice|this face|a voice|a face|asking|nobody|person|their|them)\b",
    re.IGNORECASE,
)
NEUTRAL = (
    "The two agree.",  # voice and face
    "Only the voice counts just now.",
    "Only the face counts just now.",
    "the voice counts for more",
    "the face counts for more",
    "the voice is surer",
    "the face is surer",
)


@pytest.fixture(params=["en", "zh_CN"])
def language(request: pytest.FixtureRequest) -> Any:
    speak(request.param)
    yield request.param
    speak("en")


def test_no_reading_of_the_user_speaks_of_somebody_else(made: Any) -> None:
    feelings = [None, *EMOTIONS]
    seen = set()
    for state, emotion, voice, face in itertools.product(State, feelings, feelings, feelings):
        if (state in (State.CLEAR, State.MIXED)) != (emotion is not None):
            continue
        moment = made.moment(1.0, state, emotion, voice=voice, face=face, share=0.7)
        for mode in Mode:
            told = describe(moment, MINE, mode).spoken
            for words in NEUTRAL:
                told = told.replace(words, "")
            assert not OF_SOMEBODY_ELSE.search(told), told
            seen.add(describe(moment, MINE, mode).headline)
    assert {"You seem happy", "You seem sad or happy", "Your voice and face differ"} <= seen


def test_the_same_estimate_is_said_of_either(made: Any) -> None:
    moment = made.moment(1.0, State.CLEAR, Emotion.SAD, voice=Emotion.SAD, share=0.9)
    other, own = (describe(moment, looks, Mode.VOICE) for looks in (THEIRS, MINE))
    assert (other.headline, other.sentence) == ("Seems sad", "The voice sounds sad.")
    assert (own.headline, own.sentence) == ("You seem sad", "Your voice sounds sad.")
    # From Python 3.13 on rows are compared field by field, arrays among them, be they the same or not.
    mine, theirs = (replace(reading.voice, probabilities=None) for reading in (own, other))
    assert (own.sureness, mine, own.look) == (other.sureness, theirs, other.look)
    np.testing.assert_array_equal(own.voice.probabilities, other.voice.probabilities)


def test_every_sentence_has_a_variant_of_its_own_in_both_languages(language: str) -> None:
    from ui.wording.translation import tr

    assert len(set(VARIANTS.values())) == len(VARIANTS)
    for theirs, mine in VARIANTS.items():
        values = dict.fromkeys(re.findall(r"{(\w+)}", f"{theirs}{mine}"), "x")
        assert tr(theirs, **values) != tr(mine, **values)
    assert set(SAID[Whom.OTHER]) == set(SAID[Whom.MYSELF])


def test_whoever_is_meant_can_change_and_change_back() -> None:
    assert MINE.words[NO_SIGNAL] == "neither heard nor seen"
    assert MINE.about(Whom.OTHER) == THEIRS
    assert THEIRS.about(Whom.OTHER) is THEIRS


def test_looking_back_speaks_to_the_user() -> None:
    spans = [LookSpan(0, 60, "neutral"), LookSpan(60, 80, NO_SIGNAL)]
    assert summary_words(spans, THEIRS).startswith("Seemed calm")
    told = summary_words(spans, MINE)
    assert told.startswith("You seemed calm") and "neither heard nor in view" in told
    assert doubt_words({NO_SIGNAL: 20.0}, 20.0, Whom.MYSELF) == [
        "You were neither heard nor in view for 20 seconds."
    ]
    began = datetime(2026, 3, 4, 18, 4, tzinfo=timezone.utc)
    record = SessionRecord(1, began, began, 80.0, Mode.BOTH, "", "", False, False, Whom.MYSELF)
    assert "voice and face · of yourself" in details_of(record)


def test_what_is_known_is_known_of_the_user() -> None:
    from fusion.baseline import PersonalBaseline
    from fusion.events import EventKind, SessionEvent

    nobody_yet = PersonalBaseline.identity()
    assert known_words(nobody_yet) == "Has yet to get to know this person."
    assert known_words(nobody_yet, Whom.MYSELF) == "Has yet to get to know you."
    allowed = SessionEvent(0.0, EventKind.BASELINE, "Myself")
    assert event_words(allowed, MINE) == "Allowing for how you usually are"
    assert event_words(allowed, THEIRS) == "Allowing for how Myself usually is"
