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


def test_after_a_long_loss_the_largest_face_takes_over() -> None:
    tracker = PartnerTracker()
    tracker.choose(0.2, 0.4)
    tracker.follow([LEFT, RIGHT], 0.0)
    assert tracker.follow([RIGHT], LOST_AFTER_S + 0.1) == (0, True)


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
