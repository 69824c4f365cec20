"""How a recording is looked at: more seldom than live, and on several threads, to the same end."""

from __future__ import annotations

from contextlib import closing
from itertools import islice

import numpy as np
import pytest

from audio_model.readers import VoiceReader
from face_model.analyser import RECORDED_STEP_S
from face_model.classifier import FaceClassifier
from face_model.following import SHORTEST_STEP_S
from fusion.mode import Mode
from fusion.moment import Moment
from fusion.recordings.recording import Recording
from ui.commands.batch import analysed
from ui.demo.clip import DEMO_CLIP


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> dict[float, list[Moment]]:
    """What the demo's face seems to be, by how far apart the frames looked at are, s."""
    found = {}
    models = VoiceReader.SMALL.load(), FaceClassifier.load()
    for step_s in (SHORTEST_STEP_S, RECORDED_STEP_S):
        monkeypatch.setattr(analysed, "RECORDED_STEP_S", step_s)
        with closing(analysed.moments_of(Recording(DEMO_CLIP), Mode.FACE, *models)) as moments:
            found[step_s] = list(islice(moments, 150))
    return found


def test_six_looks_a_second_tell_what_twelve_tell(steps: dict[float, list[Moment]]) -> None:
    often, seldom = steps.values()
    assert [m.t for m in often] == [m.t for m in seldom]
    pairs = list(zip(often, seldom, strict=True))
    both = [(a.estimate, b.estimate) for a, b in pairs if a.estimate.face and b.estimate.face]
    assert abs(len(both) - sum(m.estimate.face is not None for m in often)) <= 5
    away = [np.abs(a.probabilities - b.probabilities).sum() / 2 for a, b in both]
    assert np.median(away) < 0.02
    assert np.percentile(away, 95) < 0.15
    told = [(a.shown.state, a.shown.emotion) == (b.shown.state, b.shown.emotion) for a, b in pairs]
    assert np.mean(told) > 0.97


def test_on_several_threads_the_same_is_told_to_the_last_digit() -> None:
    models = VoiceReader.SMALL.load(), FaceClassifier.load()

    def told(**how: bool) -> list[bytes]:
        with closing(analysed.moments_of(Recording(DEMO_CLIP), Mode.BOTH, *models, **how)) as moments:
            return [m.estimate.probabilities.tobytes() for m in islice(moments, 150)]

    assert told() == told() == told(threads=False)
