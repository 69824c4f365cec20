"""The trained speaker network with its card: a stretch of sound in, a voice (a unit vector) out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from audio_model.speakers.speaker_graph import SpeakerGraph
from audio_model.spectrogram import LogMel, LogMelParameters
from fusion.arrays import Float32Array
from fusion.stored_model import Stored, read_model

Voice = Float32Array
"""A unit vector (n,): how somebody sounds, whatever is said."""

SHIPPED_WEIGHTS = Path(__file__).parent.parent / "weights" / "speaker.safetensors"
"""The weights that come with Attune."""
WINDOW_SAMPLES = 16_384
"""A voice is heard in so much sound: 1.024 s at 16 kHz, 32 frames of the voice detector."""


class SpeakerModel:
    """Hears who speaks; made by :meth:`load`.

    Parameters
    ----------
    network
        Ready to answer.
    card
        What is known of it; ``features`` is used here.
    sha256
        Digest of the weights' file: voices of one network mean nothing to another.
    """

    def __init__(self, network: SpeakerGraph, card: dict[str, Any], sha256: str = "") -> None:
        self.card, self.sha256 = card, sha256
        self._network = network
        self._log_mel = LogMel(LogMelParameters.from_json(card["features"]))

    @classmethod
    def load(cls, weights: Path = SHIPPED_WEIGHTS) -> SpeakerModel:
        """The shipped model, or one that was trained. Raises UserError."""
        return read_model(
            weights,
            cls._of,
            missing="The speaker model's file {file} is missing; train one with “attune train speaker”, "
            "or install Attune again.",
            unfit=f"{weights} and its card do not make a speaker model; train it anew or install "
            "Attune again.",
        )

    @classmethod
    def _of(cls, stored: Stored) -> SpeakerModel:
        from safetensors.numpy import load as load_tensors

        network = SpeakerGraph(stored.card["network"], load_tensors(stored.weights))
        return cls(network, stored.card, stored.sha256)

    def voices(self, sounds: Float32Array) -> Float32Array:
        """The voice in each sound: float32 (n, embedding) of (n, samples), 0.5 to 2 s each at 16 kHz."""
        return self._network(self._log_mel(np.asarray(sounds, dtype=np.float32)))


def middle_of(voices: Float32Array) -> Voice:
    """The mean direction of some voices (n, embedding)."""
    mean = voices.mean(axis=0)
    return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9), dtype=np.float32)
