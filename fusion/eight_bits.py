"""Networks in whole numbers of eight bits, as ONNX graphs: three times as fast as in floats."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fusion.arrays import AnyArray, Float32Array, FloatArray
from fusion.onnx_graph import Graph, Tensors

_STEPS = 255
"""What lies between nodes is one of so many steps, and zero (uint8)."""
_LARGEST = 64
"""Weights reach from -64 to 64 steps: seven bits of the eight."""


class EightBits(Graph):
    """A graph whose convolutions are of whole numbers, wherever what they are given is kept in eight bits.

    What is kept is uint8, one range for the whole; weights are int8, one step for each channel that they
    give; sums are int32, and exact in whatever order. Quantising is written as pairs of ``QuantizeLinear``
    and ``DequantizeLinear`` around float nodes, of which ONNX Runtime makes nodes of whole numbers.

    Weights use seven bits of their eight. Processors with AVX2 and without VNNI add two products of eight
    bits at a time in sixteen, and what is too large for these is cut off without a word (``vpmaddubsw``):
    255 * 127 twice is, 255 * 64 twice is not. With eight bits, nine times 64 products of 255 and 127 came to
    51 % of their sum on an emulated Haswell; with seven the sum is right everywhere, and the face's answers
    were hardly worse for it. Source: ONNX Runtime, "Quantize ONNX models", on ``reduce_range`` and U8S8
    (https://onnxruntime.ai/docs/performance/model-optimizations/quantization.html); Jacob et al.,
    "Quantization and training of neural networks for efficient integer-arithmetic-only inference", CVPR 2018.

    Parameters
    ----------
    tensors, shape
        As of :class:`fusion.onnx_graph.Graph`.
    ranges
        float64 (n, 2), from where to where what is kept reaches, in the order in which it is; beyond, it is
        cut off.

    Raises
    ------
    ValueError
        If a range is not finite, or does not reach from zero or below to above it.
    """

    def __init__(self, tensors: Tensors, shape: Sequence[int | str], ranges: FloatArray) -> None:
        super().__init__(tensors, shape)
        if ranges.ndim != 2 or ranges.shape[1] != 2 or not np.isfinite(ranges).all():
            raise ValueError(f"ranges must be finite (n, 2), got {ranges.shape}")
        if (ranges[:, 0] > 0).any() or (ranges[:, 1] <= 0).any():
            raise ValueError("each range must reach from zero or below to above it")
        self._left = list(ranges)
        self._steps: dict[str, np.float32] = {}

    def kept(self, x: str) -> str:
        """``x`` to the next of the steps of its range."""
        if not self._left:
            raise ValueError("there are fewer ranges than what is kept")
        low, high = self._left.pop(0)
        step = np.float32((high - low) / _STEPS)
        zero = np.uint8(np.rint(-low / step))
        how = self.constant(step), self.constant(zero)
        x = self.node("DequantizeLinear", self.node("QuantizeLinear", x, *how), *how)
        self._steps[x] = step
        return x

    def written(self, x: str, kernel: FloatArray, bias: FloatArray) -> tuple[str, str]:
        """In whole numbers if ``x`` is: int8 and int32."""
        if (step := self._steps.get(x)) is None:
            return super().written(x, kernel, bias)
        largest = np.abs(kernel.reshape(len(kernel), -1)).max(axis=1)
        steps = np.where(largest > 0, largest / _LARGEST, 1.0).astype(np.float32)
        whole = np.rint(kernel / steps.reshape(-1, *[1] * (kernel.ndim - 1)))
        of_sums = steps * step  # a sum of products is counted in these
        return (
            self._channels(whole.astype(np.int8), steps),
            self._channels(np.rint(bias / of_sums).astype(np.int32), of_sums),
        )

    def halved(self, x: str, channels: int) -> str:
        """As of any graph, where edges are even.

        ONNX Runtime's mean of whole numbers takes ten times as long as this convolution, to the same end.
        """
        if x not in self._steps:
            return super().halved(x, channels)
        ones, quarter = np.ones((channels, 1, 2, 2), np.int8), np.full(channels, 0.25, np.float32)
        return self.node(
            "Conv",
            x,
            self._channels(ones, quarter),
            kernel_shape=(2, 2),
            strides=(2, 2),
            group=channels,
        )

    def model(self, **outputs: str) -> bytes:
        """As of any graph; raises ValueError if ranges are left over."""
        if self._left:
            raise ValueError("there are more ranges than what is kept")
        return super().model(**outputs)

    def _channels(self, whole: AnyArray, steps: Float32Array) -> str:
        return self.node("DequantizeLinear", self.constant(whole), self.constant(steps), axis=0)


class Watched(Graph):
    """A graph in floats that remembers what is kept, so that it can be looked at."""

    def __init__(self, tensors: Tensors, shape: Sequence[int | str]) -> None:
        super().__init__(tensors, shape)
        self.seen: list[str] = []

    def kept(self, x: str) -> str:
        """``x`` as it is."""
        self.seen.append(x)
        return x
