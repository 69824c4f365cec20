"""Changes told aloud: the tones as they are made and as a loudspeaker plays them, and Qt's speech."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fusion.emotions import EMOTIONS, Emotion
from fusion.evidence import State
from ui.live.state import LiveState
from ui.settings import Settings
from ui.studies.stand_ins.pulse import PulseMicrophone, pulse_is_installed
from ui.windows.pace_page import PacePage
from ui.windows.telling import teller
from ui.windows.telling.speaker import Speaker
from ui.windows.telling.teller import Teller
from ui.windows.telling.tones import HIGH_HZ, LOW_HZ, RATE, notes_for, tones

PLAY = """
import sys
from PyQt6.QtCore import QTimer
from PyQt6.QtWidgets import QApplication
from fusion.emotions import Emotion
from ui.windows.telling.tones import Tones
app, told = QApplication([]), Tones()
assert not told.trouble, told.trouble
told.tell(Emotion.HAPPY, "")
QTimer.singleShot(2000, app.quit)
app.exec()
told.close()
"""
RECORD = """
import sys
import numpy as np, sounddevice
heard = []
def take(sound, *_):
    heard.append(sound.copy())
with sounddevice.InputStream(samplerate=48000, channels=1, dtype="int16", callback=take):
    print("ready", flush=True)
    sys.stdin.read()
np.save(sys.argv[1], np.concatenate(heard)[:, 0])
"""


def pitch(sound: Any) -> float:
    """The strongest frequency, Hz."""
    heard = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
    return float(heard.argmax()) * RATE / len(sound)


def halves(sound: Any) -> tuple[float, float]:
    middle = len(sound) // 2
    return pitch(sound[:middle]), pitch(sound[middle:])


def test_tones_rise_fall_or_stay_level_softly_and_shortly() -> None:
    expected = {
        Emotion.HAPPY: (LOW_HZ, HIGH_HZ),
        Emotion.SAD: (HIGH_HZ, LOW_HZ),
        Emotion.NEUTRAL: (LOW_HZ, LOW_HZ),
    }
    for emotion, notes in expected.items():
        sound = tones(notes_for(emotion)).astype(float)
        assert halves(sound) == pytest.approx(notes, abs=8)
        assert 0.05 < np.abs(sound).max() / 32_767 < 0.2
        assert len(sound) / RATE < 0.5
        assert np.abs(np.diff(sound)).max() < 500  # no click
        assert abs(sound[0]) < 10 and abs(sound[-1]) < 10
    assert {notes_for(e) for e in EMOTIONS} == set(expected.values())


@pytest.mark.skipif(not pulse_is_installed(), reason="needs pulseaudio and libasound2-plugins")
def test_a_loudspeaker_plays_them(tmp_path: Path) -> None:
    pytest.importorskip("PyQt6.QtMultimedia")
    kept = tmp_path / "heard.npy"
    with PulseMicrophone() as microphone:
        run = [sys.executable, "-c"]
        env = {**microphone.env, "PYTHONPATH": str(Path(__file__).parents[4])}
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        recorder = subprocess.Popen([*run, RECORD, str(kept)], env=env, **pipes)
        assert recorder.stdout is not None
        recorder.stdout.readline()
        played = subprocess.run([*run, PLAY], env=env, capture_output=True, text=True, check=False)
        recorder.communicate(timeout=60)  # its input ends
    assert played.returncode == 0, played.stderr
    heard = np.load(kept).astype(float)
    loud = np.flatnonzero(np.abs(heard) > 300)
    assert loud.size, "nothing was heard"
    assert halves(heard[loud[0] : loud[-1]]) == pytest.approx((LOW_HZ, HIGH_HZ), abs=12)


def test_qt_says_the_words_in_the_language_of_the_settings(qtbot: Any) -> None:
    pytest.importorskip("PyQt6.QtTextToSpeech")
    speaker = Speaker("en", engine="mock")
    assert speaker.trouble == ""
    with qtbot.waitSignal(speaker._engine.stateChanged):
        speaker.tell(Emotion.HAPPY, "Seems happy")
    speaker.close()


def test_where_no_voice_speaks_the_language_it_is_said(qtbot: Any) -> None:
    assert "no voice" in Speaker("zh_CN", engine="mock").trouble
    silent = Speaker("en", engine="there is none")
    assert "no voice" in silent.trouble
    silent.tell(Emotion.HAPPY, "Seems happy")
    silent.close()


class Heard:
    """Keeps what is told."""

    def __init__(self, trouble: str = "") -> None:
        self.trouble, self.told, self.closed = trouble, [], False

    def tell(self, feeling: Emotion, words: str) -> None:
        self.told.append((feeling, words))

    def close(self) -> None:
        self.closed = True


def test_the_teller_does_nothing_unless_asked(made: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    voices: list[Heard] = []
    monkeypatch.setattr(teller, "voice_for", lambda _settings: voices.append(Heard()) or voices[-1])
    settings = Settings()
    session = made.Session()
    live = LiveState(made.Assembly(session), settings, watch=False)
    session.say(made.moment(1.0, State.CLEAR, Emotion.SAD, voice=Emotion.SAD, face=Emotion.SAD, share=0.9))
    scene = live.update()
    live.close()
    told = Teller(settings)
    told.take(scene)
    assert voices == []
    settings.tell_changes = "spoken"
    told.take(scene)
    told.take(scene)
    assert voices[0].told == [(Emotion.SAD, "Seems sad")]
    told.close()
    assert voices[0].closed


def test_what_cannot_be_heard_is_not_chosen_and_why_is_said(
    qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ui.windows import pace_page

    heard = Heard()
    answers = iter((Heard("No loudspeaker was found."), heard, None))
    monkeypatch.setattr(pace_page, "voice_for", lambda _settings: next(answers))
    settings = Settings()
    page = PacePage(settings, lambda: None)
    qtbot.addWidget(page)

    def choose(how: str) -> None:
        page.telling.setCurrentIndex(page.telling.findData(how))
        page.telling.activated.emit(page.telling.currentIndex())

    choose("tone")
    assert settings.tell_changes == "off" == page.telling.currentData()
    assert page.trouble.text() == "No loudspeaker was found." and not page.trouble.isHidden()
    choose("spoken")
    assert settings.tell_changes == "spoken" and page.trouble.isHidden()
    assert heard.told == [(Emotion.HAPPY, "Changes are told like this.")]
    choose("off")
    assert settings.tell_changes == "off" and heard.closed
