"""Graphs written by hand, run by ONNX Runtime, on numbers that can be worked out."""

from __future__ import annotations

import numpy as np
import psutil
import pytest

from fusion.inference import Runner
from fusion.onnx_graph import Graph


def test_a_graph_gives_its_outputs_by_name() -> None:
    graph = Graph(
        {"w.weight": np.array([[1, 2], [3, 4]], np.float32), "w.bias": np.array([10, 20], np.float32)}, (2,)
    )
    dense = graph.linear("x", "w")
    run = Runner(graph.model(dense=dense, positive=graph.node("Relu", dense)))
    said = run(np.array([[1, 1], [-30, 0]], np.float32))
    np.testing.assert_array_equal(said["dense"], [[13, 27], [-20, -70]])
    np.testing.assert_array_equal(said["positive"], [[13, 27], [0, 0]])


def test_a_norm_is_folded_into_what_follows_and_what_precedes() -> None:
    norm = {
        "n.weight": np.array([2.0], np.float32), "n.bias": np.array([1.0], np.float32),
        "n.running_mean": np.array([3.0], np.float32), "n.running_var": np.array([4.0 - 1e-5], np.float32),
    }  # fmt: skip
    graph = Graph(
        norm | {"w.weight": np.array([[5.0]], np.float32), "w.bias": np.array([7.0], np.float32)}, (1,)
    )
    before = Runner(graph.model(y=graph.linear("x", "w", "n")))
    # (x - 3) / 2 * 2 + 1 = x - 2, then 5 * . + 7
    np.testing.assert_allclose(before(np.array([[10.0]], np.float32))["y"], [[47.0]], rtol=1e-6)
    graph = Graph(norm | {"c.weight": np.array([[[5.0]]], np.float32)}, (1, 4))
    after = Runner(graph.model(y=graph.convolution("x", "c", "n")))
    np.testing.assert_allclose(
        after(np.full((1, 1, 4), 10, np.float32))["y"], np.full((1, 1, 4), 48), rtol=1e-6
    )


def test_an_odd_edge_is_the_mean_of_what_is_there() -> None:
    graph = Graph({}, (1, 1, "w"))
    halved = Runner(graph.model(y=graph.halved("x", 1)))
    picture = np.array([2, 4, 9], np.float32).reshape(1, 1, 1, 3)
    np.testing.assert_array_equal(halved(picture)["y"].ravel(), [3, 9])


def test_long_weights_are_written_whole() -> None:
    weights = np.random.default_rng(0).normal(size=(300, 500)).astype(np.float32)
    graph = Graph({"w.weight": weights, "w.bias": np.zeros(300, np.float32)}, (500,))
    x = np.ones((2, 500), np.float32)
    got = Runner(graph.model(y=graph.linear("x", "w")))(x)["y"]
    np.testing.assert_allclose(got, x @ weights.T, atol=1e-3)


def test_no_threads_are_made() -> None:
    before = psutil.Process().num_threads()
    graph = Graph({"w.weight": np.ones((64, 64), np.float32), "w.bias": np.zeros(64, np.float32)}, (64,))
    run = Runner(graph.model(y=graph.linear("x", "w")))
    run(np.ones((64, 64), np.float32))
    assert psutil.Process().num_threads() == before


def test_what_is_no_graph_is_refused() -> None:
    with pytest.raises(ValueError, match="not of such a network"):
        Runner(b"not a graph")
