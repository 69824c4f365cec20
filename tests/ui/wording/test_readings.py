"""What is written stands; what is named, and who is there, is told at once."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from fusion.display import Display
from fusion.emotions import EMOTIONS, Emotion
from fusion.evidence import Evidence, Modality, State
from fusion.late_fusion import LateFusion
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


def both(made: Any, voice: Emotion, face: Emotion, share: float = 0.7) -> Reading:
    """A voice and a face, both so sure, while the card says "Seems sad"."""
    return describe(made.moment(1.0, State.CLEAR, Emotion.SAD, voice=voice, face=face, share=share), LOOKS)


def test_bars_are_the_newest_under_words_that_stand_and_shares_are_those_of_their_words(made: Any) -> None:
    first, other = both(made, Emotion.SAD, Emotion.SAD), both(made, Emotion.SAD, Emotion.SAD, 0.5)
    other = replace(other, voice=replace(other.voice, weight=0.3, note="counts for a little"))
    last = written([first, other])[-1]
    assert text(last) == text(first)
    assert last.voice.probabilities is other.voice.probabilities
    assert last.voice.parts == other.voice.parts
    assert (last.voice.weight, last.voice.note) == (first.voice.weight, first.voice.note)


def test_a_bar_that_denies_its_words_waits_for_them_and_no_longer_than_they_last(made: Any) -> None:
    first, other = both(made, Emotion.SAD, Emotion.SAD), both(made, Emotion.SAD, Emotion.SURPRISED)
    shown = written([first] * 5 + [other] * 40)
    changed = next(i for i, reading in enumerate(shown) if reading.face.words == "looks surprised")
    assert changed * TICK_S == pytest.approx(0.5 + DIFFERS_S)
    assert all(reading.face.probabilities is first.face.probabilities for reading in shown[:changed])
    assert all(reading.face.probabilities is other.face.probabilities for reading in shown[changed:])
    assert all(r.voice.probabilities is other.voice.probabilities for r in shown[5:])  # it denies nothing
    back = written([first] * 5 + [other] * 15 + [first] * 15 + [other] * 15)
    assert {text(reading) for reading in back} == {text(first)}


def test_of_what_is_hard_to_read_a_bar_may_show_what_is_possible_and_not_what_is_likely(made: Any) -> None:
    hard = both(made, Emotion.SAD, Emotion.SAD, 0.2)
    assert hard.voice.words == "is hard to read"
    for share, stays in ((0.5, True), (0.55, False)):  # a seventh of what is left comes to it
        other = both(made, Emotion.SAD, Emotion.SAD, share)
        shown = written([hard] + [other] * 30)
        assert (shown[1].voice.probabilities is other.voice.probabilities) == stays
        assert (shown[-1].voice.words == "is hard to read") == stays


def test_a_voice_that_comes_is_told_of_once_it_has_been_heard_for_a_moment(made: Any) -> None:
    face = describe(made.moment(1.0, State.CLEAR, Emotion.SAD, face=Emotion.SAD), LOOKS)
    beside = both(made, Emotion.SAD, Emotion.SAD)
    shown = written([face] * 10 + [beside] * 30)
    told = next(i for i, reading in enumerate(shown) if reading.voice.probabilities is not None)
    assert told * TICK_S == pytest.approx(1 + PAUSE_S)
    assert {text(reading) for reading in shown[:told]} == {text(face)}
    assert text(shown[told]) == text(beside)
    lost = replace(face, voice=replace(face.voice, note="no microphone"))
    assert written([lost] * 3 + [beside])[-1] == beside  # what was wrong is not told any longer


@pytest.mark.parametrize("seed", range(20))
def test_all_words_are_of_one_moment_and_change_seldom(made: Any, seed: int) -> None:
    rng = np.random.default_rng(seed)
    said = [
        replace(reading, voice=replace(reading.voice, note=note), sentence=f"{reading.sentence} {note}")
        for voice in (Emotion.SAD, Emotion.HAPPY)
        for reading in [describe(made.moment(1.0, State.CLEAR, Emotion.SAD, voice=voice), LOOKS)]
        for note in ("counts for most", "counts for a little", "counts for about half")
    ]
    readings = [said[k] for k in rng.integers(6, size=40) for _ in range(rng.integers(1, 60))]
    shown = written(readings)
    so_far = set()
    for now, reading in zip(readings, shown, strict=True):
        so_far.add(text(now))
        assert text(reading) in so_far
    changed = [i for i, (a, b) in enumerate(pairwise(shown), 1) if text(a) != text(b)]
    assert all(b - a >= DIFFERS_S / TICK_S - 1e-6 for a, b in pairwise([0, *changed]))
    # Only what makes them untrue cuts words short: less sureness, and another feeling.
    untrue = [
        i
        for i in changed
        if shown[i].level < shown[i - 1].level or shown[i].voice.words != shown[i - 1].voice.words
    ]
    assert len(changed) - len(untrue) <= len(shown) * TICK_S / STAND_S


@pytest.mark.parametrize("seed", range(20))
def test_what_is_said_of_a_bar_is_what_it_shows(seed: int) -> None:
    """Through the fusion and the display that are shipped, of voices and faces that wander."""
    rng = np.random.default_rng(seed)
    fusion, display, words = LateFusion(), Display(), UnhurriedWords()
    level = rng.normal(0, 1, (2, 7))
    for i in range(600):
        level += rng.normal(0, 0.4, (2, 7)) - 0.05 * level
        p = np.exp(level) / np.exp(level).sum(axis=1, keepdims=True)
        there = rng.random(2) < 0.97
        t = i * TICK_S
        pieces = [
            Evidence(m, t, t, q, 1.0) for m, q, is_there in zip(Modality, p, there, strict=True) if is_there
        ]
        shown = words.of(describe(display.show(fusion.estimate(pieces, t)), LOOKS), t)
        for row, modality in ((shown.voice, Modality.VOICE), (shown.face, Modality.FACE)):
            if row.probabilities is None:
                continue
            k = int(row.probabilities.argmax())
            look = LOOKS.of[EMOTIONS[k]]
            if row.words == "is hard to read":
                assert row.probabilities[k] < 0.6
            else:
                assert row.words == (look.voice if modality is Modality.VOICE else look.face)
