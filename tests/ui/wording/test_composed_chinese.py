"""What the card and a baseline say in Chinese, put together from sentences, reads as Chinese throughout."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pytest
from any_estimate import estimate_of
from hypothesis import given, settings
from hypothesis import strategies as st

from fusion.baseline import PersonalBaseline
from fusion.emotions import EMOTIONS, Emotion
from fusion.evidence import Evidence, Modality, State
from fusion.familiarity import NAME
from fusion.mode import Mode
from fusion.moment import Moment, Shown
from fusion.whom import Whom
from ui.settings import Settings
from ui.wording.baseline import known_words, rests_on, what_was_learnt
from ui.wording.durations import clock_words
from ui.wording.estimates import describe
from ui.wording.looks import looks_of
from ui.wording.past import in_the_past
from ui.wording.readings import Reading
from ui.wording.translation import speak

HAN = "[\u4e00-\u9fff]"
NOT_CHINESE = re.compile(
    rf"(?<![A-Za-z])(?!Attune\b)[A-Za-z]{{2,}}"  # a word left in English
    rf"|{HAN}[A-Za-z0-9]|[A-Za-z0-9%]{HAN}"
    rf"|{HAN} {HAN}"
    rf"|[，。；：、！？] |[，。；：、！？]{{2}}| [，。；：、！？]"
    rf"|{HAN}[,.;:!?()]"
)
SEVEN = st.lists(st.floats(0.001, 1), min_size=7, max_size=7)


@pytest.fixture(autouse=True, scope="module")
def chinese() -> Iterator[None]:
    speak("zh_CN")
    yield
    speak("en")


def texts(reading: Reading) -> list[str]:
    rows = [row for part in (reading.voice, reading.face) for row in (part.words, part.note, part.parts)]
    return [reading.spoken, reading.brief, *(line for row in rows for line in row.split("\n"))]


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(State),
    st.sampled_from(EMOTIONS),
    st.tuples(SEVEN, SEVEN, SEVEN),
    st.sampled_from([(True, True), (True, False), (False, True), (False, False)]),
    st.floats(0, 1),
    st.sampled_from(Whom),
    st.sampled_from(Mode),
    st.booleans(),
    st.booleans(),
)
def test_a_card_is_chinese_throughout(
    state: State,
    emotion: Emotion,
    seven: tuple[list[float], list[float], list[float]],
    there: tuple[bool, bool],
    weight: float,
    whom: Whom,
    mode: Mode,
    strange: bool,
    odds: bool,
) -> None:
    p, voice, face = (np.array(w) ** 3 / sum(np.array(w) ** 3) for w in seven)
    pieces = {
        m: Evidence(m, 0.0, 1.0, q, 1.0, {NAME: 0.0} if strange else {})
        for m, q, is_there in zip(Modality, (voice, face), there, strict=True)
        if is_there and mode.includes(m)
    }
    named = emotion if state in (State.CLEAR, State.MIXED) else None
    moment = Moment(estimate_of(p, pieces, weight), Shown(state, named, 0.0))
    looks = looks_of(Settings(show_odds=odds)).about(whom)
    with in_the_past(looks) as past:
        then = describe(moment, past, mode)
    for said in (*texts(describe(moment, looks, mode)), *texts(then)):
        assert NOT_CHINESE.search(said) is None, said


@pytest.mark.parametrize("name", ["Ana", "小安", ""])
@pytest.mark.parametrize("seconds", [(30.0, 30.0), (30.0, 200.0), (0.0, 75.0), (600.0, 0.0), (0.0, 0.0)])
def test_what_is_known_of_somebody_is_chinese_throughout(name: str, seconds: tuple[float, float]) -> None:
    shift = np.zeros(7)
    shift[Emotion.SAD.position] = -0.4
    known = PersonalBaseline(name, dict.fromkeys(Modality, shift), dict(zip(Modality, seconds, strict=True)))
    for whom in Whom:
        said = known_words(known, whom)
        assert NOT_CHINESE.search(said.replace("Ana", "Attune")) is None, said
    for said in (what_was_learnt(known, Settings()), rests_on(known)):
        assert NOT_CHINESE.search(said) is None, said


@pytest.mark.parametrize(
    ("seconds", "said"), [(1, "1 秒"), (60, "1 分钟"), (3600, "1 小时"), (3900, "1 小时 5 分钟")]
)
def test_a_length_of_time_has_its_own_measure_words(seconds: float, said: str) -> None:
    assert clock_words(seconds) == said
