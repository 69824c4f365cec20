"""What is said in each case, in full: where each word begins and ends."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from any_estimate import estimate_of
from hypothesis import given, settings
from hypothesis import strategies as st

from fusion.emotions import EMOTIONS, Emotion
from fusion.evidence import Evidence, Modality, State
from fusion.interfaces import DeviceState
from fusion.late_fusion import no_signal
from fusion.mode import Mode
from fusion.moment import Moment, Shown
from ui.settings import Settings
from ui.wording import estimates as wording
from ui.wording.captured import IN_THE_ROOM
from ui.wording.fitting import FAR_APART_BITS
from ui.wording.looks import looks_of
from ui.wording.readings import UNCLEAR

LOOKS = looks_of(Settings())
VOICE, FACE = Modality.VOICE, Modality.FACE
HAPPY, SAD, ANGRY = Emotion.HAPPY, Emotion.SAD, Emotion.ANGRY


@pytest.mark.parametrize(
    ("say", "least", "words"),
    [
        (
            wording.sureness,
            (0.8, 0.6, 0.35, 0.0),
            ("Very likely", "Likely", "Possible", "No longer likely"),
        ),
        (
            wording.counts_for,
            (0.85, 0.6, 0.400001, 0.150001, 0.0),
            (
                "counts for almost all",
                "counts for most",
                "counts for about half",
                "counts for a little",
                "counts for almost nothing",
            ),
        ),
    ],
)
def test_where_each_word_begins(say: Any, least: tuple[float, ...], words: tuple[str, ...]) -> None:
    for at, word, stronger in zip(least, words, (None, *words), strict=False):
        assert say(at) == word
        if at:
            assert say(at - 0.00001) != word
        assert stronger is None or say(at) != stronger
    assert wording.counts_for(0.0, alone=True) == "the only one that counts"


@pytest.mark.parametrize(("p", "n"), [(0.0, 1), (0.14, 1), (0.16, 2), (0.74, 7), (0.94, 9), (1.0, 9)])
def test_odds_are_never_nought_and_never_ten(p: float, n: int) -> None:
    assert wording.odds(p) == (
        f"in tests right about {n} times in 10" if n > 1 else "in tests right about once in 10 times"
    )


def test_what_a_device_does_is_said() -> None:
    said = {
        DeviceState.OFF: ("", ""),
        DeviceState.LIVE: ("", ""),
        DeviceState.STARTING: ("starting", "starting"),
        DeviceState.STALLED: ("nothing is coming in", "nothing is coming in"),
        DeviceState.LOST: ("no microphone", "no camera"),
        DeviceState.DENIED: ("microphone not allowed", "camera not allowed"),
        DeviceState.BUSY: ("microphone in use elsewhere", "camera in use elsewhere"),
        DeviceState.ENDED: ("ended", "ended"),
    }
    assert {s: (IN_THE_ROOM.note(VOICE, s), IN_THE_ROOM.note(FACE, s)) for s in DeviceState} == said


@pytest.mark.parametrize(
    ("shares", "words"),
    [
        ({"happy": 0.8, "sad": 0.1, "angry": 0.09}, "very likely happy, unlikely sad"),
        ({"happy": 0.79, "sad": 0.2}, "likely happy, less likely sad"),
        ({"happy": 0.19, "sad": 0.6, "angry": 0.2}, "likely sad, less likely angry, unlikely happy"),
        ({"happy": 0.59, "sad": 0.35}, "possibly happy, possibly sad"),
        ({"happy": 0.64, "sad": 0.34}, "likely happy, less likely sad"),
        (
            {"happy": 0.4, "sad": 0.4, "neutral": 0.2},
            "possibly happy, possibly sad, less likely calm",
        ),
        ({}, ""),
    ],
)
def test_parts_are_told_by_their_size(shares: dict[str, float], words: str) -> None:
    p = np.array([shares.get(e.value, 0.0) for e in EMOTIONS])
    assert wording.probabilities_in_words(p, LOOKS) == words


def test_hidden_parts_are_one_and_parts_of_one_word_are_added() -> None:
    settings = Settings()
    for emotion in (SAD, ANGRY):
        settings.look(emotion).hidden = True
    settings.look(Emotion.SURPRISED).word = "happy"
    shares = {"happy": 0.2, "surprised": 0.2, "sad": 0.25, "angry": 0.35}
    p = np.array([shares.get(e.value, 0.0) for e in EMOTIONS])
    said = wording.probabilities_in_words(p, looks_of(settings))
    assert said == "likely something hidden, possibly happy"


def told(made: Any, *state: Any, mode: Mode = Mode.BOTH, bits: float = 0.1, **more: Any) -> tuple[str, ...]:
    """Headline, sureness, sentence, brief."""
    moment = made.moment(1.0, *state, **more)
    moment = replace(moment, estimate=replace(moment.estimate, disagreement=bits))
    reading = wording.describe(moment, LOOKS, mode)
    return reading.headline, reading.sureness, reading.sentence, reading.brief


def test_one_alone_is_said_to_be_alone(made: Any) -> None:
    voice = {"emotion": SAD, "voice": SAD}
    face = {"emotion": SAD, "face": SAD}
    said = told(made, **voice)
    assert said == (
        "Seems sad",
        "Likely",
        "The voice sounds sad. Only the voice counts just now.",
        "Likely · from the voice alone",
    )
    assert told(made, **voice, mode=Mode.VOICE)[2] == "The voice sounds sad."
    assert told(made, **face)[2:] == (
        "The face looks sad. Only the face counts just now.",
        "Likely · from the face alone",
    )
    assert told(made, **face, mode=Mode.FACE)[2] == "The face looks sad."
    for alone in ("voice", "face"):  # what is not enough to say is not said beneath either
        assert told(made, State.UNCLEAR, None, **{alone: SAD})[2] == (
            "Nothing is clear enough to name a feeling. Waiting or asking them is fine."
        )
    assert told(made, State.UNCLEAR, None) == (
        "Hard to tell",
        "Not sure enough to say",
        "Very little is heard or seen right now. Nothing has been clear for long enough to name a feeling. "
        "Waiting or asking them is fine.",
        "not sure enough to say",
    )


@pytest.mark.parametrize(
    ("weight", "bits", "sentence"),
    [
        (0.59, 0.1, "The two differ a little."),
        (0.6, 0.1, "The two differ a little; the voice counts for more."),
        (0.41, 0.1, "The two differ a little."),
        (0.4, 0.1, "The two differ a little; the face counts for more."),
        (0.5, FAR_APART_BITS, "The two differ."),
        (0.7, FAR_APART_BITS - 0.001, "The two differ a little; the voice counts for more."),
    ],
)
def test_who_counts_for_more_where_they_differ(made: Any, weight: float, bits: float, sentence: str) -> None:
    said = told(made, emotion=HAPPY, voice=SAD, face=HAPPY, weight=weight, bits=bits)
    assert said[2] == f"The voice sounds sad and the face looks happy. {sentence}"
    differ = sentence.removeprefix("The two ").split(";")[0].removesuffix(".")
    assert said[3] == f"Likely · voice and face {differ}"


@pytest.mark.parametrize(
    ("voice", "face", "why"),
    [
        (ANGRY, HAPPY, "It can be a joke, politeness, or tension."),
        (HAPPY, Emotion.DISGUSTED, "It can be teasing, effort, or tiredness."),
        (Emotion.AFRAID, HAPPY, "It can be a joke, politeness, or tension."),
        (SAD, ANGRY, "It can be a change of mood, or one of the two may simply show less."),
        (HAPPY, Emotion.NEUTRAL, "It can be a change of mood, or one of the two may simply show less."),
        (Emotion.SURPRISED, HAPPY, "It can be a change of mood, or one of the two may simply show less."),
    ],
)
def test_a_conflict_has_several_readings(made: Any, voice: Emotion, face: Emotion, why: str) -> None:
    headline, sure, sentence, brief = told(made, State.CONFLICTING, None, voice=voice, face=face)
    of = LOOKS.of
    assert sentence == f"The voice {of[voice].voice}, the face {of[face].face}. {why} Asking them is fine."
    assert (headline, sure, brief) == ("Voice and face differ", "Hard to tell", "hard to tell")


def test_what_is_hard_to_read_is_said_to_be(made: Any) -> None:
    moment = made.moment(1.0, emotion=HAPPY, voice=HAPPY, face=HAPPY)

    def reading(voice: float, face: float) -> Any:
        pieces = {
            "voice": replace(moment.estimate.voice, probabilities=leading(voice)),
            "face": replace(moment.estimate.face, probabilities=leading(face)),
        }
        return wording.describe(replace(moment, estimate=replace(moment.estimate, **pieces)), LOOKS)

    def leading(p: float) -> Any:
        rest = (1 - p) / 6
        return np.array([p if e is HAPPY else rest for e in EMOTIONS])

    said = reading(0.41, 0.39)
    assert said.sentence == "The voice sounds happy and the face is hard to read."
    assert said.brief == "Likely · from voice and face together"
    for weight, basis in ((0.6, "mostly from the voice"), (0.4, "mostly from the face")):
        shares = {VOICE: weight, FACE: 1 - weight}
        moment = replace(moment, estimate=replace(moment.estimate, weights=shares))
        assert reading(0.41, 0.39).brief == f"Likely · {basis}"
    both = reading(0.3, 0.3)
    assert both.sentence == (
        "Both the voice and the face are hard to read. Taken together, the two fit “happy” best."
    )
    assert (both.voice.words, both.face.words) == ("is hard to read", "is hard to read")


def test_rows_say_whose_they_are(made: Any) -> None:
    moment = made.moment(1.0, emotion=HAPPY, voice=HAPPY, face=SAD, weight=0.7)
    reading = wording.describe(moment, LOOKS)
    assert (reading.voice.title, reading.face.title) == ("Voice", "Face")
    assert (reading.voice.words, reading.face.words) == ("sounds happy", "looks sad")
    assert (reading.voice.note, reading.face.note) == ("counts for most", "counts for a little")
    assert reading.voice.parts == "likely happy" and reading.face.parts == "likely sad"
    assert reading.voice.probabilities is moment.estimate.voice.probabilities
    assert reading.face.probabilities is moment.estimate.face.probabilities
    alone = wording.describe(made.moment(1.0, emotion=SAD, face=SAD), LOOKS)
    assert (alone.voice.note, alone.face.note) == ("too little speech", "the only one that counts")
    assert (alone.voice.words, alone.voice.probabilities, alone.voice.parts) == ("", None, "")


@pytest.mark.parametrize(
    ("mode", "absent", "said"),
    [
        (
            Mode.BOTH,
            {},
            (
                "Waiting for a voice or a face",
                "No speech is heard and no face is in view at the moment.",
                "waiting",
            ),
        ),
        (Mode.VOICE, {}, ("Waiting for a voice", "No speech is heard at the moment.", "waiting")),
        (Mode.FACE, {}, ("Waiting for a face", "No face is in view at the moment.", "waiting")),
        (
            Mode.BOTH,
            {VOICE: "ended", FACE: "no camera"},
            (
                "Ended and no camera",
                "Attune can neither hear nor see just now. It goes on by itself once it can.",
                "ended and no camera",
            ),
        ),
        (
            Mode.BOTH,
            {VOICE: "cannot keep up", FACE: "cannot keep up"},
            (
                "This computer cannot keep up",
                "Attune cannot keep up with the conversation just now. Closing other programs helps.",
                "this computer cannot keep up",
            ),
        ),
    ],
)
def test_while_nobody_is_there(
    made: Any, mode: Mode, absent: dict[Modality, str], said: tuple[str, ...]
) -> None:
    reading = wording.describe(made.moment(1.0, State.NO_SIGNAL, None), LOOKS, mode, absent)
    assert (reading.sureness, reading.sentence, reading.brief) == said
    behind = "cannot keep up" in absent.values()
    nobody = {Mode.BOTH: "is heard or seen", Mode.VOICE: "is heard", Mode.FACE: "is seen"}[mode]
    gone = "Nothing comes in" if absent else f"Nobody {nobody}"
    assert reading.headline == ("Too slow to say" if behind else gone)
    for row, title in ((reading.voice, "Voice"), (reading.face, "Face")):
        assert (row.title, row.words, row.probabilities) == (title, "", None)


@pytest.mark.parametrize("failing", [False, True])
def test_what_is_old_is_not_told_as_new(failing: bool) -> None:
    reading = wording.stale(LOOKS, Mode.FACE, {FACE: "no camera"}, failing=failing)
    assert (reading.look, reading.headline, reading.sureness, reading.brief) == (
        "no_signal",
        "Nothing new just now",
        "Waiting for the next reading",
        "waiting",
    )
    assert (reading.voice.note, reading.face.note) == ("switched off", "no camera")
    assert reading.sentence == (
        "Something went wrong inside Attune. It keeps trying; if this lasts, close it and start it again."
        if failing
        else "No new reading has come for a moment. Attune goes on by itself."
    )
    assert wording.stale(LOOKS).sentence.startswith("No new reading has come")


def test_who_is_surer_is_said_where_both_count_alike(made: Any) -> None:
    moment = made.moment(1.0, emotion=HAPPY, voice=SAD, face=HAPPY, weight=0.5)
    surer = np.full(7, 0.01)
    surer[HAPPY.position] = 0.94
    face = replace(moment.estimate.face, probabilities=surer)
    said = wording.describe(replace(moment, estimate=replace(moment.estimate, face=face)), LOOKS)
    assert said.sentence.endswith("; the face is surer.")
    said = wording.describe(moment, LOOKS)  # as sure as each other
    assert "differ" in said.sentence and "surer" not in said.sentence


@settings(max_examples=200)
@given(
    st.sampled_from([state for state in State if state is not State.NO_SIGNAL]),
    st.sampled_from(EMOTIONS),
    *[st.lists(st.floats(0.001, 1), min_size=7, max_size=7)] * 3,
    st.sampled_from([(True, True), (True, False), (False, True), (False, False)]),
    st.floats(0, 1),
)
def test_no_sentence_claims_what_the_numbers_deny(
    state: State,
    emotion: Emotion,
    fused: list[float],
    heard: list[float],
    seen: list[float],
    there: tuple[bool, bool],
    weight: float,
) -> None:
    p, voice, face = (np.array(w) / sum(w) for w in (fused, heard, seen))
    named = emotion if state in (State.CLEAR, State.MIXED) else None
    pieces = {
        m: Evidence(m, 0.0, 1.0, q, 1.0)
        for m, q, is_there in zip(Modality, (voice, face), there, strict=True)
        if is_there
    }
    estimate = estimate_of(p, pieces, weight)
    said = wording.describe(Moment(estimate, Shown(state, named, 0.0)), LOOKS)
    words = [named, *([Emotion(said.second)] if said.second else [])]
    chance = sum(p[word.position] for word in words if word is not None)  # that it is one of those named
    if "Very likely" in said.sureness:
        assert named is not None and chance >= 0.8
    if named is not None and chance < 0.35 and "Either" not in said.sureness:
        assert "No longer likely" in said.sureness
    if "The two agree" in said.sentence:
        assert voice.argmax() == face.argmax() == named.position  # type: ignore[union-attr]
    if "differ" in said.sentence or "differ" in said.headline:
        assert all(there) and voice.argmax() != face.argmax()
    if "the voice is surer" in said.sentence:
        assert voice.max() >= face.max() + 0.1 - 1e-9
    if "the face is surer" in said.sentence:
        assert face.max() >= voice.max() + 0.1 - 1e-9
    if "Both the voice and the face" in said.sentence:
        assert voice.argmax() == face.argmax() or max(voice.max(), face.max()) < wording.READABLE
    assert ("Only the voice counts" in said.sentence) <= (not there[1])
    assert ("Only the face counts" in said.sentence) <= (not there[0])


@pytest.mark.parametrize(
    ("modalities", "sentence"),
    [
        ({Modality.VOICE}, "A voice is heard."),
        ({Modality.FACE}, "A face is in view."),
        (set(Modality), "A voice is heard and a face is in view."),
    ],
)
def test_somebody_who_is_there_is_not_said_to_be_missing(modalities: set[Modality], sentence: str) -> None:
    pieces = {m.value: Evidence(m, 0.0, 1.0, np.full(7, 1 / 7), 1.0) for m in modalities}
    moment = Moment(replace(no_signal(1.0), **pieces), Shown(State.NO_SIGNAL, None, 0.0))
    said = wording.describe(moment, LOOKS)
    assert said.headline == "Too soon to say"
    assert said.look == wording.look_of(moment, LOOKS) == UNCLEAR  # in the strip and in summaries, too
    assert said.sentence.startswith(sentence)
