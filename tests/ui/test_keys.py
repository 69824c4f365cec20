"""Which key does what: chosen ones hold, and what a file says of them is believed only where it can be."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.keys import ALWAYS, USUAL, believable, is_key, is_letter, is_shared, keys_of, parts_of, taken_by


def in_force(chosen: dict[str, str]) -> list[str]:
    return [key for action in USUAL for key in keys_of(chosen, action, letters=True)]


def test_the_usual_keys_are_all_different_and_can_be_chosen() -> None:
    assert len(set(in_force({}))) == len(USUAL) + len(ALWAYS)
    assert all(is_key(key) for key in USUAL.values())


@pytest.mark.parametrize(
    "key", ["B", "7", "?", "É", "F1", "F12", "Ctrl+Q", "Ctrl+Alt+Shift+F9", "Meta+A", "+"]
)
def test_letters_digits_signs_and_f_keys_can_be_chosen(key: str) -> None:
    assert is_key(key)


@pytest.mark.parametrize(
    "key", ["", " ", "b", "Tab", "Left", "Esc", "Return", "Ctrl", "Ctrl+", "Alt+Ctrl+B", "B, C", "\n", "\x00"]
)
def test_other_keys_cannot(key: str) -> None:
    assert not is_key(key)


def test_without_letter_keys_only_the_others_are_in_force() -> None:
    kept = {
        action: keys_of({"bookmark": "Ctrl+B", "face": "Shift+F"}, action, letters=False) for action in USUAL
    }
    assert {a: k for a, k in kept.items() if k} == {
        "pause": ("Space",),
        "keys": ("F1",),
        "quit": ("Ctrl+Q",),
        "bookmark": ("Ctrl+B",),
        "pause elsewhere": ("Ctrl+Alt+P",),
        "bookmark elsewhere": ("Ctrl+Alt+B",),
    }
    assert is_letter("?") and is_letter("Shift+B") and not is_letter("F2")


def test_a_key_belongs_to_one_action() -> None:
    assert taken_by({}, "B", "pause") == "bookmark"
    assert taken_by({"bookmark": "X"}, "B", "pause") == ""
    assert taken_by({"bookmark": "X"}, "X", "pause") == "bookmark"
    assert taken_by({}, "B", "bookmark") == taken_by({}, "", "pause") == ""
    assert taken_by({}, "Space", "bookmark") == "pause"
    assert taken_by({}, "Alt+3", "bookmark") == "own label"


@pytest.mark.parametrize(
    "values", [None, [], "B", {"fly": "B"}, {"pause": 3}, {"pause": ["X"]}, {"pause": "Tab"}]
)
def test_nonsense_leaves_the_usual_keys(values: Any) -> None:
    assert believable(values) == {}


def test_keys_that_were_exchanged_are_believed_and_doubled_ones_are_not() -> None:
    exchanged = {"pause": "B", "bookmark": "P"}
    assert believable(exchanged) == exchanged
    assert believable({"pause": "B"}) == {}
    assert believable({"pause": "X", "bookmark": "X", "anew": "Y", "quit": ""}) == {"anew": "Y", "quit": ""}
    assert believable({"pause": "B", "bookmark": "R", "review": "N"}) == {}  # N is taken, so each falls back
    assert believable({"pause": "Ctrl+1", "anew": "F1", "bookmark": "Space"}) == {}


@given(
    st.dictionaries(
        st.sampled_from([*USUAL, "fly"]),
        st.one_of(st.sampled_from([*USUAL.values(), "X", "Y", ""]), st.text()),
    )
)
def test_whatever_a_file_says_no_key_does_two_things(values: dict[str, str]) -> None:
    chosen = believable(values)
    keys = in_force(chosen)
    assert len(keys) == len(set(keys))
    assert believable(chosen) == chosen
    assert all(values[action] == key for action, key in chosen.items())


def test_a_key_alone_is_not_taken_from_other_programs() -> None:
    assert is_shared("bookmark", "B") and is_shared("bookmark elsewhere", "Alt+B")
    for key in ("B", "F9", "Shift+B"):
        assert not is_shared("bookmark elsewhere", key)
        assert believable({"bookmark elsewhere": key}) == {}


@pytest.mark.parametrize(
    ("key", "parts"),
    [("B", ((), "B")), ("Ctrl+Alt+F12", (("Ctrl", "Alt"), "F12")), ("Ctrl++", (("Ctrl",), "+"))],
)
def test_a_key_has_modifiers_and_a_name(key: str, parts: tuple[tuple[str, ...], str]) -> None:
    assert parts_of(key) == parts


def test_what_is_no_key_has_no_parts() -> None:
    with pytest.raises(ValueError, match="Tab"):
        parts_of("Tab")
