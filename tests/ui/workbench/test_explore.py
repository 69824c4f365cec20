"""``attune explore`` on made corpora and recordings."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from typer.testing import CliRunner

from audio_model.explore import measures as measures_module
from audio_model.explore.measures import MEASURES, measure_clips
from audio_model.explore.study import clips_by_corpus, recordings_in
from ui.cli import app

RATE = 16_000


def voice(hz: float, amplitude: float) -> np.ndarray:
    t = np.arange(RATE // 2) / RATE
    wave = amplitude * sum(np.sin(2 * np.pi * hz * k * t) / k for k in range(1, 6))
    return np.concatenate([np.zeros(RATE // 10), wave, np.zeros(RATE // 10)])


@pytest.fixture
def made_folder(tmp_path: Path) -> Path:
    """Five RAVDESS-like speakers who are calm, sad and angry; one file broken, one silent."""
    folder = tmp_path / "ravdess"
    for actor in range(1, 6):
        own = folder / f"Actor_{actor:02d}"
        own.mkdir(parents=True)
        for code, amplitude, hz in (("02", 0.02, 120), ("04", 0.03, 130), ("05", 0.2, 200 + 2 * actor)):
            soundfile.write(own / f"03-01-{code}-01-01-01-{actor:02d}.wav", voice(hz, amplitude), RATE)
    (own / "03-01-06-01-01-01-05.wav").write_bytes(b"not a sound")
    soundfile.write(own / "03-01-08-01-01-01-05.wav", np.zeros(RATE), RATE)
    return folder


def test_the_command_on_a_corpus(made_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out, figures = tmp_path / "seen", tmp_path / "figures.json"
    call = ["explore", str(made_folder), "--out", str(out), "--sheets", "0", "--json", str(figures)]
    result = CliRunner().invoke(app, call)
    assert result.exit_code == 0, result.output
    assert "Holds: sad and calm voices are quieter than the rest" in result.output
    assert "03-01-06-01-01-01-05.wav" in result.output and "is silent" in result.output
    told = json.loads(figures.read_text())
    about = told["corpora"]["ravdess"]
    assert (about["clips"], about["speakers"], len(about["left_out"])) == (15, 5, 2)
    angry = about["emotions"]["angry"]
    assert angry["pitch_hz"]["mean"]["mean"] == pytest.approx(206, rel=0.01)
    assert json.loads((out / "statistics.json").read_text()) == told
    with (out / "statistics.csv").open(encoding="utf-8") as file:
        assert len(list(csv.DictReader(file))) == 3 * len(MEASURES)
    assert (out / "ravdess_comparison.png").stat().st_size > 10_000
    assert (out / "ravdess_statistics.png").stat().st_size > 10_000

    def never(*_: Any) -> None:
        raise AssertionError("measured again")

    monkeypatch.setattr(measures_module, "measure", never)
    clips = clips_by_corpus(made_folder, "03-01-05-*")["ravdess"]
    again = measure_clips("ravdess", clips, out / "measures.json")
    assert len(again.clips) == 5


def test_the_command_on_recordings_lists_what_it_cannot_read(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "tone.wav", voice(150, 0.1), RATE)
    (tmp_path / "broken.wav").write_bytes(b"not a sound")
    result = CliRunner().invoke(app, ["explore", str(tmp_path), "--out", str(tmp_path / "seen")])
    assert result.exit_code == 2
    assert "pitch about 150 Hz" in result.output and "broken.wav" in result.output
    assert (tmp_path / "seen" / "tone.png").is_file()


def test_of_own_folders_the_names_of_the_files_tell_who_speaks(tmp_path: Path) -> None:
    own = tmp_path / "own"
    for emotion, amplitude, hz in (("calm", 0.02, 120), ("sad", 0.03, 130), ("angry", 0.2, 200)):
        (own / emotion).mkdir(parents=True)
        for who in range(5):
            soundfile.write(own / emotion / f"p{who}_take.wav", voice(hz + 2 * who, amplitude), RATE)
    call = ["explore", str(own), "--out", str(tmp_path / "seen"), "--sheets", "0"]
    told = CliRunner().invoke(app, [*call, "--person", "^(p[0-9]+)_"])
    assert told.exit_code == 0, told.exception
    assert "own: 15 clips by 5 speakers." in told.output and "Holds:" in told.output
    assert "the rest. The corpus does not say which sentence is spoken." in told.output
    untold = CliRunner().invoke(app, call)
    assert "15 speakers" in untold.output and "Holds:" not in untold.output


def test_what_was_given_wrongly_is_one_sentence(made_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("")
    tone = made_folder / "Actor_01" / "03-01-05-01-01-01-01.wav"
    for arguments, sentence in (
        ([tmp_path / "empty", "--out", tmp_path / "seen"], "has no audio in sub-folders"),
        ([made_folder, tone, "--out", tmp_path / "seen"], "or one folder"),
        ([tone, "--against", made_folder, "--out", tmp_path / "seen"], "Statistics need a corpus"),
        ([made_folder, "--only", "nothing*", "--out", tmp_path / "seen"], "choose another pattern"),
        ([tone, "--out", tmp_path / "file"], "is a file; name a folder after --out"),
        ([tone, "--person", "(s)", "--out", tmp_path / "seen"], "Statistics need a corpus"),
        ([made_folder, "--person", "(s)", "--out", tmp_path / "seen"], "--person is for folders of your own"),
    ):
        result = CliRunner().invoke(app, ["explore", *map(str, arguments)])
        assert sentence in str(result.exception), arguments
    assert recordings_in(made_folder) == []
