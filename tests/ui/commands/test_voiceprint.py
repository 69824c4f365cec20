"""``attune voiceprint``: what is kept of a reading, and that it can be forgotten."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from typer.testing import CliRunner

from audio_model.speakers.voiceprint import MOST_MOODS
from fusion.recordings.recording import Recording
from ui.cli import app
from ui.demo.clip import DEMO_CLIP
from ui.settings_file import load_settings, settings_path


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's voice of the first ten seconds, most of it speech."""
    sound = np.concatenate([chunk.samples for chunk in Recording(DEMO_CLIP).audio_chunks()])
    path = tmp_path_factory.mktemp("own") / "me.wav"
    soundfile.write(path, sound[: 10 * 16_000], 16_000)
    return path


def test_numbers_are_kept_never_the_sound_and_forgotten_again(reading: Path) -> None:
    runner = CliRunner()
    done = runner.invoke(app, ["voiceprint", "record", "--source", str(reading)], catch_exceptions=False)
    assert done.exit_code == 0 and "the sound was not kept" in done.output
    own = load_settings()[0].own_voice()
    assert own is not None and own.voices.shape == (1, 128)
    assert settings_path().stat().st_size < 16_000
    done = runner.invoke(app, ["voiceprint", "record", "--source", str(reading), "--mood"])
    assert "in 2 moods" in done.output and MOST_MOODS >= 2
    assert "forgotten" in runner.invoke(app, ["voiceprint", "forget"]).output
    assert load_settings()[0].own_voice() is None
    assert "No voice was known" in runner.invoke(app, ["voiceprint", "forget"]).output


def test_with_the_voice_go_settings_that_could_not_be_understood(reading: Path) -> None:
    runner = CliRunner()
    runner.invoke(app, ["voiceprint", "record", "--source", str(reading)], catch_exceptions=False)
    settings_path().write_bytes(settings_path().read_bytes()[:-1])  # as half a change by hand leaves it
    told = runner.invoke(app, ["voiceprint", "forget"]).output
    assert "No voice was known. Settings that could not be understood are deleted" in told
    assert not any(b"voices" in file.read_bytes() for file in settings_path().parent.iterdir())


def test_too_little_speech_is_one_sentence(tmp_path: Path) -> None:
    from fusion.errors import UserError

    silent = tmp_path / "silent.wav"
    soundfile.write(silent, np.zeros(160_000), 16_000)
    done = CliRunner().invoke(app, ["voiceprint", "record", "--source", str(silent)])
    assert isinstance(done.exception, UserError) and "read aloud" in str(done.exception)
