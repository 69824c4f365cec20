"""From a recording to estimates through the real models, as a user would call it."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from itertools import islice, takewhile
from pathlib import Path

import made_films
import numpy as np
import pytest
import soundfile

from fusion.evidence import Modality
from fusion.late_fusion import LateFusion
from fusion.log.timeline import Timeline
from fusion.recordings.recording import Recording
from ui.demo.clip import DEMO_CLIP

ROOT = Path(__file__).parents[3]
FIELDS = {
    *("t", "state", "emotion", "confidence", "probabilities", "weights", "disagreement", "voice", "face"),
    *("shown", "speaking"),
}


def attune(*arguments: object, **environment: str | None) -> subprocess.CompletedProcess[str]:
    merged = {k: v for k, v in {**os.environ, **environment}.items() if v is not None}
    return subprocess.run(
        [sys.executable, "-c", "from ui.cli import main; main()", *map(str, arguments)],
        cwd=ROOT,
        env=merged,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def silent_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's first two seconds, without sound."""
    frames = takewhile(lambda frame: frame.t_start <= 2, Recording(DEMO_CLIP).video_frames())
    pictures = (frame.image for frame in islice(frames, 0, None, 3))
    return made_films.silent(tmp_path_factory.mktemp("clips") / "silent.mp4", pictures, "libx264")


@pytest.fixture(scope="module")
def speech(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's first six seconds of sound, without a picture."""
    path = tmp_path_factory.mktemp("clips") / "speech.wav"
    chunks = [c.samples for c in Recording(DEMO_CLIP).audio_chunks() if c.t_end < 6]
    soundfile.write(path, np.concatenate(chunks), 16_000)
    return path


@pytest.fixture(scope="module")
def beginning(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's first twelve seconds as they are."""
    return made_films.beginning(DEMO_CLIP, tmp_path_factory.mktemp("clips") / "beginning.mp4", 12)


def lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_what_can_be_read_is_analysed_and_the_rest_told_of(
    silent_clip: Path, speech: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"no media at all" * 100)
    result = attune("analyze", broken, silent_clip, speech, "--out", tmp_path / "out")
    assert result.returncode == 2
    assert "broken.mp4" in result.stderr
    for chatter in ("Traceback", "TensorFlow", "landmark_projection"):
        assert chatter not in result.stderr
    seen, heard = lines(tmp_path / "out" / "silent.jsonl"), lines(tmp_path / "out" / "speech.jsonl")
    assert all(set(line) == FIELDS for line in seen + heard)
    assert any(line["face"] for line in seen)
    assert not any(line["voice"] for line in seen)
    assert any(line["voice"] for line in heard)
    assert not any(line["face"] for line in heard)
    assert [line["t"] for line in heard] == pytest.approx(np.arange(1, len(heard) + 1) / 10)
    assert not list((tmp_path / "out").glob("broken*"))


def test_a_table_instead_of_lines(silent_clip: Path, tmp_path: Path) -> None:
    assert attune("analyze", silent_clip, "--out", tmp_path, "--format", "csv").returncode == 0
    rows = list(csv.DictReader((tmp_path / "silent.csv").read_text().splitlines()))
    assert {"t_s", "state", "p_happy", "face_quality", "weight_face"} <= set(rows[0])


def test_a_mode_that_the_recording_cannot_serve_is_refused(silent_clip: Path, tmp_path: Path) -> None:
    result = attune("analyze", silent_clip, "--mode", "voice", "--out", tmp_path)
    assert result.returncode == 2
    assert "no sound" in result.stderr
    assert "--mode face" in result.stderr


def test_lines_tell_what_was_estimated_apart_from_what_is_shown(beginning: Path, tmp_path: Path) -> None:
    assert attune("analyze", beginning, "--out", tmp_path).returncode == 0
    told = lines(tmp_path / "beginning.jsonl")
    assert len(told) > 100
    rule = LateFusion.shipped().rule
    for line in told:
        assert (line["state"] == "no_signal") == (line["voice"] is None and line["face"] is None)
        if line["state"] == "clear":
            clear_from = rule.clear_from({m: line["weights"][m.value] for m in Modality})
            assert line["confidence"] >= clear_from - 1e-5  # both are rounded
        if line["emotion"] is not None:
            assert line["emotion"] == max(line["probabilities"], key=line["probabilities"].__getitem__)
        assert 0 < line["shown"]["since"] <= line["t"]
    assert any(line["shown"]["state"] == "no_signal" and line["face"] for line in told)
    assert any(line["shown"]["emotion"] != line["emotion"] for line in told)


@pytest.mark.corpus
def test_a_real_clip_gives_both_modalities_and_twice_the_same_bytes(corpora: Path, tmp_path: Path) -> None:
    clips = sorted((corpora / "av_samples").glob("*.mp4"))
    for run in ("a", "b"):
        assert attune("analyze", *clips, "--out", tmp_path / run).returncode == 0
    for clip in clips:
        first, second = (tmp_path / run / f"{clip.stem}.jsonl" for run in ("a", "b"))
        assert first.read_bytes() == second.read_bytes()
        assert any(line["voice"] and line["face"] for line in lines(first))


def test_headless_writes_lines_and_logs(tmp_path: Path) -> None:
    log = tmp_path / "log.db"
    result = attune(
        "live",
        "--headless",
        "--source",
        "demo",
        "--seconds",
        3,
        "--jsonl",
        "-",
        "--log",
        log,
        "--mode",
        "face",
    )
    assert result.returncode == 0, result.stderr
    written = [json.loads(line) for line in result.stdout.splitlines()]
    assert written
    assert all(set(line) == FIELDS for line in written)
    assert not any(line["voice"] for line in written)
    with Timeline(log) as timeline:
        (record,) = timeline.sessions()
        assert not record.cut_off
        assert record.mode == "face"
        assert len(timeline.moments(record.id)) == len(written)


def test_without_a_screen_the_demo_runs_in_the_terminal() -> None:
    result = attune("--seconds", 2, "--no-log", DISPLAY=None, WAYLAND_DISPLAY=None, QT_QPA_PLATFORM=None)
    assert result.returncode == 0, result.stderr
    assert "There is no screen, so the built-in demo runs in the terminal" in result.stderr
    assert "This session, in short" in result.stdout


def test_devices_that_all_fail_are_told_of_once_and_are_no_success() -> None:
    address = "http://127.0.0.1:9/camera"
    result = attune("--headless", "--no-log", "--mode", "face", "--camera", address, "--seconds", 3)
    assert result.returncode == 2
    assert result.stdout == ""
    (sentence,) = result.stderr.splitlines()
    assert "127.0.0.1" in sentence


def test_results_cannot_go_into_a_file(silent_clip: Path) -> None:
    result = attune("analyze", silent_clip, "--out", silent_clip)
    assert result.returncode == 2
    assert f"“{silent_clip}” is a file" in result.stderr


def test_a_dead_display_does_not_kill_it() -> None:
    result = attune("--seconds", 1, "--no-log", DISPLAY=":987", WAYLAND_DISPLAY=None, QT_QPA_PLATFORM=None)
    assert result.returncode == 0, result.stderr
    assert "Qt" not in result.stderr


def test_doctor_finds_models_and_screen() -> None:
    result = attune("doctor")
    assert result.returncode == 0, result.stdout
    for what in ("voice model", "face model", "face finder", "microphones", "cameras", "screen"):
        assert what in result.stdout
