"""Many recordings: which are meant, the same bytes however they are spread, and nothing lost or half done."""

from __future__ import annotations

import gc
import multiprocessing
import os
import re
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from typer.testing import CliRunner, Result

from fusion.errors import UserError
from fusion.exports.formats import FORMATS
from fusion.mode import Mode
from fusion.moment import Moment
from fusion.recordings.sound import USUAL_SOUND
from ui.cli import app
from ui.commands.batch import processes
from ui.commands.batch.found import Job, jobs_of
from ui.commands.batch.one import How, Part, analyse_and_write
from ui.commands.batch.processes import side_by_side

ROOT = Path(__file__).parents[4]


def sound(path: Path, seconds: float, seed: int) -> Path:
    """Something that is heard as a voice now and then: buzzing syllables."""
    t = np.arange(round(seconds * 16_000)) / 16_000
    rng = np.random.default_rng(seed)
    pitch = 110 + 60 * rng.random() + 20 * np.sin(2 * np.pi * 0.7 * t)
    buzz = sum(np.sin(2 * np.pi * k * np.cumsum(pitch) / 16_000) / k for k in range(1, 12))
    path.parent.mkdir(parents=True, exist_ok=True)
    loud = 0.2 * buzz * (np.sin(2 * np.pi * 3 * t) > 0) + 0.001 * rng.standard_normal(len(t))
    soundfile.write(path, loud.astype(np.float32), 16_000)
    return path


@pytest.fixture(scope="module")
def talks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three recordings in two folders, one that is none, and a text."""
    folder = tmp_path_factory.mktemp("talks")
    for seed, name in enumerate(("a.wav", "b.wav", "inside/a.wav")):
        sound(folder / name, 4.0, seed)
    (folder / "bad.mp4").write_bytes(b"not a film")
    (folder / "notes.txt").write_text("not to be tried")
    return folder


def analyse(*arguments: object) -> Result:
    return CliRunner().invoke(
        app, ["analyze", "--mode", "voice", *map(str, arguments)], catch_exceptions=False
    )


def bytes_in(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def names(jobs: Sequence[Job], out: Path) -> list[tuple[str, str]]:
    return [(job.path.name, job.target.relative_to(out).as_posix()) for job in jobs]


def test_a_folder_stands_for_its_recordings_and_keeps_its_shape(talks: Path, tmp_path: Path) -> None:
    found = names(jobs_of([talks], [USUAL_SOUND], tmp_path, ".csv"), tmp_path)
    assert sorted(found) == [
        ("a.wav", "a.csv"), ("a.wav", "inside/a.csv"), ("b.wav", "b.csv"), ("bad.mp4", "bad.csv"),
    ]  # fmt: skip


def test_a_pattern_stands_for_what_it_fits_each_once(talks: Path, tmp_path: Path) -> None:
    wanted = [talks / "**" / "a.*", talks / "a.wav", talks / "notes.txt"]
    found = names(jobs_of(wanted, [USUAL_SOUND], tmp_path, ".csv"), tmp_path)
    assert found == [("a.wav", "a.csv"), ("a.wav", "inside/a.csv"), ("notes.txt", "notes.csv")]


def test_two_of_one_name_do_not_overwrite_each_other(talks: Path, tmp_path: Path) -> None:
    wanted = [talks / "a.wav", talks / "inside" / "a.wav"]
    assert [t for _, t in names(jobs_of(wanted, [USUAL_SOUND], tmp_path, ".csv"), tmp_path)] == [
        "a.csv", "a-2.csv",
    ]  # fmt: skip


def test_where_nothing_is_found_a_sentence_says_so(tmp_path: Path) -> None:
    for nothing in (tmp_path, tmp_path / "*.mp4"):
        with pytest.raises(UserError, match=r"no recording|No recording"):
            jobs_of([nothing], [USUAL_SOUND], tmp_path, ".csv")


def test_one_bad_recording_is_told_of_and_the_rest_done(talks: Path, tmp_path: Path) -> None:
    done = analyse(talks, "--out", tmp_path)
    assert done.exit_code == 2
    assert "bad.mp4” is damaged" in done.output and "3 of 4 recordings analysed" in done.output
    results = [name for name in bytes_in(tmp_path) if not name.startswith(".")]
    assert sorted(results) == ["a.jsonl", "b.jsonl", "inside/a.jsonl"]


def test_several_processes_give_the_same_bytes_as_one(talks: Path, tmp_path: Path) -> None:
    analyse(talks, "--out", tmp_path / "one")
    analyse(talks, "--out", tmp_path / "two", "--jobs", "2")
    assert bytes_in(tmp_path / "one") == bytes_in(tmp_path / "two") != {}


def test_what_is_finished_is_passed_over_until_something_changes(talks: Path, tmp_path: Path) -> None:
    recordings = [sound(tmp_path / "in" / name, 2.0, n) for n, name in enumerate(("a.wav", "b.wav"))]
    out = tmp_path / "out"
    assert analyse(*recordings, "--out", out).output.count("finished before") == 0
    before = {path: path.stat().st_mtime_ns for path in out.glob("*.jsonl")}
    assert analyse(tmp_path / "in", "--out", out).output.count("finished before") == 2
    assert {path: path.stat().st_mtime_ns for path in out.glob("*.jsonl")} == before
    sound(recordings[0], 2.0, seed=9)
    (out / "b.jsonl").write_text("shortened")
    assert analyse(tmp_path / "in", "--out", out).output.count("finished before") == 0
    assert analyse(tmp_path / "in", "--out", out, "--baseline", "none").output.count("finished before") == 0
    assert analyse(tmp_path / "in", "--out", out, "--again").output.count("finished before") == 0


def test_a_process_that_dies_takes_one_recording_along(tmp_path: Path) -> None:
    # Four seconds are heard before anything is told, so that of less it may be done by the time it is killed.
    jobs = [
        Job(n, sound(tmp_path / f"{n}.wav", 30.0, n), USUAL_SOUND, tmp_path / f"{n}.jsonl") for n in range(3)
    ]
    killed: list[int] = []

    def tell(number: int, _t: float) -> None:
        if not killed:
            killed.append(number)
            (helper,) = multiprocessing.active_children()
            helper.kill()

    how = How("jsonl", Mode.VOICE, keeping=True)
    kept: dict[int, list[Moment]] = {}

    def keep(number: int, part: Part) -> None:
        assert (part.of, part.mode) == ("", Mode.VOICE)
        kept.setdefault(number, []).extend(part.moments)

    outcomes = {o.number: o for o in side_by_side(jobs, how, tell, keep, processes=1)}
    assert sorted(outcomes) == [0, 1, 2] and not multiprocessing.active_children()
    failed = [number for number, outcome in outcomes.items() if outcome.problem]
    assert failed == killed and "ended the process" in outcomes[killed[0]].problem
    assert all(outcomes[n].estimates == len(kept[n]) == 300 for n in outcomes if n not in failed)
    assert not list(tmp_path.glob(".part-*"))


@pytest.mark.parametrize("dies", ["_start", "_hand_over"])
def test_a_process_that_dies_before_it_knows_its_recording_takes_no_more_along(
    dies: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = [
        Job(n, sound(tmp_path / f"{n}.wav", 1.0, n), USUAL_SOUND, tmp_path / f"{n}.jsonl") for n in range(2)
    ]
    does, killed = getattr(processes, dies), []

    def die(*given: Any) -> Any:
        made = does(*given)
        if not killed:
            (helper,) = multiprocessing.active_children()
            helper.kill()
            helper.join()
            killed.append(helper)
        return made

    monkeypatch.setattr(processes, dies, die)
    found = list(side_by_side(jobs, How("jsonl", Mode.VOICE), lambda *_: None, lambda *_: None, processes=1))
    assert [(o.number, "ended the process" in o.problem) for o in found] == [(0, True), (1, False)]
    assert found[1].estimates == 10 and not multiprocessing.active_children()


@pytest.mark.parametrize("format", ["jsonl", "json", "csv", "fex"])
def test_what_was_estimated_is_written_at_once_and_not_held(format: str, tmp_path: Path) -> None:
    (job,) = jobs_of([sound(tmp_path / "long.wav", 20.0, 1)], [USUAL_SOUND], tmp_path, FORMATS[format].ending)
    held: list[int] = []

    def tell(_t: float) -> None:
        held.append(sum(type(thing) is Moment for thing in gc.get_objects()))

    outcome = analyse_and_write(job, How(format, Mode.VOICE), tell, lambda _: None)
    assert outcome.estimates == 200 and len(held) == 20
    assert max(held) <= held[0] + 3


def test_stopped_in_the_middle_it_leaves_no_half_file_and_goes_on_from_there(
    tmp_path: Path,
) -> None:
    for n in range(8):
        sound(tmp_path / "in" / f"{n}.wav", 12.0, n)
    command = [sys.executable, "-c", "from ui.cli import main; main()", "analyze", str(tmp_path / "in")]
    command += ["--mode", "voice", "--jobs", "2", "--out", str(tmp_path / "out")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background ignores it
    try:
        run = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=ROOT, env=environment)
    finally:
        signal.signal(signal.SIGINT, before)
    with run:
        assert run.stderr is not None
        assert "estimates in" in run.stderr.readline()
        run.send_signal(signal.SIGINT)
        told = run.stderr.read()
    assert run.returncode == 130 and "Traceback" not in told
    (finished,) = re.findall(r"Stopped; (\d) of 8 are finished", told)
    assert int(finished) >= 1
    assert not [name for name in bytes_in(tmp_path / "out") if ".part" in name]
    again = analyse(tmp_path / "in", "--out", tmp_path / "out")
    assert again.exit_code == 0 and again.output.count("finished before") == int(finished)
    analyse(tmp_path / "in", "--out", tmp_path / "whole")
    assert bytes_in(tmp_path / "out") == bytes_in(tmp_path / "whole")
