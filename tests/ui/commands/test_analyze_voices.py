"""Recordings in which several people speak in one channel: a result for each voice."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from made_films import silent
from scipy.signal import resample_poly
from typer.testing import CliRunner

from fusion.errors import UserError
from fusion.log.timeline import Timeline
from fusion.mode import Mode
from fusion.recordings.recording import Recording
from ui.cli import app
from ui.demo.clip import DEMO_CLIP

Turn = tuple[float, float, bool]


def spoken(since: float, until: float) -> np.ndarray:
    """The demo's voice between two moments, float32 (n,), 16 kHz, at one loudness."""
    chunks = []
    for chunk in Recording(DEMO_CLIP).audio_chunks():
        if chunk.t_start >= until:
            break
        chunks.append(chunk.samples)
    sound = np.concatenate(chunks)[round(since * 16_000) :]
    return np.asarray(sound * (0.05 / np.sqrt(np.square(sound).mean())), np.float32)


def analyse(*arguments: object) -> str:
    done = CliRunner().invoke(app, ["analyze", *map(str, arguments)], catch_exceptions=False)
    assert done.exit_code == 0
    return done.output


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Turn]]:
    """The demo's voice and a deeper, slower one by turns of 3 s; when each speaks, and whether deeply."""
    high = [spoken(since, until) for since, until in ((0.4, 3.4), (5.9, 8.9))]
    deep = [resample_poly(turn, 3, 2) for turn in high]
    sounds: list[np.ndarray] = []
    turns: list[Turn] = []
    t = 0.0
    for k in range(10):
        sound = (high if k % 2 else deep)[k // 2 % 2][: 3 * 16_000]
        sounds += [sound, np.zeros(3200, np.float32)]
        turns.append((t, t + len(sound) / 16_000, k % 2 == 0))
        t += len(sound) / 16_000 + 0.2
    path = tmp_path_factory.mktemp("talk") / "talk.wav"
    soundfile.write(path, np.concatenate(sounds), 16_000)
    return path, turns


def test_each_voice_has_a_result_of_its_own(talk: tuple[Path, list[Turn]], tmp_path: Path) -> None:
    path, turns = talk
    told = analyse(path, "--voices", "2", "--out", tmp_path)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["talk-voiceA.jsonl", "talk-voiceB.jsonl"]
    for letter, deep in (("A", True), ("B", False)):  # the deep one speaks first
        result = lines(tmp_path / f"talk-voice{letter}.jsonl")
        assert f"talk-voice{letter}.jsonl: this voice seems to speak for 1" in told  # 10 to 19 of 15 s
        for whose in (True, False):
            speaks = [
                line["speaking"]["partner"] > 0.5
                for line in result
                for since, until, of_deep in turns
                if of_deep is whose and since + 1.0 <= line["t"] < until - 0.2
            ]
            assert np.mean(speaks) > 0.7 if whose is deep else np.mean(speaks) < 0.3
        assert sum(line["voice"] is not None for line in result) > 50
        assert all(line["face"] is None for line in result)


@pytest.mark.parametrize("jobs", [1, 2])
def test_each_voice_is_kept_as_a_conversation_of_its_own(
    talk: tuple[Path, list[Turn]], tmp_path: Path, jobs: int
) -> None:
    again = tmp_path / "again.wav"
    again.write_bytes(talk[0].read_bytes())
    asked = ("--voices", 2, "--jobs", jobs, "--keep", "--log", tmp_path / "log.db", "--out", tmp_path)
    analyse(talk[0], again, *asked)
    with Timeline(tmp_path / "log.db") as timeline:
        kept = {record.title: record for record in timeline.sessions()}
        assert sorted(kept) == [f"{name}-voice{letter}" for name in ("again", "talk") for letter in "AB"]
        for title, record in kept.items():
            told = [line["shown"]["state"] for line in lines(tmp_path / f"{title}.jsonl")]
            assert (record.mode, record.running) == (Mode.VOICE, False)
            assert timeline.recording(record.id) == (again if "again" in title else talk[0]).resolve()
            assert [m.shown.state.value for m in timeline.moments(record.id)] == told


def test_one_person_alone_has_one_result_and_it_is_said_why(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "alone.wav", spoken(0.4, 6.4), 16_000)
    told = analyse(tmp_path / "alone.wav", "--voices", "all", "--out", tmp_path / "out")
    assert "alone.wav: only one voice was found, so there is one result" in told
    assert "seems to speak" not in told
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["alone-voiceA.jsonl"]
    result = lines(tmp_path / "out" / "alone-voiceA.jsonl")
    analyse(tmp_path / "alone.wav", "--out", tmp_path)
    assert result == lines(tmp_path / "alone.jsonl")
    assert all(line["speaking"] is None for line in result)


def test_more_voices_than_were_heard_long_enough_are_not_made_up(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "alone.wav", spoken(0.4, 6.4), 16_000)
    told = analyse(tmp_path / "alone.wav", "--voices", "3", "--out", tmp_path)
    assert "alone.wav: too little is said to tell 3 voices apart; there is one result." in told


def test_voices_that_are_much_alike_are_told_of(tmp_path: Path) -> None:
    said = spoken(0.4, 8.4)
    soundfile.write(tmp_path / "alone.wav", np.tile(said, 5), 16_000)
    told = analyse(tmp_path / "alone.wav", "--voices", "4", "--out", tmp_path)
    assert "alone.wav: of the 4 voices some are much alike, so results may be mixed up." in told


def test_voices_and_faces_have_results_beside_each_other(tmp_path: Path) -> None:
    analyse(DEMO_CLIP, "--voices", "2", "--faces", "all", "--out", tmp_path)
    names = {file.name for file in tmp_path.iterdir()}
    assert {"demo-person1.jsonl", "demo-voiceA.jsonl", "demo-voiceB.jsonl"} <= names
    assert all(line["voice"] is None for line in lines(tmp_path / "demo-person1.jsonl"))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["--voices", "1"], "“--voices 1” is not known; say “all”, or how many there are, 2 to 6."),
        (["--voices", "both"], "“--voices both” is not known; say “all”, or how many there are, 2 to 6."),
        (
            ["--voices", "all", "--mode", "face"],
            "A face alone has no voice; leave out “--mode face” or “--voices”.",
        ),
        (
            ["--voices", "2", "--own-voice", "me.wav"],
            "With “--voices” everybody's voice is read; leave out that or “--own-voice”.",
        ),
    ],
)
def test_what_makes_no_sense_is_said(
    talk: tuple[Path, list[Turn]], tmp_path: Path, asked: list[str], said: str
) -> None:
    command = ["analyze", str(talk[0]), "--out", str(tmp_path / "out"), *asked]
    done = CliRunner().invoke(app, command)
    assert isinstance(done.exception, UserError) and str(done.exception) == said
    assert not (tmp_path / "out").exists()


def test_without_sound_there_are_no_voices(tmp_path: Path) -> None:
    film = silent(tmp_path / "silent.mp4", np.zeros((5, 64, 64, 3), np.uint8))
    done = CliRunner().invoke(app, ["analyze", str(film), "--voices", "all", "--out", str(tmp_path)])
    assert done.exit_code == 2 and "use --mode face in place of --voices for its picture" in done.output
