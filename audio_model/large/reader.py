"""The larger voice reader: the shipped network's answer and that of a head on Whisper's encoder, as one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from audio_model.classes import VOICE_CLASSES
from audio_model.classifier import Heard, VoiceClassifier
from audio_model.large.store import load_encoder
from fusion.arrays import Float32Array, FloatArray
from fusion.calibration import log_softmax, safe_log
from fusion.stored_model import Stored

LARGE_WEIGHTS = Path(__file__).parent.parent / "weights" / "voice_large.safetensors"
"""The head that comes with Attune; the encoder under it is fetched by who wants it."""


class LargeReader(VoiceClassifier):
    """Excerpts of sound in, the two readers' calibrated mean out; in all else as the small one.

    Parameters
    ----------
    small
        The network that is heard beside the head.
    describe
        Excerpts float32 (n, samples) to features float32 (n, d).
    weight, bias
        The head's, float32 (d, 8) and (8,).
    """

    shipped = LARGE_WEIGHTS
    missing = "The larger voice reader's file {file} is missing; install Attune again."
    unfit = "{weights} and its card do not belong to the voice model beside them; install Attune again."

    def __init__(
        self,
        small: VoiceClassifier,
        describe: Callable[[Float32Array], Float32Array],
        weight: Float32Array,
        bias: Float32Array,
        card: dict[str, Any],
        sha256: str = "",
    ) -> None:
        super().__init__(small.network, card, sha256)
        self._small, self._describe = small, describe
        self._weight, self._bias = weight, bias

    @classmethod
    def load(cls, path: Path | None = None) -> LargeReader:
        """The shipped reader, or one whose head was trained.

        Parameters
        ----------
        path
            The head's file, its card beside it, or the folder they lie in.

        Raises
        ------
        UserError
            As :meth:`Classifier.load`; or if the encoder was not fetched yet, or is damaged.
        """
        load_encoder()  # its own sentence comes first: it is what most lack
        reader = super().load(path)
        reader.familiarity = reader._small.familiarity
        reader.without_familiarity = reader._small.without_familiarity
        return reader

    @classmethod
    def of(cls, stored: Stored) -> LargeReader:
        """The reader that this head makes with the shipped network; see :meth:`load`."""
        from safetensors.numpy import load as load_arrays

        from audio_model.large.features import Describer

        if tuple(stored.card["classes"]) != VOICE_CLASSES:
            raise ValueError("other classes")
        small = VoiceClassifier.load()
        if stored.card["beside_sha256"] != small.sha256:
            raise ValueError("made for another network")
        head = load_arrays(stored.weights)
        return cls(small, Describer(load_encoder()), head["weight"], head["bias"], stored.card, stored.sha256)

    def hear(self, excerpts: Float32Array) -> Heard:
        """The mean of both readers' logarithms, uncalibrated; the features are the small one's."""
        heard = self._small.hear(excerpts)
        return Heard(self.joined(heard.classes, self._describe(excerpts)), heard.features)

    def small_probabilities(self, excerpts: Float32Array) -> FloatArray:
        """What the small reader says alone, uncalibrated, (n, 8)."""
        return self._small.class_probabilities(excerpts)

    def joined(self, small: FloatArray, features: Float32Array) -> FloatArray:
        """Both readers' answer (n, 8), of the small one's (n, 8) and the features (n, d) of the sound."""
        large = log_softmax((features @ self._weight + self._bias).astype(np.float64))
        return np.exp(log_softmax((safe_log(small) + large) / 2))
