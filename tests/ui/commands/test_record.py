"""Recording from a file, a made microphone and a real sound server."""

from __future__ import annotations

import functools
import io
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from rich.console import Console

from audio_model.pictures.drawing import read_png
from audio_model.quality import SoundQuality
from fusion.emotions import EMOTIONS, Emotion
from fusion.errors import UserError
from fusion.interfaces import AudioChunk, DeviceError
from ui.commands import record as module
from ui.commands.record import JudgedSound, in_words, listen, record
from ui.commands.record_options import Recorded
from ui.demo.clip import DEMO_CLIP
from ui.settings import Settings
from ui.studies.stand_ins.pulse import PulseMicrophone, pulse_is_installed

ROOT = Path(__file__).parents[3]
GOOD = SoundQuality(2.0, 30.0, 0.0)


def said(**arguments: Any) -> str:
    out = io.StringIO()
    record(Recorded(**arguments), Console(file=out, width=120))
    return out.getvalue()


def leaning(emotion: Emotion, share: float) -> Any:
    p = np.full(len(EMOTIONS), (1 - share) / (len(EMOTIONS) - 1))
    p[emotion.position] = share
    return p


def test_a_file_is_heard_kept_and_put_into_words_before_numbers(tmp_path: Path) -> None:
    wav, png = tmp_path / "new" / "a.wav", tmp_path / "a.png"
    text = said(source=DEMO_CLIP, seconds=3.0, save_wav=wav, save_spectrogram=png)
    assert soundfile.info(wav).frames == 48_000
    assert soundfile.info(wav).samplerate == 16_000
    assert read_png(png).shape == (224, 224, 3)
    assert text.index("The voice") < text.index("%")
    assert "not a fact" in text
    for look in Settings().emotions.values():
        assert f"  {look.word} " in text


def test_what_is_there_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(b"mine")
    with pytest.raises(UserError, match="is there already; name another file"):
        record(Recorded(source=DEMO_CLIP, save_wav=tmp_path / "a.wav"))
    with pytest.raises(UserError, match=r"a\.mp3” is written as WAV; end its name in \.wav"):
        record(Recorded(source=DEMO_CLIP, save_wav=tmp_path / "a.mp3"))
    with pytest.raises(UserError, match=r"a\.jpg” is written as PNG; end its name in \.png"):
        record(Recorded(source=DEMO_CLIP, save_spectrogram=tmp_path / "a.jpg"))
    assert (tmp_path / "a.wav").read_bytes() == b"mine"
    with pytest.raises(UserError, match="is a folder"):
        record(Recorded(source=DEMO_CLIP, save_spectrogram=tmp_path))


def test_a_file_is_taken_piece_by_piece_to_its_end(tmp_path: Path) -> None:
    sound = 0.01 * np.random.default_rng(0).standard_normal(16_000 * 5)
    soundfile.write(tmp_path / "noise.wav", sound, 16_000)
    (tmp_path / "out-007.wav").write_bytes(b"mine")
    said(source=tmp_path / "noise.wav", seconds=2.0, repeat=True, save_wav=tmp_path / "out.wav")
    kept = sorted(tmp_path.glob("out-*.wav"))
    assert [path.name for path in kept] == ["out-007.wav", "out-008.wav", "out-009.wav", "out-010.wav"]
    assert [soundfile.info(path).frames for path in kept[1:]] == [32_000, 32_000, 16_000]
    together = np.concatenate([soundfile.read(path)[0] for path in kept[1:]])
    np.testing.assert_allclose(together, sound, atol=1e-4)


def test_without_speech_nothing_is_claimed() -> None:
    class Mute:
        def probabilities_of(self, sound: Any, span: Any) -> Any:
            raise AssertionError("silence was asked about")

    heard = listen(np.zeros(48_000, np.float32), Mute())
    assert heard.probabilities is None
    assert "Too little speech" in in_words(heard, Settings())[0]


def test_words_are_humble_and_the_users_own() -> None:
    settings = Settings()
    settings.look(Emotion.HAPPY).voice = "rings"
    settings.look(Emotion.SAD).hidden = True
    assert in_words(JudgedSound(leaning(Emotion.ANGRY, 0.9), GOOD), settings) == [
        "The voice seems to sound angry. Very likely."
    ]
    assert in_words(JudgedSound(leaning(Emotion.HAPPY, 0.65), GOOD), settings) == [
        "The voice seems: rings. Likely."
    ]
    assert "hidden" in in_words(JudgedSound(leaning(Emotion.SAD, 0.9), GOOD), settings)[0]
    assert "hard to read" in in_words(JudgedSound(leaning(Emotion.ANGRY, 0.3), GOOD), settings)[0]
    noisy = in_words(JudgedSound(leaning(Emotion.ANGRY, 0.9), SoundQuality(2.0, -10.0, 0.0)), settings)
    assert "noise" in noisy[1]


class MadeMicrophone:
    """Gives chunks for a while, then nothing, or is interrupted."""

    def __init__(self, seconds: float, then: BaseException | None = None) -> None:
        self.left, self.then, self.closed = round(seconds * 16_000), then, 0
        self.name, self.dropped = "Made", 0

    def open(self, clock: Any) -> None: ...

    def read(self, timeout_s: float) -> AudioChunk | None:
        if self.left <= 0:
            if self.then:
                raise self.then
            return None
        self.left -= 512
        return AudioChunk(np.zeros(512, np.float32), 0.0)

    def close(self) -> None:
        self.closed += 1


def test_ctrl_c_ends_cleanly_and_lets_go_of_the_microphone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    made = MadeMicrophone(2.5, KeyboardInterrupt())
    monkeypatch.setattr(module, "Microphone", lambda name: made)
    made.dropped = 3
    text = said(seconds=1.0, repeat=True, save_wav=tmp_path / "a.wav")
    assert text.count("Some of the sound was lost") == 1
    assert "Ended after 2 recordings." in text
    assert made.closed == 1
    assert [path.name for path in sorted(tmp_path.glob("*.wav"))] == ["a-001.wav", "a-002.wav"]


def test_a_silent_device_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    made = MadeMicrophone(0.5)
    monkeypatch.setattr(module, "Microphone", lambda name: made)
    with pytest.raises(DeviceError, match="Nothing comes in from the microphone “Made”"):
        record(Recorded(seconds=1.0), Console(file=io.StringIO()))
    assert made.closed == 1


@pytest.mark.skipif(not pulse_is_installed(), reason="needs PulseAudio and ALSA's plugin for it")
def test_a_real_microphone_until_ctrl_c(tmp_path: Path) -> None:
    tone = (0.3 * np.sin(2 * np.pi * 440 * np.arange(100 * 48_000) / 48_000)).astype(np.float32)
    arguments = ["record", "--seconds", "1", "--repeat", "--save-wav", str(tmp_path / "a.wav")]
    with PulseMicrophone() as microphone:
        player = microphone.play(tone, wait=False)
        command = [sys.executable, "-c", "from ui.cli import main; main()", *arguments]
        env = {**microphone.env, "HOME": os.environ["HOME"]}
        # Ctrl+C reaches it as from a terminal, also where the tests run in the background and ignore it.
        heed = functools.partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
        with subprocess.Popen(
            command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True, preexec_fn=heed
        ) as recorder:
            assert recorder.stdout
            lines = []
            for line in recorder.stdout:
                lines.append(line)
                if "Too little speech" in line and (tmp_path / "a-002.wav").exists():
                    recorder.send_signal(signal.SIGINT)
                    break
            rest = recorder.stdout.read()
            assert recorder.wait(20) == 0, "".join(lines)
        player.terminate()
        player.wait(10)
    assert "Ended after" in rest
    sound, rate = soundfile.read(tmp_path / "a-002.wav")
    assert (len(sound), rate) == (16_000, 16_000)
    assert np.argmax(np.abs(np.fft.rfft(sound))) == pytest.approx(440, abs=3)
