"""Two voices told apart by all that was heard of them, of people whose voices are known."""

from __future__ import annotations

import numpy as np
import pytest

from audio_model.speakers.apart import told_apart
from audio_model.speakers.rule import AGES, Logistic, WhoseRule
from audio_model.speakers.voiceprint import Voiceprint
from audio_model.speakers.whose import STEP_S, Step, WhoseVoice

N = 64
NEVER_LEARNT = WhoseRule(
    alone=(Logistic((0.0, 0.0), -2.0),) * AGES,
    pair=(Logistic((0.0, 0.0, 0.0), -2.0),) * AGES,
    lips=Logistic((0.0, 0.0), 0.0),
    known=(Logistic((-10.0, 10.0), 0.0),) * AGES,
    stay=0.8,
)
"""Takes all for the user until both voices are known."""


def unit(vector: np.ndarray) -> np.ndarray:
    return vector / np.linalg.norm(vector)


def about(middle: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
    """Voices of one person: about their middle, as near to it as windows of a second are."""
    spread = rng.normal(0, 1.0 / np.sqrt(N), (n, N))
    return np.array([unit(middle + one) for one in spread], np.float32)


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(0)


@pytest.fixture
def people(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """The user's voice and the partner's."""
    return unit(rng.normal(size=N)), unit(rng.normal(size=N))


def print_of(voice: np.ndarray) -> Voiceprint:
    return Voiceprint(voice[None].astype(np.float32), "levels", "")


@pytest.mark.parametrize("share", [0.25, 0.5, 0.75])
def test_each_is_found_though_the_user_read_aloud_in_another_mood(
    people: tuple[np.ndarray, np.ndarray], rng: np.random.Generator, share: float
) -> None:
    user, partner = people
    own = unit(user + 1.2 * unit(rng.normal(size=N)))
    heard = np.concatenate(
        [about(user, round(120 * share), rng), about(partner, round(120 * (1 - share)), rng)]
    )
    both = told_apart(heard, print_of(own))
    assert both is not None
    assert both.own @ user > 0.9 and both.partner @ partner > 0.9
    assert abs(both.own @ partner) < 0.4 and abs(both.partner @ user) < 0.4


def test_one_person_alone_is_not_taken_for_two(
    people: tuple[np.ndarray, np.ndarray], rng: np.random.Generator
) -> None:
    user, _ = people
    assert told_apart(about(user, 120, rng), print_of(user)) is None


def test_too_little_tells_nothing(people: tuple[np.ndarray, np.ndarray], rng: np.random.Generator) -> None:
    user, partner = people
    heard = np.concatenate([about(user, 7, rng), about(partner, 7, rng)])
    assert told_apart(heard, print_of(user)) is None
    assert told_apart(np.zeros((0, 0), np.float32), print_of(user)) is None


def turns_of(user: np.ndarray, partner: np.ndarray, n: int, rng: np.random.Generator) -> list[Step]:
    """So many turns of three seconds, the user's first."""
    steps: list[Step] = []
    for turn in range(n):
        for voice in about(partner if turn % 2 else user, 12, rng):
            steps.append(Step((len(steps) + 1) * STEP_S, 1.0, voice))
    return steps


def told_of(whose: WhoseVoice, steps: list[Step]) -> np.ndarray:
    """For each step: the probability that it is the partner's, as soon as it was heard."""
    told = []
    for step in steps:
        whose.enter(step)
        now = whose.now()
        assert now is not None
        told.append(now.partner)
    return np.array(told)


def test_who_reads_unlike_they_speak_is_told_from_the_other_once_both_were_heard_a_while(
    people: tuple[np.ndarray, np.ndarray], rng: np.random.Generator
) -> None:
    user, partner = people
    own = print_of(unit(user + 0.8 * partner))
    whose = WhoseVoice(NEVER_LEARNT, None, own)
    told = told_of(whose, turns_of(user, partner, 8, rng)).reshape(8, 12)
    settled = told[4:, 4:]
    assert settled[::2].max() < 0.2 and settled[1::2].min() > 0.8


def test_somebody_else_who_takes_the_partners_place_is_told_too(
    people: tuple[np.ndarray, np.ndarray], rng: np.random.Generator
) -> None:
    user, partner = people
    other = unit(rng.normal(size=N))
    whose = WhoseVoice(NEVER_LEARNT, None, print_of(unit(user + 0.3 * partner)))
    told_of(whose, turns_of(user, partner, 6, rng))
    told = told_of(whose, turns_of(user, other, 26, rng)).reshape(26, 12)
    settled = told[-6:, 4:]
    assert settled[::2].max() < 0.2 and settled[1::2].min() > 0.8


def test_of_one_person_alone_nothing_is_told_apart_on_the_way(
    people: tuple[np.ndarray, np.ndarray], rng: np.random.Generator
) -> None:
    user, _ = people
    whose = WhoseVoice(NEVER_LEARNT, None, print_of(user))
    assert np.mean(told_of(whose, turns_of(user, user, 8, rng)) < 0.5) > 0.95
