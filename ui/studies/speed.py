"""How long each stage of the pipeline takes on this machine, on one core."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from itertools import islice
from typing import NamedTuple

import numpy as np

from audio_model.classifier import VoiceClassifier
from audio_model.speakers.model import WINDOW_SAMPLES, SpeakerModel
from face_model.alignment import align
from face_model.analyser import FaceAnalyser
from face_model.classifier import FaceClassifier
from face_model.quality import assess
from face_model.sparing import SparingMesh
from fusion.emotions import EMOTIONS
from fusion.errors import UserError
from fusion.evidence import Evidence, Modality
from fusion.interfaces import VideoFrame
from fusion.late_fusion import LateFusion
from fusion.recordings.recording import Recording
from ui.demo.clip import DEMO_CLIP

_WARM_UP, _ROUNDS = 5, 60


class Stage(NamedTuple):
    """Time that one stage of the pipeline takes, in milliseconds.

    Parameters
    ----------
    name
        What is done.
    median_ms, p95_ms
        Median and 95th percentile by the clock.
    processor_ms
        Median of the time that processors worked on it: what counts where other programs are busy too.
    """

    name: str
    median_ms: float
    p95_ms: float
    processor_ms: float


def measure_stages() -> list[Stage]:
    """Time each stage over the demo clip."""
    import torch

    torch.set_num_threads(1)
    recording = Recording(DEMO_CLIP)
    # Every third frame of 25 a second: in nearer ones the face analyser reads no face.
    frames = list(islice(recording.video_frames(), 0, 3 * (_WARM_UP + _ROUNDS), 3))
    classifier = FaceClassifier.load()
    voice, face, fusion = VoiceClassifier.load(), FaceAnalyser(classifier), LateFusion.shipped()
    sound = np.random.default_rng(0).normal(0, 0.1, (1, 48_000)).astype(np.float32)
    speakers, window = SpeakerModel.load(), sound[:, :WINDOW_SAMPLES]
    flat = np.full(len(EMOTIONS), 1 / len(EMOTIONS))
    pair = [Evidence(modality, 0.0, 1.0, flat, 1.0) for modality in Modality]
    return [
        timed("voice: features and network, 3 s of sound", lambda _: voice.probabilities(sound)),
        timed("whose voice: features and network, a window of 1 s", lambda _: speakers.voices(window)),
        *_face_stages(frames, classifier),
        timed("face: all of it, one frame", lambda i: face.feed(frames[i])),
        timed("fusion: one estimate", lambda _: fusion.estimate(pair, 1.0)),
    ]


def machine() -> dict[str, float | int | None]:
    """How many cores there are, and how many programs want one (mean of a minute; None where not told)."""
    load = getattr(os, "getloadavg", None)
    return {"cores": os.cpu_count(), "load": load()[0] if load else None}


def _face_stages(frames: list[VideoFrame], classifier: FaceClassifier) -> list[Stage]:
    """The stages that :class:`FaceAnalyser` goes through for each frame, one by one."""
    with SparingMesh() as mesh:
        found = timed("face: mesh, 640x480", lambda i: mesh.find(frames[i].image))
        mesh.reset()
        faces = mesh.find(frames[0].image)
    if not faces:
        raise UserError("No face was found in the demo clip; install Attune again.")
    points, size = faces[0], (frames[0].image.shape[0], frames[0].image.shape[1])
    crop = align(frames[0].image, points)
    return [
        found,
        timed("face: alignment", lambda i: align(frames[i].image, points)),
        timed("face: quality", lambda _: assess(points, crop, size)),
        timed("face: network, crop and mirror image", lambda _: classifier.probabilities(crop[None])),
    ]


def timed(name: str, stage: Callable[[int], object]) -> Stage:
    taken_ms, worked_ms = [], []
    for i in range(_WARM_UP + _ROUNDS):
        start, work = time.perf_counter(), time.process_time()
        stage(i)
        taken_ms.append(1e3 * (time.perf_counter() - start))
        worked_ms.append(1e3 * (time.process_time() - work))
    taken_ms, worked_ms = taken_ms[_WARM_UP:], worked_ms[_WARM_UP:]
    return Stage(
        name, float(np.median(taken_ms)), float(np.percentile(taken_ms, 95)), float(np.median(worked_ms))
    )
