from collections.abc import Callable

import numpy as np
import pytest

from face_model.tracking import LOST_AFTER_S, PartnerTracker, Place

LEFT, RIGHT = Place(0.25, 0.5, 0.3), Place(0.75, 0.5, 0.4)


def test_the_largest_face_is_the_partner() -> None:
    assert PartnerTracker().follow([LEFT, RIGHT], 0.0) == (1, True)


def test_nearly_equal_faces_do_not_take_turns() -> None:
    tracker = PartnerTracker()
    tracker.follow([LEFT, RIGHT], 0.0)
    for step in range(20):
        grown = Place(0.25, 0.5, 0.38 + 0.04 * (step % 2))
        assert tracker.follow([grown, RIGHT], 0.1 * step) == (1, False)


def test_a_much_larger_face_takes_over() -> None:
    tracker = PartnerTracker()
    tracker.follow([LEFT, RIGHT], 0.0)
    assert tracker.follow([Place(0.25, 0.5, 0.8), RIGHT], 0.1) == (0, True)


def test_a_choice_holds_against_larger_faces_and_changes_of_order() -> None:
    tracker = PartnerTracker()
    tracker.follow([LEFT, RIGHT], 0.0)
    tracker.choose(0.2, 0.4)
    assert tracker.follow([LEFT, RIGHT], 0.1) == (0, True)
    assert tracker.follow([RIGHT, LEFT], 0.2) == (1, False)
    assert tracker.follow([Place(0.75, 0.5, 0.9), LEFT], 0.3) == (1, False)


def test_a_choice_survives_a_short_loss_and_nobody_steps_in() -> None:
    tracker = PartnerTracker()
    tracker.choose(0.2, 0.4)
    tracker.follow([LEFT, RIGHT], 0.0)
    assert tracker.follow([RIGHT], 1.0) == (None, False)
    assert tracker.follow([], 1.5) == (None, False)
    assert tracker.follow([RIGHT, Place(0.3, 0.5, 0.3)], 2.0) == (1, False)


def test_while_the_chosen_one_is_away_nobody_takes_their_place() -> None:
    tracker = PartnerTracker()
    tracker.choose(0.2, 0.4)
    tracker.follow([LEFT, RIGHT], 0.0)
    for t in (LOST_AFTER_S + 0.1, 60.0, 3600.0):
        assert tracker.follow([RIGHT], t) == (None, False)
    tracker.choose(0.7, 0.4)
    assert tracker.follow([RIGHT], 3601.0) == (0, True)


def test_someone_who_walks_in_front_is_not_taken_for_the_partner() -> None:
    tracker = PartnerTracker()
    tracker.choose(0.25, 0.5)
    tracker.follow([LEFT, Place(0.65, 0.5, 0.3)], 0.0)
    for step in range(1, 8):  # the other comes over, and for two frames hides the partner
        other = Place(0.65 - 0.06 * step, 0.5, 0.3)
        hidden = step in (6, 7)
        expected = (None, False) if hidden else (1, False)
        assert tracker.follow([other] if hidden else [other, LEFT], 0.1 * step) == expected
    assert tracker.follow([Place(0.17, 0.5, 0.3), Place(0.27, 0.5, 0.3)], 0.9) == (1, False)


def test_a_lost_partner_who_comes_nearer_step_by_step_is_found_again() -> None:
    tracker = PartnerTracker()
    tracker.choose(0.25, 0.5)
    tracker.follow([LEFT, RIGHT], 0.0)
    assert tracker.follow([RIGHT], 0.1) == (None, False)
    assert tracker.follow([RIGHT, Place(0.55, 0.5, 0.3)], 0.2) == (None, False)
    assert tracker.follow([RIGHT, Place(0.45, 0.5, 0.3)], 0.3) == (1, False)


def test_reset_forgets() -> None:
    tracker = PartnerTracker()
    tracker.choose(0.2, 0.4)
    tracker.follow([LEFT, RIGHT], 0.0)
    tracker.reset()
    assert tracker.follow([LEFT, RIGHT], 0.1) == (1, True)


def chosen(*seen: tuple[float, float, float], turned: bool = False, height: float = 0.4) -> PartnerTracker:
    """One who follows the only face there was, at these times, x and y; with ``turned`` x is y."""
    tracker = PartnerTracker()
    tracker.choose(0.5, 0.5)
    for t, x, y in seen:
        assert tracker.follow([at(x, y, turned, height)], t)[0] == 0
    return tracker


def at(x: float, y: float, turned: bool = False, height: float = 0.4) -> Place:
    return Place(y, x, height) if turned else Place(x, y, height)


@pytest.mark.parametrize(("height", "taken"), [(0.51, False), (0.53, True)])
def test_a_face_takes_over_from_three_tenths_larger(height: float, taken: bool) -> None:
    tracker = PartnerTracker()
    tracker.follow([LEFT, RIGHT], 0.0)
    assert tracker.follow([Place(0.25, 0.5, height), RIGHT], 0.1) == ((0, True) if taken else (1, False))


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(
    ("face", "same"),
    [
        ((0.79, 0.5, 0.4), True),  # three quarters of the larger height, 0.3, are within reach
        ((0.81, 0.5, 0.4), False),
        ((0.21, 0.5, 0.4), True),
        ((0.19, 0.5, 0.4), False),
        ((0.72, 0.72, 0.4), False),  # as the crow flies 0.31
        ((0.79, 0.5, 0.1), True),
        ((0.83, 0.5, 0.46), True),  # 0.345
        ((0.86, 0.5, 0.46), False),
    ],
)
def test_a_face_out_of_reach_is_somebody_else(
    turned: bool, face: tuple[float, float, float], same: bool
) -> None:
    x, y, height = face
    tracker = chosen((0.0, 0.5, 0.5), turned=turned)
    assert tracker.follow([at(x, y, turned, height)], 0.1) == (0 if same else None, False)


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(
    ("t", "x", "same"),
    [
        # Moving by one width a second, last seen at 0.2 at 0.1 s, within reach of 0.3:
        (0.4, 0.78, True),  # expected at 0.5
        (0.4, 0.82, False),
        (0.4, 0.18, False),
        (1.6, 0.98, True),  # after half a second it is taken to stay at 0.7
        (1.6, 0.42, True),
        (1.6, 0.38, False),
        (0.0, 0.48, True),  # an earlier time than it was seen at: where it was
        (0.0, 0.52, False),
    ],
)
def test_an_unseen_face_goes_on_as_it_moved_for_half_a_second(
    turned: bool, t: float, x: float, same: bool
) -> None:
    tracker = chosen((0.0, 0.1, 0.5), (0.1, 0.2, 0.5), turned=turned)
    assert tracker.follow([at(x, 0.5, turned)], t) == (0 if same else None, False)


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(
    ("seen_at", "x", "same"),
    [
        (0.5, 0.7, True),  # 0.5 a second: expected at 0.5 + 0.2
        (0.5, 0.35, False),
        (0.6, 0.35, True),  # too long ago to tell how fast it was: expected where it was, at 0.5
        (0.6, 0.85, False),
        (0.0, 0.35, True),  # twice at one time tells nothing of speed either
    ],
)
def test_how_fast_a_face_moves_is_told_from_steps_up_to_half_a_second(
    turned: bool, seen_at: float, x: float, same: bool
) -> None:
    tracker = chosen((0.0, 0.25, 0.5), (seen_at, 0.5, 0.5), turned=turned)
    assert tracker.follow([at(x, 0.5, turned)], seen_at + 0.4) == (0 if same else None, False)


@pytest.mark.parametrize(("x", "y", "number"), [(0.52, 0.3, 1), (0.49, 0.35, 1), (0.49, 0.25, 0)])
def test_the_face_nearest_to_the_point_is_chosen(x: float, y: float, number: int) -> None:
    tracker = PartnerTracker()
    tracker.choose(x, y)
    assert tracker.follow([Place(0.3, 0.2, 0.3), Place(0.7, 0.4, 0.2)], 0.0) == (number, True)


def test_a_choice_waits_for_faces_and_choosing_the_partner_is_nothing_new() -> None:
    tracker = PartnerTracker()
    tracker.choose(0.25, 0.5)
    assert tracker.follow([], 0.0) == (None, False)
    assert tracker.follow([RIGHT, LEFT], 0.1) == (1, True)
    tracker.choose(0.25, 0.5)
    assert tracker.follow([RIGHT, LEFT], 0.2) == (1, False)


def test_without_a_choice_somebody_else_is_read_at_once_when_the_largest_leaves() -> None:
    tracker = PartnerTracker()
    tracker.follow([LEFT, RIGHT], 0.0)
    assert tracker.follow([LEFT], 0.1) == (0, True)
    assert tracker.follow([LEFT, Place(0.75, 0.5, 0.8)], 0.2) == (1, True)


def test_whose_each_face_is_goes_by_the_nearest_first() -> None:
    """Both faces are within reach of both people."""
    tracker = PartnerTracker()
    tracker.choose(0.4, 0.5)
    tracker.follow([Place(0.4, 0.5, 0.4), Place(0.6, 0.5, 0.4)], 0.0)
    assert tracker.follow([Place(0.65, 0.5, 0.4), Place(0.52, 0.5, 0.4)], 0.1) == (1, False)


def test_a_face_midway_between_two_people_is_one_of_them() -> None:
    tracker = PartnerTracker()
    tracker.choose(0.375, 0.5)
    tracker.follow([Place(0.375, 0.5, 0.4), Place(0.625, 0.5, 0.4)], 0.0)
    assert tracker.follow([Place(0.5, 0.5, 0.4)], 0.125) == (0, False)
    assert tracker.people == (1,)


def test_of_newcomers_the_nearest_is_the_partner_found_again() -> None:
    tracker = chosen((0.0, 0.2, 0.5))
    far, near = Place(0.7, 0.5, 0.4), Place(0.2, 0.95, 0.4)
    assert tracker.follow([far, near], 0.1) == (None, False)
    assert tracker.follow([Place(0.48, 0.5, 0.4), Place(0.2, 0.75, 0.4)], 0.2) == (1, False)


def test_somebody_seen_beside_the_partner_is_never_the_partner_found_again() -> None:
    tracker = PartnerTracker()
    tracker.choose(0.2, 0.5)
    tracker.follow([Place(0.2, 0.5, 0.4), Place(0.7, 0.5, 0.4)], 0.0)
    for step, x in enumerate((0.55, 0.45, 0.35, 0.3), start=1):
        assert tracker.follow([Place(x, 0.5, 0.4)], 0.1 * step) == (None, False)


def test_by_place_alone_those_who_left_are_somebody_new_after_three_seconds() -> None:
    for away_s, number in ((LOST_AFTER_S, 2), (LOST_AFTER_S + 0.1, 3)):
        tracker = PartnerTracker()
        tracker.follow([RIGHT, LEFT], 10.0)
        tracker.follow([RIGHT], 10.0 + away_s / 2)
        tracker.follow([RIGHT, LEFT], 10.0 + away_s)
        assert tracker.people == (1, number)


def looks(*angles: float) -> Callable[[int], np.ndarray]:
    """Appearances on a circle: ``1 - cos`` of the angle between two of them is how different they are."""
    return lambda i: np.array([np.cos(angles[i]), np.sin(angles[i])], np.float32)


ANN, BEN, CEM = 0.0, 1.0, 2.0


def test_a_chosen_one_who_comes_back_elsewhere_is_known_by_their_looks() -> None:
    tracker = PartnerTracker()
    tracker.choose(0.2, 0.4)
    tracker.follow([LEFT, RIGHT], 0.0, looks(ANN, BEN))
    assert tracker.follow([RIGHT], 10.0, looks(BEN)) == (None, False)
    assert tracker.follow([LEFT, RIGHT], 11.0, looks(CEM, BEN)) == (
        None,
        False,
    )  # somebody else sits down there
    assert tracker.people == (3, 2)
    back = [Place(0.5, 0.2, 0.2), LEFT, RIGHT]
    assert tracker.follow(back, 12.0, looks(ANN + 0.5, CEM, BEN)) == (0, False)
    assert tracker.people == (1, 3, 2)


def test_numbers_survive_a_pause_in_which_people_changed_seats() -> None:
    tracker = PartnerTracker()
    tracker.follow([LEFT, RIGHT], 0.0, looks(ANN, BEN))
    tracker.follow([RIGHT, LEFT], 600.0, looks(ANN + 0.3, BEN))
    assert tracker.people == (1, 2)


def test_people_who_pass_each_other_are_told_apart_by_their_looks() -> None:
    """Both are within reach of both; by place alone they would be taken for each other."""
    one, other = Place(0.45, 0.5, 0.4), Place(0.55, 0.5, 0.4)
    tracker = PartnerTracker()
    tracker.follow([one, other], 0.0, looks(ANN, BEN))
    tracker.follow([one, other], 0.1, looks(BEN, ANN))
    assert tracker.people == (2, 1)


def test_a_face_that_turns_to_the_camera_only_later_is_known_again_then() -> None:
    tracker = PartnerTracker()
    tracker.choose(0.2, 0.4)
    tracker.follow([LEFT], 0.0, looks(ANN))
    turned = ANN + 0.7  # 0.235: too far from how she looked
    assert tracker.follow([RIGHT], 10.0, looks(turned)) == (None, False)
    assert tracker.follow([RIGHT], 20.0, looks(ANN + 0.2)) == (0, False)
    assert tracker.people == (1,)


def test_a_likeness_that_is_not_enough_anywhere_is_enough_at_the_same_place() -> None:
    alike = float(np.arccos(1 - 0.178))
    for place, number in ((LEFT, 1), (RIGHT, 2)):
        tracker = PartnerTracker()
        tracker.follow([LEFT], 0.0, looks(ANN))
        tracker.follow([place], 10.0, looks(alike))
        assert tracker.people == (number,)


def test_of_two_who_could_be_the_one_who_left_the_liker_is() -> None:
    tracker = PartnerTracker()
    tracker.follow([LEFT], 0.0, looks(ANN))
    tracker.follow([Place(0.5, 0.1, 0.2), Place(0.9, 0.9, 0.2)], 10.0, looks(ANN + 0.5, ANN + 0.1))
    assert tracker.people == (2, 1)


def test_when_a_recording_begins_again_people_are_known_by_their_looks() -> None:
    tracker = PartnerTracker()
    tracker.choose(0.2, 0.4)
    tracker.follow([LEFT, RIGHT], 50.0, looks(ANN, BEN))
    assert tracker.follow([RIGHT, LEFT], 0.0, looks(ANN, BEN)) == (0, False)
    assert tracker.people == (1, 2)


def test_of_very_many_people_those_seen_longest_ago_are_forgotten() -> None:
    tracker = PartnerTracker()
    tracker.choose(0.2, 0.4)
    tracker.follow([LEFT], 0.0)
    for k in range(1, 100):
        tracker.follow([RIGHT], 10.0 * k)
    assert len(tracker._known) == 40 and tracker._known[0].number == 1


def test_the_preferred_person_is_kept_to_wherever_they_sit_until_they_are_gone() -> None:
    tracker = PartnerTracker()
    tracker.follow([LEFT, RIGHT], 0.0)
    left, right = tracker.people
    tracker.prefer(left)
    assert tracker.follow([LEFT, RIGHT], 0.1) == (0, True)
    assert tracker.follow([RIGHT, LEFT], 0.2) == (1, False)
    assert tracker.follow([RIGHT], 1.0) == (None, False)
    assert tracker.follow([RIGHT], 0.3 + LOST_AFTER_S) == (0, True)
    tracker.prefer(right)
    assert tracker.follow([RIGHT], 4.0) == (0, False)


def test_the_users_own_choice_ends_a_preference_and_a_preference_ends_a_choice() -> None:
    tracker = PartnerTracker()
    tracker.follow([LEFT, RIGHT], 0.0)
    left, _ = tracker.people
    tracker.prefer(left)
    tracker.follow([LEFT, RIGHT], 0.05)
    tracker.choose(0.75, 0.5)
    assert tracker.follow([LEFT, RIGHT], 0.1) == (1, True)
    assert tracker.follow([LEFT, RIGHT], 0.2) == (1, False)
    tracker.prefer(left)
    assert tracker.follow([LEFT, RIGHT], 0.3) == (0, True)
    tracker.prefer(None)
    larger = Place(0.75, 0.5, 0.9)
    assert tracker.follow([LEFT, larger], 0.4) == (1, True)
