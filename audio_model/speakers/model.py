"""The trained speaker network with its card: a stretch of sound in, a voice (a unit vector) out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from audio_model.spectrogram import LogMel, LogMelParameters
from fusion.stored_model import Stored, read_model

if TYPE_CHECKING:
    from audio_model.speakers.network import SpeakerNetwork

Voice = npt.NDArray[np.float32]
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
        In evaluation mode.
    card
        What is known of it; ``features`` is used here.
    sha256
        Digest of the weights' file: voices of one network mean nothing to another.
    """

    def __init__(self, network: SpeakerNetwork, card: dict[str, Any], sha256: str = "") -> None:
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
        from safetensors.torch import load as load_tensors

        from audio_model.speakers.network import SpeakerNetwork

        network = SpeakerNetwork(**stored.card["network"])
        network.load_state_dict(load_tensors(stored.weights))
        return cls(network.eval(), stored.card, stored.sha256)

    def voices(self, sounds: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """The voice in each sound: float32 (n, embedding) of (n, samples), 0.5 to 2 s each at 16 kHz."""
        import torch

        with torch.inference_mode():
            pictures = self._log_mel(torch.from_numpy(np.ascontiguousarray(sounds, dtype=np.float32)))
            return np.asarray(self._network(pictures).numpy())


def middle_of(voices: npt.NDArray[np.float32]) -> Voice:
    """The mean direction of some voices (n, embedding)."""
    mean = voices.mean(axis=0)
    return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9), dtype=np.float32)
