"""The figures of the words, of a recogniser that is told what to hear."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from audio_model.words.phrases import Phrase
from fusion.interfaces import AudioChunk
from ui.studies import words


@pytest.mark.parametrize(
    ("wanted", "said", "errors"),
    [
        ("Kids are talking by the door.", "kids are talking by the door", 0),
        ("Kids are talking by the door.", "Kid are talking the old door!", 3),
        ("No, it is great.", "", 4),
        ("a b", "x a b y", 2),
    ],
)
def test_word_errors(wanted: str, said: str, errors: int) -> None:
    assert words.word_errors(wanted, said) == errors


def test_of_a_phrase_that_grows_the_last_telling_counts() -> None:
    told = [Phrase("I am", 1.0, 2.0), Phrase("I am not well", 1.0, 3.0), Phrase("No", 5.0, 6.0)]
    assert words.last_tellings(told) == ["I am not well", "No"]


def test_how_late_a_telling_is() -> None:
    class Late:
        def __init__(self) -> None:
            self.told: list[float] = []

        def feed(self, chunk: AudioChunk) -> list[Phrase]:
            for at, start, end in ((2.0, 0.5, 1.9), (3.0, 0.5, 2.9)):
                if chunk.t_start < at <= chunk.t_end:
                    return [Phrase("x", start, end)]
            return []

        def reset(self) -> None: ...

    phrases, late = words.stream(Late(), np.zeros(64_000, np.float32))
    assert len(phrases) == 2
    assert late == [pytest.approx(2.0 - 0.5, abs=0.1), pytest.approx(3.0 - 1.9, abs=0.1)]


def test_figures_of_one_who_hears_all_without_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("vaderSentiment")
    spoken = [
        ("No, it is great.", "friendly"),
        ("This is terrible.", "unhappy"),
        ("The shop opens.", "neutral"),
    ]
    texts = iter(spoken)
    monkeypatch.setattr(words, "_made", lambda: ((np.zeros(32_000, np.float32), *each) for each in spoken))

    class Hears:
        said = ""

        def reset(self) -> None:
            self.said = words.without_commas(next(texts)[0])

        def feed(self, chunk: AudioChunk) -> list[Phrase]:
            return [Phrase(self.said, 0.0, 1.9)] if chunk.t_end >= 2.0 else []

    figures: dict[str, Any] = words.measure(Hears(), None)
    assert figures["made"]["words_wrong"] == 0.0 and figures["made"]["sentences"] == 3
    assert figures["made"]["behind_s_most"] == pytest.approx(2.0, abs=0.2)
    assert figures["sentiment_right"]["vader"]["as_written"] == 1.0
    assert "heard" not in figures["made"] and "read" not in figures
