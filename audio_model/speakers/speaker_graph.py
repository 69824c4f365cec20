"""The speaker network as it answers: its graph, made of settings and weights, run without torch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from fusion.arrays import Float32Array
from fusion.inference import Runner
from fusion.onnx_graph import Graph, Tensors


class SpeakerGraph:
    """Log-mel pictures in, voices as :class:`audio_model.speakers.network.SpeakerNetwork` hears them out.

    Parameters
    ----------
    settings
        The network's, as its card tells them.
    tensors
        Its weights.

    Raises
    ------
    KeyError, ValueError
        If the weights are not of such a network.
    """

    def __init__(self, settings: Mapping[str, Any], tensors: Tensors) -> None:
        graph = Graph(tensors, ("bands", "frames"))
        x = graph.node("Relu", graph.convolution("x", "stem.0", "stem.1", stride=2, padding=2))
        for i, dilation in enumerate(settings.get("dilations", (1, 1, 2, 3))):
            delayed = graph.convolution(
                x, f"delays.{i}.conv", f"delays.{i}.norm", padding=dilation, dilation=dilation
            )
            x = graph.node("Add", x, graph.node("Relu", delayed))
        voices = graph.linear(graph.attentive_statistics(x), "head.1", "head.0")
        self._run = Runner(graph.model(voices=voices))

    def __call__(self, pictures: Float32Array) -> Float32Array:
        """Unit vectors float32 (n, embedding) of pictures float32 (n, bands, frames)."""
        voices = self._run(pictures)["voices"]
        length = np.sqrt(np.square(voices).sum(axis=1, keepdims=True))
        result: Float32Array = voices / np.maximum(length, 1e-12)
        return result
