"""The expression network as it answers: its graph, made of settings and weights, run without torch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from face_model.alignment import CROP_PX
from fusion.arrays import Float32Array, FloatArray, Uint8Array
from fusion.eight_bits import EightBits, Watched
from fusion.inference import Runner
from fusion.onnx_graph import Graph, Tensors

_SHAPE = (1, CROP_PX, CROP_PX)


class ExpressionGraph:
    """Crops in, what both heads of :class:`face_model.network.ExpressionNetwork` say out.

    Parameters
    ----------
    settings
        The network's, as its card tells them.
    tensors
        Its weights.
    ranges
        float64 (n, 2), from where to where what lies between its layers reaches, see :func:`extremes`: it
        then answers in eight bits, but for the first convolution, which sees the picture, and for the heads
        and the mean before them. In floats if not given.

    Raises
    ------
    KeyError, ValueError
        If the weights, or the ranges, are not of such a network.
    """

    def __init__(
        self, settings: Mapping[str, Any], tensors: Tensors, ranges: FloatArray | None = None
    ) -> None:
        self.n_features = int(tensors["votes.weight"].shape[1])
        if (
            self.n_features != settings["widths"][-1]
        ):  # ONNX Runtime before 1.24 would find out at the first crop
            raise ValueError("these weights are not of such a network")
        graph = Graph(tensors, _SHAPE) if ranges is None else EightBits(tensors, _SHAPE, ranges)
        trunk = _trunk(graph, settings, tensors)
        features = graph.node("Flatten", graph.node("GlobalAveragePool", trunk))
        votes, labels = graph.linear(features, "votes"), graph.linear(features, "labels")
        self._run = Runner(graph.model(features=features, votes=votes, labels=labels))

    def __call__(self, crops: Uint8Array) -> tuple[Float32Array, Float32Array, Float32Array]:
        """Features (n, d) and the logits of votes (n, 8) and labels (n, 7) of crops uint8 (n, h, w)."""
        said = self._run(_standardised(crops))
        return said["features"], said["votes"], said["labels"]


def extremes(settings: Mapping[str, Any], tensors: Tensors, crops: Uint8Array) -> Float32Array:
    """The lowest and the highest of what lies between the layers, float32 (crops, n, 2), in floats."""
    graph = Watched(tensors, _SHAPE)
    _trunk(graph, settings, tensors)
    run = Runner(graph.model(**{str(place): name for place, name in enumerate(graph.seen)}))
    reach = np.empty((len(crops), len(graph.seen), 2), np.float32)
    for start in range(0, len(crops), 32):
        part = slice(start, start + 32)
        for place, x in enumerate(run(_standardised(crops[part])).values()):
            reach[part, place] = np.stack([x.min(axis=(1, 2, 3)), x.max(axis=(1, 2, 3))], axis=1)
    return reach


def _trunk(graph: Graph, settings: Mapping[str, Any], tensors: Tensors) -> str:
    """Stem and residual blocks."""
    x = graph.kept(graph.node("Relu", graph.convolution("x", "trunk.0", "trunk.1", stride=2, padding=2)))
    channels, *stages = settings["widths"]
    at = 3  # after convolution, norm and ReLU of the stem
    for number, (width, depth) in enumerate(zip(stages, settings["blocks"], strict=True)):
        for block in range(depth):
            if len(tensors[f"trunk.{at}.body.3.weight"]) != width:
                raise ValueError(f"block {at} is not {width} channels wide")
            halving = block == 0 and number > 0
            block_at = f"trunk.{at}"
            x = graph.residual(
                x,
                (f"{block_at}.body.0", f"{block_at}.body.1"),
                (f"{block_at}.body.3", f"{block_at}.body.4"),
                (f"{block_at}.shortcut.1", f"{block_at}.shortcut.2")
                if halving or channels != width
                else None,
                halving=halving,
            )
            at, channels = at + 1, width
    return x


def _standardised(crops: Uint8Array) -> Float32Array:
    """Each crop with mean 0 and spread 1, as :mod:`face_model.network` does; float32 (n, 1, h, w)."""
    x = crops.astype(np.float32)[:, None]
    x -= x.mean(axis=(2, 3), keepdims=True)
    spread = np.sqrt(np.square(x).mean(axis=(2, 3), keepdims=True))
    result: Float32Array = x / np.maximum(spread, 1)
    return result
