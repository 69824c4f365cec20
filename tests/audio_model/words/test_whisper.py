"""Whisper behind the seam, with a stand-in for the package: it comes with no model.

ATTUNE_WHISPER names the folder of one.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from audio_model.voice_activity import VoiceActivity
from audio_model.words.listener import WordsListener
from audio_model.words.phrases import Phrase, WordsHeard
from audio_model.words.whisper import FILES, WhisperRecogniser
from fusion.errors import UserError
from fusion.interfaces import AudioChunk


class MadeModel:
    """faster-whisper's WhisperModel as far as it is used: writes how many tenths of a second it was given."""

    language = "<|pl|>"
    log_probability = -0.1

    def __init__(self, _path: str, **how: Any) -> None:
        assert how["local_files_only"] and how["cpu_threads"] == 1
        self.hf_tokenizer = None
        self.model = self
        self.is_multilingual = False

    def feature_extractor(self, sound: np.ndarray) -> np.ndarray:
        return np.full((80, len(sound) // 160), 1.0, np.float32)

    def encode(self, window: np.ndarray) -> np.ndarray:
        assert window.shape == (1, 80, 1000)
        return window

    def detect_language(self, _encoded: np.ndarray) -> list[list[tuple[str, float]]]:
        return [[(self.language, 0.9)]]

    def generate(self, encoded: np.ndarray, _prompts: Any, **_how: Any) -> list[Any]:
        length = int(np.count_nonzero(encoded[0, 0]) / 10)
        return [SimpleNamespace(sequences_ids=[[length]], scores=[self.log_probability], no_speech_prob=0.1)]


class MadeTokenizer:
    no_timestamps = 1
    sot_sequence = (0,)

    def __init__(self, *_: Any, **__: Any) -> None: ...

    def decode(self, tokens: list[int]) -> str:
        return f" {tokens[0]} tenths"


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    view = SimpleNamespace(StorageView=SimpleNamespace(from_array=lambda array: array))
    monkeypatch.setitem(sys.modules, "ctranslate2", view)
    monkeypatch.setitem(sys.modules, "faster_whisper", SimpleNamespace(WhisperModel=MadeModel))
    monkeypatch.setitem(sys.modules, "faster_whisper.tokenizer", SimpleNamespace(Tokenizer=MadeTokenizer))
    loud = lambda _self, frame: float(np.abs(frame).max() > 0.1)  # noqa: E731
    monkeypatch.setattr(VoiceActivity, "probability", loud)
    for name in FILES:
        (tmp_path / name).touch()
    return tmp_path


def heard(recogniser: WhisperRecogniser, *parts: tuple[bool, float], start_s: float = 5.0) -> list[Any]:
    """(whether somebody speaks, seconds) -> (when it was told, phrase)."""
    sound = np.concatenate([np.full(round(s * 16_000), 0.5 * speaks, np.float32) for speaks, s in parts])
    told = []
    for at in range(0, len(sound), 1000):
        chunk = AudioChunk(sound[at : at + 1000], start_s + at / 16_000)
        told += [(chunk.t_end, phrase) for phrase in recogniser.feed(chunk)]
    return told


def test_a_phrase_is_told_when_it_ends_with_its_time_in_the_session(folder: Path) -> None:
    ((when, phrase),) = heard(WhisperRecogniser(folder), (False, 1.0), (True, 0.6), (False, 2.0))
    assert phrase.t_start == pytest.approx(6.0 - 0.3, abs=0.07)
    assert phrase.t_end == pytest.approx(6.6, abs=0.07)
    assert when == pytest.approx(6.6 + 0.5, abs=0.1)
    assert phrase.text in ("13 tenths", "14 tenths")  # with what was before, and the pause after
    assert phrase.language == "en"


def test_one_that_goes_on_is_told_so_far_and_never_three_seconds_late(folder: Path) -> None:
    told = heard(WhisperRecogniser(folder), (False, 0.5), (True, 21.0), (False, 1.0))
    times = [when for when, _ in told]
    assert max(np.diff([5.5, *times])) < 1.4
    starts = sorted({round(phrase.t_start, 2) for _, phrase in told})
    assert len(starts) == 3  # a phrase is nine seconds long at most
    assert max(phrase.t_end - phrase.t_start for _, phrase in told) <= 9.04
    lengths = [int(phrase.text.split()[0]) for _, phrase in told if phrase.t_start < starts[0] + 0.1]
    assert lengths == sorted(lengths) and len(lengths) == 8  # each time from its beginning


def test_a_click_is_no_phrase_and_what_is_unlikely_is_not_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert heard(WhisperRecogniser(folder), (True, 0.15), (False, 2.0)) == []
    monkeypatch.setattr(MadeModel, "log_probability", -1.5)
    assert heard(WhisperRecogniser(folder), (True, 1.0), (False, 2.0)) == []


def test_the_same_is_told_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MadeTokenizer, "decode", lambda *_: "so it is")
    assert len(heard(WhisperRecogniser(folder), (True, 4.0), (False, 1.0))) == 1


def test_a_gap_begins_anew(folder: Path) -> None:
    recogniser = WhisperRecogniser(folder)
    assert heard(recogniser, (True, 0.6)) == []
    ((_, phrase),) = heard(recogniser, (True, 0.6), (False, 1.0), start_s=50.0)
    assert phrase.t_start == pytest.approx(50.0, abs=0.01)


def test_another_language_is_told_and_not_scored(folder: Path) -> None:
    recogniser = WhisperRecogniser(folder)
    recogniser._model.is_multilingual = True
    ((_, phrase),) = heard(recogniser, (True, 0.6), (False, 1.0))
    assert phrase.language == "pl"

    told: list[WordsHeard] = []

    class One:
        def feed(self, _chunk: AudioChunk) -> list[Phrase]:
            return [phrase]

        def reset(self) -> None: ...

    def never(_text: str) -> float:
        raise AssertionError("it was scored")

    silent = SimpleNamespace(feed=lambda _chunk: [], reset=lambda: None, close=lambda: None)
    listener = WordsListener(silent, One(), never)  # type: ignore[arg-type]
    import threading

    done = threading.Event()
    listener.start(lambda words: (told.append(words), done.set()))  # type: ignore[arg-type, func-returns-value]
    listener.feed(AudioChunk(np.zeros(1000, np.float32), 0.0))
    assert done.wait(10)
    listener.close()
    assert told == [WordsHeard(0.0, "pl")]


def test_no_model_and_no_package_are_one_sentence_each(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise RuntimeError("Unable to open file")

    monkeypatch.setitem(sys.modules, "faster_whisper", SimpleNamespace(WhisperModel=refuse))
    with pytest.raises(UserError, match=r"can be used.*fetch-words"):
        WhisperRecogniser(folder)
    monkeypatch.setitem(sys.modules, "faster_whisper", None)
    with pytest.raises(UserError, match="pip install faster-whisper"):
        WhisperRecogniser(folder)
    (folder / "tokenizer.json").unlink()
    with pytest.raises(UserError, match=r"tokenizer\.json missing.*fetch-words"):
        WhisperRecogniser(folder)


@pytest.mark.skipif("ATTUNE_WHISPER" not in os.environ, reason="no recogniser is here (set ATTUNE_WHISPER)")
def test_the_demo_is_understood() -> None:
    pytest.importorskip("faster_whisper")
    from fusion.recordings.recording import Recording
    from ui.demo.clip import DEMO_CLIP

    recogniser = WhisperRecogniser(Path(os.environ["ATTUNE_WHISPER"]))
    said = [p.text for c in Recording(DEMO_CLIP).audio_chunks() if c.t_end < 12 for p in recogniser.feed(c)]
    assert sum(len(text.split()) for text in said) > 5
