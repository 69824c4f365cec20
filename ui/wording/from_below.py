"""What the floors below write for users, said as a window says it.

They write plain English that a terminal prints as it stands, and know nothing of languages or windows. A
window tells a sentence of theirs in its own language, and with what can be done there in place of a command's
option: each is found again by its words, and stands with its ``{places}`` in ``from_below.LANGUAGE.json``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from ui.wording.translation import sentences_from_below, together, tr

_PLACE = re.compile(r"\{(\w+)\}")
_ENDS = re.compile(r"(?<=[.!?;]) ")


def from_below(said: str) -> str:
    """A sentence of a floor below, or several, as a window says it; what nobody below wrote as it is."""
    found = _found(said)
    if found is not None:
        template, values = found
        return tr(template, **{name: from_below(value) for name, value in values.items()})
    for end in _ENDS.finditer(said):
        first, rest = said[: end.start()], said[end.end() :]
        if _found(first) is not None or tr(first) != first:
            return together(from_below(first), from_below(rest))
    return tr(said)


@lru_cache(maxsize=256)
def _found(said: str) -> tuple[str, Mapping[str, str]] | None:
    """The template that ``said`` was made of, and what fills its places."""
    for template, beginning in _templates():
        match = _compiled(template).fullmatch(said) if said.startswith(beginning) else None
        if match is not None:
            return template, match.groupdict()
    return None


@cache
def _templates() -> list[tuple[str, str]]:
    """Every template and how it begins, those with the most words of their own first."""
    templates = sorted(sentences_from_below("zh_CN"), key=lambda text: -len(_PLACE.sub("", text)))
    return [(template, _PLACE.split(template)[0]) for template in templates]


@cache
def _compiled(template: str) -> re.Pattern[str]:
    """A template as a pattern; made when asked for, because all of them take a third of a second."""
    return re.compile(_pattern(template), re.DOTALL)


def _pattern(template: str) -> str:
    pattern, seen = "", set[str]()
    for part in re.split(r"(\{\w+\})", template):
        place = _PLACE.fullmatch(part)
        if place is None:
            pattern += re.escape(part)
        else:
            name = place[1]
            pattern += f"(?P={name})" if name in seen else f"(?P<{name}>.*?)"
            seen.add(name)
    return pattern
