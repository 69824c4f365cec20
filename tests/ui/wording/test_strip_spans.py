"""The stretches of a logged session are those that would have been drawn live."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fusion.emotions import Emotion
from fusion.evidence import State
from fusion.late_fusion import no_signal
from fusion.moment import Moment, Shown
from ui.settings import Settings
from ui.wording.estimates import look_of
from ui.wording.looks import looks_of
from ui.wording.strip_spans import LookSpan, extend, spans_of

LABELS = [(State.CLEAR, Emotion.HAPPY), (State.CLEAR, Emotion.SAD), (State.UNCLEAR, None)]


@given(
    st.lists(
        st.tuples(st.sampled_from(LABELS), st.sampled_from([0.1, 0.1, 0.1, 0.9, 1.3, 30.0])), max_size=60
    )
)
def test_all_at_once_is_one_by_one(steps: list) -> None:
    t, moments = 0.0, []
    for (state, emotion), step in steps:
        t += step
        moments.append(Moment(no_signal(t), Shown(state, emotion, t)))
    one_by_one: list[LookSpan] = []
    looks = [look_of(moment, looks_of(Settings())) for moment in moments]
    for moment, look in zip(moments, looks, strict=True):
        extend(one_by_one, [(moment.t, look)])
    assert spans_of(np.array([moment.t for moment in moments]), looks) == one_by_one


def test_moments_of_one_gist_look_the_same() -> None:
    from fusion.evidence import Evidence, Modality
    from fusion.log.rows import LoggedMoments, row_of

    rng = np.random.default_rng(0)
    made: list[Moment] = []
    for i in range(300):
        state = list(State)[i % 5]
        emotion = Emotion.ANGRY if state in (State.CLEAR, State.MIXED) else None
        pieces = {
            m.value: Evidence(m, i, i, rng.dirichlet(np.ones(7) / 4), 1.0)
            for m in Modality
            if rng.random() < 0.8
        }
        made.append(Moment(replace(no_signal(float(i)), **pieces), Shown(state, emotion, i)))
    logged = LoggedMoments([row_of(1, moment) for moment in made])
    settings = Settings()
    settings.look(Emotion.SAD).word = settings.look(Emotion.AFRAID).word
    looks = looks_of(settings)
    seen: dict[tuple[object, ...], str] = {}
    for i, moment in enumerate(made):
        look = look_of(moment, looks)
        assert look_of(logged[i], looks) == look
        assert seen.setdefault(logged.gist(i), look) == look
    np.testing.assert_allclose(logged.probabilities, [m.estimate.probabilities for m in made], atol=1e-6)
    np.testing.assert_array_equal(logged.times, [m.t for m in made])
    assert [m.t for m in logged[-1:]] == [299.0]
