"""The figures of a comparison, of moments made by hand; the command itself on the demo."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from fusion.emotions import Emotion
from fusion.errors import UserError
from fusion.evidence import State
from fusion.labels.human import HumanLabels, Label, Trace
from ui.workbench.compare import in_words
from ui.workbench.compare_figures import figures_of, scaled


def test_figures_worked_out_by_hand(made: Any) -> None:
    moments = [
        *(made.moment(t / 10, emotion=Emotion.HAPPY, voice=Emotion.HAPPY) for t in range(1, 11)),
        *(made.moment(t / 10, State.NO_SIGNAL, None) for t in range(11, 16)),
        *(made.moment(t / 10, emotion=Emotion.SAD, voice=Emotion.SAD) for t in range(16, 21)),
    ]
    labels = (
        Label(0.0, 0.5, "happy"),
        Label(0.5, 1.5, "sad"),
        Label(1.5, 2.0, "Sadness"),
        Label(0, 2, "tired"),
    )
    trace = Trace("valence", np.array([0.0, 2.0]), np.array([9.0, 1.0]))
    figures = figures_of(moments, HumanLabels(labels, (trace,)), (1, 9))
    found = figures["emotions"]
    assert found["seconds"] == 2.0
    assert found["accuracy"] == pytest.approx(10 / 20)
    assert found["recall"] == {"happy": 1.0, "sad": pytest.approx(5 / 15)}
    assert found["uar"] == pytest.approx((1 + 1 / 3) / 2)
    assert found["clear_share"] == pytest.approx(15 / 20)
    assert found["accuracy_when_clear"] == pytest.approx(10 / 15)
    assert found["labels_of_none_of_the_seven"] == ["tired"]
    assert figures["valence"]["seconds"] == 1.5 and figures["valence"]["ccc"] > 0
    words = "\n".join(in_words(figures))
    assert "right 50% of the time, UAR 0.67 over 2 classes" in words and "tired" in words
    assert "Best with the person 0.5 s earlier: kappa" in words
    json.dumps(figures)


def test_a_trace_beyond_its_scale_is_told() -> None:
    trace = Trace("arousal", np.array([0.0, 1.0]), np.array([1.0, 9.0]))
    assert list(scaled(trace, (1, 9)).values) == [-1, 1]
    with pytest.raises(UserError, match="from 1 to 9, beyond -1 to 1; name its ends with --scale"):
        scaled(trace, None)
    with pytest.raises(UserError, match="least and the greatest"):
        scaled(trace, (9, 1))


def test_the_command_on_the_demos_sound(tmp_path: Path) -> None:
    import soundfile

    from fusion.recordings.recording import Recording
    from ui.cli import app
    from ui.demo.clip import DEMO_CLIP

    sound = np.concatenate([c.samples for c in Recording(DEMO_CLIP).audio_chunks() if c.t_end < 9])
    soundfile.write(tmp_path / "talk.wav", sound, 16_000)
    table = tmp_path / "labels.csv"
    table.write_text("start,end,label\n0,4,happy\n4,20,sad\n")
    told = tmp_path / "made" / "on the way" / "told.json"
    files = ["--labels", str(table), "--json", str(told), "--picture", str(tmp_path / "told.png")]
    result = CliRunner().invoke(app, ["compare", str(tmp_path / "talk.wav"), "--mode", "voice", *files])
    assert result.exit_code == 0, result.output
    figures = json.loads(told.read_text())
    assert figures["emotions"]["seconds"] > 8
    assert set(figures["conventions"]) == {"uar", "kappa", "ccc", "ece", "lag"}
    assert "kappa" in result.output
    assert (tmp_path / "told.png").read_bytes().startswith(b"\x89PNG")
