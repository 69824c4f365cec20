"""Several voices told apart of people whose voices are known, though the code is not told them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_model.speakers.rule import AGES, Logistic, WhoseRule
from audio_model.speakers.several import MOST, voices_apart
from audio_model.speakers.whose import STEP_S, Step, WhoseVoice
from ui.commands.analyze_options import MOST_VOICES

N = 64
TURN = 12
RULE = WhoseRule(
    alone=(Logistic((0.0, 0.0), 0.0),) * AGES,
    pair=(Logistic((0.0, 0.0, 0.0), 0.0),) * AGES,
    lips=Logistic((0.0, 0.0), 0.0),
    known=(Logistic((-10.0, 10.0), 0.0),) * AGES,
    stay=0.8,
)


def unit(vector: np.ndarray) -> np.ndarray:
    return np.asarray(vector / np.linalg.norm(vector))


def people(n: int, rng: np.random.Generator) -> np.ndarray:
    """So many voices at right angles, (n, 64)."""
    return np.asarray(np.linalg.qr(rng.normal(size=(N, N)))[0][:n])


def meeting(voices: np.ndarray, turns: list[int], rng: np.random.Generator) -> list[Step]:
    """Turns of three seconds: whose they are, and silence after each."""
    steps: list[Step] = []
    for who in turns:
        for _ in range(TURN):
            heard = unit(voices[who] + rng.normal(0, 1 / np.sqrt(N), N)).astype(np.float32)
            steps.append(Step((len(steps) + 1) * STEP_S, 1.0, heard))
        steps.append(Step((len(steps) + 1) * STEP_S, 0.0))
    return steps


@given(
    st.integers(2, MOST).flatmap(lambda n: st.tuples(st.just(n), st.permutations(range(n)))),
    st.integers(0, 2**32 - 1),
)
def test_everybody_is_found_in_the_order_in_which_they_begin_to_speak(
    order: tuple[int, list[int]], seed: int
) -> None:
    n, first = order
    rng = np.random.default_rng(seed)
    known = people(n, rng)
    steps = meeting(known, [*first, *(int(who) for who in rng.permutation(np.repeat(range(n), 4)))], rng)
    for number in (None, n):
        found = voices_apart(steps, RULE, number)
        assert found is not None and len(found.middles) == n and found.surely_apart
        near = found.middles @ known.T
        assert near.argmax(axis=1).tolist() == first
        assert near.max(axis=1).min() > 0.9


def test_one_person_alone_is_not_taken_for_several() -> None:
    rng = np.random.default_rng(0)
    steps = meeting(people(1, rng), [0] * 12, rng)
    assert voices_apart(steps, RULE) is None
    asked_for = voices_apart(steps, RULE, 2)
    assert asked_for is not None and not asked_for.surely_apart


@pytest.mark.parametrize("turns", [[], [0], [0, 1, 0]])
def test_of_little_speech_nothing_is_told(turns: list[int]) -> None:
    rng = np.random.default_rng(0)
    steps = meeting(people(2, rng), turns, rng)
    assert voices_apart(steps, RULE) is None and voices_apart(steps, RULE, 2) is None


def test_who_says_a_word_only_has_no_result() -> None:
    rng = np.random.default_rng(0)
    found = voices_apart(meeting(people(3, rng), [0, 1, 0, 1, 2, 0, 1, 0, 1], rng), RULE)
    assert found is not None and len(found.middles) == 2


def test_a_long_recording_is_grouped_as_a_short_one_is() -> None:
    rng = np.random.default_rng(0)
    known = people(3, rng)
    found = voices_apart(meeting(known, [2, 0, 1] * 120, rng), RULE)
    assert found is not None
    assert (found.middles @ known.T).argmax(axis=1).tolist() == [2, 0, 1]


def test_each_voice_is_told_from_all_others() -> None:
    rng = np.random.default_rng(0)
    turns = [0, 1, 2, 1, 0, 2, 0, 1]
    steps = meeting(people(3, rng), turns, rng)
    found = voices_apart(steps, RULE, 3)
    assert found is not None
    for number in range(3):
        whose = WhoseVoice(RULE, throughout=found.throughout(number))
        said = []
        for step in steps:
            whose.enter(replace(step))
            now = whose.now()
            assert now is not None and now.partner + now.own == pytest.approx(step.speech)
            said.append(now.partner)
        told = np.array(said).reshape(len(turns), TURN + 1)
        assert not told[:, -1].any()  # silence
        for turn, who in enumerate(turns):
            # A turn's last steps lie in windows that end in the next one.
            assert (told[turn, :-3] > 0.5).mean() == (who == number)


def test_the_command_asks_for_as_many_as_are_told_apart() -> None:
    assert MOST_VOICES == MOST
