"""Every sentence shown in a window is there in Chinese, with the same places to fill."""

from __future__ import annotations

import ast
import itertools
import json
import re
import string
from pathlib import Path

import pytest

from face_model.quality import PARTS, FaceQuality
from ui.settings import LANGUAGES as CHOICES
from ui.settings import default_looks
from ui.wording.translation import AS_THE_SYSTEM, LANGUAGES, catalogue_of, sentences_from_below

UI = Path(__file__).parents[3] / "ui"
CHINESE = catalogue_of("zh_CN")
HAN = "[\u4e00-\u9fff]"
HALF_WIDTH = re.compile(f"{HAN}[,;:!?()]|[,;:!?()]{HAN}")
RUN_TOGETHER = re.compile(f"{HAN}[A-Za-z0-9]|[A-Za-z0-9](?!月){HAN}")
"""Han and Latin stand apart, but for the months."""


GLOSSARY = [
    ([word.strip() for word in row[0].split("、")], [word.strip() for word in row[1].split("、")])
    for line in (UI / "wording" / "zh_CN.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("|") and re.search(HAN, line)
    for row in [line.strip("|").split("|")]
]
"""English words, and the Chinese ones of which one stands for each."""


def written() -> dict[str, str]:
    """Every text handed to tr, mark or tr_count, with the file that has it; read from the source itself."""
    found = {}
    for path in sorted(UI.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                texts = node.args[: {"tr": 1, "mark": 1, "tr_count": 2}.get(node.func.id, 0)]
                for text in texts:
                    if isinstance(text, ast.Constant) and isinstance(text.value, str):
                        found[text.value] = str(path.relative_to(UI))
    return found


def places(template: str) -> set[str]:
    return {name for _text, name, _spec, _how in string.Formatter().parse(template) if name is not None}


def test_every_text_has_a_translation_and_no_other_is_kept() -> None:
    texts = written()
    assert len(texts) > 500
    missing = {text: where for text, where in texts.items() if text not in CHINESE}
    assert not missing
    assert not set(CHINESE) - set(texts)


@pytest.mark.parametrize("text", sorted(CHINESE))
def test_a_translation_fills_the_same_places(text: str) -> None:
    said = CHINESE[text]
    assert said.strip()
    assert places(said) == places(text), said


@pytest.mark.parametrize("text", sorted({**CHINESE, **sentences_from_below("zh_CN")}))
def test_chinese_is_set_and_addressed_as_chinese(text: str) -> None:
    said = {**CHINESE, **sentences_from_below("zh_CN")}[text]
    said = re.sub(r" \(\*[^)]*\)(;;)?", " ", said)  # the endings of a kind of file
    assert not HALF_WIDTH.search(said)
    assert not RUN_TOGETHER.search(said)
    assert not re.search("[你她妳]|(?<!其)他|…{2}|[「」『』\"']", said)  # 您, 对方, one …, “ ”


@pytest.mark.parametrize(("english", "chinese"), GLOSSARY, ids=[words[0] for words, _ in GLOSSARY])
def test_one_english_word_is_one_chinese_word(english: list[str], chinese: list[str]) -> None:
    wanted = re.compile(rf"(?<![\w{{])({'|'.join(english)})(?![\w}}])", re.IGNORECASE)
    everything = {**CHINESE, **sentences_from_below("zh_CN")}
    said = {text: everything[text] for text in everything if wanted.search(text)}
    assert said
    other = {text: words for text, words in said.items() if not any(word in words for word in chinese)}
    assert not other


def test_the_usual_words_of_feelings_are_all_there() -> None:
    for look in default_looks().values():
        assert {look.word, look.voice, look.face} <= {*CHINESE, *sentences_from_below("zh_CN")}


def test_whatever_is_in_the_way_of_a_face_is_there() -> None:
    for part, value, dark in itertools.product(PARTS, (0.1, 0.4), (True, False)):
        quality = FaceQuality(**{**dict.fromkeys(PARTS, 1.0), part: value}, too_dark=dark)
        assert quality.hint in {*CHINESE, *sentences_from_below("zh_CN")}


def test_no_text_is_written_twice_in_the_file() -> None:
    twice: list[str] = []

    def pairs(items: list[tuple[str, str]]) -> dict[str, str]:
        twice.extend(k for k, _v in items if [key for key, _value in items].count(k) > 1)
        return dict(items)

    json.loads((UI / "wording" / "zh_CN.json").read_text(encoding="utf-8"), object_pairs_hook=pairs)
    assert not twice


def test_the_settings_offer_each_language() -> None:
    assert set(CHOICES) == {AS_THE_SYSTEM, *LANGUAGES}
