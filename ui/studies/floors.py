"""What the reading of a recording cannot do without: decoding, the face mesh, the networks, each alone."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TypeVar

import numpy as np

from audio_model.analyser import VoiceAnalyser
from audio_model.classifier import VoiceClassifier
from face_model.alignment import CROP_PX
from face_model.analyser import RECORDED_STEP_S, FaceAnalyser
from face_model.classifier import FaceClassifier
from face_model.sparing import SparingMesh
from fusion.recordings.recording import Recording
from ui.demo.clip import DEMO_CLIP

_ROUNDS = 40
_Item = TypeVar("_Item")


def floors() -> dict[str, float]:
    """Milliseconds that processors work for a second of a recording, part by part, and looks a second."""
    voice, face = VoiceClassifier.load(), FaceClassifier.load()
    sound_s, n_excerpts = _voice(DEMO_CLIP, voice)
    decoding_s, mesh_s, n_looks, length_s = _picture(DEMO_CLIP, face)
    crop = np.random.default_rng(0).integers(0, 256, (1, CROP_PX, CROP_PX), dtype=np.uint8)
    excerpt = np.zeros((1, voice.parameters.n_samples), np.float32)
    return {
        "looks_per_s": n_looks / length_s,
        "excerpts_per_s": n_excerpts / length_s,
        "decoding_ms": 1e3 * (decoding_s + sound_s) / length_s,
        "mesh_ms": 1e3 * mesh_s / length_s,
        "face_network_ms": _each_ms(lambda: face.said(crop)) * n_looks / length_s,
        "voice_network_ms": _each_ms(lambda: voice.probabilities(excerpt)) * n_excerpts / length_s,
    }


def _voice(clip: Path, voice: VoiceClassifier) -> tuple[float, int]:
    """Seconds to decode the sound, and how often the voice's network is asked."""
    decoding_s, n = 0.0, 0
    with closing(VoiceAnalyser(voice)) as hearing:
        for chunk, worked_s in _timed(Recording(clip).audio_chunks()):
            decoding_s += worked_s
            n += len(hearing.feed(chunk))
    return decoding_s, n


def _picture(clip: Path, face: FaceClassifier) -> tuple[float, float, int, float]:
    """Seconds to decode the picture and of the mesh alone; how often one looks; how long the clip is."""
    looked: list[float] = []
    decoding_s = mesh_s = end_s = 0.0
    with closing(FaceAnalyser(face)) as seeing, SparingMesh() as mesh:
        seeing.watcher = lambda view: None if view is None else looked.append(view.frame.t_start)
        for frame, worked_s in _timed(Recording(clip).video_frames(least_step_s=RECORDED_STEP_S)):
            decoding_s += worked_s
            end_s = frame.t_end
            n_before = len(looked)
            seeing.feed(frame)
            if len(looked) > n_before:
                start = time.process_time()
                mesh.find(frame.image)
                mesh_s += time.process_time() - start
    return decoding_s, mesh_s, len(looked), end_s


def _timed(items: Iterator[_Item]) -> Iterator[tuple[_Item, float]]:
    """Each item with the processors' seconds that it took to get it."""
    while True:
        start = time.process_time()
        item = next(items, None)
        if item is None:
            return
        yield item, time.process_time() - start


def _each_ms(call: Callable[[], object]) -> float:
    """Median of the processors' time of a call."""
    call()
    worked = []
    for _ in range(_ROUNDS):
        start = time.process_time()
        call()
        worked.append(time.process_time() - start)
    return 1e3 * float(np.median(worked))
