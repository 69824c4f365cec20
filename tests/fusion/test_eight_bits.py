"""Graphs in whole numbers, on numbers that can be worked out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from fusion.eight_bits import EightBits, Watched
from fusion.inference import Runner
from fusion.onnx_graph import Graph

RNG = np.random.default_rng(3)


def block(graph: Graph) -> str:
    """A residual block that halves the picture, with all that a network keeps."""
    x = graph.kept(graph.node("Relu", graph.convolution("x", "stem", padding=1)))
    return graph.residual(x, ("one", ""), ("two", ""), ("beside", ""), halving=True)


TENSORS = {
    "stem.weight": RNG.normal(0, 0.3, (8, 1, 3, 3)).astype(np.float32),
    "one.weight": RNG.normal(0, 0.2, (16, 8, 3, 3)).astype(np.float32),
    "one.bias": RNG.normal(0, 0.5, 16).astype(np.float32),
    "two.weight": RNG.normal(0, 0.2, (16, 16, 3, 3)).astype(np.float32),
    "beside.weight": RNG.normal(0, 0.4, (16, 8, 1, 1)).astype(np.float32),
}
PICTURES = RNG.normal(size=(5, 1, 12, 12)).astype(np.float32)


def ranges() -> np.ndarray:
    graph = Watched(TENSORS, (1, 12, 12))
    block(graph)
    said = Runner(graph.model(**{str(i): name for i, name in enumerate(graph.seen)}))(PICTURES)
    return np.array([[min(x.min(), 0), x.max()] for x in said.values()], np.float64)


def in_eight_bits() -> bytes:
    graph = EightBits(TENSORS, (1, 12, 12), ranges())
    return graph.model(y=block(graph))


def test_a_block_in_eight_bits_is_near_the_same_in_floats() -> None:
    graph = Graph(TENSORS, (1, 12, 12))
    expected = Runner(graph.model(y=block(graph)))(PICTURES)["y"]
    got = Runner(in_eight_bits())(PICTURES)["y"]
    step = ranges()[-1, 1] / 255
    np.testing.assert_allclose(got / step, np.rint(got / step), atol=1e-3)  # of whole steps
    assert 0 < np.abs(got - expected).max() < 6 * step


def test_its_convolutions_are_computed_in_whole_numbers(tmp_path: Path) -> None:
    options = onnxruntime.SessionOptions()
    options.optimized_model_filepath = str(tmp_path / "run.onnx")
    options.log_severity_level = 3
    onnxruntime.InferenceSession(in_eight_bits(), options, providers=["CPUExecutionProvider"])
    made = (tmp_path / "run.onnx").read_bytes()
    assert made.count(b"\x22\x0bQLinearConv") == 4  # NodeProto.op_type; the stem sees floats
    assert b"AveragePool" not in made  # halving is one of the four
    assert made.count(b"\x22\x04Conv") == 1
    assert made.count(b"\x22\x0aQLinearAdd") == 1


def test_a_picture_is_read_alike_in_whatever_company() -> None:
    run = Runner(in_eight_bits())
    together = run(PICTURES)["y"]
    for i, picture in enumerate(PICTURES):
        np.testing.assert_array_equal(run(picture[None])["y"][0], together[i])


def test_the_largest_sums_are_right_on_any_processor() -> None:
    """Sums of the largest products: where pairs of them are added in sixteen bits, they just fit."""
    tensors = {"sum.weight": np.ones((8, 64, 3, 3), np.float32)}
    graph = EightBits(tensors, (64, 9, 9), np.array([[0, 255], [0, 255 * 64 * 9]], np.float64))
    y = graph.kept(graph.convolution(graph.kept("x"), "sum"))
    got = Runner(graph.model(y=y))(np.full((1, 64, 9, 9), 255, np.float32))["y"]
    np.testing.assert_array_equal(got, 255 * 64 * 9)


def test_a_channel_of_nothing_but_its_bias_gives_that() -> None:
    tensors = {
        "flat.weight": np.zeros((2, 1, 3, 3), np.float32),
        "flat.bias": np.array([1.5, -1], np.float32),
    }
    graph = EightBits(tensors, (1, 5, 5), np.array([[0, 25.5], [-1, 1.55]]))
    y = graph.kept(graph.convolution(graph.kept("x"), "flat"))
    got = Runner(graph.model(y=y))(np.zeros((1, 1, 5, 5), np.float32))["y"]
    np.testing.assert_allclose(got[0, :, 0, 0], [1.5, -1], atol=0.051)


@pytest.mark.parametrize(
    "wrong", [[[0, 0]], [[1, 2]], [[-2, -1]], [[0, np.inf]], [0, 1]], ids=lambda wrong: str(wrong)
)
def test_ranges_that_are_none_are_refused(wrong: list[list[float]]) -> None:
    with pytest.raises(ValueError, match="range"):
        EightBits(TENSORS, (1, 12, 12), np.array(wrong, np.float64))


def test_as_many_ranges_are_needed_as_there_is_to_keep() -> None:
    graph = EightBits(TENSORS, (1, 12, 12), ranges()[:-1])
    with pytest.raises(ValueError, match="fewer"):
        block(graph)
    graph = EightBits(TENSORS, (1, 12, 12), np.concatenate([ranges(), ranges()]))
    y = block(graph)
    with pytest.raises(ValueError, match="more"):
        graph.model(y=y)


@pytest.mark.parametrize("after", [(-40, 215), (-31, 188), (-3, 90)])
def test_halving_gives_the_nearest_step_to_the_mean(after: tuple[float, float]) -> None:
    """Of four pixels there are 1021 sums; here each is met in each of three channels."""
    before, low = (-40.0, 215.0), -40
    fours = np.array([[(i + k) // 4 for k in range(4)] for i in range(1021)], np.float32) + low
    pictures = np.stack([fours, fours[::-1], fours[:, ::-1]], axis=1).reshape(1021, 3, 2, 2)
    graph = EightBits({}, (3, 2, 2), np.array([before, after], np.float64))
    got = Runner(graph.model(y=graph.kept(graph.halved(graph.kept("x"), 3))))(pictures)["y"]
    step = (after[1] - after[0]) / 255
    zero = np.rint(-after[0] / step)
    steps = np.clip(np.rint(pictures.mean(axis=(2, 3), dtype=np.float64) / step), -zero, 255 - zero)
    np.testing.assert_allclose(got[:, :, 0, 0], steps * step, atol=1e-3 * step)
