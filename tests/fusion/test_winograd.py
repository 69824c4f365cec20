"""The quick convolution is the convolution: held to arithmetic."""

from __future__ import annotations

import numpy as np
import pytest

from fusion.inference import Runner
from fusion.onnx_graph import Graph
from fusion.winograd import Tiled


def convolved(x: np.ndarray, kernel: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """By its definition, float64."""
    edged = np.pad(x.astype(np.float64), ((0, 0), (0, 0), (1, 1), (1, 1)))
    around = np.lib.stride_tricks.sliding_window_view(edged, (3, 3), axis=(2, 3))
    return np.asarray(np.einsum("ncyxij,ocij->noyx", around, kernel) + bias[:, None, None])


@pytest.mark.parametrize("size", [2, 4, 6, 9, 12, 24])
@pytest.mark.parametrize("n", [1, 5])
def test_two_in_a_row_are_what_they_are_by_definition(size: int, n: int) -> None:
    rng = np.random.default_rng(size)
    x = rng.normal(0, 1, (n, 3, size, size)).astype(np.float32)
    tensors = {
        "a.weight": rng.normal(0, 0.3, (5, 3, 3, 3)).astype(np.float32),
        "a.bias": rng.normal(0, 1, 5).astype(np.float32),
        "b.weight": rng.normal(0, 0.3, (4, 5, 3, 3)).astype(np.float32),
        "norm.weight": rng.uniform(0.5, 2, 4).astype(np.float32),
        "norm.bias": rng.normal(0, 1, 4).astype(np.float32),
        "norm.running_mean": rng.normal(0, 1, 4).astype(np.float32),
        "norm.running_var": rng.uniform(0.5, 2, 4).astype(np.float32),
    }
    graph = Graph(tensors, (3, size, size))
    tiled = Tiled(graph, size)
    first = tiled.convolution(tiled.cut("x", 3), ("a", ""))
    second = tiled.convolution(first, ("b", "norm"))
    model = graph.model(first=tiled.joined(first, 5), second=tiled.joined(second, 4))
    said = Runner(model)(x)
    once = convolved(x, tensors["a.weight"], tensors["a.bias"])
    scale = tensors["norm.weight"] / np.sqrt(tensors["norm.running_var"] + 1e-5)
    twice = convolved(once, tensors["b.weight"], np.zeros(4)) - tensors["norm.running_mean"][:, None, None]
    twice = twice * scale[:, None, None] + tensors["norm.bias"][:, None, None]
    np.testing.assert_allclose(said["first"], once, atol=1e-4)
    np.testing.assert_allclose(said["second"], twice, atol=1e-4)


def test_what_no_tile_divides_is_refused() -> None:
    with pytest.raises(ValueError, match="pictures of 7 pixels"):
        Tiled(Graph({}, (1, 7, 7)), 7)
