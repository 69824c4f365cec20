"""What runs live answers where torch cannot even be imported: it would take seconds and 120 MB."""

from __future__ import annotations

import subprocess
import sys

CODE = """
import sys
sys.modules["torch"] = None  # whoever imports it fails
import numpy as np
from audio_model.classifier import VoiceClassifier
from audio_model.speakers.model import SpeakerModel
from face_model.analyser import FaceAnalyser
from face_model.classifier import FaceClassifier
from fusion.recordings.recording import Recording
from ui.demo.clip import DEMO_CLIP
import ui.commands.analyze, ui.commands.headless, ui.live.assemble

sound = np.random.default_rng(0).normal(0, 0.1, (1, 48_000)).astype(np.float32)
assert VoiceClassifier.load().probabilities(sound).shape == (1, 7)
assert SpeakerModel.load().voices(sound).shape[0] == 1
face = FaceAnalyser(FaceClassifier.load())
assert any(face.feed(frame) for frame, _ in zip(Recording(DEMO_CLIP).video_frames(), range(5)))
face.close()
"""


def test_the_networks_answer_without_torch() -> None:
    run = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
