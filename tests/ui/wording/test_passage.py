"""A stretch of a conversation in words: of a made one, whose phases are known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone

import pytest

from fusion.emotions import Emotion
from fusion.log.timeline import Timeline
from ui.settings import Settings
from ui.studies.stand_ins.conversation import log_conversation
from ui.wording.looks import looks_of
from ui.wording.passage import passage_words
from ui.wording.session_story import Story, tell

LOOKS = looks_of(Settings())


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    with Timeline(tmp_path_factory.mktemp("log") / "log.db") as timeline:
        number = log_conversation(timeline, datetime(2026, 3, 4, 12, 0, tzinfo=timezone.utc), 800.0)
        yield tell(timeline, timeline.session(number), LOOKS)


def said(story: Story, t_from: float, t_to: float) -> str:
    return passage_words(story, t_from, t_to, LOOKS).split(": ", 1)[1]


def test_one_feeling(story: Story) -> None:
    assert passage_words(story, 10.0, 70.0, LOOKS).startswith("From 0:10 (")
    assert said(story, 10.0, 70.0) == "mostly calm."


def test_a_disagreement_is_told_with_its_time_and_both_sides(story: Story) -> None:
    assert said(story, 80.0, 150.0) == (
        "mostly happy, calm for 5 seconds. At 2:05 voice and face differed for 20 seconds: "
        "the voice seemed angry, the face happy."
    )


def test_of_a_hidden_feeling_a_disagreement_says_nothing(story: Story) -> None:
    settings = Settings()
    settings.look(Emotion.ANGRY).hidden = True
    words = passage_words(story, 80.0, 150.0, looks_of(settings))
    assert words.endswith("At 2:05 voice and face differed for 20 seconds.")


def test_doubt_and_absence_are_told_like_the_rest(story: Story) -> None:
    assert said(story, 200.0, 260.0) == (
        "calm for 15 seconds. Hard to tell for 30 seconds. Nobody was heard or seen for 15 seconds."
    )
    assert said(story, 237.0, 249.0) == "no feeling was named. Nobody was heard or seen for 12 seconds."
    assert said(story, 900.0, 960.0) == "Nothing was read in it."
    assert said(story, 770.0, 830.0).endswith("Nothing was logged for 30 seconds.")


def test_of_many_disagreements_the_longest_are_told_and_the_rest_counted(story: Story) -> None:
    words = said(story, 0.0, 860.0)
    assert words.count("voice and face differed") == 2
    assert "The two differed" not in words  # there are two in two rounds of the phases
