"""Which voice has which face: told where mouths move with voices, and only there."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from audio_model.speakers.both import ends_of
from audio_model.speakers.joining import Mouths, going_together, joined, matched, shares_of
from audio_model.speakers.several import SeveralVoices
from audio_model.speakers.whose import Step
from audio_model.voice_activity import FRAME_S, FRAME_SAMPLES

STEPS = 200


def turns(rng: np.random.Generator, people: int) -> np.ndarray:
    """Who speaks in each step, (STEPS,); turns of 1 to 4 s."""
    who: list[int] = []
    while len(who) < STEPS:
        who += [int(rng.integers(people))] * int(rng.integers(4, 16))
    return np.array(who[:STEPS])


def told_of(moving: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Log-odds of a mouth that moves in these steps."""
    return np.where(moving, 2.0, -3.0) + rng.normal(0, 1.5, len(moving))


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_each_of_three_voices_has_the_mouth_that_moves_with_it(order: tuple[int, ...]) -> None:
    rng = np.random.default_rng(1)
    who = turns(rng, 3)
    shares = np.eye(3)[who] * 0.8 + 0.1
    told = np.column_stack([told_of(who == voice, rng) for voice in order])
    assert matched(going_together(shares, told)) == {voice: face for face, voice in enumerate(order)}


def test_whoever_is_not_in_view_seldom_gets_a_face_of_others() -> None:
    wrong = right = 0
    for seed in range(100):
        rng = np.random.default_rng(seed)
        who = turns(rng, 2)
        shares = np.eye(2)[who] * 0.8 + 0.1
        mouths = (who == 1, np.zeros(STEPS, bool), np.ones(STEPS, bool), turns(rng, 2) == 1)
        told = np.column_stack([told_of(moving, rng) for moving in mouths])
        found = matched(going_together(shares, told))
        right += found.get(1) == 0
        wrong += 0 in found or found.get(1, 0) != 0
    assert right >= 95 and wrong <= 5


def test_two_mouths_that_move_with_one_voice_leave_it_open() -> None:
    rng = np.random.default_rng(2)
    who = turns(rng, 2)
    told = np.column_stack([told_of(who == 0, rng), told_of(who == 0, rng)])
    assert matched(going_together(np.eye(2)[who], told)) == {}


def test_of_little_nothing_is_told() -> None:
    rng = np.random.default_rng(3)
    who = turns(rng, 2)[:30]
    told = np.column_stack([told_of(who == voice, rng) for voice in (0, 1)])
    assert matched(going_together(np.eye(2)[who], told)) == {}
    unseen = np.full((STEPS, 2), np.nan)
    assert matched(going_together(np.eye(2)[turns(rng, 2)], unseen)) == {}


def test_mouths_are_heard_beside_the_sound() -> None:
    """Two voices take turns of 2 s; the mouth of either opens and closes four times a second meanwhile."""
    rng = np.random.default_rng(4)
    times = np.arange(0, 60, 0.08)
    first = rng.integers(2, size=30)[(times // 2).astype(int)] == 0
    opening = 0.15 + 0.15 * np.sin(2 * np.pi * 4 * times + 0.3)
    looks = {
        7: np.column_stack([times, np.where(first, opening, 0.02)]),
        3: np.column_stack([times, np.where(first, 0.02, opening)]),
    }
    mouths = Mouths(looks)
    steps, now = [], []
    for i in range(round(60 / FRAME_S)):
        t = (i + 1) * FRAME_S
        loud = 0.05 + 0.05 * np.sin(2 * np.pi * 4 * t + 0.3)
        mouths.hear((loud * rng.standard_normal(FRAME_SAMPLES)).astype(np.float32), 0.9, t)
        if i % 8 == 7:
            now.append(int(np.interp(t, times, first.astype(float)) < 0.5))
            steps.append(Step(t, 1.0))
    voices = SeveralVoices(ends_of(steps), np.eye(2)[now], np.eye(2), 0.0)
    assert mouths.people == [3, 7] and mouths.told.shape == (len(steps), 2)
    assert joined(steps, voices, mouths) == {0: 7, 1: 3}
    assert joined(steps, voices, Mouths({})) == {}


def test_silence_is_nobodys() -> None:
    steps = [Step(0.3, 1.0), Step(0.5, 0.0)]
    voices = SeveralVoices(ends_of(steps), np.array([[0.9, 0.1], [0.6, 0.4]]), np.eye(2), 0.0)
    assert shares_of(steps, voices).tolist() == [[0.9, 0.1], [0.0, 0.0]]


def test_a_gap_leaves_out_the_step_that_was_begun() -> None:
    mouths, silence = Mouths({1: np.zeros((0, 2))}), np.zeros(FRAME_SAMPLES, np.float32)
    for n_frames in (12, 8):
        mouths.reset()
        for i in range(n_frames):
            mouths.hear(silence, 0.0, (i + 1) * FRAME_S)
    assert mouths.told.shape == (2, 1)
