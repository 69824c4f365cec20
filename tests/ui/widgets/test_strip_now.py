"""The word “now” stands under what holds still, and under nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PyQt6.QtGui import QPainter

from ui.settings import Settings
from ui.widgets.appearance import Appearance
from ui.widgets.timeline_strip import TimelineStrip
from ui.wording.looks import looks_of
from ui.wording.strip_spans import LookSpan, strip_of


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is written by any painter."""
    texts: list[str] = []
    draw = QPainter.drawText
    monkeypatch.setattr(QPainter, "drawText", lambda p, *a: (texts.append(a[-1]), draw(p, *a))[1])
    return texts


def a_strip(qtbot: Any, live: bool) -> TimelineStrip:
    strip = TimelineStrip(Appearance(Settings()), "The last two minutes", live)
    qtbot.addWidget(strip)
    strip.resize(600, 90)
    return strip


@pytest.mark.parametrize(
    ("live", "ended_s_ago", "present", "now"),
    [
        (True, 0.0, True, True),
        (True, 0.5, True, True),
        (True, 2.0, True, False),  # the signal is gone
        (True, 0.0, False, False),  # the recording was played to its end
        (False, 0.0, True, False),  # a past conversation
    ],
)
def test_only_what_holds_still_is_now(
    qtbot: Any, written: list[str], live: bool, ended_s_ago: float, present: bool, now: bool
) -> None:
    strip = a_strip(qtbot, live)
    spans = [LookSpan(0.0, 60.0, "happy"), LookSpan(60.0, 120.0 - ended_s_ago, "sad")]
    strip.show_strip(strip_of(spans, 0.0, 120.0, looks_of(Settings()), present=present))
    strip.grab()
    assert {"happy", "sad, now" if now else "sad"} == set(written)


@pytest.mark.parametrize(("live", "word"), [(True, "happy or surprised, now"), (False, "happy")])
def test_now_is_said_of_both_feelings_that_the_card_names(
    qtbot: Any, written: list[str], live: bool, word: str
) -> None:
    strip = a_strip(qtbot, live)
    shown = strip_of([LookSpan(60.0, 120.0, "happy")], 0.0, 120.0, looks_of(Settings()))
    strip.show_strip(replace(shown, second="surprised"))
    strip.grab()
    assert word in written
