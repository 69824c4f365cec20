"""The word above and what is said beneath it hold together, whatever the numbers are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fusion.emotions import EMOTIONS, Emotion
from fusion.evidence import Evidence, Modality, State
from fusion.late_fusion import no_signal
from fusion.moment import Moment, Shown
from ui.settings import Settings
from ui.wording.estimates import describe
from ui.wording.looks import looks_of
from ui.wording.readings import Reading
from ui.wording.translation import speak

LOOKS = looks_of(Settings())
SEVEN = st.lists(st.floats(0.001, 1), min_size=7, max_size=7).map(
    lambda w: np.array(w) ** 3 / sum(np.array(w) ** 3)
)
THERE = st.sampled_from([(True, True), (True, False), (False, True)])
STATES = st.sampled_from([State.CLEAR, State.MIXED])


def said_of(
    state: State,
    named: Emotion | None,
    fused: np.ndarray,
    voice: np.ndarray | None,
    face: np.ndarray | None,
    bits: float = 0.2,
) -> Reading:
    """What the card says with this word above, the estimate and its parts being these."""
    pieces = {
        m.value: Evidence(m, 0.0, 1.0, p, 1.0)
        for m, p in zip(Modality, (voice, face), strict=True)
        if p is not None
    }
    shares = {m: (m.value in pieces) / len(pieces) for m in Modality}
    second = EMOTIONS[(named.position + 1) % 7] if named is not None and state is State.MIXED else None
    estimate = replace(
        no_signal(1.0),
        state=State.CLEAR,
        emotion=EMOTIONS[int(fused.argmax())],
        confidence=float(fused.max()),
        probabilities=fused,
        weights=shares,
        disagreement=bits,
        **pieces,
    )
    return describe(Moment(estimate, Shown(state, named, 0.0, second=second)), LOOKS)


def leading(emotion: Emotion, p: float) -> np.ndarray:
    shares = np.full(7, (1 - p) / 6)
    shares[emotion.position] = p
    return shares


@settings(max_examples=300)
@given(STATES, st.sampled_from(EMOTIONS), SEVEN, SEVEN, SEVEN, THERE)
@example(
    State.MIXED,
    Emotion.NEUTRAL,
    np.array([0.35, 0.35, 0.06, 0.06, 0.06, 0.06, 0.06]),
    np.full(7, 1 / 7),
    np.full(7, 1 / 7),
    (True, False),
)
@example(  # two as likely: the first counts as the likelier
    State.CLEAR,
    Emotion.SURPRISED,
    np.array([0.5, 0.5, 0.5, 0.5, 0.5, 1.0, 1.0]) / 4.5,
    np.full(7, 1 / 7),
    np.full(7, 1 / 7),
    (True, True),
)
def test_a_word_that_neither_shows_has_a_reason_that_names_it(
    state: State,
    named: Emotion,
    fused: np.ndarray,
    voice: np.ndarray,
    face: np.ndarray,
    there: tuple[bool, bool],
) -> None:
    said = said_of(state, named, fused, voice if there[0] else None, face if there[1] else None)
    words = [look for look in (said.look, said.second) if look]
    told = {
        EMOTIONS[int(p.argmax())].value
        for p, is_there in zip((voice, face), there, strict=True)
        if is_there and p.max() >= 0.4
    }
    if set(words) <= told and "No longer" not in said.sureness:
        assert "“" not in said.sentence
        return
    for look in words:
        assert f"“{LOOKS.of[Emotion(look)].word}”" in said.sentence
    ranked = [EMOTIONS[i].value for i in np.argsort(-fused, kind="stable")[: len(words)]]
    if "best" in said.sentence:
        assert set(ranked) == set(words) and "No longer" not in said.sureness
        assert ("Taken together" in said.sentence) == all(there)
    else:
        assert "from earlier" in said.sentence and said.brief.endswith("from earlier") and said.earlier
        assert set(ranked) != set(words) or "No longer" in said.sureness


def test_calm_of_a_voice_that_is_hard_to_read_and_a_surprised_face_has_a_reason() -> None:
    voice, face = leading(Emotion.NEUTRAL, 0.35), leading(Emotion.SURPRISED, 0.45)
    said = said_of(State.CLEAR, Emotion.NEUTRAL, leading(Emotion.NEUTRAL, 0.7), voice, face)
    assert (said.headline, said.sureness) == ("Seems calm", "Likely")
    assert said.sentence == (
        "The voice is hard to read and the face looks surprised. Taken together, the two fit “calm” best."
    )
    assert said.brief == "Likely · from voice and face together"


def test_a_word_from_before_is_told_as_such() -> None:
    """As where an angry voice and a smile follow on surprise, which stays for some seconds."""
    voice, face = leading(Emotion.ANGRY, 0.95), leading(Emotion.HAPPY, 0.95)
    said = said_of(State.CLEAR, Emotion.SURPRISED, (voice + face) / 2, voice, face, bits=0.9)
    assert (said.headline, said.sureness) == ("Seems surprised", "No longer likely")
    assert said.sentence == (
        "The voice sounds angry and the face looks happy. The two differ. The word “surprised” is from "
        "earlier; nothing else has been clear for long enough."
    )
    assert said.brief == "No longer likely · from earlier"


@pytest.mark.parametrize(("bits", "apart"), [(0.9, True), (0.1, False)])
def test_where_nothing_is_named_it_is_said_that_voice_and_face_pull_apart(bits: float, apart: bool) -> None:
    voice, face = leading(Emotion.ANGRY, 0.9), leading(Emotion.HAPPY, 0.9)
    said = said_of(State.UNCLEAR, None, (voice + face) / 2, voice, face, bits)
    assert said.headline == "Hard to tell"
    assert ("The two point to different feelings." in said.sentence) == apart


@pytest.mark.parametrize(("seen", "held"), [(0.9, False), (0.3, True)])
def test_a_difference_that_is_not_heard_and_seen_any_more_is_told_as_past(seen: float, held: bool) -> None:
    voice, face = leading(Emotion.ANGRY, 0.9), leading(Emotion.HAPPY, seen)
    said = said_of(State.CONFLICTING, None, voice, voice, face)
    assert said.headline == "Voice and face differ"
    assert ("That the two differ is from earlier" in said.sentence) == held
    assert ("It can be a joke" in said.sentence) != held
    assert said.earlier == held


def test_two_words_that_are_both_unlikely_are_not_called_possible() -> None:
    fused = leading(Emotion.NEUTRAL, 0.9)
    said = said_of(State.MIXED, Emotion.HAPPY, fused, fused, fused)
    assert (said.headline, said.sureness) == ("Seems happy or sad", "No longer likely")
    assert "The words “happy” and “sad” are from earlier" in said.sentence


@given(st.sampled_from(EMOTIONS), SEVEN, SEVEN, SEVEN)
def test_chinese_gives_the_same_reason(
    named: Emotion, fused: np.ndarray, voice: np.ndarray, face: np.ndarray
) -> None:
    english = said_of(State.CLEAR, named, fused, voice, face)
    speak("zh_CN")
    try:
        chinese = said_of(State.CLEAR, named, fused, voice, face)
    finally:
        speak("en")
    assert ("from earlier" in english.sentence) == ("之前的判断" in chinese.sentence)
    assert ("Taken together" in english.sentence) == ("合在一起" in chinese.sentence)


@pytest.mark.parametrize(
    ("state", "fused", "reason"),
    [
        (State.CLEAR, leading(Emotion.HAPPY, 0.37), "The word that fits best is “happy”."),
        (
            State.MIXED,
            (leading(Emotion.HAPPY, 0.9) + leading(Emotion.SAD, 0.9)) / 2,
            "The words that fit best are “happy” and “sad”.",
        ),
    ],
)
def test_a_voice_alone_that_is_hard_to_read_has_a_word_that_fits_best(
    state: State, fused: np.ndarray, reason: str
) -> None:
    said = said_of(state, Emotion.HAPPY, fused, leading(Emotion.HAPPY, 0.37), None)
    assert said.sentence == f"The voice is hard to read. Only the voice counts just now. {reason}"
