"""Who speaks throughout a recording, of people whose voices and turns are known."""

from __future__ import annotations

import numpy as np
import pytest

from audio_model.speakers.rule import COVER
from audio_model.speakers.throughout import Heard, Throughout, partner_throughout, shares_throughout
from audio_model.speakers.voiceprint import Voiceprint

STAY = 0.85


def unit(vector: np.ndarray) -> np.ndarray:
    return vector / np.linalg.norm(vector, axis=-1, keepdims=True)


def people(near: float, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Two voices (64,) whose cosine is ``near``."""
    first, second = unit(rng.normal(size=(2, 64)))
    second = unit(second - (first @ second) * first)
    return first, near * first + np.sqrt(1 - near**2) * second


def heard(whose: np.ndarray, voices: tuple[np.ndarray, ...], rng: np.random.Generator) -> np.ndarray:
    """What is heard in the second that ends with each step, as loud as it wavers in real seconds."""
    of_steps = np.stack(voices)[whose]
    windows = sum(
        counts * np.concatenate([np.tile(of_steps[:1], (earlier, 1)), of_steps[: len(whose) - earlier]])
        for earlier, counts in enumerate(COVER)
    )
    return unit(unit(windows) + 0.11 * rng.normal(size=windows.shape))


def print_of(voice: np.ndarray) -> Voiceprint:
    return Voiceprint(voice[None].astype(np.float32), "", "")


def turns(n: int, rng: np.random.Generator) -> np.ndarray:
    """Whose each of ``n`` steps is: 0 the user's, 1 the partner's."""
    lengths = rng.integers(3, 18, n)
    return np.repeat(np.arange(n) % 2, lengths)[:n]


@pytest.mark.parametrize("near", [0.0, 0.4])
def test_turns_are_told_from_the_first_word_to_the_last(near: float) -> None:
    rng = np.random.default_rng(3)
    user, partner = people(near, rng)
    whose = turns(150, rng)
    read_aloud = print_of(unit(user + 0.1 * rng.normal(size=64)))
    told = partner_throughout(
        Heard(heard(whose, (user, partner), rng), np.ones(150), np.full(150, np.nan)), read_aloud, STAY
    )
    assert told is not None
    assert ((told > 0.5) == (whose == 1)).mean() > 0.9
    assert ((told[:6] > 0.5) == (whose[:6] == 1)).all()


def test_how_loud_either_is_tells_where_the_voices_are_near() -> None:
    rng = np.random.default_rng(4)
    user, partner = people(0.5, rng)
    whose = turns(150, rng)
    voices = unit(heard(whose, (user, partner), rng) + 0.15 * rng.normal(size=(150, 64)))
    levels = np.where(whose == 1, -30.0, -22.0) + rng.normal(size=150)
    right = {}
    for name, loud in (("levels", levels), ("none", np.full(150, np.nan))):
        told = partner_throughout(Heard(voices, np.ones(150), loud), print_of(user), STAY)
        assert told is not None
        right[name] = ((told > 0.5) == (whose == 1)).mean()
    assert right["levels"] > right["none"]
    assert right["levels"] > 0.9


def test_of_one_person_alone_nothing_is_told() -> None:
    rng = np.random.default_rng(5)
    user, stranger = people(0.0, rng)
    calm, cross = unit(user + 0.05 * rng.normal(size=(2, 64)))
    speech, levels = np.ones(120), np.full(120, -25.0)
    alone = heard(turns(120, rng), (calm, cross), rng)
    assert partner_throughout(Heard(alone, speech, levels), print_of(user), STAY) is None
    others = heard(turns(120, rng), people(0.0, rng), rng)
    assert partner_throughout(Heard(others, speech, levels), print_of(stranger), STAY) is None


def test_of_too_little_speech_nothing_is_told() -> None:
    user, _ = people(0.0, np.random.default_rng(6))
    silent = np.full((200, 64), np.nan)
    silent[3:8] = user
    nothing = np.zeros(200)
    assert partner_throughout(Heard(silent, nothing, np.full(200, np.nan)), print_of(user), STAY) is None
    assert partner_throughout(Heard(np.zeros((0, 1)), np.zeros(0), np.zeros(0)), print_of(user), STAY) is None


def test_where_nothing_is_said_nobody_is_told() -> None:
    rng = np.random.default_rng(7)
    user, partner = people(0.0, rng)
    whose = np.repeat([0, 1, 0, 1], 30)
    voices, speech = heard(whose, (user, partner), rng), np.ones(120)
    voices[40:50], speech[40:50] = np.nan, 0.0
    told = partner_throughout(Heard(voices, speech, np.full(120, np.nan)), print_of(user), STAY)
    assert told is not None
    assert np.isfinite(told).all()
    assert abs(told[45] - 0.5) < abs(told[35] - 0.5)


def test_three_voices_that_nobody_read_aloud_for_keep_their_places() -> None:
    rng = np.random.default_rng(8)
    who = np.repeat(rng.permutation(np.arange(30) % 3), rng.integers(4, 12, 30))
    voices = np.linalg.qr(rng.normal(size=(64, 64)))[0][:3]
    n = len(who)
    sound = Heard(heard(who, tuple(voices), rng), np.ones(n), np.full(n, np.nan))
    begun = np.eye(3)[(sound.voices @ voices.T).argmax(axis=1)]
    shares, middles = shares_throughout(sound, begun, STAY)
    np.testing.assert_allclose(shares.sum(axis=1), 1.0)
    assert (shares.argmax(axis=1) == who).mean() > 0.9
    assert (middles @ voices.T).argmax(axis=1).tolist() == [0, 1, 2]


def test_what_was_told_is_found_again_by_its_time() -> None:
    known = Throughout(np.array([0.256, 0.512, 5.0]), np.array([0.9, 0.2, 0.5]))
    assert known.log_odds(0.26) == pytest.approx([np.log(9)])
    assert known.log_odds(0.5) == pytest.approx([-np.log(4)])
    assert known.log_odds(2.0) == []  # a gap
