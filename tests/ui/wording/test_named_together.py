"""Two feelings that are named together are told, and counted, as the two of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from fusion.display import Display
from fusion.emotions import Emotion
from fusion.events import EventKind, OwnLabel, SessionEvent
from fusion.evidence import Evidence, Modality, State
from fusion.late_fusion import LateFusion
from fusion.log.timeline import Timeline
from fusion.mode import Mode
from fusion.moment import Moment, Shown
from ui.commands.batch.in_words import looked_at, shares
from ui.commands.headless import _print_summary
from ui.settings import Settings
from ui.wording.agreement import Agreement, agreement_of
from ui.wording.estimates import shown_of
from ui.wording.hovered import at_a_glance
from ui.wording.looks import looks_of
from ui.wording.passage import passage_words
from ui.wording.session_story import Story, summary_words, tell
from ui.wording.strip_spans import LookSpan, held
from ui.wording.summary_page import month_page, session_page, session_sum

LOOKS = looks_of(Settings())
BEGAN = datetime(2026, 3, 4, 12, 0, tzinfo=timezone.utc)


def made(t: float, shown: Shown) -> Moment:
    """A face in which sad and angry are close, and now and then something else is second."""
    p = np.full(7, 0.04)
    p[Emotion.SAD.position] = p[Emotion.ANGRY.position] = 0.4
    if round(t * 10) % 7 == 0:
        p[Emotion.AFRAID.position], p[Emotion.ANGRY.position] = 0.4, 0.04
    face = Evidence(Modality.FACE, t - 1.0, t, p / p.sum(), 0.9)
    return Moment(LateFusion.shipped().estimate([face], at=t), shown)


MOMENTS = [
    made(
        k / 10,
        Shown(State.MIXED, Emotion.SAD, 20.0, Emotion.ANGRY)
        if k > 200
        else Shown(State.CLEAR, Emotion.SAD, 0.0),
    )
    for k in range(1, 601)
]


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """Twenty seconds of sad, forty of sad or angry; the user says that they were angry."""
    with Timeline(tmp_path_factory.mktemp("log") / "log.db") as timeline:
        number = timeline.begin(Mode.BOTH, "demo", BEGAN)
        own = SessionEvent(50.0, EventKind.OWN_LABEL, OwnLabel(Emotion.ANGRY, 10.0))
        timeline.add(number, [*MOMENTS, own])
        timeline.end(number, BEGAN + timedelta(seconds=60))
        yield tell(timeline, timeline.session(number), LOOKS)


def test_wherever_a_conversation_is_looked_back_at_it_is_the_two(story: Story) -> None:
    assert summary_words(story.spans, LOOKS) == (
        "Seemed sad or angry most of the time and sad about a third of the time."
    )
    assert "mostly sad or angry, sad for 20 seconds." in passage_words(story, 0.0, 60.0, LOOKS)
    assert "shown: sad or angry" in at_a_glance(story, 40.0, 1.0, LOOKS)
    rows = re.findall(r"<td[^>]*>([^<]*)</td>", session_page(story, LOOKS))
    assert rows[: rows.index("sad") + 1] == ["sad or angry", "40 seconds", "67%", "sad"]
    month = month_page(date(2026, 3, 1), [session_sum(story, LOOKS)], LOOKS)
    assert '<td align="left">sad or angry</td>' in month and "sad or angry (67%)" in month
    assert [s.look for s in story.spans] == ["sad", "sad"]  # painted as the first of them


def test_two_feelings_are_no_answer_to_be_compared_with_the_users(story: Story) -> None:
    assert agreement_of(story, LOOKS) == Agreement(1, 0, 0)


def test_one_that_is_hidden_or_has_the_same_word_is_not_named_beside_the_other() -> None:
    for change in ({"hidden": True}, {"word": "sad"}):
        settings = Settings()
        for name, value in change.items():
            setattr(settings.look(Emotion.ANGRY), name, value)
        assert shown_of(MOMENTS[-1], looks_of(settings)) == "sad"


def test_a_terminal_says_the_same() -> None:
    spans: list[LookSpan] = []
    list(looked_at(MOMENTS, spans))
    assert shares(spans, "both") == pytest.approx({"sad or angry": 2 / 3, "sad": 1 / 3}, abs=0.01)
    console = Console(record=True, width=80)
    _print_summary(held(spans), LOOKS, console)
    assert re.search(r"sad or angry\W+67%", console.export_text())


def test_which_two_were_shown_is_found_again_in_a_log_that_keeps_the_first_only(tmp_path: Path) -> None:
    rng, display, fusion = np.random.default_rng(1), Display(), LateFusion.shipped()
    mood, wanted, moments = np.zeros(7), np.zeros(7), []
    for k in range(1, 3001):
        if k % 60 == 1:  # two feelings that are close, and noise
            wanted = rng.normal(0, 0.5, 7)
            wanted[rng.choice(7, 2, replace=False)] = 2.2
        mood += 0.1 * (wanted - mood)
        pieces = []
        for modality in Modality:
            scores = np.exp(mood + rng.normal(0, 0.3, 7))
            pieces.append(Evidence(modality, k / 10 - 1, k / 10, scores / scores.sum(), 0.8))
        moments.append(display.show(fusion.estimate(pieces, at=k / 10)))
    with Timeline(tmp_path / "log.db") as timeline:
        number = timeline.begin(Mode.BOTH, "demo", BEGAN)
        timeline.add(number, moments)
        logged = timeline.moments(number)
    mixed = [(a, b) for a, b in zip(moments, logged, strict=True) if a.shown.state is State.MIXED]
    assert len({a.shown.since for a, _ in mixed}) > 3
    assert all(a.shown.second is b.shown.second for a, b in mixed)
