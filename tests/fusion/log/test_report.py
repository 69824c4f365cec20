"""Stretches, shares and exports of sessions small enough to be worked out by hand."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

import numpy as np
import pytest

from fusion.emotions import EMOTIONS, Emotion
from fusion.events import EventKind, SessionEvent
from fusion.evidence import Estimate, Evidence, Modality, State
from fusion.log.errors import TimelineError
from fusion.log.report import (
    CSV_COLUMNS,
    Span,
    export_csv,
    export_json,
    spans,
    summarise,
    write_csv,
    write_jsonl,
)
from fusion.log.timeline import Timeline
from fusion.mode import Mode
from fusion.moment import Moment, Shown

CLEAR, MIXED, UNCLEAR, NO_SIGNAL = State.CLEAR, State.MIXED, State.UNCLEAR, State.NO_SIGNAL


def moment(t: float, state: State, emotion: Emotion | None = None, face: bool = True) -> Moment:
    """Something shown; what was estimated is sad in the voice, surprised in the face, afraid in both."""

    def leading(e: Emotion, p: float) -> np.ndarray:
        probabilities = np.full(7, (1 - p) / 6)
        probabilities[e.position] = p
        return probabilities

    pieces = {
        modality: Evidence(modality, t - start, t - end, leading(e, p), quality)
        for modality, start, end, e, p, quality in (
            (Modality.VOICE, 0.5, 0.25, Emotion.SAD, 0.7, 0.875),
            (Modality.FACE, 0.375, 0.125, Emotion.SURPRISED, 0.4, 0.75),
        )
    }
    estimate = Estimate(
        t=t,
        state=CLEAR,
        emotion=Emotion.AFRAID,
        confidence=0.64,
        probabilities=leading(Emotion.AFRAID, 0.64),
        weights={Modality.VOICE: 0.25, Modality.FACE: 0.75},
        disagreement=0.5,
        voice=pieces[Modality.VOICE],
        face=pieces[Modality.FACE] if face else None,
    )
    return Moment(estimate, Shown(state, emotion, t - 0.0625))


def test_moments_of_one_label_are_one_span_and_a_pause_ends_it() -> None:
    happy, sad = (CLEAR, Emotion.HAPPY), (CLEAR, Emotion.SAD)
    found = spans(
        [
            *(moment(t, *happy) for t in (0.5, 0.625, 1.625)),  # a second's gap is no pause yet
            moment(1.75, *sad),
            moment(1.875, MIXED, Emotion.SAD),
            moment(3.0, MIXED, Emotion.SAD),  # 1.125 s later
        ]
    )
    assert [(s.t_start, s.t_end, s.label) for s in found] == [
        (0.4, 1.625, "happy"),
        (1.625, 1.75, "sad"),
        (1.75, 1.875, "mixed"),
        (2.9, 3.0, "mixed"),
    ]
    assert found[2] == Span(1.75, 1.875, MIXED, Emotion.SAD)
    assert spans([moment(0.03, UNCLEAR)])[0] == Span(0.0, 0.03, UNCLEAR, None)  # nothing lies before zero
    assert spans([]) == ()


def test_a_summary_counts_time_by_label_and_events_by_kind() -> None:
    shown = [(NO_SIGNAL, None)] + [(CLEAR, Emotion.HAPPY)] * 2 + [(UNCLEAR, None)] * 4 + [(NO_SIGNAL, None)]
    moments = [moment((i + 1) / 10, *label) for i, label in enumerate(shown)]
    kinds = (EventKind.PAUSE, EventKind.RESUME, EventKind.PAUSE)
    summary = summarise(moments, [SessionEvent(0.1, kind) for kind in kinds])
    assert summary.duration_s == pytest.approx(0.8)
    assert summary.share == pytest.approx({"unclear": 0.5, "no_signal": 0.25, "happy": 0.25})
    assert next(iter(summary.share)) == "unclear"  # the most of it first
    assert summary.events == {"pause": 2, "resume": 1}
    assert summary.spans == spans(moments)
    nothing = summarise([])
    assert (nothing.duration_s, nothing.share, nothing.spans, nothing.events) == (0, {}, (), {})


def test_a_table_has_every_figure_under_its_own_heading() -> None:
    file = io.StringIO()
    assert write_csv([moment(2.0, MIXED, Emotion.HAPPY), moment(3.0, UNCLEAR, face=False)], file) == 2
    assert file.getvalue().count("\n") == 3 and "\r" not in file.getvalue()
    first, second = csv.DictReader(io.StringIO(file.getvalue()))
    assert tuple(first) == CSV_COLUMNS
    figures = {
        "t": 2,
        "confidence": 0.64,
        "weight_voice": 0.25,
        "weight_face": 0.75,
        "disagreement": 0.5,
        "voice_quality": 0.875,
        "voice_t_start": 1.5,
        "voice_t_end": 1.75,
        "face_quality": 0.75,
        "face_t_start": 1.625,
        "face_t_end": 1.875,
        "shown_since": 1.9375,
    }
    for prefix, leading, p in (("", "afraid", 0.64), ("voice_", "sad", 0.7), ("face_", "surprised", 0.4)):
        figures |= {f"{prefix}p_{e.value}": p if e.value == leading else (1 - p) / 6 for e in EMOTIONS}
    words = {"state": "clear", "emotion": "afraid", "shown_state": "mixed", "shown_emotion": "happy"}
    assert {name: first[name] for name in words} == words
    assert {name: float(first[name]) for name in figures} == pytest.approx(figures, abs=1e-6)
    raw = {f"{m.value}_raw_p_{e.value}" for m in Modality for e in EMOTIONS}
    assert set(first) == set(words) | set(figures) | raw
    assert all((second[name] == "") == name.startswith("face_") for name in figures)
    assert (second["shown_state"], second["shown_emotion"]) == ("unclear", "")


def test_a_table_holds_what_was_said_before_the_person_was_allowed_for() -> None:
    told = moment(2.0, UNCLEAR)
    assert told.estimate.face is not None
    face = replace(told.estimate.face, raw=np.eye(7)[3])
    file = io.StringIO()
    write_csv([replace(told, estimate=replace(told.estimate, face=face))], file)
    (row,) = csv.DictReader(io.StringIO(file.getvalue()))
    assert [row[f"face_raw_p_{e.value}"] for e in EMOTIONS] == [str(x) for x in np.eye(7)[3]]
    assert {row[f"voice_raw_p_{e.value}"] for e in EMOTIONS} == {""}  # nothing was allowed for there


def test_an_estimate_that_names_nothing_leaves_its_cell_empty() -> None:
    from fusion.late_fusion import no_signal

    file = io.StringIO()
    assert write_csv([Moment(no_signal(1.0), Shown(NO_SIGNAL, None, 0.5))], file) == 1
    (row,) = csv.DictReader(io.StringIO(file.getvalue()))
    assert (row["state"], row["emotion"], row["shown_since"]) == ("no_signal", "", "0.5")
    assert write_csv([], io.StringIO()) == write_jsonl([], io.StringIO()) == 0


def test_a_line_a_moment() -> None:
    file = io.StringIO()
    moments = [moment(2.0, MIXED, Emotion.HAPPY), moment(3.0, UNCLEAR)]
    assert write_jsonl(moments, file) == 2
    assert [json.loads(line) for line in file.getvalue().splitlines()] == [m.to_json() for m in moments]


def test_an_export_holds_the_session_its_summary_events_and_estimates(tmp_path: Path) -> None:
    began, ended = (datetime(2026, 1, 2, 10, minute, tzinfo=timezone.utc) for minute in (0, 1))
    moments = [moment(0.1, CLEAR, Emotion.HAPPY), moment(0.2, UNCLEAR)]
    with Timeline(tmp_path / "log.db") as timeline:
        session = timeline.begin(Mode.FACE, "demo ☺", began)
        bookmark = SessionEvent(0.15, EventKind.BOOKMARK, "she “laughed”")
        timeline.add(session, [*moments, bookmark, SessionEvent(0.2, EventKind.PAUSE)])
        export_json(timeline, session, tmp_path / "open.json")
        timeline.end(session, ended)
        export_json(timeline, session, tmp_path / "talk.json")
        export_csv(timeline, session, tmp_path / "talk.csv")
        for export in (export_csv, export_json):
            with pytest.raises(TimelineError, match="no session 7"):
                export(timeline, 7, tmp_path / "none")
    assert not (tmp_path / "none").exists()
    text = (tmp_path / "talk.json").read_text(encoding="utf-8")
    data = json.loads(text)
    assert list(data) == ["session", "summary", "events", "estimates"]
    assert data["session"] == {
        "id": session,
        "started_at": "2026-01-02T10:00:00+00:00",
        "ended_at": "2026-01-02T10:01:00+00:00",
        "duration_s": 60.0,
        "mode": "face",
        "source": "demo ☺",
        "title": "",
        "running": False,
        "cut_off": False,
    }
    assert data["summary"] == {
        "duration_s": pytest.approx(0.2),
        "share": pytest.approx({"happy": 0.5, "unclear": 0.5}),
        "events": {"bookmark": 1, "pause": 1},
    }
    assert data["events"] == [
        {"t": 0.15, "kind": "bookmark", "text": "she “laughed”"},
        {"t": 0.2, "kind": "pause"},
    ]
    assert [(e["t"], e["shown"]["state"]) for e in data["estimates"]] == [(0.1, "clear"), (0.2, "unclear")]
    assert json.loads((tmp_path / "open.json").read_text())["session"]["ended_at"] is None
    assert len((tmp_path / "talk.csv").read_bytes().split(b"\n")) == 4
    assert "\n " in text  # laid out for reading
