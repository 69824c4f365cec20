"""Which window is meant, and where Attune's own cover what is looked at."""

from __future__ import annotations

import os

import numpy as np

from face_model.screen.open_window import OpenWindow
from face_model.screen.place import Box
from face_model.screen.windows import find_window, others_parts, own_parts

OWN = OpenWindow("Attune", Box(10, 10, 40, 30), os.getpid())
CALL = OpenWindow("Call with Sam - Meetings", Box(0, 0, 60, 50), 1)
SHORT = OpenWindow("Sam", Box(5, 5, 20, 20), 2)


def test_the_exact_title_comes_first_then_the_uppermost_that_holds_it() -> None:
    windows = [SHORT, CALL, OWN]
    assert find_window("Sam", windows) is SHORT
    assert find_window("sam - meet", windows) is CALL
    assert find_window("Nobody", windows) is None


def test_attunes_own_window_is_never_meant() -> None:
    assert find_window("Attune", [OWN, CALL]) is None


def test_own_windows_are_painted_over_where_they_lie_on_top_and_nowhere_else() -> None:
    area = Box(0, 0, 100, 100)
    above = own_parts(area, [CALL, OWN])
    assert above.sum() == 40 * 30 and above[10:40, 10:50].all()
    assert not own_parts(area, [OWN, CALL]).any()
    partly = own_parts(area, [OWN, SHORT])
    assert partly.sum() == 40 * 30 - 15 * 15


def test_what_lies_elsewhere_covers_nothing() -> None:
    assert not own_parts(Box(200, 200, 50, 50), [CALL, OWN]).any()
    corner = own_parts(Box(40, 30, 50, 50), [OWN])
    assert corner[:10, :10].all() and corner.sum() == 100
    assert corner.dtype == np.bool_


def test_a_title_that_differs_in_its_numbers_alone_is_the_same_window() -> None:
    counting = OpenWindow("(12) Call with Sam 01:07", Box(0, 0, 60, 50), 1)
    assert find_window("(3) Call with Sam 00:42", [counting, SHORT]) is counting
    assert find_window("Call with Kim 00:42", [counting, SHORT]) is None
    assert find_window("00:42", [counting, SHORT, OpenWindow("12", Box(0, 0, 60, 50), 1)]) is None


def test_what_lies_over_the_chosen_window_is_known_by_its_title() -> None:
    """Attune's own are seen to elsewhere, and desktops lay windows without a title over everything."""
    nothing = OpenWindow("", Box(0, 0, 100, 100), 3)
    hidden = others_parts(CALL.box, CALL, [SHORT, CALL, OWN, nothing])
    assert not hidden.any() and hidden.shape == (50, 60)
    hidden = others_parts(CALL.box, CALL, [CALL, SHORT])
    assert hidden.sum() == 400 and hidden[5:25, 5:25].all()
