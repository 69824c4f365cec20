"""The user's voice as it is kept: there and back, in moods, and nothing but what it should be."""

from __future__ import annotations

import json

import numpy as np
import pytest

from audio_model.speakers.voiceprint import ANOTHERS_BELOW, MOST_MOODS, Voiceprint
from fusion.errors import UserError


def unit(k: int, n: int = 8) -> np.ndarray:
    return np.eye(n, dtype=np.float32)[k : k + 1]


def test_there_and_back() -> None:
    kept = Voiceprint(unit(2), "abc", "2026-01-01T00:00:00+00:00")
    back = Voiceprint.from_json(json.loads(json.dumps(kept.to_json())))
    assert (back.voices == kept.voices).all() and (back.model, back.made_at) == (kept.model, kept.made_at)


def test_moods_are_added_and_the_first_and_the_newest_stay() -> None:
    whole = Voiceprint(unit(0), "abc", "1")
    for k in range(1, 7):
        whole = whole.with_mood(Voiceprint(unit(k), "abc", str(k)))
    assert [int(voice.argmax()) for voice in whole.voices] == [0, *range(7 - MOST_MOODS + 1, 7)]
    assert len(whole.with_mood(Voiceprint(unit(3), "another network", "8")).voices) == 1


@pytest.mark.parametrize(
    "values",
    [
        None,
        [],
        {},
        {"voices": [[2.0, 0.0]], "model": "a", "made_at": ""},
        {"voices": [], "model": "a", "made_at": ""},
    ],
)
def test_anything_else_is_told_in_a_sentence(values: object) -> None:
    with pytest.raises(UserError, match="record it anew"):
        Voiceprint.from_json(values)


def test_a_reading_of_somebody_else_is_not_added_to_what_is_known() -> None:
    def at(likeness: float, network: str = "abc") -> Voiceprint:
        voice = likeness * unit(0) + np.sqrt(1 - likeness**2) * unit(1)
        return Voiceprint(voice.astype(np.float32), network, "2")

    known = Voiceprint(unit(0), "abc", "1")
    moods = known.with_reading(at(ANOTHERS_BELOW + 0.01))
    assert len(moods.voices) == 2
    with pytest.raises(UserError, match="sounded like somebody else"):
        known.with_reading(at(ANOTHERS_BELOW - 0.01))
    assert len(moods.with_reading(at(ANOTHERS_BELOW - 0.01)).voices) == 3  # it is like the second
    assert len(moods.with_reading(at(0.0, "another network")).voices) == 1
