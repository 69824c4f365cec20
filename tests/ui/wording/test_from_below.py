"""Sentences of the floors below: each in Chinese, none with a command's options, found by its words."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

import pytest
from sentences_below import sentences_below, words_below

from ui.live.plan import MADE
from ui.wording.from_below import from_below
from ui.wording.translation import sentences_from_below, speak

ENGLISH, CHINESE = sentences_from_below("en"), sentences_from_below("zh_CN")
PLACE = re.compile(r"\{(\w+)\}")
SYSTEMS_REASONS = {
    *(said for number in range(1, 134) for said in (os.strerror(number), os.strerror(number).lower())),
    *("invalid data found when processing input", "end of file"),  # FFmpeg's
}
OF_A_COMMAND = re.compile(r"(^|\s)--\w|ATTUNE_|attune (train|sessions|live)")


@pytest.fixture(params=["en", "zh_CN"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    speak(request.param)
    yield request.param
    speak("en")


@pytest.fixture
def chinese() -> Iterator[None]:
    speak("zh_CN")
    yield
    speak("en")


def test_every_sentence_is_there_and_no_other_is_kept() -> None:
    written = sentences_below()
    assert len(written) > 120
    assert not {text: where for text, where in written.items() if text not in CHINESE}
    kept = set(CHINESE) - set(written) - words_below() - SYSTEMS_REASONS
    assert not kept
    assert not set(ENGLISH) - set(CHINESE)


@pytest.mark.parametrize("text", sorted(CHINESE))
def test_a_window_speaks_of_no_options_and_fills_places_that_are_there(text: str) -> None:
    for said in (CHINESE[text], ENGLISH.get(text, text)):
        assert not OF_A_COMMAND.search(said)
        assert set(PLACE.findall(said)) <= set(PLACE.findall(text))


@pytest.mark.parametrize("text", sorted(CHINESE))
def test_each_is_found_by_its_words(text: str, language: str) -> None:
    places = set(PLACE.findall(text))
    values = {name: f"<{name}>" for name in places}
    there = CHINESE[text] if language == "zh_CN" else ENGLISH.get(text, text)
    assert from_below(PLACE.sub(lambda place: values[place[1]], text)) == PLACE.sub(
        lambda place: values[place[1]], there
    )


def test_sentences_may_stand_together_and_inside_each_other(chinese: None) -> None:
    said = f"No camera was found, so this is the built-in demo conversation. {MADE} “a.wav” is silent."
    assert from_below(said).startswith("没有找到摄像头，所以这是内置的演示对话。")
    assert from_below(said).endswith("有多准。“a.wav”没有声音。")
    refused = "The disk is full, so the log /home/me/t.db cannot be written; free some room on it."
    assert from_below(f"This conversation is not logged: {refused}") == (
        "这段对话没有记录：磁盘已满，无法写入记录 /home/me/t.db；请腾出一些空间。"
    )


def test_what_nobody_below_wrote_stays_as_it_is(language: str) -> None:
    for text in ("", "my own words", "It rains. It pours."):
        assert from_below(text) == text


def test_a_terminal_prints_the_sentence_as_it_stands() -> None:
    """Nobody speaks there: no language was chosen."""
    import subprocess
    import sys

    text = "No camera was found: connect one, or use --source demo."
    code = f"from ui.wording.from_below import from_below; print(from_below({text!r}))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == text
