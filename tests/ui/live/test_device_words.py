"""Devices, windows and parts of the screen as a window calls them, in its own language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from face_model.screen.place import Box, Place
from ui.live.device_words import device_words, source_words
from ui.wording.translation import speak

CHINESE = (
    (Place(), "整个屏幕", "屏幕 1"),
    (Place(screen=2), "屏幕 2", "屏幕 2"),
    (Place(region=Box(-5, 6, 581, 291)), "屏幕的一部分（581 × 291）", "屏幕的一部分（581 × 291）"),
    (Place(window="Screen sharing"), "Screen sharing", "Screen sharing"),  # somebody else's words
)


@pytest.fixture
def chinese() -> Iterator[None]:
    speak("zh_CN")
    yield
    speak("en")


@pytest.mark.parametrize(("place", "offered", "running"), CHINESE)
def test_a_part_of_the_screen_is_told_in_chinese(
    chinese: None, place: Place, offered: str, running: str
) -> None:
    assert (device_words(str(place)), source_words(place.name)) == (offered, running)


@pytest.mark.parametrize("place", [place for place, *_ in CHINESE[1:]])
def test_in_english_it_is_called_by_its_own_name(place: Place) -> None:
    assert device_words(str(place)) == source_words(place.name) == place.name


def test_a_microphone_that_the_desktop_chooses_is_not_called_default(chinese: None) -> None:
    assert source_words("default") == "系统所选"
    speak("en")
    assert source_words("default") == "chosen by the desktop"
