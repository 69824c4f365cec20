"""The commands as a user types them, in a process of their own where the exit code matters."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import wave
from pathlib import Path

import pytest

from fusion.display import Display
from fusion.events import EventKind, SessionEvent
from fusion.late_fusion import no_signal
from fusion.log.timeline import Timeline
from fusion.mode import Mode

ROOT = Path(__file__).parents[2]


def attune(
    *arguments: str, stdin: int = subprocess.DEVNULL, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from ui.cli import main; main()", *arguments],
        cwd=ROOT,
        stdin=stdin,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def _a_second_of_sound() -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setparams((1, 2, 16000, 16000, "NONE", ""))
        sound.writeframes(bytes(32000))
    return file.getvalue()


_A_SECOND_OF_SOUND = _a_second_of_sound()


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "log.db"
    with Timeline(path) as timeline:
        session = timeline.begin(Mode.BOTH, "demo")
        moments = map(Display().show, (no_signal(0.1), no_signal(0.2)))
        timeline.add(session, [*moments, SessionEvent(0.15, EventKind.NOTE, "hello")])
        timeline.end(session)
    return path


def complaint(result: subprocess.CompletedProcess[str]) -> str:
    """The one sentence of a refused command; checks that it is one, with exit code 2."""
    assert result.returncode == 2, result
    assert "Traceback" not in result.stderr
    (line,) = [line for line in result.stderr.splitlines() if line.startswith("attune: ")]
    return line


@pytest.mark.parametrize(
    "command",
    ["live", "analyze", "review", "sessions", "export", "forget", "train", "evaluate", "doctor", "bench"],
)
def test_every_command_explains_itself(command: str) -> None:
    result = attune(command, "--help")
    assert result.returncode == 0
    assert "Usage" in result.stdout


def test_help_names_the_commands_and_imports_nothing_heavy() -> None:
    script = (
        "import sys; sys.argv = ['attune', '--help']\nfrom ui.cli import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print(sorted({'torch', 'mediapipe', 'librosa', 'cv2', 'PyQt6', 'numpy'} & set(sys.modules)))"
    )
    result = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "analyze" in result.stdout
    assert result.stdout.strip().endswith("[]")


def test_sessions_lists_what_was_logged(log: Path) -> None:
    (record,) = json.loads(attune("sessions", "--log", str(log), "--json").stdout)
    assert record["source"] == "demo"
    assert record["cut_off"] is False
    assert "demo" in attune("sessions", "--log", str(log)).stdout


def test_a_title_is_listed_as_it_is_written(log: Path) -> None:
    with Timeline(log) as timeline:
        timeline.rename(timeline.sessions()[0].id, "[/b][end] :tea:")
    assert "[/b][end] :tea:" in attune("sessions", "--log", str(log)).stdout


def test_no_log_yet_is_no_error() -> None:
    result = attune("sessions")
    assert result.returncode == 0
    assert "No conversation" in result.stdout


def test_export_writes_by_the_files_ending(log: Path, tmp_path: Path) -> None:
    for name in ("a.csv", "a.json"):
        assert attune("export", "1", "--out", str(tmp_path / name), "--log", str(log)).returncode == 0
    assert len((tmp_path / "a.csv").read_text().splitlines()) == 3
    assert json.loads((tmp_path / "a.json").read_text())["events"][0]["text"] == "hello"


def test_of_labels_with_several_tiers_an_export_takes_the_one_that_is_named(
    log: Path, tmp_path: Path
) -> None:
    """It said to name one with --tier, which this command did not know."""
    table = tmp_path / "labels.csv"
    table.write_text("tier,start,end,label\nwords,0,1,good day\nfeeling,0,1,sad\n")
    asked = ["export", "1", "--out", str(tmp_path / "a.TextGrid"), "--log", str(log)]
    refused = attune(*asked, "--labels", str(table))
    assert refused.returncode == 2 and "say which one with --tier" in complaint(refused)
    assert attune(*asked, "--labels", str(table), "--tier", "feeling").returncode == 0
    written = (tmp_path / "a.TextGrid").read_text(encoding="utf-8")
    assert '"sad"' in written and '"good day"' not in written
    alone = attune(*asked, "--tier", "feeling")
    assert alone.returncode == 2 and "name their file too" in complaint(alone)


def test_forget_deletes_for_good(log: Path) -> None:
    assert attune("forget", "1", "--yes", "--log", str(log)).returncode == 0
    with Timeline(log) as timeline:
        assert timeline.sessions() == []


def test_forget_all_keeps_the_conversation_that_another_attune_is_in(log: Path) -> None:
    with Timeline(log) as timeline:  # this process is the other Attune
        running = timeline.begin(Mode.BOTH, "microphone and camera")
        forgot = attune("forget", "--all", "--yes", "--log", str(log))
        assert forgot.returncode == 0
        assert f"still going on: session {running}" in forgot.stdout
        assert [record.id for record in timeline.sessions()] == [running]
        refused = attune("forget", str(running), "--yes", "--log", str(log))
        assert refused.returncode == 2
        assert f"Session {running} is still going on" in complaint(refused)
        timeline.add_note(running, 1.0, "and goes on")


def test_forget_by_age_names_the_days_and_never_guesses(log: Path) -> None:
    nothing = attune("forget", "--older-than", "1", "--yes", "--log", str(log))
    assert nothing.returncode == 0 and "older than 1 days" in nothing.stdout
    assert attune("forget", "1", "--older-than", "0", "--yes", "--log", str(log)).returncode == 2
    gone = attune("forget", "--older-than", "0", "--yes", "--log", str(log))
    assert gone.returncode == 0 and "session 1" in gone.stdout


def test_forget_asks_first(log: Path) -> None:
    asked = complaint(attune("forget", "1", "--log", str(log)))
    assert "Nothing was deleted" in asked and "--yes" in asked
    with Timeline(log) as timeline:
        assert len(timeline.sessions()) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo terminals")
def test_a_question_left_unanswered_deletes_nothing_and_says_so(log: Path) -> None:
    import pty

    ours, theirs = pty.openpty()
    try:
        os.write(ours, b"\x04")  # Ctrl+D
        asked = attune("forget", "1", "--log", str(log), stdin=theirs)
    finally:
        os.close(ours)
        os.close(theirs)
    assert asked.returncode == 1
    assert asked.stderr.endswith("Nothing was deleted.\n")
    with Timeline(log) as timeline:
        assert len(timeline.sessions()) == 1


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["sessions", "--log", "nowhere.db"], "nowhere.db"),
        (["export", "9", "--out", "x.csv", "--log", "LOG"], "no session 9"),
        (["export", "1", "--out", "x.txt", "--log", "LOG"], "--format"),
        (["export", "1", "--out", "LOG/x.csv", "--log", "LOG"], "another file after --out"),
        (["forget", "--log", "LOG"], "--all"),
        (["evaluate", "face", "--data", "nowhere"], "nowhere"),
        (["evaluate", "face", "--data", ".", "--share", "0.5"], "--degradations"),
        (["train", "face", "--data", ".", "--blend", "0.5"], "--start-from"),
        (["train", "voice", "--data", "nowhere"], "nowhere"),
        (["analyze", "nowhere.mp4"], "nowhere.mp4"),
        (["live", "--headless", "--no-log", "--source", "nowhere.mp4"], "nowhere.mp4"),
        (["live", "--headless", "--no-log", "--source", "demo", "--jsonl", "LOG/x"], "--jsonl"),
    ],
)
def test_a_wrong_path_or_number_is_one_sentence_that_names_it(
    arguments: list[str], named: str, log: Path, tmp_path: Path
) -> None:
    given = [a.replace("LOG", str(log)) for a in arguments]
    if given[0] == "analyze":
        given += ["--out", str(tmp_path)]
    assert named in complaint(attune(*given))


def test_of_two_missing_files_the_missing_one_is_named(tmp_path: Path) -> None:
    labels = ("--labels", str(tmp_path / "b.xyz"), "--mode", "voice")
    told = complaint(attune("compare", str(tmp_path / "a.wav"), *labels))
    assert "no file" in told and "a.wav" in told
    (tmp_path / "a.wav").write_bytes(_A_SECOND_OF_SOUND)
    told = complaint(attune("compare", str(tmp_path / "a.wav"), *labels))
    assert "no such file" in told and "b.xyz" in told


def test_each_broken_file_is_told_of_once(tmp_path: Path) -> None:
    broken = [tmp_path / name for name in ("a.wav", "b.mp4")]
    for path in broken:
        path.write_bytes(b"no media at all")
    told = attune("analyze", *map(str, broken), "--out", str(tmp_path))
    assert told.returncode == 2
    complaints = [line for line in told.stderr.splitlines() if line.startswith("attune: ")]
    assert len(complaints) == 2
    for path, line in zip(broken, complaints, strict=True):
        assert path.name in line


def test_a_file_alone_is_played(tmp_path: Path) -> None:
    (tmp_path / "talk.mp4").write_bytes(b"no media at all")
    assert "talk.mp4" in complaint(attune(str(tmp_path / "talk.mp4"), "--headless", "--no-log"))


def test_a_recording_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert "no file “nosuch.mp4”" in complaint(attune("nosuch.mp4", "--headless", "--no-log"))


def test_lines_go_on_when_a_second_session_of_the_same_run_begins(tmp_path: Path) -> None:
    from ui.live.json_lines import JsonLines

    for t in (0.1, 0.2):
        lines = JsonLines(str(tmp_path / "lines.jsonl"))
        lines.write(no_signal(t))
        lines.close()
    written = (tmp_path / "lines.jsonl").read_text().splitlines()
    assert [json.loads(line)["t"] for line in written] == [0.1, 0.2]
