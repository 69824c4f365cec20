"""What part of the desktop is meant, as it is written and kept."""

from __future__ import annotations

import pytest

from face_model.screen.place import Box, Place, is_place, parse_place
from fusion.errors import UserError


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("screen", Place()),
        ("screen:2", Place(screen=2)),
        ("screen:10,-20,640,480", Place(region=Box(10, -20, 640, 480))),
        ("window:Call: Sam", Place(window="Call: Sam")),
    ],
)
def test_what_is_written_is_understood_and_written_the_same_again(text: str, place: Place) -> None:
    assert parse_place(text) == place
    assert str(place) == text
    assert is_place(text)


@pytest.mark.parametrize(
    "text", ["screen:", "screen:0", "screen:1,2,3", "screen:left", "window:", "window: "]
)
def test_what_names_nothing_is_told_with_how_to_write_it(text: str) -> None:
    assert is_place(text)
    with pytest.raises(UserError, match="names no part of the screen: write screen"):
        parse_place(text)


def test_a_region_too_small_for_a_face_is_told() -> None:
    with pytest.raises(UserError, match="too small for a face"):
        parse_place("screen:0,0,20,400")


@pytest.mark.parametrize("text", ["talk.mp4", "screening.mp4", "demo", "http://screen:80/x"])
def test_recordings_are_no_places(text: str) -> None:
    assert not is_place(text)


def test_the_part_of_a_box_within_another() -> None:
    desktop = Box(0, 0, 100, 80)
    assert Box(-10, 70, 30, 30).within(desktop) == Box(0, 70, 20, 10)
    assert Box(100, 0, 10, 10).within(desktop) is None
