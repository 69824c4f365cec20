"""Own labels beside what was shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone

import pytest

from fusion.emotions import Emotion
from fusion.events import EventKind, OwnLabel, SessionEvent
from fusion.log.timeline import Timeline
from ui.settings import Settings
from ui.studies.stand_ins.conversation import log_conversation
from ui.wording.agreement import Agreement, added, agreement_of, agreement_words, wilson
from ui.wording.looks import looks_of
from ui.wording.session_story import Story, tell

LOOKS = looks_of(Settings())


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    with Timeline(tmp_path_factory.mktemp("log") / "log.db") as timeline:
        number = log_conversation(timeline, datetime(2026, 3, 4, 12, 0, tzinfo=timezone.utc), 360.0)
        return tell(timeline, timeline.session(number), LOOKS)


def labelled(story: Story, *labels: tuple[float, float, Emotion]) -> Story:
    events = [SessionEvent(t, EventKind.OWN_LABEL, OwnLabel(emotion, span)) for t, span, emotion in labels]
    return replace(story, events=(*story.events, *events))


def test_a_label_is_compared_with_what_was_shown_longest_in_its_stretch(story: Story) -> None:
    own = labelled(
        story,
        (80.0, 60.0, Emotion.NEUTRAL),  # the same
        (100.0, 0.0, Emotion.HAPPY),  # the same, of a moment
        (160.0, 10.0, Emotion.SAD),  # calm was shown
        (140.0, 10.0, Emotion.ANGRY),  # voice and face differed: nothing was named
        (245.0, 8.0, Emotion.SAD),  # nobody was there
    )
    assert agreement_of(own, LOOKS) == Agreement(5, 3, 2)
    assert agreement_of(story, LOOKS) == Agreement()


def test_too_few_say_nothing_and_more_say_how_little() -> None:
    assert agreement_words(Agreement()) == ""
    assert agreement_words(Agreement(1, 1, 1)) == (
        "You labelled 1 stretch yourself. That is too few to say how often what was shown agrees."
    )
    words = agreement_words(added([Agreement(5, 4, 3), Agreement(7, 6, 4)]))
    assert words == (
        "You labelled 12 stretches yourself. Where one feeling was named (10 stretches), it was yours in 7, "
        "or 70%; from so few, anything between 40% and 89% may be true."
    )


@pytest.mark.parametrize(
    ("hits", "trials", "low", "high"), [(7, 10, 0.3968, 0.8922), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0)]
)
def test_wilsons_interval(hits: int, trials: int, low: float, high: float) -> None:
    assert wilson(hits, trials) == pytest.approx((low, high), abs=5e-4)  # as statsmodels gives it
