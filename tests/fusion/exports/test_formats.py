"""Which format a name asks for, and that a file is written whole or not at all."""

from __future__ import annotations

import json
import sys
from datetime import datetime, timezone
from pathlib import Path

import pytest

from fusion.errors import UserError
from fusion.events import EventKind, SessionEvent
from fusion.exports.formats import FORMATS, format_of, write
from fusion.exports.talk import Talk, talk_of
from fusion.log.errors import TimelineError
from fusion.log.timeline import Timeline
from fusion.mode import Mode
from fusion.moment import Moment
from fusion.pauses import recording_time, session_time


@pytest.mark.parametrize(
    ("name", "format"),
    [
        *(("a.csv", "csv"), ("a.fex.csv", "fex"), ("A.CSV", "csv"), ("a.textgrid", "textgrid")),
        *(("sub-1_events.tsv", "bids"), ("x.json", "json"), ("x.jsonl", "jsonl"), ("x.vtt", "webvtt")),
        *(("x.eaf", "elan"), ("x.emotionml", "emotionml"), ("x.parquet", "parquet")),
    ],
)
def test_a_name_asks_for_a_format(name: str, format: str) -> None:
    assert format_of(Path(name)) == format


def test_a_name_that_asks_for_none_is_told_what_there_is() -> None:
    with pytest.raises(UserError, match=r"x\.docx.*\.parquet.*--format"):
        format_of(Path("x.docx"))


def test_the_command_line_offers_every_format() -> None:
    from ui.commands.options import ExportFormat

    assert [f.value for f in ExportFormat] == list(FORMATS)


def test_a_missing_library_is_one_sentence_and_leaves_nothing(
    talk: Talk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pympi", None)
    with pytest.raises(UserError, match="pip install pympi-ling"):
        write(talk, tmp_path / "talk.eaf", "elan")
    assert list(tmp_path.iterdir()) == []


def test_a_write_that_fails_keeps_what_was_there(
    talk: Talk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "talk.jsonl").write_text("kept")
    broken = [*talk.moments, "no moment"]
    with pytest.raises(AttributeError):
        write(Talk(broken), tmp_path / "talk.jsonl", "jsonl")  # type: ignore[arg-type]
    assert [p.name for p in tmp_path.iterdir()] == ["talk.jsonl"]
    assert (tmp_path / "talk.jsonl").read_text() == "kept"
    with pytest.raises(OSError, match="No such file or directory"):
        write(talk, tmp_path / "nowhere" / "talk.csv", "csv")


def test_lines_are_those_of_the_live_session(talk: Talk, tmp_path: Path) -> None:
    write(talk, tmp_path / "talk.jsonl", "jsonl")
    lines = (tmp_path / "talk.jsonl").read_text().splitlines()
    assert [json.loads(line) for line in lines] == [m.to_json() for m in talk.moments]


def test_a_logged_conversation_is_told_without_the_place_of_its_recording(
    moments: list[Moment], tmp_path: Path
) -> None:
    began, ended = (datetime(2026, 1, 2, 10, minute, tzinfo=timezone.utc) for minute in (0, 1))
    place = tmp_path / "a private folder" / "talk.mp4"
    with Timeline(tmp_path / "log.db") as timeline:
        session = timeline.begin(Mode.FACE, "talk.mp4", began, place, {"voice sha256": "ab"})
        timeline.add(session, [*moments, SessionEvent(0.15, EventKind.BOOKMARK, "she “laughed”")])
        timeline.end(session, ended)
        talk = talk_of(timeline, session, {"exported_by_attune": "1"})
        with pytest.raises(TimelineError, match="no session 7"):
            talk_of(timeline, 7, {})
    out = tmp_path / "out"
    out.mkdir()
    for name, format in FORMATS.items():
        for path in write(talk, out / f"talk{format.ending}", name):
            assert b"private folder" not in path.read_bytes()
    data = json.loads((out / "talk.json").read_text(encoding="utf-8"))
    assert data["session"] == {
        "name": f"session {session}",
        "source": "talk.mp4",
        "mode": "face",
        "started_at": "2026-01-02T10:00:00+00:00",
        "id": session,
        "ended_at": "2026-01-02T10:01:00+00:00",
        "duration_s": 60.0,
        "running": False,
        "cut_off": False,
        "whom": "other",
        "made_by": {"voice sha256": "ab", "exported_by_attune": "1"},
    }
    assert data["events"] == [{"t": 0.15, "kind": "bookmark", "text": "she “laughed”"}]
    assert data["summary"]["events"] == {"bookmark": 1}
    assert [e["t"] for e in data["estimates"]] == [m.to_json()["t"] for m in moments]


def test_session_and_recording_time_are_each_others_inverse() -> None:
    kinds = (EventKind.PAUSE, EventKind.RESUME)
    events = [SessionEvent(t, kinds[i % 2]) for i, t in enumerate((2.0, 5.0, 6.0, 6.5))]
    for t in (0.5, 1.9, 5.5, 6.6, 9.0):
        assert session_time(recording_time(t, events), events) == pytest.approx(t)
    assert (session_time(1.0, []), session_time(1.0, events[2:])) == (1.0, 1.0)
