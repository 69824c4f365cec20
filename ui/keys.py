"""Which key does what in the windows, and which may take its place.

A key is written as Qt writes one: ``"B"``, ``"F2"``, ``"Ctrl+Q"``; "" is no key at all.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

USUAL = {
    "pause": "P",
    "bookmark": "B",
    "both": "1",
    "voice": "2",
    "face": "3",
    "speak": "I",
    "anew": "N",
    "compact": "C",
    "review": "R",
    "settings": "S",
    "keys": "?",
    "quit": "Ctrl+Q",
    "pause elsewhere": "Ctrl+Alt+P",
    "bookmark elsewhere": "Ctrl+Alt+B",
}
"""The key of each action while nobody has chosen another."""
ALWAYS = {"Space": "pause", "F1": "keys"}
"""Keys that do the same and cannot be changed: with these two one gets on."""
ELSEWHERE = ("pause elsewhere", "bookmark elsewhere")
"""What can be done while another program is in front."""
OWN_LABELS = frozenset(f"{modifier}+{number}" for modifier in ("Ctrl", "Alt") for number in range(1, 8))
"""Say what it was in the user's own eyes, in the order of the feelings."""
_KEY = re.compile(r"(Meta\+)?(Ctrl\+)?(Alt\+)?(Shift\+)?(F[1-9]|F[12]\d|[^\sa-z])\Z")
"""Letters, digits and signs, and the row of F keys; whatever moves about in a window or in a text is not."""
_LETTER = re.compile(r"(Shift\+)?.\Z")


def is_key(key: str) -> bool:
    """Whether this can be chosen: a letter, digit, sign or F key, also with Ctrl or Alt."""
    return _KEY.match(key) is not None and key.isprintable()


def is_shared(action: str, key: str) -> bool:
    """Whether other programs could still be used if this key were taken from them for the action."""
    return action not in ELSEWHERE or any(f"{modifier}+" in key for modifier in ("Ctrl", "Alt", "Meta"))


def parts_of(key: str) -> tuple[tuple[str, ...], str]:
    """The modifiers of a key, such as "Ctrl", and its name without them."""
    found = _KEY.match(key)
    if found is None:
        raise ValueError(f"{key!r} is not a key")
    *modifiers, name = found.groups()
    return tuple(modifier.rstrip("+") for modifier in modifiers if modifier), name


def is_letter(key: str) -> bool:
    """Whether it types a letter, digit or sign elsewhere: somebody who dictates may not want such keys."""
    return _LETTER.match(key) is not None


def keys_of(chosen: Mapping[str, str], action: str, *, letters: bool) -> tuple[str, ...]:
    """The keys in force of an action, the most reliable first.

    Parameters
    ----------
    chosen
        What the user put in the usual key's place, by action.
    letters
        Whether letters are keys at all.
    """
    own = chosen.get(action, USUAL[action])
    given = own if letters or not is_letter(own) else ""
    always = next((key for key, does in ALWAYS.items() if does == action), "")
    return tuple(filter(None, (always, given) if action == "pause" else (given, always)))


def taken_by(chosen: Mapping[str, str], key: str, action: str) -> str:
    """Another action than this one that has the key, "own label" among them; "" if it is free."""
    if key in OWN_LABELS:
        return "own label"
    has = {**{k: a for a, k in {**USUAL, **chosen}.items() if a != action}, **ALWAYS}
    return has.get(key, "") if key else ""


def believable(values: Any) -> dict[str, str]:
    """What of a file's keys can be used: keys, each of one action; the usual ones are left out."""
    chosen = {
        action: key
        for action, key in (values.items() if isinstance(values, dict) else ())
        if action in USUAL and isinstance(key, str) and key != USUAL[action]
        if not key or (is_key(key) and is_shared(action, key) and key not in OWN_LABELS | ALWAYS.keys())
    }
    while True:  # the usual key that comes back can be another's meanwhile
        times = Counter({**USUAL, **chosen}.values())
        kept = {action: key for action, key in chosen.items() if not key or times[key] == 1}
        if kept == chosen:
            return chosen
        chosen = kept
