"""The slow word: what most of the last minute was like, and nothing where no one look was there mostly."""

from __future__ import annotations

from itertools import pairwise

import pytest

from fusion.emotions import Emotion
from ui.settings import Settings
from ui.wording.looks import looks_of
from ui.wording.readings import CONFLICTING, NO_SIGNAL, PAUSED, UNCLEAR
from ui.wording.strip_spans import LATELY_LEAST_S, LATELY_STEP_S, LookSpan, lately_words


def said(*held: tuple[str, float], now: float | None = None, settings: Settings | None = None) -> str:
    """What is said after looks that held for so many seconds one after the other."""
    spans, t = [], 0.0
    for look, seconds in held:
        spans.append(LookSpan(t, t + seconds, look))
        t += seconds
    return lately_words(spans, t if now is None else now, looks_of(settings or Settings()))


@pytest.mark.parametrize(
    ("held", "words"),
    [
        ((("neutral", 60),), "mostly calm in the last minute"),
        ((("happy", 300), ("neutral", 40), ("sad", 20)), "mostly calm in the last minute"),
        ((("neutral", 30), ("sad", 30)), ""),
        ((("neutral", LATELY_LEAST_S - 1),), ""),
        ((("neutral", 20), (NO_SIGNAL, 25), ("sad", 15)), ""),
        ((("neutral", 35), (NO_SIGNAL, 25)), "mostly calm in the last minute"),
        (((PAUSED, 60),), ""),
        (((UNCLEAR, 50), ("happy", 10)), "mostly hard to tell in the last minute"),
        (((CONFLICTING, 60),), "voice and face mostly differed in the last minute"),
    ],
)
def test_it_says_what_most_of_the_minute_was(held: tuple[tuple[str, float], ...], words: str) -> None:
    assert said(*held) == words


def test_it_says_it_in_the_users_own_word() -> None:
    settings = Settings()
    settings.emotions[Emotion.NEUTRAL].word = "even"
    assert said(("neutral", 60), settings=settings) == "mostly even in the last minute"


def test_however_looks_come_and_go_it_changes_once_in_five_seconds_at_most() -> None:
    held = (("neutral", 36.0), ("sad", 24.0), *(("neutral", 0.6), ("sad", 1.0)) * 20)
    words = [said(*held, now=62 + 0.1 * k) for k in range(300)]
    changed = [62 + 0.1 * k for k in range(1, 300) if words[k] != words[k - 1]]
    assert "mostly calm in the last minute" in words
    assert "" in words
    assert all(b - a > LATELY_STEP_S - 0.2 for a, b in pairwise(changed))
