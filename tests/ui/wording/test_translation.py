"""Words in another language, and said again when the language changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from ui.wording import translation
from ui.wording.translation import again, language_for, mark, speak, together, tr, tr_count


@pytest.fixture
def chinese(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    words = {"Paused": "已暂停", "{n} notes": "{n} 条笔记", "{who} is {state}.": "{state}：{who}。"}
    words |= {"At {time}": "{time}", "With {name} on {day} {month}": "{month}{day}日和{name}一起"}
    words |= {"Between {low} and {high}": "在{low:.0f}到{high}之间", "“{name}” of {n}": "{n}的“{name}”"}
    monkeypatch.setattr(translation, "catalogue_of", lambda language: words if language == "zh_CN" else {})
    yield
    speak("en")


@pytest.mark.parametrize(
    ("chosen", "system", "spoken"),
    [
        ("system", "zh_CN", "zh_CN"),
        ("system", "zh-Hans-SG", "zh_CN"),
        ("system", "de_DE", "en"),
        ("system", "C", "en"),
        ("en", "zh_CN", "en"),
        ("zh_CN", "en_US", "zh_CN"),
        ("tlh", "en_US", "en"),
    ],
)
def test_the_language_is_the_users_or_the_systems(chosen: str, system: str, spoken: str) -> None:
    assert language_for(chosen, system) == spoken


def test_places_are_filled_in_the_languages_own_order(chinese: None) -> None:
    speak("zh_CN")
    assert tr("{who} is {state}.", who="Anna", state=tr("Paused")) == "已暂停：Anna。"
    assert tr_count("{n} note", "{n} notes", 3) == "3 条笔记"


def test_chinese_and_latin_signs_stand_apart_where_a_place_is_filled_but_not_in_a_date(chinese: None) -> None:
    speak("zh_CN")
    assert tr("With {name} on {day} {month}", name="Ana", day=23, month="11月") == "11月23日和 Ana 一起"
    assert tr("With {name} on {day} {month}", name="小安", day=2, month="1月") == "1月2日和小安一起"
    assert tr("Between {low} and {high}", low=12.3, high="30%") == "在 12 到 30% 之间"
    assert tr("“{name}” of {n}", name="会议A", n="Ana") == "Ana 的“会议A”"  # what is filled in stays as it is


def test_english_tells_one_from_many_and_keeps_braces_of_plain_words() -> None:
    assert tr_count("{n} note", "{n} notes", 1) == "1 note"
    assert tr_count("{n} note", "{n} notes", 0) == "0 notes"
    assert tr(mark("Nothing {here}")) == "Nothing {here}"


def test_what_was_said_can_be_said_again_both_ways(chinese: None) -> None:
    said = tr("{who} is {state}.", who="Anna", state=tr("Paused"))
    speak("zh_CN")
    in_chinese = again(said)
    assert in_chinese == "已暂停：Anna。"
    speak("en")
    assert again(in_chinese) == "Anna is Paused."
    assert again("my own words") == "my own words"


def test_sentences_that_stand_together_are_said_again_each(chinese: None) -> None:
    said = together(tr("{who} is {state}.", who="Anna", state=tr("Paused")), "My own words.")
    speak("zh_CN")
    assert again(said) == "已暂停：Anna。My own words."
    assert again(again(said)) == "已暂停：Anna。My own words."
    speak("en")
    assert again("已暂停：Anna。My own words.") == "Anna is Paused. My own words."


def test_a_sentence_that_is_one_of_its_values_alone_is_said_again_too(chinese: None) -> None:
    said = tr("At {time}", time="17:38")
    for language, then in (("zh_CN", "17:38"), ("zh_CN", "17:38"), ("en", "At 17:38")):
        speak(language)
        said = again(said)
        assert said == then


def test_of_each_sentence_the_old_texts_are_forgotten(chinese: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translation, "_REMEMBERED", 10)
    for n in range(100, 150):
        tr("{n} notes", n=n)
    speak("zh_CN")
    said_again = [n for n in range(100, 150) if again(f"{n} notes") == f"{n} 条笔记"]
    assert said_again == list(range(140, 150))


def test_of_names_without_end_the_oldest_are_forgotten(
    chinese: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(translation, "_SENTENCES", 20)
    monkeypatch.setattr(translation, "_said", {})  # what tests before it said would be forgotten first
    monkeypatch.setattr(translation, "_newest", {})
    old = tr("{n} notes", n=2)
    for k in range(40):
        tr(f"microphone {k}")
    new = tr("{n} notes", n=3)
    speak("zh_CN")
    assert (again(old), again(new)) == ("2 notes", "3 条笔记")


@pytest.mark.parametrize(
    ("standing", "then"),
    [
        (lambda: tr("Paused"), "已暂停"),
        (lambda: tr("{who} is {state}.", who="Anna", state=tr("Paused")), "已暂停：Anna。"),
        (lambda: together(tr("Paused"), tr("At {time}", time="17:38")), "已暂停 17:38"),
    ],
)
def test_what_stands_is_not_pushed_out_by_what_is_said_each_second(
    chinese: None, monkeypatch: pytest.MonkeyPatch, standing: Callable[[], str], then: str
) -> None:
    monkeypatch.setattr(translation, "_REMEMBERED", 10)
    speak("en")
    said = standing()
    for n in range(20):
        together(tr("{n} notes", n=n), tr("Unlike {any}.", any=n))
    speak("zh_CN")
    assert again(said) == then


def test_a_word_is_said_again_though_it_filled_a_sentence_alone(chinese: None) -> None:
    speak("en")
    tr("Paused")
    said = tr("{word}", word="Paused")
    speak("zh_CN")
    assert again(said) == "已暂停"


def test_sentences_stand_together_as_each_language_writes_them() -> None:
    assert together("They differ.", "", "Asking is fine.") == "They differ. Asking is fine."
    assert together("两者一致。", "请问一问。") == "两者一致。请问一问。"
    assert together("", "") == ""
