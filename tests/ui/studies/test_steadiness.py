"""The study of how steady the label is: which rule is chosen, and that pieces are waited for as live."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from audio_model.classifier import VoiceClassifier
from audio_model.readers import VoiceReader
from fusion.display import Steadiness
from fusion.emotions import Emotion
from fusion.evidence import Evidence, Modality, State
from fusion.running import RunningBaseline
from fusion.study.steadiness import Stretch, judge_rule
from ui.cli import app
from ui.studies import larger_voice, steadiness
from ui.studies.heard import Heard
from ui.studies.larger_voice import difference
from ui.studies.steadiness import MOST_CHANGES, MOST_WRONG, PACES, chosen, on_the_card

SAD = Emotion.SAD.position


def piece(t: float, p: float = 0.9, shows: int = SAD) -> Evidence:
    probabilities = np.full(7, (1 - p) / 6)
    probabilities[shows] = p
    return Evidence(Modality.VOICE, max(t - 3, 0.0), t, probabilities, 1.0)


def row(wrong: float, changes: float, waited_s: float, beside_a_face: float | None = None) -> dict[str, Any]:
    """``waited_s`` of a change of 12 s that is heard; half of it of one of 6 s that is seen, or both."""

    def figures(changes: float, waited_s: float) -> dict[str, float]:
        return {"named_wrong": wrong, "other_words_per_minute": changes, "waited_s": waited_s}

    return {
        "voice": figures(changes, waited_s),
        "both": figures(changes if beside_a_face is None else beside_a_face, waited_s / 2),
        "face": {"waited_s": waited_s / 2},
    }


def test_the_quickest_of_the_rules_within_bounds_is_chosen_and_of_equals_the_steadiest() -> None:
    too_wrong, restless = row(MOST_WRONG + 0.01, 1.0, 3.0), row(0.01, MOST_CHANGES + 0.5, 3.0)
    restless_beside_a_face = row(0.01, 1.0, 3.0, MOST_CHANGES + 0.5)
    slow, quick, as_quick = row(0.01, 1.0, 9.0), row(MOST_WRONG, MOST_CHANGES, 6.0), row(0.04, 1.0, 6.1)
    assert chosen([too_wrong, slow, quick, restless, restless_beside_a_face]) is quick
    assert chosen([too_wrong, slow, quick, as_quick, restless]) is as_quick


def test_a_face_that_is_told_late_counts_as_a_voice_that_is() -> None:
    level, late = row(0.01, 1.0, 6.0), row(0.01, 1.0, 5.9)
    late["face"] = {"waited_s": 4.0}
    assert chosen([late, level]) is level


def test_a_piece_counts_from_when_it_is_there() -> None:
    heard = Heard(((1.05, piece(1.0)),), Emotion.SAD, 0.0, 3.0)
    states = {round(e.t, 1): e.state for e in heard.stretch(None).estimates}
    assert states[1.0] is State.NO_SIGNAL and states[1.1] is not State.NO_SIGNAL
    assert states[2.6] is State.NO_SIGNAL  # 1.5 s after the last word
    assert max(states) == pytest.approx(6.9)


def test_the_person_is_learnt_on_the_way_where_that_is_asked_for() -> None:
    happy = Emotion.HAPPY.position
    shown = [(t / 2, piece(t / 2, shows=happy if t < 20 else SAD)) for t in range(2, 40)]
    heard = Heard(tuple(shown), Emotion.SAD, 0.0, 20.0)
    stranger, learnt = heard.stretch(None), heard.stretch(RunningBaseline())
    assert not np.allclose(stranger.estimates[190].probabilities, learnt.estimates[190].probabilities)
    assert stranger.estimates[10].t == learnt.estimates[10].t


def test_the_larger_reader_is_set_beside_the_small_one_on_the_same_sounds(
    made_corpora: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = VoiceClassifier.load()
    monkeypatch.setitem(small.card["split"]["ravdess"], "test", ["02", "05"])
    monkeypatch.setattr(VoiceReader, "load", lambda self: small)
    monkeypatch.setattr(steadiness, "HELD_S", 2.0)
    monkeypatch.setattr(steadiness, "BEFORE_S", 2.0)
    monkeypatch.setattr(steadiness, "AFTER_S", 2.0)
    monkeypatch.setattr(
        larger_voice, "measure_larger_voice", partial(larger_voice.measure_larger_voice, changes=1)
    )
    out = tmp_path / "large.json"
    asked = [
        "bench",
        "steadiness",
        "--data",
        str(made_corpora),
        "--voice-reader",
        "large",
        "--json",
        str(out),
    ]
    told = CliRunner().invoke(app, asked, catch_exceptions=False)
    assert told.exit_code == 0 and "Chosen by" not in told.output
    figures = json.loads(out.read_text(encoding="utf-8"))
    assert set(figures["test"]) == set(PACES) and figures["test"] == figures["small"]["test"]
    assert figures["test"]["usual"]["n_held"] == 14 and figures["test"]["usual"]["n_changes"] == 2
    assert figures["difference"]["changes_per_minute"] == {"by": 0.0, "interval": [0.0, 0.0]}


def test_what_one_reader_has_over_another_is_told_with_its_sign() -> None:
    sad = Heard(tuple((t / 2, piece(t / 2)) for t in range(2, 61)), Emotion.SAD, 0.0, 30.0).stretch(None)
    wrong = Stretch(sad.estimates, Emotion.HAPPY, 0.0, 30.0)
    found = difference([sad, sad], [sad, wrong], 0)
    named = judge_rule([sad], Steadiness())["named_right"]
    assert found["named_right"]["by"] == pytest.approx(named / 2)
    assert found["named_right"]["interval"] == pytest.approx([0.0, named])
    assert found["named_wrong"]["by"] == pytest.approx(-named / 2)
    assert "named" not in found  # no change, so nothing that could be named


def test_texts_are_counted_from_the_first_label_on() -> None:
    heard = Heard(tuple((t / 2, piece(t / 2)) for t in range(2, 61)), Emotion.SAD, 0.0, 30.0)
    steady = heard.stretch(None)
    assert on_the_card([steady], Steadiness()) == {"texts_per_minute": 0.0, "headlines_per_minute": 0.0}
    change = Stretch(steady.estimates, Emotion.SAD, 10.0, 30.0)
    assert set(on_the_card([change], Steadiness()).values()) == {None}
