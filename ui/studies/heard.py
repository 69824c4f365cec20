"""Speech heard as live, once, to be estimated from again and again."""

from __future__ import annotations

from collections import deque
from contextlib import closing
from dataclasses import dataclass, replace

import numpy as np

from audio_model.analyser import VoiceAnalyser
from audio_model.classifier import VoiceClassifier
from fusion.arrays import Float32Array
from fusion.emotions import Emotion
from fusion.evidence import Estimate, Evidence
from fusion.interfaces import SAMPLE_RATE_HZ, AudioChunk
from fusion.late_fusion import LateFusion
from fusion.running import RunningBaseline
from fusion.study.steadiness import Stretch

SILENCE_S = 4.0
TICKS_PER_S = 10
_CHUNK_SAMPLES = 1024


@dataclass(frozen=True)
class Heard:
    """Speech of one speaker with what the voice's analyser said of it, and when.

    ``pieces`` are times at which evidence was there (s), with it; the rest is as in :class:`Stretch`.
    """

    pieces: tuple[tuple[float, Evidence], ...]
    after: Emotion
    t_change: float
    t_end: float

    def stretch(self, running: RunningBaseline | None) -> Stretch:
        """Ten estimates a second, allowing for what ``running`` learns on the way."""
        shipped = LateFusion.shipped()
        fusion = shipped
        coming = deque(self.pieces)
        newest: list[Evidence] = []
        estimates: list[Estimate] = []
        while (t := (len(estimates) + 1) / TICKS_PER_S) < self.t_end + SILENCE_S:
            while coming and coming[0][0] <= t:
                newest = [coming.popleft()[1]]
                if running is not None:
                    running.take(shipped.calibrated(newest[0]))
                    fusion = replace(shipped, baseline=running.baseline())
            estimates.append(fusion.estimate(newest, t))
        return Stretch(tuple(estimates), self.after, self.t_change, self.t_end)


def hear(voice: VoiceClassifier, sound: Float32Array, after: Emotion, t_change: float, t_end: float) -> Heard:
    """What the voice's analyser says of ``sound`` (n,) at 16 kHz, with silence behind it."""
    silence = np.zeros(round(SILENCE_S * SAMPLE_RATE_HZ), np.float32)
    whole = np.concatenate([sound, silence])
    pieces: list[tuple[float, Evidence]] = []
    with closing(VoiceAnalyser(voice)) as hearing:
        for start in range(0, len(whole), _CHUNK_SAMPLES):
            chunk = AudioChunk(whole[start : start + _CHUNK_SAMPLES], start / SAMPLE_RATE_HZ)
            pieces += [(chunk.t_end, piece) for piece in hearing.feed(chunk)]
    return Heard(tuple(pieces), after, t_change, t_end)
