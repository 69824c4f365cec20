"""``evaluate voice|face --answers``: which file was answered how."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import soundfile
from typer.testing import CliRunner, Result

from fusion.recordings.recording import Recording
from ui.cli import app
from ui.demo.clip import DEMO_CLIP


def attune(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments], env={"COLUMNS": "150"})


def table(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six pieces of the demo's voice and three of its faces, by two people, labelled at random."""
    data = tmp_path_factory.mktemp("own")
    recording = Recording(DEMO_CLIP)
    sound = np.concatenate([chunk.samples for chunk in recording.audio_chunks()])
    for i, emotion in enumerate(("=happy", "neutral", "neutral", "sad", "neutral", "neutral")):
        (data / emotion).mkdir(exist_ok=True)
        piece = sound[i * 48_000 : (i + 1) * 48_000]
        soundfile.write(data / emotion / f"p{i // 3}-{i}.wav", piece, 16_000)
    for i, frame in enumerate(recording.video_frames(least_step_s=5.0)):
        if i == 3:
            break
        picture = np.ascontiguousarray(frame.image[:, :, ::-1])
        cv2.imwrite(str(data / "neutral" / f"p{i % 2}-{i}.png"), picture)
    (data / "sad" / "p0-broken.wav").write_bytes(b"no sound")
    (data / "sad" / "p0-broken.png").write_bytes(b"no picture")
    return data


def judged(kind: str, own: Path, out: Path, *more: str) -> tuple[dict[str, Any], list[dict[str, str]]]:
    options = ("--data", own, "--json", out / "figures.json", "--answers", out / "new" / "answers.csv")
    done = attune("evaluate", kind, *options, *more)
    assert done.exit_code == 0, done.exception
    return json.loads((out / "figures.json").read_text()), table(out / "new" / "answers.csv")


@pytest.mark.parametrize("kind", ["voice", "face"])
def test_the_table_gives_the_figures_again(kind: str, own: Path, tmp_path: Path) -> None:
    figures, rows = judged(kind, own, tmp_path)
    assert len(rows) == figures["n"] == {"voice": 6, "face": 3}[kind]
    assert "answers" not in json.dumps(figures)
    right = [row["answer"] == row["truth"] for row in rows]
    assert np.mean(right) == pytest.approx(figures["accuracy"])
    clear = [row["clear"] == "True" for row in rows]
    assert np.mean(clear) == pytest.approx(figures["called_clear"])
    wrong = [c and row["shown"] != row["truth"] for c, row in zip(clear, rows, strict=True)]
    assert np.mean(wrong) == pytest.approx(figures["clear_and_wrong"])
    assert {row["person"] for row in rows} == {""} and {row["order"] for row in rows} == {"1"}
    for row in rows:
        file = row["file"].removeprefix("'")
        assert (own / file).is_file() and file.startswith(("=happy/", "neutral/", "sad/"))
        assert row["file"].startswith("'=") == file.startswith("=")  # no formula to a spreadsheet


def test_of_people_got_to_know_each_order_is_told(own: Path, tmp_path: Path) -> None:
    figures, rows = judged("voice", own, tmp_path, "--baseline", "running", "--person", "^(p[0-9])-")
    assert len(rows) == figures["orders"] * figures["n"]
    assert [row["person"] for row in rows[:6]] == ["p0" if "p0" in row["file"] else "p1" for row in rows[:6]]
    assert {row["order"] for row in rows} == {str(i + 1) for i in range(figures["orders"])}
    assert all(row["answer"] == row["shown"] for row in rows if row["shown"] in ("happy", "neutral", "sad"))
    right = [row["answer"] == row["truth"] for row in rows]
    assert np.mean(right) == pytest.approx(figures["accuracy"])


def test_where_there_are_no_files_to_name_it_is_said(own: Path, tmp_path: Path) -> None:
    options = ("--data", own, "--answers", tmp_path / "a.csv")
    fer = attune("evaluate", "face", "--corpus", "fer2013", *options)
    assert "no files of their own" in str(fer.exception)
    words = attune("evaluate", "voice", "--words", *options)
    assert "--answers, --noise, --conditions and --pictures are for a corpus as it" in str(words.exception)
    assert not (tmp_path / "a.csv").exists()
