"""Reading aloud once, and having it forgotten, in the settings' page."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest

from audio_model.speakers.voiceprint import Voiceprint
from audio_model.voice_activity import FRAME_S
from fusion.errors import UserError
from ui.settings import Settings
from ui.windows import own_voice_page as module
from ui.windows.own_voice_page import (
    ENOUGH_S,
    KNOWN,
    NO_SESSION,
    NO_SPEECH,
    NOT_KNOWN,
    QUIET_S,
    OwnVoicePage,
)
from ui.wording.own_voice import COUNTS_TOO

PRINT = Voiceprint(np.eye(1, 8, dtype=np.float32), "network", "2026-01-01")


@pytest.fixture
def listening(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A session that hears the user; its model and what is made of a reading are stand-ins."""
    monkeypatch.setattr("audio_model.speakers.model.SpeakerModel.load", lambda: "model")
    monkeypatch.setattr(module, "voiceprint_of", lambda _sound, _model: PRINT)
    whose = SimpleNamespace(reading=None, known=[])
    whose.know = lambda model, own: whose.known.append((model, own))
    return SimpleNamespace(whose=whose, notice=f"The log is new. {COUNTS_TOO}")


def test_without_a_session_it_says_what_is_missing(qtbot: Any) -> None:
    page = OwnVoicePage(Settings(), lambda: None)
    qtbot.addWidget(page)
    assert page.progress.text() == NO_SESSION and not page.read.isEnabled()
    page.close_down()


def test_reading_aloud_is_kept_and_used_at_once_and_can_be_forgotten(qtbot: Any, listening: Any) -> None:
    settings = Settings()
    page = OwnVoicePage(settings, lambda: listening)
    qtbot.addWidget(page)
    assert page.known.text() == NOT_KNOWN
    page.read.click()
    assert page.read.text() == "Stop" and listening.whose.reading is not None
    listening.whose.reading.speech_s = ENOUGH_S
    with qtbot.waitSignal(page.changed):
        page.refresh()
    assert listening.whose.reading is None
    assert settings.voiceprint == PRINT.to_json() and settings.told_of_own_voice
    assert listening.whose.known == [("model", PRINT)] and page.known.text() == KNOWN
    assert listening.notice == "The log is new."  # it asks no more for what was done
    page.read.click()
    listening.whose.reading.speech_s = ENOUGH_S
    page.refresh()
    assert page.known.text() == "Your voice is known, in 2 moods."
    with qtbot.waitSignal(page.changed):
        page.forget.click()
    assert settings.voiceprint is None and listening.whose.known[-1] == (None, None)
    page.close_down()


def test_too_little_speech_is_said_and_nothing_is_kept(
    qtbot: Any, listening: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> None:
        raise UserError("Only 3 seconds of speech were heard.")

    monkeypatch.setattr(module, "voiceprint_of", refuse)
    settings = Settings()
    page = OwnVoicePage(settings, lambda: listening)
    qtbot.addWidget(page)
    page.read.click()
    listening.whose.reading.speech_s = ENOUGH_S
    page.refresh()
    assert page.progress.text() == "Only 3 seconds of speech were heard." and settings.voiceprint is None
    page.close_down()


def test_a_session_that_ends_first_keeps_nothing(qtbot: Any, listening: Any) -> None:
    sessions = [listening]
    page = OwnVoicePage(Settings(), lambda: sessions[-1])
    qtbot.addWidget(page)
    page.read.click()
    sessions.append(None)
    page.refresh()
    assert "nothing was kept" in page.progress.text() or page.progress.text() == NO_SESSION
    assert listening.whose.reading is None
    page.close_down()


def test_the_key_says_i_am_speaking_as_long_as_it_is_held(window: Any, made: Any) -> None:
    _, assembly = made.attach(window)
    QTest.keyPress(window, Qt.Key.Key_I)
    QTest.keyRelease(window, Qt.Key.Key_I)
    assert assembly.spoken[-2:] == [True, False]


def test_it_is_also_learnt_in_sessions_about_oneself_only_once_that_is_ticked(qtbot: Any) -> None:
    settings = Settings()
    page = OwnVoicePage(settings, lambda: None)
    qtbot.addWidget(page)
    assert not page.also.isChecked() and not settings.learn_own_voice
    with qtbot.waitSignal(page.changed):
        page.also.click()
    assert settings.learn_own_voice
    page.close_down()


def test_a_reading_in_which_nobody_speaks_says_so_until_somebody_does(qtbot: Any, listening: Any) -> None:
    page = OwnVoicePage(Settings(), lambda: listening)
    qtbot.addWidget(page)
    page.read.click()
    reading = listening.whose.reading
    for speech, frames in ((0.9, 300), (0.1, int(QUIET_S / FRAME_S) + 1)):
        page.refresh()
        assert NO_SPEECH not in page.progress.text()
        for _ in range(frames):
            reading.hear(np.zeros(512, np.float32), speech)
    page.refresh()
    assert page.progress.text() == f"9 of 10 seconds of speech so far. {NO_SPEECH}"
    reading.hear(np.zeros(512, np.float32), 0.9)
    page.refresh()
    assert page.progress.text() == "9 of 10 seconds of speech so far."
    page.read.click()
    assert page.progress.text() == "Stopped. Nothing was kept."
    page.close_down()
