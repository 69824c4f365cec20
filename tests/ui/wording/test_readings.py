"""What is written stands; what is named, and who is there, is told at once."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from fusion.emotions import Emotion
from fusion.evidence import Modality, State
from ui.settings import Settings
from ui.wording.estimates import describe, level_of, stale, sureness
from ui.wording.looks import looks_of
from ui.wording.readings import DIFFERS_S, NO_SIGNAL, PAUSE_S, STAND_S, Reading, UnhurriedWords, paused

LOOKS = looks_of(Settings())
TICK_S = 0.1


@pytest.fixture
def sad(made: Any) -> Reading:
    reading = describe(made.moment(1.0, State.CLEAR, Emotion.SAD, voice=Emotion.SAD), LOOKS)
    return replace(reading, sureness="Very likely", surely=True, level=3)


def written(readings: list[Reading]) -> list[Reading]:
    """Ten a second."""
    words = UnhurriedWords()
    return [words.of(reading, i * TICK_S) for i, reading in enumerate(readings)]


def text(reading: Reading) -> tuple[str, ...]:
    rows = (reading.voice, reading.face)
    return (reading.sureness, reading.sentence, reading.brief, *(w for r in rows for w in (r.words, r.note)))


def test_other_words_are_written_once_those_before_have_stood_and_they_last(sad: Reading) -> None:
    other = replace(sad, sentence="The voice sounds calm.")
    shown = written([sad] * 10 + [other] * 200)
    changed = next(i for i, reading in enumerate(shown) if reading.sentence == other.sentence)
    assert changed * TICK_S == pytest.approx(STAND_S)
    long_since = written([sad] * 200 + [other] * 100)
    changed = next(i for i, reading in enumerate(long_since) if reading.sentence == other.sentence)
    assert changed * TICK_S == pytest.approx(20 + DIFFERS_S)


def test_words_that_come_and_go_are_never_written(sad: Reading) -> None:
    other = replace(sad, sentence="The voice sounds calm.")
    assert {reading.sentence for reading in written(([sad] * 15 + [other] * 15) * 20)} == {sad.sentence}


@pytest.mark.parametrize(("before", "after"), [(0.9, 0.7), (0.9, 0.5), (0.7, 0.5), (0.5, 0.3)])
def test_what_is_less_sure_is_not_called_surer_for_long(before: float, after: float, sad: Reading) -> None:
    sure, less = (replace(sad, sureness=sureness(p), level=level_of(p)) for p in (before, after))
    shown = written([sure] * 10 + [less] * 100)
    changed = next(i for i, reading in enumerate(shown) if reading.sureness == less.sureness)
    assert changed * TICK_S == pytest.approx(1 + DIFFERS_S)
    shown = written([less] * 10 + [sure] * 100)
    changed = next(i for i, reading in enumerate(shown) if reading.sureness == sure.sureness)
    assert changed * TICK_S == pytest.approx(STAND_S)


def test_another_headline_and_silence_are_told_at_once(made: Any, sad: Reading) -> None:
    happy = describe(made.moment(1.0, State.CLEAR, Emotion.HAPPY, voice=Emotion.HAPPY), LOOKS)
    nobody = describe(made.moment(1.0, State.NO_SIGNAL, None), LOOKS)
    alone = replace(sad, face=replace(sad.face, note="camera lost"))
    for after in (happy, nobody, alone, paused()):
        assert written([sad] * 3 + [after])[-1] == after


def test_a_breath_is_not_told_of_where_nothing_was_named(made: Any) -> None:
    alone = describe(made.moment(1.0, State.UNCLEAR, None, voice=Emotion.SAD), LOOKS)
    nobody = describe(made.moment(1.0, State.NO_SIGNAL, None), LOOKS)
    breath = round(PAUSE_S / TICK_S)
    shown = written([alone] * 5 + [nobody] * breath + [alone] * 5)
    assert {(reading.headline, *text(reading)[:3]) for reading in shown} == {
        (alone.headline, *text(alone)[:3])
    }
    assert all(r.voice.probabilities is None and not r.voice.words for r in shown[5 : 5 + breath])
    paused_for_longer = written(([alone] * 5 + [nobody] * (breath + 1)) * 2)
    assert [r.headline for r in paused_for_longer].count(nobody.headline) == 2
    assert paused_for_longer[-1] == nobody


def test_what_is_wrong_is_told_at_once_also_in_a_breath(made: Any) -> None:
    alone = describe(made.moment(1.0, State.UNCLEAR, None, voice=Emotion.SAD), LOOKS)
    lost = {Modality.VOICE: "no microphone", Modality.FACE: "no camera"}
    nothing = describe(made.moment(1.0, State.NO_SIGNAL, None), LOOKS, absent=lost)
    for after in (nothing, stale(LOOKS), begun_again(made), paused()):
        assert written([alone] * 3 + [after])[-1] == after


def begun_again(made: Any) -> Reading:
    """Somebody is heard, of whom nothing can be said yet."""
    moment = made.moment(1.0, State.UNCLEAR, None, voice=Emotion.SAD)
    return describe(replace(moment, shown=replace(moment.shown, state=State.NO_SIGNAL)), LOOKS)


def test_while_there_is_nothing_to_read_every_word_is_the_newest(made: Any) -> None:
    nobody = describe(made.moment(1.0, State.NO_SIGNAL, None), LOOKS)
    assert nobody.look == NO_SIGNAL
    later = replace(nobody, sentence="No speech is heard, and the person you chose is not in view.")
    assert written([nobody, later])[-1] == later


def test_bars_are_the_newest_under_words_that_stand_and_shares_are_those_of_their_words(
    made: Any, sad: Reading
) -> None:
    other = describe(made.moment(1.1, State.CLEAR, Emotion.SAD, voice=Emotion.HAPPY), LOOKS)
    other = replace(other, voice=replace(other.voice, weight=0.3, note="counts for a little"))
    last = written([sad, other])[-1]
    assert text(last) == text(sad)
    assert last.voice.probabilities is other.voice.probabilities
    assert last.voice.parts == other.voice.parts
    assert (last.voice.weight, last.voice.note) == (sad.voice.weight, sad.voice.note)


@pytest.mark.parametrize("seed", range(20))
def test_all_words_are_of_one_moment_and_change_seldom(made: Any, seed: int) -> None:
    rng = np.random.default_rng(seed)
    said = [
        describe(made.moment(1.0, State.CLEAR, Emotion.SAD, voice=voice), LOOKS)
        for voice in (Emotion.SAD, Emotion.HAPPY, Emotion.NEUTRAL)
    ]
    readings = [said[k] for k in rng.integers(3, size=30) for _ in range(rng.integers(1, 60))]
    shown = written(readings)
    for i, reading in enumerate(shown):
        assert text(reading) in {text(r) for r in readings[: i + 1]}
    changes = sum(text(a) != text(b) for a, b in pairwise(shown))
    less_sure = sum(a.level > b.level for a, b in pairwise(shown))
    assert changes - less_sure <= len(shown) * TICK_S / STAND_S
