"""How long each stage of the pipeline takes on this machine, on one core."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import islice

import numpy as np

from audio_model.classifier import VoiceClassifier
from face_model.analyser import FaceAnalyser
from fusion.emotions import EMOTIONS
from fusion.evidence import Evidence, Modality
from fusion.late_fusion import LateFusion
from fusion.recording import Recording
from ui.assemble import DEMO_CLIP

_WARM_UP, _ROUNDS = 5, 60


def measure_stages() -> list[tuple[str, float, float]]:
    """Median and 95th percentile, in milliseconds, of each stage over the demo clip: (name, median, p95)."""
    import torch

    torch.set_num_threads(1)
    recording = Recording(DEMO_CLIP)
    # Every second frame of 25 a second: nearer ones the face analyser passes over.
    frames = list(islice(recording.video_frames(), 0, 2 * (_WARM_UP + _ROUNDS), 2))
    voice, face, fusion = VoiceClassifier.load(), FaceAnalyser(), LateFusion.shipped()
    sound = np.random.default_rng(0).normal(0, 0.1, (1, 48_000)).astype(np.float32)
    flat = np.full(len(EMOTIONS), 1 / len(EMOTIONS))
    pair = [Evidence(modality, 0.0, 1.0, flat, 1.0) for modality in Modality]
    return [
        ("voice: features and network, 3 s of sound", *_times(lambda _: voice.probabilities(sound))),
        ("face: mesh, alignment and network, one frame", *_times(lambda i: face.feed(frames[i]))),
        ("fusion: one estimate", *_times(lambda _: fusion.estimate(pair, 1.0))),
    ]


def _times(stage: Callable[[int], object]) -> tuple[float, float]:
    taken_ms = []
    for i in range(_WARM_UP + _ROUNDS):
        start = time.perf_counter()
        stage(i)
        taken_ms.append(1e3 * (time.perf_counter() - start))
    return float(np.median(taken_ms[_WARM_UP:])), float(np.percentile(taken_ms[_WARM_UP:], 95))
