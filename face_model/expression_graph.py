"""The expression network as it answers: its graph, made of settings and weights, run without torch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from face_model.alignment import CROP_PX
from fusion.inference import Runner
from fusion.onnx_graph import Graph, Tensors
from fusion.winograd import Tiled

FloatArray = npt.NDArray[np.float32]

MANY = 8
"""From so many crops on the quicker convolution is quicker."""


class ExpressionGraph:
    """Crops in, what both heads of :class:`face_model.network.ExpressionNetwork` say out.

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
        self.n_features = int(tensors["votes.weight"].shape[1])
        self._made_of: tuple[Mapping[str, Any], Tensors] | None = (settings, tensors)
        self._few = Runner(_for_few(settings, tensors))
        self._many: Runner | None = None  # twice as large, so it is made where it is wanted

    def __call__(self, crops: npt.NDArray[np.uint8]) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Features (n, d) and the logits of votes (n, 8) and labels (n, 7) of crops uint8 (n, h, w)."""
        if len(crops) >= MANY and self._made_of is not None:
            self._many, self._made_of = Runner(_for_many(*self._made_of)), None
        run = self._many if len(crops) >= MANY and self._many is not None else self._few
        said = run(_standardised(crops))
        return said["features"], said["votes"], said["labels"]

    def stay_small(self) -> None:
        """Take less memory from now on, and longer for many crops."""
        self._many = self._made_of = None


def _for_few(settings: Mapping[str, Any], tensors: Tensors) -> bytes:
    """Stem, residual blocks, mean over the picture, two heads."""
    graph = Graph(tensors, (1, CROP_PX, CROP_PX))
    x = graph.node("Relu", graph.convolution("x", "trunk.0", "trunk.1", stride=2, padding=2))
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
    features = graph.node("Flatten", graph.node("GlobalAveragePool", x))
    votes, labels = graph.linear(features, "votes"), graph.linear(features, "labels")
    return graph.model(features=features, votes=votes, labels=labels)


def _for_many(settings: Mapping[str, Any], tensors: Tensors) -> bytes:
    """The same with the quicker convolution, and stages of blocks of one size."""
    graph = Graph(tensors, (1, CROP_PX, CROP_PX))
    x = graph.node("Relu", graph.convolution("x", "trunk.0", "trunk.1", stride=2, padding=2))
    size = CROP_PX // 2
    channels, *stages = settings["widths"]
    at = 3  # after convolution, norm and ReLU of the stem
    for number, (width, depth) in enumerate(zip(stages, settings["blocks"], strict=True)):
        names = [f"trunk.{at + block}" for block in range(depth)]
        for name in names:
            if len(tensors[f"{name}.body.3.weight"]) != width:
                raise ValueError(f"{name} is not {width} channels wide")
        halving = number > 0
        size = size // 2 if halving else size
        x = _stage(graph, x, names, (channels, width), size, halving=halving)
        at, channels = at + depth, width
    features = graph.node("Flatten", graph.node("GlobalAveragePool", x))
    votes, labels = graph.linear(features, "votes"), graph.linear(features, "labels")
    return graph.model(features=features, votes=votes, labels=labels)


def _stage(
    graph: Graph, x: str, names: Sequence[str], widths: tuple[int, int], size: int, *, halving: bool
) -> str:
    """Residual blocks of one size; the first widens, and halves the picture where asked to."""
    before, width = widths
    tiled = Tiled(graph, size)
    first, *others = names
    body, shortcut = (f"{first}.body.0", f"{first}.body.1"), (f"{first}.shortcut.1", f"{first}.shortcut.2")
    if halving:
        beside = tiled.cut(graph.convolution(graph.halved(x), *shortcut), width)
        x = tiled.cut(graph.convolution(x, *body, stride=2, padding=1), width)
    else:
        cut = tiled.cut(x, before)
        beside = cut if before == width else tiled.cut(graph.convolution(x, *shortcut), width)
        x = tiled.convolution(cut, body)
    x = _closed(graph, tiled, x, first, beside)
    for name in others:
        x = _closed(graph, tiled, tiled.convolution(x, (f"{name}.body.0", f"{name}.body.1")), name, x)
    return tiled.joined(x, width)


def _closed(graph: Graph, tiled: Tiled, x: str, name: str, beside: str) -> str:
    """The second half of a residual block, after its first convolution."""
    x = tiled.convolution(graph.node("Relu", x), (f"{name}.body.3", f"{name}.body.4"))
    return graph.node("Relu", graph.node("Add", x, beside))


def _standardised(crops: npt.NDArray[np.uint8]) -> FloatArray:
    """Each crop with mean 0 and spread 1, as :mod:`face_model.network` does; float32 (n, 1, h, w)."""
    x = crops.astype(np.float32)[:, None]
    x -= x.mean(axis=(2, 3), keepdims=True)
    spread = np.sqrt(np.square(x).mean(axis=(2, 3), keepdims=True))
    result: FloatArray = x / np.maximum(spread, 1)
    return result
