"""Sound in chunks for an analyser, which is told what is speech where a test says so."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from audio_model.analyser import VoiceAnalyser
from audio_model.classifier import VoiceClassifier
from audio_model.spectrum_view import SpectrumView, VoiceView
from fusion.evidence import Evidence
from fusion.interfaces import SAMPLE_RATE_HZ, AudioChunk


def chunks(sound: np.ndarray, cuts: list[int], t_start: float = 0.0) -> list[AudioChunk]:
    bounds = [0, *sorted(cuts), len(sound)]
    return [AudioChunk(sound[a:b], t_start + a / SAMPLE_RATE_HZ) for a, b in pairwise(bounds)]


def listen(
    analyser: VoiceAnalyser, sound: np.ndarray, cuts: list[int], t_start: float = 0.0
) -> list[Evidence]:
    return [piece for chunk in chunks(sound, cuts, t_start) for piece in analyser.feed(chunk)]


def watched(classifier: VoiceClassifier) -> tuple[VoiceAnalyser, list[VoiceView | None]]:
    """An analyser whose sound is drawn, and what is shown of it."""
    analyser, shown = VoiceAnalyser(classifier), list[VoiceView | None]()
    analyser.watcher = SpectrumView(analyser.parameters, shown.append)
    return analyser, shown


def every(n: int, length: int) -> list[int]:
    return list(range(n, length, n))


class Told:
    """In the voice detector's place: says what it is told of each frame, and counts the starts."""

    def __init__(self, speech: list[float]) -> None:
        self.speech, self.asked, self.resets = speech, 0, 0

    def probability(self, frame: np.ndarray) -> float:
        assert frame.shape == (512,)
        self.asked += 1
        return self.speech[self.asked - 1] if self.asked <= len(self.speech) else 0.0

    def reset(self) -> None:
        self.resets += 1


def told(classifier: VoiceClassifier, speech: list[float]) -> VoiceAnalyser:
    analyser = VoiceAnalyser(classifier)
    analyser._activity = Told(speech)  # type: ignore[assignment]
    return analyser


def hiss(n_frames: int) -> np.ndarray:
    return (0.1 * np.random.default_rng(3).standard_normal(512 * n_frames)).astype(np.float32)
