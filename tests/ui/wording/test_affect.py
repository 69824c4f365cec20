"""The map of feeling in words."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fusion.affect import Affect
from ui.wording.affect import affect_words
from ui.wording.translation import speak


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    speak("en")


@pytest.mark.parametrize(
    ("affect", "words", "chinese"),
    [
        (
            Affect(0.0, 0.0),
            "neither pleasant nor unpleasant, neither stirred nor subdued",
            "不算愉快也不算不愉快，不算激动也不算沉静",
        ),
        (Affect(0.3, 0.05), "rather pleasant, neither stirred nor subdued", "比较愉快，不算激动也不算沉静"),
        (Affect(-0.6, 0.2), "quite unpleasant, a little stirred", "很不愉快，有点激动"),
        (Affect(-0.15, -0.25), "a little unpleasant, rather subdued", "有点不愉快，比较沉静"),
    ],
)
def test_the_map_has_a_twin_in_words(affect: Affect, words: str, chinese: str) -> None:
    assert affect_words(affect) == words
    speak("zh_CN")
    assert affect_words(affect) == chinese
