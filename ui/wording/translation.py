"""What is said to people, in their language: the English sentence is the key, a catalogue holds the other.

New words are written as ``tr("Could not open {name}.", name=name)``: whole sentences with named places, never
put together from pieces, since another language needs another order. ``tr_count`` is for numbers of things.
Words in a constant are marked with ``mark`` and go through ``tr`` where they are shown. ``zh_CN.json`` beside
this file holds the Chinese of each; sentences of the floors below have files of their own. Only windows
choose a language: command line, logs and exports stay English.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Hashable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from string import Formatter
from types import MappingProxyType
from typing import NamedTuple

LANGUAGES = {"en": "English", "zh_CN": "简体中文"}
"""Every language by its code, each named in itself."""
AS_THE_SYSTEM = "system"
_REMEMBERED = 100
"""Of each sentence so many of the newest texts, one for each filling of its places, can be said again in
another language: more than windows show at once, and what is said each second pushes out only its own."""
_SENTENCES = 4000
"""Of so many sentences at most, those said last: names of devices and files are sentences too."""

_catalogue: Mapping[str, str] = {}


class _How(NamedTuple):
    """How a text was said."""

    template: Hashable
    """The English sentence before its places were filled; of sentences that stand together those of each."""
    filled: Mapping[str, object] | tuple[str, ...]
    """What fills the places by name, or the sentences that stand together."""


_said: dict[str, _How] = {}
_newest: dict[Hashable, dict[str, None]] = {}
"""The texts of each template; the newest, and the template said last, come last."""
_saying = threading.Lock()
_MEET = re.compile(r"[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9%][\u4e00-\u9fff]")
"""Chinese and Latin signs side by side: a space belongs between them, but in a date."""
_instead: ContextVar[Mapping[str, str]] = ContextVar("instead", default=MappingProxyType({}))


def catalogue_of(language: str) -> Mapping[str, str]:
    """Translations by English text; empty for English.

    Parameters
    ----------
    language
        One of :data:`LANGUAGES`.
    """
    return _read(f"{language}.json") if language != "en" else {}


@cache
def sentences_from_below(language: str) -> Mapping[str, str]:
    """What a window says in place of the sentences of the floors below (see :mod:`ui.wording.from_below`).

    Parameters
    ----------
    language
        One of :data:`LANGUAGES`. English holds those alone that a window says in another way.
    """
    return _read(f"from_below.{language}.json")


def _read(name: str) -> dict[str, str]:
    catalogue: dict[str, str] = json.loads((Path(__file__).parent / name).read_text(encoding="utf-8"))
    return catalogue


def language_for(chosen: str, system: str) -> str:
    """The language to speak.

    Parameters
    ----------
    chosen
        One of :data:`LANGUAGES`, or :data:`AS_THE_SYSTEM`.
    system
        The system's locale, such as ``zh_CN`` or ``de_DE``.
    """
    if chosen in LANGUAGES:
        return chosen
    return "zh_CN" if system.split("_")[0].split("-")[0] == "zh" else "en"


def speak(language: str) -> None:
    """From now on ``tr`` answers in this language (one of :data:`LANGUAGES`)."""
    global _catalogue
    _catalogue = {**sentences_from_below(language), **catalogue_of(language)}


def mark(text: str) -> str:
    """``text`` itself; says that it is shown through ``tr`` somewhere."""
    return text


@contextmanager
def saying(instead: Mapping[str, str]) -> Iterator[None]:
    """Within it ``tr`` says what ``instead`` has in a text's place."""
    before = _instead.set(instead)
    try:
        yield
    finally:
        _instead.reset(before)


def tr(text: str, /, **values: object) -> str:
    """``text`` in the language spoken now, its ``{places}`` filled with ``values``."""
    text = _instead.get().get(text, text)
    template = _catalogue.get(text, text)
    said = _filled(template, values) if values else template
    _remember(said, _How(text, values))
    return said


def _filled(template: str, values: Mapping[str, object]) -> str:
    """The template with its places filled, and a space where Chinese and Latin signs meet at one."""
    said = ""
    for text, name, spec, _how in Formatter().parse(template):
        for part in (text, "" if name is None else format(values[name], spec or "")):
            meeting = said[-1:] + part[:1]
            apart = _MEET.fullmatch(meeting) and not set(meeting) & set("年月日")
            said += f" {part}" if apart else part
    return said


def _remember(said: str, how: _How) -> None:
    with _saying:
        before = _said.get(said)
        if before is not None:
            if not before.filled and how.filled:
                return  # a text of its own, which is a value alone in another
            del _newest[before.template][said]
        _said[said] = how
        texts = _newest[how.template] = _newest.pop(how.template, {})
        texts[said] = None
        if len(texts) > _REMEMBERED:
            oldest = next(iter(texts))
            del texts[oldest], _said[oldest]
        if len(_newest) > _SENTENCES:
            for old in _newest.pop(next(iter(_newest))):
                del _said[old]


def tr_count(one: str, many: str, n: int, **values: object) -> str:
    """``one`` for a single thing, else ``many``; ``{n}`` is the number."""
    return tr(one if n == 1 else many, n=n, **values)


def together(*sentences: str) -> str:
    """Sentences one after the other; after a full-width stop no space is needed."""
    said = ""
    for sentence in filter(None, sentences):
        said += sentence if not said or said[-1] in "。！？：；，" else f" {sentence}"
    parts = tuple(filter(None, sentences))
    if len(parts) > 1:
        hows = map(_said.get, parts)  # each once: another thread may push it out meanwhile
        _remember(said, _How(tuple(how.template if how is not None else "" for how in hows), parts))
    return said


def again(said: str) -> str:
    """What ``tr`` or ``together`` said before, in the language spoken now; anything else as it is."""
    how = _said.get(said)
    if how is None:
        return said
    if isinstance(how.filled, tuple):
        return together(*(again(sentence) for sentence in how.filled))
    # Where the sentence is one of its values alone, that is nothing to say again.
    values = {k: again(v) if isinstance(v, str) and v != said else v for k, v in how.filled.items()}
    return tr(str(how.template), **values)
