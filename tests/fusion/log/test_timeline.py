import os
import sqlite3
import stat
import subprocess
import sys
import threading
import tracemalloc
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

import numpy as np
import pytest
from summed_up import summarise

from fusion.emotions import Emotion
from fusion.events import EventKind, SessionEvent
from fusion.evidence import Estimate, Evidence, Modality, State
from fusion.late_fusion import LateFusion
from fusion.late_fusion import no_signal as estimated_nothing
from fusion.log import writer as timeline_writer
from fusion.log.errors import RowError, TimelineError
from fusion.log.timeline import Timeline, default_path
from fusion.log.writer import TimelineWriter
from fusion.mode import Mode
from fusion.moment import Moment, Shown


def as_estimated(e: Estimate) -> Moment:
    return Moment(e, Shown(e.state, e.emotion, e.t))


def no_signal(t: float) -> Moment:
    return as_estimated(estimated_nothing(t))


def note(t: float, text: str) -> SessionEvent:
    return SessionEvent(t, EventKind.NOTE, text)


def happy(t: float) -> Moment:
    p = np.full(7, 0.02)
    p[Emotion.HAPPY.position] = 0.88
    pieces = [Evidence(Modality.VOICE, t - 3, t, p, 0.9), Evidence(Modality.FACE, t - 1, t, p, 0.8)]
    return as_estimated(LateFusion().estimate(pieces, t))


@pytest.fixture
def timeline(tmp_path: Path):
    with Timeline(tmp_path / "deep" / "log.db") as opened:
        yield opened


def test_what_was_written_is_read_back(timeline: Timeline) -> None:
    session = timeline.begin(Mode.BOTH, "demo")
    held = replace(no_signal(1.1), shown=Shown(State.CLEAR, Emotion.HAPPY, 0.6))
    written = [happy(1.0), held]
    timeline.add(session, [*written, SessionEvent(1.05, EventKind.BOOKMARK, "she laughed")])
    read = timeline.moments(session)
    assert [m.shown for m in read] == [m.shown for m in written]
    first, second = (m.estimate for m in read)
    assert (first.state, first.emotion, second.state) == (State.CLEAR, Emotion.HAPPY, State.NO_SIGNAL)
    np.testing.assert_allclose(first.probabilities, written[0].estimate.probabilities, atol=1e-6)
    assert first.weights == pytest.approx(written[0].estimate.weights)
    assert first.voice and first.voice.quality == pytest.approx(0.9)
    assert second.voice is None
    assert timeline.events(session) == [SessionEvent(1.05, EventKind.BOOKMARK, "she laughed")]


def test_hours_are_read_back_in_little_memory_and_to_the_last_digit(timeline: Timeline) -> None:
    """What a voice said is the same for five estimates; rows that keep it once take less than half."""
    rng = np.random.default_rng(1)
    voices = [Evidence(Modality.VOICE, t, t + 0.5, rng.dirichlet(np.ones(7)), 0.9) for t in range(400)]
    written = [
        replace(happy(k / 10), estimate=replace(happy(k / 10).estimate, voice=voices[k // 5]))
        for k in range(2000)
    ]
    session = timeline.begin(Mode.BOTH, "demo")
    timeline.add(session, written)
    tracemalloc.start()
    read = timeline.moments(session)
    held, _peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held / len(written) < 500  # bytes; 900 and more where nothing is shared
    assert [m.estimate.t for m in read] == [m.estimate.t for m in written]
    for back, m in zip(read, written, strict=True):
        assert back.estimate.voice is not None and m.estimate.voice is not None
        assert back.estimate.voice.t_end == m.estimate.voice.t_end
        assert back.shown == m.shown
        np.testing.assert_allclose(
            back.estimate.voice.probabilities, m.estimate.voice.probabilities, atol=1e-7
        )


def test_only_the_owner_can_read_it(timeline: Timeline) -> None:
    timeline.begin(Mode.BOTH, "demo")
    files = list(timeline.path.parent.iterdir())
    assert timeline.path in files
    assert all(stat.S_IMODE(f.stat().st_mode) & 0o077 == 0 for f in [*files, timeline.path.parent])


def test_a_killed_program_loses_no_acknowledged_row_and_is_shown_as_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    script = (
        "import os, signal, sys; from pathlib import Path\n"
        "from fusion.log.timeline import Timeline; from fusion.late_fusion import no_signal\n"
        "from fusion.display import Display; from fusion.mode import Mode\n"
        f"log = Timeline(Path({str(path)!r})); s = log.begin(Mode.BOTH, 'demo')\n"
        "for i in range(50): log.add(s, [Display().show(no_signal(i / 10))])\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    root = Path(__file__).parents[3]
    subprocess.run(
        [sys.executable, "-c", script], check=False, cwd=root, env={**os.environ, "PYTHONPATH": str(root)}
    )
    with Timeline(path) as timeline:
        (record,) = timeline.sessions()
        assert record.cut_off
        assert not record.running
        assert record.duration_s == pytest.approx(4.9)
        assert len(timeline.moments(record.id)) == 50


def test_a_session_is_running_until_it_ends(timeline: Timeline) -> None:
    session = timeline.begin(Mode.BOTH, "demo")
    assert timeline.session(session).running
    timeline.end(session)
    record = timeline.session(session)
    assert not record.running
    assert not record.cut_off


@pytest.mark.parametrize("process", ["this one's number", "a younger one's number"])
def test_a_number_given_out_again_does_not_revive_a_session_that_was_cut_off(
    timeline: Timeline, process: str
) -> None:
    old = timeline.begin(Mode.BOTH, "demo", datetime(2020, 1, 1, tzinfo=timezone.utc))
    number = os.getpid() if process.startswith("this") else os.getppid()
    with sqlite3.connect(timeline.path) as other:
        # As left behind by a program of an earlier day that had the number of one that runs now.
        other.execute(
            "INSERT INTO session SELECT 99, started_at, NULL, mode, source, '', ? FROM session", (number,)
        )
    other.close()
    assert timeline.session(old).running
    assert timeline.session(99).cut_off


def test_another_programs_session_is_running_while_that_program_is(timeline: Timeline) -> None:
    mine = timeline.begin(Mode.BOTH, "demo")
    with sqlite3.connect(timeline.path) as other:
        other.execute("UPDATE session SET process = ?", (os.getppid(),))
    other.close()
    assert timeline.session(mine).running


def test_a_log_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    Timeline(path).close()
    path.chmod(0o644)
    with Timeline(path) as timeline:
        timeline.begin(Mode.BOTH, "demo")
        files = list(tmp_path.iterdir())
        assert len(files) == 3
        assert all(stat.S_IMODE(f.stat().st_mode) & 0o077 == 0 for f in files)


def test_a_commit_that_fails_leaves_the_log_usable(timeline: Timeline) -> None:
    session = timeline.begin(Mode.BOTH, "demo")
    with pytest.raises(RowError):
        timeline.add(session, [note(1.0, "kept out"), note(float("nan"), "at no time")])
    timeline.add_note(session, 2.0, "kept")
    assert timeline.events(session) == [note(2.0, "kept")]


def test_the_writer_counts_what_a_disk_refuses_to_the_end(
    timeline: Timeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timeline_writer, "_RETRY_S", 0.01)
    writer = TimelineWriter(timeline, Mode.BOTH, "demo")

    def refuse(*_: object) -> None:
        raise TimelineError("The disk is full.")

    monkeypatch.setattr(timeline, "add", refuse)
    writer.put(no_signal(0.1))
    writer.put(no_signal(0.2))
    writer.close()
    assert writer.dropped == 2
    assert writer.refused == "The disk is full."
    assert timeline.session(writer.session_id).ended_at is None


def test_the_writer_tries_again_without_being_asked(
    timeline: Timeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timeline_writer, "_RETRY_S", 0.01)
    add, refused, written = timeline.add, threading.Semaphore(3), threading.Event()

    def hesitate(*arguments: object) -> None:
        if refused.acquire(blocking=False):
            raise TimelineError("Another program is writing the log.")
        add(*arguments)
        written.set()

    monkeypatch.setattr(timeline, "add", hesitate)
    with TimelineWriter(timeline, Mode.BOTH, "demo") as writer:
        writer.put(no_signal(0.1))
        assert written.wait(10)
    assert len(timeline.moments(writer.session_id)) == 1
    assert writer.dropped == 0
    assert writer.refused == ""


@pytest.mark.parametrize(
    "bad",
    [
        note(float("nan"), "at no time"),
        note(0.2, "half a character \ud800"),
        Moment(estimated_nothing(0.2), Shown(State.UNCLEAR, None, object())),  # type: ignore[arg-type]
    ],
)
def test_one_bad_row_holds_up_no_other(
    timeline: Timeline, caplog: pytest.LogCaptureFixture, bad: Moment | SessionEvent
) -> None:
    with TimelineWriter(timeline, Mode.BOTH, "demo") as writer:
        for i in range(20):
            writer.put(bad if i in (7, 13) else no_signal(i / 10))
        writer.put(SessionEvent(2.0, EventKind.BOOKMARK, ""))
    assert len(timeline.moments(writer.session_id)) == 18
    assert [event.kind for event in timeline.events(writer.session_id)] == [EventKind.BOOKMARK]
    assert timeline.session(writer.session_id).ended_at
    assert (writer.rejected, writer.dropped) == (2, 0)
    assert caplog.text.count("rejected a row") == 2


def test_a_session_deleted_while_it_is_written_ends_calmly(timeline: Timeline) -> None:
    with TimelineWriter(timeline, Mode.BOTH, "demo") as writer:
        with sqlite3.connect(timeline.path) as other:  # an older Attune deletes what is going on
            other.execute("PRAGMA foreign_keys = ON")
            other.execute("DELETE FROM session")
        other.close()
        writer.put(no_signal(0.1))
    assert writer.rejected == 1


def test_deleting_leaves_no_trace_in_the_files(timeline: Timeline) -> None:
    session = timeline.begin(Mode.BOTH, "demo")
    timeline.add_note(session, 1.0, "a very private remark")
    timeline.end(session)
    timeline.delete(session)
    assert timeline.sessions() == []
    assert timeline.events(session) == []
    for file in timeline.path.parent.iterdir():
        assert b"private remark" not in file.read_bytes()


def test_the_place_of_a_recording_is_kept_and_forgotten(timeline: Timeline, tmp_path: Path) -> None:
    place = tmp_path / "a private folder" / "talk.mp4"
    with TimelineWriter(timeline, Mode.BOTH, "talk.mp4", recording=place) as writer:
        writer.put(happy(1.0))
    session = writer.session_id
    assert timeline.recording(session) == place
    assert timeline.recording(timeline.begin(Mode.BOTH, "demo")) is None
    timeline.delete(session)
    assert timeline.recording(session) is None
    for file in timeline.path.parent.iterdir():
        assert b"private folder" not in file.read_bytes()


def test_what_made_the_estimates_is_kept_and_forgotten(timeline: Timeline) -> None:
    before = timeline.begin(Mode.BOTH, "demo")
    assert timeline.made_by(before) == {}
    with TimelineWriter(
        timeline, Mode.BOTH, "demo", made_by={"attune": "1.2", "voice sha256": "ab"}
    ) as writer:
        writer.put(happy(1.0))
    assert timeline.made_by(writer.session_id) == {"attune": "1.2", "voice sha256": "ab"}
    assert timeline.made_by(before) == {}
    timeline.delete(writer.session_id)
    assert timeline.made_by(writer.session_id) == {}


def test_a_file_that_is_no_log_is_one_sentence_and_untouched(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("my shopping list, long enough to be no database header at all")
    with pytest.raises(TimelineError, match="not an Attune log"):
        Timeline(path)
    assert path.read_text().startswith("my shopping list")


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE recipe (name TEXT)")
    other.close()
    with pytest.raises(TimelineError, match="not an Attune log"):
        Timeline(path)


def test_the_usual_place_is_the_platforms_data_folder(own_folders: Path) -> None:
    assert default_path() == own_folders / "xdg_data_home" / "attune" / "timeline.db"


def test_the_writer_logs_everything_and_ends_the_session(timeline: Timeline) -> None:
    with TimelineWriter(timeline, Mode.BOTH, "demo") as writer:
        for i in range(500):
            writer.put(no_signal(i / 10))
        writer.put(SessionEvent(50.0, EventKind.BOOKMARK, ""))
    assert len(timeline.moments(writer.session_id)) == 500
    assert len(timeline.events(writer.session_id)) == 1
    assert timeline.session(writer.session_id).ended_at
    assert writer.dropped == 0


def test_shares_sum_to_one_and_a_pause_does_not_count() -> None:
    moments = [happy(i / 10) for i in range(10, 50)] + [no_signal(i / 10) for i in range(500, 540)]
    summary = summarise(moments)
    assert sum(summary.share.values()) == pytest.approx(1)
    assert summary.duration_s == pytest.approx(8.0, abs=0.05)
    assert summary.share["happy"] == pytest.approx(0.5, abs=0.02)
    assert [s.label for s in summary.spans] == ["happy", "no_signal"]
