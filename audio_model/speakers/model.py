"""The trained speaker networks with their card: a stretch of sound in, a voice (a unit vector) out.

Two of them hear it. The small one was taught here, with few people in many moods, rooms and noises; the
x-vector elsewhere, with thousands of people. What both say, side by side, is a voice.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from audio_model.speakers.speaker_graph import SpeakerGraph
from audio_model.speakers.x_vector import XVector
from audio_model.spectrogram import LogMel, LogMelParameters
from fusion.stored_model import Stored, read_model

Voice = npt.NDArray[np.float32]
"""A unit vector (n,): how somebody sounds, whatever is said."""

SHIPPED_WEIGHTS = Path(__file__).parent.parent / "weights" / "speaker.safetensors"
"""The weights that come with Attune."""
WINDOW_SAMPLES = 16_384
"""A voice is heard in so much sound: 1.024 s at 16 kHz, 32 frames of the voice detector."""
X_VECTOR = "x_vector."
"""What the names of the x-vector's weights begin with in the file they share."""
_RENEWED_S = 0.75
"""Step after step the x-vector, seven times as slow, is asked anew only after so long."""


class SpeakerModel:
    """Hears who speaks; made by :meth:`load`.

    Parameters
    ----------
    network, x_vector
        Ready to answer.
    card
        What is known of them; ``features`` is used here.
    sha256
        Digest of the weights' file: voices of one network mean nothing to another.
    """

    def __init__(
        self, network: SpeakerGraph, x_vector: XVector, card: dict[str, Any], sha256: str = ""
    ) -> None:
        self.card, self.sha256 = card, sha256
        self._network = network
        self.by_x_vector = x_vector
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

        tensors = load_tensors(stored.weights)
        own = {name: tensor for name, tensor in tensors.items() if not name.startswith(X_VECTOR)}
        others = {name.removeprefix(X_VECTOR): tensor for name, tensor in tensors.items() if name not in own}
        return cls(SpeakerGraph(stored.card["network"], own), XVector(others), stored.card, stored.sha256)

    def voices(self, sounds: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """The voice in each sound: float32 (n, embedding) of (n, samples), 0.5 to 2 s each at 16 kHz."""
        return _side_by_side(self.by_network(sounds), self.by_x_vector(sounds))

    def by_network(self, sounds: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """What the small network alone says: unit vectors."""
        return self._network(self._log_mel(np.asarray(sounds, dtype=np.float32)))

    def follow(self) -> Following:
        """Something that hears one stretch after the other."""
        return Following(self)


class Following:
    """Hears the last second again and again: the small network each time, the x-vector now and then.

    What the x-vector said is held meanwhile; a stretch begins a quarter of a second after the one before, so
    that most of it is the same sound.

    Parameters
    ----------
    model
        Of both.
    """

    def __init__(self, model: SpeakerModel) -> None:
        self._model = model
        self._held: npt.NDArray[np.float32] | None = None
        self._renew_at = 0.0

    def __call__(self, sound: npt.NDArray[np.float32], t_end: float) -> Voice:
        """The voice in a sound, float32 (n,), that ends at ``t_end``, s."""
        if self._held is None or not self._renew_at - _RENEWED_S <= t_end < self._renew_at:
            self._held, self._renew_at = self._model.by_x_vector(sound[None]), t_end + _RENEWED_S
        voice: Voice = _side_by_side(self._model.by_network(sound[None]), self._held)[0]
        return voice


def _side_by_side(one: npt.NDArray[np.float32], other: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Unit vectors, in which the cosine is the mean of both cosines."""
    return np.asarray(np.concatenate([one, other], axis=1) / np.sqrt(2), dtype=np.float32)


def middle_of(voices: npt.NDArray[np.float32]) -> Voice:
    """The mean direction of some voices (n, embedding)."""
    mean = voices.mean(axis=0)
    return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9), dtype=np.float32)
