"""Evidence, log rows and exports as nobody would make them: an answer or a plain refusal, never a crash."""

from __future__ import annotations

import math
import sqlite3
from contextlib import closing
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from summed_up import summarise

from fusion.display import Display
from fusion.emotions import EMOTIONS
from fusion.errors import UserError
from fusion.events import EventKind, SessionEvent
from fusion.evidence import Evidence, Modality, State
from fusion.exports.formats import FORMATS, write
from fusion.exports.talk import Talk
from fusion.late_fusion import LateFusion
from fusion.log.rows import LoggedMoments
from fusion.log.timeline import Timeline
from fusion.mode import Mode
from fusion.moment import Moment
from fusion.running import RunningBaseline

FAR = st.floats(-1e6, 1e6)
SHARES = st.lists(st.floats(0, 1e9), min_size=7, max_size=7)
FILE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@st.composite
def pieces(draw: st.DrawFn) -> Evidence:
    """A piece of evidence that may be made: sharp to the last digit, at any time, of any quality."""
    shares = np.array(draw(SHARES)) + draw(st.sampled_from([1e-300, 1e-12, 1e-3]))
    begin, long = draw(FAR), draw(st.floats(0, 1e4))
    quality = draw(st.floats(0, 1))
    person = draw(st.sampled_from([None, 1, 2]))
    modality = draw(st.sampled_from(list(Modality)))
    return Evidence(modality, begin, begin + long, shares / shares.sum(), quality, person=person)


@given(st.lists(pieces(), max_size=8), st.lists(FAR, min_size=1, max_size=4), st.booleans())
def test_any_stream_of_evidence_gives_probabilities_or_no_signal(
    stream: list[Evidence], times: list[float], learning: bool
) -> None:
    fusion, display, running = LateFusion.shipped(), Display(), RunningBaseline(None)
    for piece in stream:
        if learning:
            running.take(fusion.calibrated(piece))
    for t in sorted(times):
        moment = display.show(fusion.estimate(stream, t))
        p = moment.estimate.probabilities
        assert np.isfinite(p).all() and p.sum() == pytest.approx(1)
        assert all(math.isfinite(w) and 0 <= w <= 1 for w in moment.estimate.weights.values())
        assert moment.shown.state in State


@given(
    st.lists(st.floats(allow_nan=True, allow_infinity=True), min_size=0, max_size=9),
    st.floats(allow_nan=True, allow_infinity=True),
    st.floats(allow_nan=True, allow_infinity=True),
)
def test_evidence_that_is_none_is_refused_where_it_is_made(
    shares: list[float], t: float, quality: float
) -> None:
    try:
        piece = Evidence(Modality.VOICE, t, t, np.array(shares), quality)
    except ValueError:
        return
    assert len(piece.probabilities) == len(EMOTIONS) and math.isfinite(t) and 0 <= quality <= 1


CELLS = st.one_of(
    st.none(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    st.text(max_size=12),
    st.binary(max_size=40),
    st.sampled_from(["clear", "happy", "both", "device", "note", bytes(28), b"\x00\x00\xc0\x7f" * 7, "{}"]),
)
COLUMNS = [
    *(("estimate", name) for name in ("t", "state", "emotion", "confidence", "probabilities", "voice")),
    *(("estimate", name) for name in ("face_quality", "shown_state", "shown_emotion", "shown_since")),
    *(("estimate", name) for name in ("voice_raw", "speaking_partner", "disagreement", "face_end")),
    *(("event", name) for name in ("t", "kind", "text", "payload")),
    *(("session", name) for name in ("started_at", "ended_at", "mode", "source", "title", "process")),
]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log with something of everything."""
    path = tmp_path_factory.mktemp("log") / "log.db"
    with Timeline(path) as timeline:
        session = timeline.begin(Mode.BOTH, "demo", datetime(2026, 1, 2, tzinfo=timezone.utc))
        p = np.full(7, 0.01)
        p[1] = 0.94
        display, fusion = Display(), LateFusion.shipped()
        for i in range(1, 9):
            evidence = [Evidence(m, i / 10 - 0.1, i / 10, p, 0.9) for m in Modality]
            timeline.add(session, [display.show(fusion.estimate(evidence, i / 10))])
        timeline.add(
            session, [SessionEvent(0.2, EventKind.NOTE, "a note"), SessionEvent(0.3, EventKind.PAUSE)]
        )
        timeline.end(session)
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA journal_mode = DELETE")
    return path


def read_all(path: Path) -> None:
    """All that can be asked of a log."""
    with Timeline(path) as timeline:
        for record in timeline.sessions():
            moments: LoggedMoments = timeline.moments(record.id)
            list(moments), summarise(moments).spans, moments.probabilities, moments.without_signal
            timeline.events(record.id), timeline.made_by(record.id), timeline.recording(record.id)
        timeline.begin(Mode.BOTH, "demo")


@FILE
@given(st.sampled_from(COLUMNS), CELLS)
def test_any_cell_of_the_log_is_read_or_refused_in_a_sentence(
    tmp_path: Path, whole: Path, column: tuple[str, str], cell: Any
) -> None:
    path = tmp_path / "log.db"
    path.write_bytes(whole.read_bytes())
    with closing(sqlite3.connect(path)) as db:
        try:
            db.execute(f"UPDATE {column[0]} SET {column[1]} = ?", (cell,))
            db.commit()
        except sqlite3.IntegrityError:
            return  # the database itself keeps that out
    try:
        read_all(path)
    except UserError as error:
        assert str(error).endswith((".", ")")) and "\n" not in str(error).replace(str(cell), "")


@FILE
@given(st.data())
def test_any_bytes_of_the_log_are_read_or_refused_in_a_sentence(
    tmp_path: Path, whole: Path, data: st.DataObject
) -> None:
    size = whole.stat().st_size
    spoilt = bytearray(whole.read_bytes()[: data.draw(st.integers(0, size), label="cut at")])
    for _ in range(data.draw(st.integers(0, 8), label="bytes changed")):
        if spoilt:
            spoilt[data.draw(st.integers(0, len(spoilt) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / "log.db"
    path.write_bytes(spoilt)
    try:
        read_all(path)
    except UserError as error:
        assert str(path) in str(error) or "log" in str(error)


WORDS = st.text(max_size=20)


@FILE
@given(
    format=st.sampled_from(sorted(FORMATS)),
    times=st.lists(st.floats(0, 1e5), max_size=5, unique=True),
    name=WORDS,
    note=st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    source=WORDS,
)
def test_any_conversation_is_exported_or_refused_in_a_sentence(
    tmp_path: Path, format: str, times: list[float], name: str, note: str, source: str
) -> None:
    fusion, display = LateFusion.shipped(), Display()
    p = np.full(7, 1 / 7)
    moments: list[Moment] = [
        display.show(fusion.estimate([Evidence(Modality.VOICE, t, t, p, 1.0)], t)) for t in sorted(times)
    ]
    events = (SessionEvent(0.0, EventKind.NOTE, note),)
    target = tmp_path / f"talk.{format}"
    try:
        written = write(Talk(moments, events, name=name, source=source, mode="both"), target, format)
    except UserError as error:
        assert str(error)
        assert not target.exists()
    else:
        assert all(file.is_file() for file in written)
    for file in tmp_path.iterdir():
        file.unlink()
