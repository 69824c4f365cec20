"""A voice of which moments are missed, as on a machine that is too busy."""

from __future__ import annotations

import numpy as np
import pytest
from analysed_sound import Told, chunks, every, hiss, told, watched

from audio_model.classifier import Heard, VoiceClassifier
from audio_model.quality import judge
from fusion.interfaces import AudioChunk


class Hears:
    """Listens beside the analyser, and keeps what it is told."""

    def __init__(self) -> None:
        self.frames: list[np.ndarray] = []
        self.speech: list[float] = []
        self.ends: list[float] = []
        self.resets = 0

    def hear(self, frame: np.ndarray, speech: float, t_end: float) -> None:
        self.frames.append(frame)
        self.speech.append(speech)
        self.ends.append(t_end)

    def reset(self) -> None:
        self.resets += 1


def in_pieces(sound: np.ndarray, pieces: list[tuple[float, float]]) -> list[AudioChunk]:
    """Only these spans of the sound (s), in chunks of 50 ms."""
    return [
        chunk
        for chunk in chunks(sound, every(800, len(sound)))
        if any(begins - 1e-9 <= chunk.t_start and chunk.t_end <= ends + 1e-9 for begins, ends in pieces)
    ]


def test_a_voice_that_comes_in_pieces_is_read_on(
    small_classifier: VoiceClassifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The network hears the newest 3 s, silent where something was missed; all who listen keep the time."""
    sound = hiss(400)
    pieces = [(0.0, 0.8), (1.3, 2.1), (2.7, 3.7), (4.6, 5.6), (6.0, 6.5), (7.9, 8.6), (8.9, 9.5)]
    heard_there = np.zeros(len(sound), bool)
    for begins, ends in pieces:
        heard_there[round(begins * 16_000) : round(ends * 16_000)] = True
    analyser, listener = told(small_classifier, [1.0] * 400), Hears()
    analyser.listeners = (listener,)
    said, asked = small_classifier.said, list[tuple[np.ndarray, int]]()

    def asks(excerpts: np.ndarray) -> Heard:
        asked.append((excerpts[0], len(listener.frames)))
        return said(excerpts)

    monkeypatch.setattr(small_classifier, "said", asks)
    evidence = [piece for chunk in in_pieces(sound, pieces) for piece in analyser.feed(chunk)]
    assert listener.resets == 0

    ends = np.array(listener.ends)
    np.testing.assert_allclose(ends, 0.032 * np.arange(1, len(ends) + 1), atol=1e-6)
    for frame, speech, end in zip(listener.frames, listener.speech, ends, strict=True):
        there = heard_there[round(end * 16_000) - 512 : round(end * 16_000)]
        assert np.isnan(speech) == (not there.any())
        np.testing.assert_array_equal(frame, sound[round(end * 16_000) - 512 : round(end * 16_000)] * there)

    assert max(np.diff([0.0, *(e.t_end for e in evidence), 9.5])) < 1.7  # most was missed from 6.5 to 7.9
    frames = (sound * heard_there)[: 512 * len(ends)].reshape(-1, 512)
    spoken = heard_there[: 512 * len(ends)].reshape(-1, 512).any(axis=1)
    for piece, (excerpt, n) in zip(evidence, asked, strict=True):
        newest = slice(max(0, n - 94), n)
        heard = frames[newest].ravel()[-48_000:]
        np.testing.assert_array_equal(excerpt, np.pad(heard, (48_000 - len(heard), 0)))
        quality = judge(frames[newest][spoken[newest]], spoken[newest][spoken[newest]].astype(float))
        assert piece.quality_parts == quality.parts  # what was missed is no quiet room around the voice
        assert piece.t_start == pytest.approx(max(0.0, 0.032 * n - 3.0))
        assert piece.t_end == pytest.approx(0.032 * (np.flatnonzero(spoken[:n])[-1] + 1))  # no gap is heard


def test_a_missed_moment_is_silence_to_who_watches(small_classifier: VoiceClassifier) -> None:
    analyser, shown = watched(small_classifier)
    analyser._activity = Told([0.9] * 100)  # type: ignore[assignment]
    for chunk in in_pieces(hiss(100), [(0.0, 1.0), (1.6, 2.0)]):
        analyser.feed(chunk)
    view = shown[-1]
    assert None not in shown[1:] and view is not None
    assert view.t == pytest.approx(2.0, abs=0.033)
    silent = np.flatnonzero(view.log_mel[:, -round(1.5 / 0.016) :].max(axis=0) <= -100)
    np.testing.assert_allclose(silent[[0, -1]] * 0.016, [0.5, 1.1], atol=0.07)
