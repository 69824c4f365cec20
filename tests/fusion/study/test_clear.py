"""From where on something is called clear, on answers whose rightness is known."""

from __future__ import annotations

import numpy as np
import pytest

from fusion.study.clear import Confident, threshold_for_strangers


def stepped(*right: float) -> Confident:
    """A hundred answers each of confidence .70, .75, .80 ..., of which such shares are right."""
    confidence = np.repeat(0.7 + 0.05 * np.arange(len(right)), 100) + 0.001
    hits = np.concatenate([np.arange(100) < share * 100 for share in right])
    return Confident(confidence, hits)


SURE = Confident(np.full(100, 0.99), np.ones(100, dtype=bool))


def test_it_rises_until_every_stranger_is_right_often_enough() -> None:
    strangers = {"one": stepped(0.2, 0.8, 0.9, 1.0), "two": stepped(0.9, 0.9, 0.9, 0.9)}
    threshold, report = threshold_for_strangers(0.65, SURE, strangers)
    assert threshold == 0.71  # above the first step: (.8 + .9 + 1) / 3 is right
    assert report["kept_of_all_strangers"] and report["at_home"] == 0.65
    one = report["strangers"]["one"]
    assert one["clear"] == 0.75 and one["right_when_clear"] == pytest.approx(0.9)
    assert one["clear_before"] == 1 and one["right_when_clear_before"] == pytest.approx(0.725)


def test_it_rises_no_further_than_home_bears() -> None:
    home = Confident(np.linspace(0.6, 1, 401), np.ones(401, dtype=bool))
    threshold, report = threshold_for_strangers(0.7, home, {"one": stepped(0, 0, 0, 0)})
    assert threshold == pytest.approx(0.74)  # a tenth of what lies between .6 and 1
    assert not report["kept_of_all_strangers"]
    assert report["home"]["clear_before"] - report["home"]["clear"] == pytest.approx(0.1, abs=0.003)


def test_where_nobody_is_strange_home_decides() -> None:
    threshold, report = threshold_for_strangers(0.66, stepped(0.5), {})
    assert (threshold, report["kept_of_all_strangers"], report["strangers"]) == (0.66, True, {})


def test_of_none_called_clear_none_is_wrong() -> None:
    assert stepped(0.0).right_when_clear(0.9) == 1.0
