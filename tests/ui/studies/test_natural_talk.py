"""What is named in real meetings: nothing of silence, and shares that add up."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from audio_model.classifier import VoiceClassifier
from ui.studies.natural_talk import named_in_meetings


def meeting(folder: Path, sound: np.ndarray, turns: str) -> None:
    """A meeting of this sound (16 kHz), and who speaks when."""
    (folder / "dialogues").mkdir(exist_ok=True)
    n = len(list((folder / "dialogues").glob("*.rttm")))
    soundfile.write(folder / "dialogues" / f"m{n}.ogg", sound, 16_000)
    (folder / "dialogues" / f"m{n}.rttm").write_text(turns, encoding="utf-8")


def test_without_meetings_or_voices_nothing_is_said_of_them(tmp_path: Path) -> None:
    voice = VoiceClassifier.load()
    assert named_in_meetings(tmp_path, voice) is None
    meeting(tmp_path, np.zeros(3 * 16_000, np.float32), "")
    assert named_in_meetings(tmp_path, voice) is None


def test_the_real_meetings_are_told_in_shares_of_the_time_a_voice_is_read(corpora: Path) -> None:
    figures = named_in_meetings(corpora, VoiceClassifier.load())
    if figures is None:
        pytest.skip("the meetings are not here")
    assert figures["recordings"] == 6
    assert figures["minutes"] == pytest.approx(3.0, abs=0.05)
    assert figures["speaking"] == pytest.approx(0.52, abs=0.02)  # as the RTTM files say
    assert figures["read"] < figures["speaking"]
    assert sum(figures["states"].values()) == pytest.approx(1.0)
    named = 1 - figures["states"]["unclear"]
    assert named <= 0.1  # nobody acts there
