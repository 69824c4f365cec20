"""The voice network as it answers: its graph, made of settings and weights, run without torch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from fusion.arrays import Float32Array
from fusion.inference import Runner
from fusion.onnx_graph import Graph, Tensors

_ROWS = 4
"""Of frequency, which :class:`audio_model.network.VoiceNetwork` keeps apart."""


class VoiceGraph:
    """Log-mel pictures in, what :class:`audio_model.network.VoiceNetwork` says out.

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
        self.settings, self.tensors = settings, tensors
        self.n_features = int(tensors["head.5.weight"].shape[1])
        self._run = Runner(_graph(settings, tensors))

    def __call__(self, pictures: Float32Array) -> tuple[Float32Array, Float32Array]:
        """Features (n, embedding) and logits (n, 8) of pictures float32 (n, 64, frames)."""
        said = self._run(pictures[:, None])
        return said["features"], said["classes"]


def _graph(settings: Mapping[str, Any], tensors: Tensors) -> bytes:
    """Stem, four residual blocks, pooling over time, two dense layers."""
    graph = Graph(tensors, (1, "bands", "frames"))
    x = graph.node("Relu", graph.convolution("x", "stem.0", "stem.1", stride=2, padding=2))
    widths = settings["widths"]
    for block, width in enumerate(widths):
        if len(tensors[f"stages.{block}.conv2.weight"]) != width:
            raise ValueError(f"block {block} is not {width} channels wide")
        at = f"stages.{block}"
        x = graph.residual(
            x,
            (f"{at}.conv1", f"{at}.norm1"),
            (f"{at}.conv2", f"{at}.norm2"),
            (f"{at}.shortcut.1", f"{at}.shortcut.2") if block > 0 else None,
            halving=block > 0,
        )
    # 64 bands leave four rows; (n, channels, 4, frames) -> (n, channels * 4, frames)
    x = graph.node("Reshape", x, graph.constant(np.array([0, widths[-1] * _ROWS, -1])))
    x = graph.node("Relu", graph.convolution(x, "squeeze.0", "squeeze.1"))
    if settings.get("pooling", "attentive") == "attentive":
        pooled = graph.attentive_statistics(x)
    else:
        pooled = graph.node("ReduceMean", x, axes=[2], keepdims=0)
    features = graph.node("Relu", graph.linear(pooled, "head.2", "head.0"))
    return graph.model(features=features, classes=graph.linear(features, "head.5"))
