"""The second network that hears voices: an x-vector over learnt band-pass filters, taught with 7,000 people.

Source: Snyder et al., "X-vectors: robust DNN embeddings for speaker recognition", ICASSP 2018, over SincNet
(Ravanelli & Bengio, SLT 2018), as pyannote trained and published it (Coria et al., Interspeech 2020; MIT).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from fusion.inference import Runner
from fusion.onnx_graph import Graph

FloatArray = npt.NDArray[np.float32]

SHORTEST_SAMPLES = 6_000
"""Of less sound than this nothing is left between the filters."""
_LEVEL, _SILENCE = 0.1, 1e-5
_FILTERS = 3
_DELAYS = ((0, 1), (3, 2), (6, 3), (9, 1), (12, 1))
"""Each layer's place in the weights, and its dilation."""


class XVector:
    """Sound in, voices out.

    Parameters
    ----------
    tensors
        Its weights, by the names that pyannote gives them.

    Raises
    ------
    KeyError, ValueError
        If the weights are not of such a network.
    """

    def __init__(self, tensors: Mapping[str, npt.NDArray[np.floating[Any]]]) -> None:
        self._tensors = {name: tensor.astype(np.float32) for name, tensor in tensors.items()}
        self._matrix, self._bias = self._tensors["embedding.weight"], self._tensors["embedding.bias"]
        graph = Graph(self._tensors, (1, "samples"))
        x = self._evened(graph, "x", "sincnet.wav_norm1d")
        for i in range(_FILTERS):
            x = graph.convolution(x, f"sincnet.conv1d.{i}", stride=1 if i else 10)
            x = graph.node("MaxPool", x if i else graph.node("Abs", x), kernel_shape=[3], strides=[3])
            x = graph.node("LeakyRelu", self._evened(graph, x, f"sincnet.norm1d.{i}"))
        for i, dilation in _DELAYS:
            x = graph.node("LeakyRelu", graph.convolution(x, f"tdnns.{i}", dilation=dilation))
            scale, shift = graph.norm(f"tdnns.{i + 2}")
            x = graph.node("Mul", x, graph.constant(scale[:, None]))
            x = graph.node("Add", x, graph.constant(shift[:, None]))
        self._run = Runner(graph.model(frames=x))
        del self._tensors

    def _evened(self, graph: Graph, x: str, name: str) -> str:
        parts = (graph.constant(self._tensors[f"{name}.{part}"]) for part in ("weight", "bias"))
        return graph.node("InstanceNormalization", x, *parts)

    def __call__(self, sounds: FloatArray) -> FloatArray:
        """Unit vectors float32 (n, 512) of sounds float32 (n, samples) at 16 kHz."""
        missing = SHORTEST_SAMPLES - sounds.shape[1]
        if missing > 0:
            sounds = np.pad(sounds, ((0, 0), (0, missing)), mode="wrap")
        # It evens out levels itself, but not those of a quiet microphone.
        loudness = np.sqrt(np.square(sounds).mean(axis=1, keepdims=True))
        sounds = sounds * (_LEVEL / np.maximum(loudness, _SILENCE))
        frames = self._run(np.ascontiguousarray(sounds[:, None], dtype=np.float32))["frames"]
        pooled = np.concatenate([frames.mean(axis=2), frames.std(axis=2, ddof=1)], axis=1)
        voices = pooled @ self._matrix.T + self._bias
        return np.asarray(voices / np.linalg.norm(voices, axis=1, keepdims=True), dtype=np.float32)
