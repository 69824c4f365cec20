"""Every reading is humble, whole and finished, whatever the estimate."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fusion.emotions import EMOTIONS, Emotion
from fusion.evidence import Modality, State
from fusion.interfaces import DeviceState
from fusion.mode import Mode
from ui.settings import Settings
from ui.wording import estimates as wording
from ui.wording import readings
from ui.wording.captured import IN_THE_ROOM
from ui.wording.durations import clock_words
from ui.wording.looks import Looks, looks_of

LOOKS = looks_of(Settings())
FORBIDDEN = re.compile(
    r"\b(is|are) (smiling|happy|sad|angry|afraid|worried|disgusted|surprised|calm|neutral)\b"
    r"|\b(definitely|certainly|always|never lies|really feels|emotion detected)\b|%|\bnan\b|\bNone\b",
    re.IGNORECASE,
)
ABSENT_OR_ANY = [None, *EMOTIONS]
CASES = [
    (state, emotion, voice, face)
    for state, emotion, voice, face in itertools.product(State, ABSENT_OR_ANY, ABSENT_OR_ANY, ABSENT_OR_ANY)
    if (state in (State.CLEAR, State.MIXED)) == (emotion is not None)
]


def all_readings(made: Any, looks: Looks, shares: tuple[float, ...]) -> list[readings.Reading]:
    return [
        wording.describe(made.moment(1.0, state, emotion, voice=voice, face=face, share=share), looks, mode)
        for state, emotion, voice, face in CASES
        for share in shares
        for mode in Mode
    ]


def assert_fit_to_show(reading: readings.Reading) -> None:
    assert reading.headline and reading.sureness and reading.brief
    assert reading.sentence.endswith("."), reading.sentence
    assert reading.spoken.endswith(".")
    for text in (reading.spoken, reading.brief, reading.voice.note, reading.face.note):
        assert not FORBIDDEN.search(text), text
        assert "  " not in text and " ." not in text and ".." not in text, text
    assert reading.voice.note and reading.face.note


def test_every_state_emotion_and_presence_reads_well(made: Any) -> None:
    for reading in all_readings(made, LOOKS, (0.15, 0.5, 0.9)):
        assert_fit_to_show(reading)


def test_every_case_reads_well_with_hidden_and_merged_feelings(made: Any) -> None:
    settings = Settings()
    settings.look(Emotion.DISGUSTED).hidden = True
    settings.look(Emotion.AFRAID).word = settings.look(Emotion.SAD).word = "low"
    for reading in all_readings(made, looks_of(settings), (0.7,)):
        assert_fit_to_show(reading)
        assert "disgusted" not in reading.spoken
        assert "low or low" not in reading.spoken


@pytest.mark.parametrize(
    "reading", [readings.paused(), readings.getting_ready(), readings.ended(), readings.cannot_start()]
)
def test_readings_without_an_estimate_are_fit_to_show(reading: readings.Reading) -> None:
    assert_fit_to_show(reading)


def test_agreement(made: Any) -> None:
    reading = wording.describe(
        made.moment(0.0, emotion=Emotion.HAPPY, voice=Emotion.HAPPY, face=Emotion.HAPPY), LOOKS
    )
    assert reading.headline == "Seems happy"
    assert reading.sentence == "The voice sounds happy and the face looks happy. The two agree."
    assert reading.voice.note == "counts for about half"
    assert reading.brief == "Likely · voice and face agree"
    vague = wording.describe(made.moment(0.0, voice=Emotion.HAPPY, face=Emotion.HAPPY, share=0.2), LOOKS)
    assert vague.brief == "No longer likely · from earlier"


def test_conflict_names_both_and_offers_several_readings(made: Any) -> None:
    moment = made.moment(0.0, State.CONFLICTING, None, voice=Emotion.ANGRY, face=Emotion.HAPPY)
    reading = wording.describe(moment, LOOKS)
    assert (reading.headline, reading.sureness) == ("Voice and face differ", "Hard to tell")
    assert reading.sentence == (
        "The voice sounds angry, the face looks happy. "
        "It can be a joke, politeness, or tension. Asking them is fine."
    )


def test_a_conflict_with_one_side_gone_is_only_unclear(made: Any) -> None:
    moment = made.moment(0.0, State.CONFLICTING, None, voice=Emotion.ANGRY)
    reading = wording.describe(moment, LOOKS)
    assert reading.look == readings.UNCLEAR
    assert "differ" not in reading.spoken


def test_mixed_names_two(made: Any) -> None:
    moment = made.moment(0.0, State.MIXED, Emotion.HAPPY, voice=Emotion.HAPPY, face=Emotion.SURPRISED)
    reading = wording.describe(moment, LOOKS)
    assert reading.headline == "Seems happy or surprised"
    assert reading.sureness == "Either is possible"


def test_a_hidden_feeling_is_not_named(made: Any) -> None:
    settings = Settings()
    settings.look(Emotion.ANGRY).hidden = True
    moment = made.moment(0.0, emotion=Emotion.ANGRY, voice=Emotion.ANGRY, face=Emotion.ANGRY)
    reading = wording.describe(moment, looks_of(settings))
    assert reading.look == readings.UNCLEAR
    assert "angry" not in reading.spoken and "annoyed" not in reading.spoken
    assert "hidden in your settings" in reading.sentence
    assert (reading.sureness, reading.brief) == ("Hidden in your settings", "hidden in your settings")


def test_merged_feelings_share_word_shape_and_sureness(made: Any) -> None:
    settings = Settings()
    settings.look(Emotion.AFRAID).word = settings.look(Emotion.SAD).word = "low"
    mixed = made.moment(0.0, State.MIXED, Emotion.AFRAID, voice=Emotion.AFRAID, face=Emotion.SAD, share=0.9)
    reading = wording.describe(mixed, looks_of(settings))
    assert reading.headline == "Seems low"
    assert reading.look == "sad"
    assert reading.sureness == "Very likely"


def test_sureness_is_that_of_the_shown_label_not_of_a_newer_leader(made: Any) -> None:
    newer = made.moment(0.0, emotion=Emotion.HAPPY, voice=Emotion.HAPPY, face=Emotion.HAPPY, share=0.9)
    held = replace(newer.shown, emotion=Emotion.SAD)
    reading = wording.describe(replace(newer, shown=held), LOOKS)
    assert reading.headline == "Seems sad"
    assert reading.sureness == "No longer likely"
    assert "The two agree" not in reading.sentence


@pytest.mark.parametrize(
    ("confidence", "words"),
    [
        (0.95, "Very likely"),
        (0.8, "Very likely"),
        (0.6, "Likely"),
        (0.4, "Possible"),
        (0.3, "No longer likely"),
    ],
)
def test_sureness(confidence: float, words: str) -> None:
    assert wording.sureness(confidence) == words


@given(st.floats(0, 1), st.floats(0, 1))
def test_more_confidence_never_sounds_less_sure(a: float, b: float) -> None:
    order = ["No longer likely", "Possible", "Likely", "Very likely"]
    low, high = sorted((a, b))
    assert order.index(wording.sureness(low)) <= order.index(wording.sureness(high))


@given(st.floats(0, 1))
def test_the_two_shares_never_claim_the_same_majority(weight: float) -> None:
    both = {wording.counts_for(weight), wording.counts_for(1 - weight)}
    assert both in (
        {"counts for about half"},
        {"counts for most", "counts for a little"},
        {"counts for almost all", "counts for almost nothing"},
        {"counts for most", "counts for about half"},
        {"counts for almost all", "counts for a little"},
    )


@pytest.mark.parametrize(("bits", "words"), [(0.1, "The two differ a little."), (0.4, "The two differ.")])
def test_a_wide_difference_is_not_called_little(made: Any, bits: float, words: str) -> None:
    moment = made.moment(0.0, emotion=Emotion.HAPPY, voice=Emotion.ANGRY, face=Emotion.HAPPY)
    reading = wording.describe(replace(moment, estimate=replace(moment.estimate, disagreement=bits)), LOOKS)
    assert reading.sentence.endswith(words)
    assert reading.brief.endswith("differ" if bits > 0.3 else "differ a little")


@pytest.mark.parametrize(
    ("mode", "absent", "headline", "sureness"),
    [
        (Mode.BOTH, {}, "Nobody is heard or seen", "Waiting for a voice or a face"),
        (Mode.BOTH, {Modality.FACE: "no camera"}, "Nobody is heard", "Waiting for a voice"),
        (Mode.BOTH, {Modality.VOICE: "starting"}, "Nobody is seen", "Waiting for a voice or a face"),
        (Mode.VOICE, {Modality.FACE: "no camera"}, "Nobody is heard", "Waiting for a voice"),
        (Mode.FACE, {Modality.FACE: "no camera"}, "Nothing comes in", "No camera"),
        (
            Mode.BOTH,
            {Modality.VOICE: "microphone not allowed", Modality.FACE: "no camera"},
            "Nothing comes in",
            "Microphone not allowed and no camera",
        ),
    ],
)
def test_what_cannot_come_is_not_waited_for(
    made: Any, mode: Mode, absent: dict[Modality, str], headline: str, sureness: str
) -> None:
    reading = wording.describe(made.moment(0.0, State.NO_SIGNAL, None), LOOKS, mode, absent)
    assert (reading.headline, reading.sureness) == (headline, sureness)
    assert_fit_to_show(reading)


@pytest.mark.parametrize(
    ("mode", "absent", "headline", "sentence"),
    [
        (
            Mode.BOTH,
            {Modality.VOICE: "starting", Modality.FACE: "starting"},
            "Getting ready…",
            "Sound and picture are starting.",
        ),
        (
            Mode.BOTH,
            {Modality.VOICE: "starting"},
            "Nobody is seen",
            "No face is in view at the moment. The sound is starting.",
        ),
        (
            Mode.BOTH,
            {Modality.FACE: "starting"},
            "Nobody is heard",
            "No speech is heard at the moment. The picture is starting.",
        ),
        (Mode.FACE, {Modality.FACE: "starting"}, "Getting ready…", "The picture is starting."),
        (
            Mode.BOTH,
            {Modality.VOICE: "starting", Modality.FACE: "no camera"},
            "Getting ready…",
            "The sound is starting.",
        ),
    ],
)
def test_of_what_is_starting_nothing_is_claimed(
    made: Any, mode: Mode, absent: dict[Modality, str], headline: str, sentence: str
) -> None:
    reading = wording.describe(made.moment(0.0, State.NO_SIGNAL, None), LOOKS, mode, absent)
    assert (reading.headline, reading.sentence) == (headline, sentence)
    assert_fit_to_show(reading)


@pytest.mark.parametrize(
    ("lately", "said"),
    [
        ((Emotion.SAD,), "Seemed sad before this pause"),
        ((Emotion.HAPPY, Emotion.SURPRISED), "Seemed happy or surprised before this pause"),
        ((Emotion.ANGRY,), "Waiting for a voice or a face"),  # hidden
        ((Emotion.ANGRY, Emotion.SAD), "Waiting for a voice or a face"),
    ],
)
def test_what_was_named_before_a_pause_is_told_as_past(
    made: Any, lately: tuple[Emotion, ...], said: str
) -> None:
    settings = Settings()
    settings.look(Emotion.ANGRY).hidden = True
    moment = made.moment(0.0, State.NO_SIGNAL, None)
    moment = replace(moment, shown=replace(moment.shown, lately=lately))
    reading = wording.describe(moment, looks_of(settings))
    assert (reading.headline, reading.sureness) == ("Nobody is heard or seen", said)
    assert_fit_to_show(reading)
    trouble = {Modality.VOICE: "no microphone", Modality.FACE: "no camera"}
    assert wording.describe(moment, looks_of(settings), Mode.BOTH, trouble).sureness == (
        "No microphone and no camera"
    )


@pytest.mark.parametrize(
    ("mode", "headline", "said"),
    [
        (Mode.BOTH, "Nobody else is heard or seen", "You are speaking, and no face is in view."),
        (Mode.VOICE, "Nobody else is heard", "You are speaking."),
    ],
)
def test_who_speaks_is_not_told_that_no_speech_is_heard(
    made: Any, mode: Mode, headline: str, said: str
) -> None:
    moment = made.moment(0.0, State.NO_SIGNAL, None)
    reading = wording.describe(moment, LOOKS, mode, {Modality.VOICE: "you are speaking"})
    assert (reading.headline, reading.sentence) == (headline, said)
    assert_fit_to_show(reading)


def test_odds_are_asked_for(made: Any) -> None:
    moment = made.moment(0.0, emotion=Emotion.HAPPY, voice=Emotion.HAPPY, share=0.7)
    assert "times in 10" not in wording.describe(moment, LOOKS).sureness
    reading = wording.describe(moment, looks_of(Settings(show_odds=True)))
    assert reading.sureness == "Likely: in tests right about 7 times in 10"


def test_a_modality_left_out_is_off_and_a_lost_one_is_lost(made: Any) -> None:
    moment = made.moment(0.0, emotion=Emotion.SAD, voice=Emotion.SAD)
    assert wording.describe(moment, LOOKS, Mode.VOICE).face.note == "switched off"
    assert "face" not in wording.describe(moment, LOOKS, Mode.VOICE).sentence
    assert "Only the voice counts" in wording.describe(moment, LOOKS, Mode.BOTH).sentence
    assert wording.describe(moment, LOOKS).face.note == "no face in view"
    lost = {Modality.FACE: IN_THE_ROOM.note(Modality.FACE, DeviceState.LOST)}
    assert wording.describe(moment, LOOKS, Mode.BOTH, lost).face.note == "no camera"


def test_every_device_state_has_words_or_needs_none() -> None:
    for modality in Modality:
        for state in DeviceState:
            note = IN_THE_ROOM.note(modality, state)
            assert bool(note) is (state not in (DeviceState.LIVE, DeviceState.OFF))


def test_both_modalities_with_the_same_words_are_said_once(made: Any) -> None:
    settings = Settings()
    settings.look(Emotion.SAD).voice = settings.look(Emotion.SAD).face = "seems sad"
    moment = made.moment(0.0, emotion=Emotion.SAD, voice=Emotion.SAD, face=Emotion.SAD)
    assert (
        wording.describe(moment, looks_of(settings)).sentence
        == "Both the voice and the face seem sad. The two agree."
    )


def test_the_bars_twin_names_the_large_parts_first(made: Any) -> None:
    words = wording.probabilities_in_words(made.leaning(Emotion.SAD, 0.9, Emotion.HAPPY), LOOKS)
    assert words == "possibly sad, possibly happy"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 seconds"),
        (1, "1 second"),
        (59.4, "59 seconds"),
        (60, "1 minute"),
        (3599, "1 hour"),
        (3600, "1 hour"),
        (3900, "1 hour 5 minutes"),
        (7322, "2 hours 2 minutes"),
    ],
)
def test_clock_words(seconds: float, words: str) -> None:
    assert clock_words(seconds) == words


def test_strip_words_cover_every_look() -> None:
    looks = [e.value for e in EMOTIONS]
    looks += [readings.UNCLEAR, readings.CONFLICTING, readings.NO_SIGNAL, readings.PAUSED]
    assert all(LOOKS.words[look] for look in looks)
    assert len({LOOKS.words[look] for look in looks}) == len(looks)
