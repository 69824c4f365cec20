"""The study of the time from a change to the changed label, on made moments."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from fusion.emotions import Emotion
from fusion.evidence import Evidence, Modality, State
from fusion.interfaces import AudioChunk
from fusion.late_fusion import no_signal
from fusion.moment import Moment, Shown
from ui.cli import app
from ui.studies import lag, together
from ui.studies.lag import _lag
from ui.studies.shipped import shipped_digests
from ui.studies.together import Change, Remembering

CHANGE = Change(np.zeros(1, np.float32), (np.zeros((1, 1), np.uint8),) * 2, Emotion.HAPPY, Emotion.SAD, 5.0)


def shown(*labels: tuple[float, Emotion]) -> list[Moment]:
    return [Moment(no_signal(t), Shown(State.CLEAR, emotion, t)) for t, emotion in labels]


def test_the_lag_is_counted_from_the_change_to_the_new_label() -> None:
    lag, strayed = _lag(shown((4.0, Emotion.SAD), (5.1, Emotion.HAPPY), (6.5, Emotion.SAD)), CHANGE)
    assert lag == pytest.approx(1.5)
    assert not strayed


def test_a_third_emotion_on_the_way_and_a_label_that_never_comes_are_told() -> None:
    assert _lag(shown((5.2, Emotion.ANGRY), (6.0, Emotion.SAD)), CHANGE) == (pytest.approx(1.0), True)
    assert _lag(shown((5.2, Emotion.HAPPY)), CHANGE) == (None, False)


def test_a_chunk_is_analysed_once_for_all_modes() -> None:
    asked: list[float] = []
    closed: list[bool] = []

    class Analyser:
        def feed(self, chunk: AudioChunk) -> list[Evidence]:
            asked.append(chunk.t_start)
            return [Evidence(Modality.VOICE, 0.0, chunk.t_end, np.full(7, 1 / 7), 1.0)]

        def reset(self) -> None:
            asked.clear()

        def close(self) -> None:
            closed.append(True)

    remembering = Remembering[AudioChunk](Analyser())
    chunks = [AudioChunk(np.zeros(160, np.float32), t / 100) for t in range(5)]
    first = [remembering.feed(chunk) for chunk in chunks]
    again = [remembering.feed(chunk) for chunk in chunks]
    assert again == first
    assert len(asked) == 5
    remembering.close()
    assert closed


def test_the_command_plays_changes_to_both_models(
    made_corpora: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(together, "FRAMES_PER_S", 5)
    monkeypatch.setattr(lag, "measure_lag", partial(lag.measure_lag, changes=1, held_s=0.5, pictures=2))
    out = tmp_path / "lag.json"
    arguments = ["bench", "lag", "--data", str(made_corpora), "--json", str(out)]
    told = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert told.exit_code == 0
    figures = json.loads(out.read_text(encoding="utf-8"))
    assert figures["n"] == 1
    rests_on = ("voice", "face", "second opinion", "fusion", "repertoire")
    assert figures["weights_sha256"] == shipped_digests(*rests_on)
    more = {"texts_per_minute", "headlines_per_minute", "pictures", "intervals"}
    assert set(figures["held"]["usual"]) - set(figures["held"]["hysteresis"]) == more
    held = figures["held"]["usual"]
    assert held["n_held"] == figures["held"]["hysteresis"]["n_held"] > 0
    assert held["n_held"] % held["pictures"] == 0
    low, high = held["intervals"]["named_wrong"]
    assert 0 <= low <= held["named_wrong"] <= high <= 1
    for mode in ("both", "voice", "face"):
        row = figures[mode]
        assert row["named"] in (0, 1)
        assert (row["median_s"] is None) == (row["named"] == 0)
        assert row["median_s"] is None or 0 <= row["median_s"] <= 6
