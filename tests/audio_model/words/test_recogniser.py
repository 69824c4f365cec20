"""Vosk behind the seam, with a stand-in for the package: it comes with no model."""

import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from audio_model.words.recogniser import VoskRecogniser
from audio_model.words.sentiment import TextSentiment
from fusion.errors import UserError
from fusion.interfaces import AudioChunk


class MadeRecognizer:
    """Vosk's KaldiRecognizer as far as it is used: ends a phrase after each second of sound."""

    def __init__(self, model: Any, rate: float) -> None:
        assert rate == 16_000
        self.seconds = 0.0

    def SetWords(self, wanted: bool) -> None:  # noqa: N802
        assert wanted

    def AcceptWaveform(self, pcm: bytes) -> int:  # noqa: N802
        before = int(self.seconds)
        self.seconds += len(pcm) / 2 / 16_000
        return int(self.seconds) > before

    def Result(self) -> str:  # noqa: N802
        end = float(int(self.seconds))
        if end == 3:
            return json.dumps({"text": ""})
        words = [
            {"word": w, "start": end - at, "end": end - at + 0.2, "conf": 1.0}
            for w, at in (("so", 0.8), ("nice", 0.4))
        ]
        return json.dumps({"text": "so nice", "result": words})


def made_model(path: str) -> str:
    if not any(Path(path).iterdir()):
        raise Exception("Failed to create a model")
    return path


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    package = SimpleNamespace(
        SetLogLevel=lambda _level: None, Model=made_model, KaldiRecognizer=MadeRecognizer
    )
    monkeypatch.setitem(sys.modules, "vosk", package)
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "am").touch()
    return tmp_path / "model"


def feed(recogniser: VoskRecogniser, t_from: float, t_to: float) -> list[Any]:
    heard = []
    for k in range(round((t_to - t_from) * 10)):
        heard += recogniser.feed(AudioChunk(np.zeros(1600, np.float32), t_from + k / 10))
    return heard


def test_phrases_come_with_their_time_in_the_session(model: Path) -> None:
    phrases = feed(VoskRecogniser(model), 5.0, 9.1)
    assert [p.text for p in phrases] == ["so nice"] * 3  # the third was silence
    assert [p.t_start for p in phrases] == pytest.approx([5.2, 6.2, 8.2], abs=1e-6)
    assert [p.t_end for p in phrases] == pytest.approx([5.8, 6.8, 8.8], abs=1e-6)


def test_a_gap_and_a_reset_begin_anew(model: Path) -> None:
    recogniser = VoskRecogniser(model)
    assert not feed(recogniser, 0.0, 0.9)
    (phrase,) = feed(recogniser, 20.0, 21.05)
    assert phrase.t_start == pytest.approx(20.2, abs=0.01)
    recogniser.reset()
    (phrase,) = feed(recogniser, 30.0, 31.05)
    assert phrase.t_end == pytest.approx(30.8, abs=0.01)


def test_no_model_and_no_package_are_one_sentence_each(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UserError, match="There is no folder"):
        VoskRecogniser(tmp_path / "none")
    (tmp_path / "empty").mkdir()
    with pytest.raises(UserError, match="holds no model that Vosk can use"):
        VoskRecogniser(tmp_path / "empty")
    monkeypatch.setitem(sys.modules, "vosk", None)
    with pytest.raises(UserError, match="pip install vosk"):
        VoskRecogniser(model)


def test_without_the_packages_scoring_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "textblob.en.sentiments", None)
    with pytest.raises(UserError, match="pip install textblob vaderSentiment"):
        TextSentiment()
