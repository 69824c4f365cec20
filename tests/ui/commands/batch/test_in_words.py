"""What is said of a result: each share is of what its words say, and as the windows count it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from fusion.emotions import Emotion
from fusion.evidence import State
from fusion.late_fusion import no_signal
from fusion.log.report import Tally
from fusion.moment import Moment, Shown
from ui.commands.batch.in_words import looked_at, result_in_words, shares
from ui.settings import Settings
from ui.studies.stand_ins.still import moment_at
from ui.wording.looks import looks_of
from ui.wording.session_story import summary_words
from ui.wording.strip_spans import LookSpan

NOTHING = Shown(State.NO_SIGNAL, None, 0.0)
CALM, HAPPY = Emotion.NEUTRAL, Emotion.HAPPY


def counted(moments: list[Moment]) -> tuple[Tally, list[LookSpan]]:
    tally, spans = Tally(), list[LookSpan]()
    assert list(looked_at(tally.over(moments), spans)) == moments
    return tally, spans


@pytest.fixture
def told() -> tuple[Tally, list[LookSpan]]:
    """Two seconds: nobody, somebody of whom nothing can be said yet, calm, hard to tell, both differ."""
    moments = [Moment(no_signal(k / 10), NOTHING) for k in range(1, 7)]
    moments += [replace(moment_at(k / 10, State.CLEAR, CALM, None), shown=NOTHING) for k in range(7, 10)]
    moments += [moment_at(k / 10, State.CLEAR, CALM, None) for k in range(10, 18)]
    moments += [moment_at(1.8, State.UNCLEAR, CALM, HAPPY)]
    moments += [moment_at(t, State.CONFLICTING, CALM, HAPPY) for t in (1.9, 2.0)]
    return counted(moments)


@pytest.mark.parametrize(
    ("mode", "silent"), [("both", "nobody heard or seen"), ("voice", "no voice"), ("face", "no face")]
)
def test_only_where_nothing_was_heard_or_seen_is_it_said(
    told: tuple[Tally, list[LookSpan]], mode: str, silent: str
) -> None:
    found = shares(told[1], mode)
    assert list(found) == ["neutral", silent, "hard to tell", "the two differ"]
    assert list(found.values()) == pytest.approx([0.4, 0.3, 0.2, 0.1])


def test_it_stands_behind_what_was_read(told: tuple[Tally, list[LookSpan]]) -> None:
    assert result_in_words("talk.mp4", *told, Path("talk.jsonl"), "both") == (
        "talk.mp4: 20 estimates in talk.jsonl (voice in 14, face in 3; "
        "neutral 40%, nobody heard or seen 30%, hard to tell 20%, the two differ 10%)"
    )


def test_it_says_what_the_review_says() -> None:
    """Mixed is the two that it may be; voice and face that say the same do not differ."""
    mixed = Shown(State.MIXED, HAPPY, 0.1, CALM)
    moments = [replace(moment_at(k / 10, State.MIXED, HAPPY, HAPPY), shown=mixed) for k in range(1, 7)]
    moments += [moment_at(k / 10, State.CONFLICTING, CALM, CALM) for k in range(7, 11)]
    _, spans = counted(moments)
    assert shares(spans, "both") == pytest.approx({"neutral or happy": 0.6, "hard to tell": 0.4})
    assert summary_words(spans, looks_of(Settings())) == (
        "Seemed calm or happy most of the time. It was hard to tell about half of the time."
    )


def test_of_an_empty_recording_nothing_is_said() -> None:
    assert shares([], "both") == {}
