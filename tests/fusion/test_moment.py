from fusion.emotions import Emotion
from fusion.evidence import State
from fusion.late_fusion import no_signal
from fusion.moment import Moment, Shown
from fusion.speaking import Speaking


def test_the_json_line_carries_what_is_shown_beside_the_estimate() -> None:
    estimate = no_signal(5.0)
    moment = Moment(estimate, Shown(State.CLEAR, Emotion.HAPPY, 2.71828182))
    line = moment.to_json()
    assert line.pop("shown") == {
        "state": "clear",
        "emotion": "happy",
        "second": None,
        "since": 2.718282,
    }
    assert line.pop("speaking") is None
    assert line == estimate.to_json()
    assert moment.t == 5.0


def test_a_state_that_names_none_is_shown_with_null() -> None:
    shown = Moment(no_signal(5.0), Shown(State.UNCLEAR, None, 4.0)).to_json()["shown"]
    assert shown == {"state": "unclear", "emotion": None, "second": None, "since": 4.0}


def test_who_spoke_is_in_the_line() -> None:
    moment = Moment(no_signal(5.0), Shown(State.UNCLEAR, None, 4.0), Speaking(partner=0.12345678, own=0.5))
    assert moment.to_json()["speaking"] == {"partner": 0.123457, "own": 0.5}
