"""Who of several people is read, said by where they are."""

from __future__ import annotations

import pytest

from ui.wording.who_is_read import who_is_read

TWO, THREE = [(0.8, 0.5), (0.2, 0.4)], [(0.5, 0.5), (0.9, 0.3), (0.1, 0.6)]


@pytest.mark.parametrize(
    ("places", "read", "words"),
    [
        ([(0.5, 0.5)], 0, ""),
        (TWO, 0, "Reading the person on the right"),
        (TWO, 1, "Reading the person on the left"),
        (THREE, 0, "Reading the person in the middle"),
        (THREE, 1, "Reading the person on the right"),
        (THREE, 2, "Reading the person on the left"),
        ([(0.5, 0.7), (0.52, 0.3)], 0, "Reading the lower person"),
        ([(0.5, 0.7), (0.52, 0.3)], 1, "Reading the upper person"),
        ([(0.5, 0.5), (0.52, 0.52)], 0, "Reading person number 7"),
        ([(0.1, 0.2), (0.15, 0.8), (0.9, 0.5)], 0, "Reading person number 7"),
        ([(x, y) for x in (0.2, 0.5, 0.8) for y in (0.3, 0.7)], 4, "Reading person number 7"),
    ],
)
def test_a_place_is_named_where_a_word_tells_it_and_a_number_elsewhere(
    places: list[tuple[float, float]], read: int, words: str
) -> None:
    assert who_is_read(places, read, 7) == words
