"""Networks written down as ONNX graphs, for ONNX Runtime: convolutions, pooling, and what lies between.

ONNX's own package would build them, but its releases for today's Pythons need protobuf 6, and mediapipe
0.10.21 needs protobuf 4. So the few messages of such a graph are written here, by the field numbers of
``onnx.proto`` (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto), which never change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from fusion.arrays import Float32Array, FloatArray

_IR_VERSION, _OPSET = 8, 17  # of ONNX 1.12, 2022; any ONNX Runtime from 1.12 on runs them
_KINDS = {"float32": 1, "uint8": 2, "int8": 3, "int32": 6, "int64": 7}  # TensorProto.DataType
_INT_ATTRIBUTE, _INTS_ATTRIBUTE = 2, 7  # AttributeProto.AttributeType
_BATCH_NORM_EPSILON = 1e-5  # torch's

Tensors = Mapping[str, Float32Array]
"""A network's weights by the names that torch gives them."""
Layer = tuple[str, str]
"""A convolution and the norm after it, by their names in the tensors."""


class Graph:
    """A graph that grows by a node at a time; what adds one returns the name of what the node gives.

    Parameters
    ----------
    tensors
        The weights that nodes are made of.
    shape
        Of the one input, float32, named ``x``, after the first axis, which holds any number; a name in place
        of a number where that is open too.
    """

    def __init__(self, tensors: Tensors, shape: Sequence[int | str]) -> None:
        self._tensors = tensors
        self._shape = shape
        self._parts: list[bytes] = []
        self._n = 0

    def node(self, operator: str, *inputs: str, **attributes: int | Sequence[int]) -> str:
        """Any operator of ONNX with one output."""
        output = self._name()
        parts = [_text(1, name) for name in inputs] + [_text(2, output), _text(4, operator)]
        parts += [_message(5, _attribute(name, value)) for name, value in attributes.items()]
        self._parts.append(_message(1, *parts))
        return output

    def constant(self, values: npt.ArrayLike) -> str:
        """Numbers that do not change: 8, 32 and 64 bits of whole numbers stay so, others are float32."""
        array = np.asarray(values)
        array = array if array.dtype.name in _KINDS else array.astype(np.float32)
        name, kind = self._name(), _KINDS[array.dtype.name]
        dims = [_number(1, n) for n in array.shape]
        data = array.astype(array.dtype.newbyteorder("<")).tobytes()
        self._parts.append(_message(5, *dims, _number(2, kind), _text(8, name), _bytes(9, data)))
        return name

    def convolution(
        self, x: str, weights: str, norm: str = "", *, stride: int = 1, padding: int = 0, dilation: int = 1
    ) -> str:
        """``torch.nn.Conv1d`` or ``Conv2d`` of these weights, with the norm after it folded in.

        Parameters
        ----------
        weights, norm
            Of which layers, by their names in the tensors; no norm where "".
        """
        kernel, bias = self.folded(weights, norm)
        axes = kernel.ndim - 2
        return self.node(
            "Conv",
            x,
            *self.written(x, kernel, bias),
            kernel_shape=kernel.shape[2:],
            strides=[stride] * axes,
            pads=[padding] * 2 * axes,
            dilations=[dilation] * axes,
        )

    def written(self, x: str, kernel: FloatArray, bias: FloatArray) -> tuple[str, str]:
        """Kernel and bias of a convolution of ``x``, as the graph keeps them."""
        return self.constant(kernel), self.constant(bias)

    def kept(self, x: str) -> str:
        """What ``x`` is to whatever comes next: itself here, to the next of some steps in eight bits."""
        return x

    def folded(self, weights: str, norm: str = "") -> tuple[FloatArray, FloatArray]:
        """Kernel and bias of a convolution with the norm after it, float64 (out, in, ...) and (out,)."""
        kernel = self._tensors[f"{weights}.weight"].astype(np.float64)
        offset = self._tensors.get(f"{weights}.bias")
        bias = np.zeros(len(kernel)) if offset is None else offset.astype(np.float64)
        if norm:
            scale, shift = self.norm(norm)
            kernel = kernel * scale.reshape(-1, *[1] * (kernel.ndim - 1))
            bias = bias * scale + shift
        return kernel, bias

    def linear(self, x: str, weights: str, norm: str = "") -> str:
        """``torch.nn.Linear`` of these weights, with the norm *before* it folded in."""
        matrix = self._tensors[f"{weights}.weight"].astype(np.float64)
        bias = self._tensors[f"{weights}.bias"].astype(np.float64)
        if norm:
            scale, shift = self.norm(norm)
            bias = bias + matrix @ shift
            matrix = matrix * scale
        return self.node("Gemm", x, self.constant(matrix), self.constant(bias), transB=1)

    def norm(self, name: str) -> tuple[FloatArray, FloatArray]:
        """A trained ``torch.nn.BatchNorm`` as what it multiplies by and what it adds, float64 (channels,)."""
        parts = ("weight", "bias", "running_mean", "running_var")
        weight, bias, mean, variance = (self._tensors[f"{name}.{part}"].astype(np.float64) for part in parts)
        scale = weight / np.sqrt(variance + _BATCH_NORM_EPSILON)
        return scale, bias - mean * scale

    def halved(self, x: str, channels: int) -> str:
        """``torch.nn.AvgPool2d(2, ceil_mode=True)`` of so many channels: at an odd edge, the mean of what is
        there.
        """
        return self.node("AveragePool", x, kernel_shape=[2, 2], strides=[2, 2], ceil_mode=1)

    def residual(self, x: str, first: Layer, second: Layer, shortcut: Layer | None, *, halving: bool) -> str:
        """Two 3x3 convolutions beside a shortcut, which is projected where the shape changes.

        Parameters
        ----------
        first, second, shortcut
            A convolution and the norm after it, by their names; None for what passes as it is.
        halving
            Whether height and width are halved.
        """
        body = self.node("Relu", self.convolution(x, *first, stride=2 if halving else 1, padding=1))
        body = self.kept(self.convolution(self.kept(body), *second, padding=1))
        if shortcut is not None:
            channels = self._tensors[f"{shortcut[0]}.weight"].shape[1]
            x = self.kept(self.halved(x, channels)) if halving else x
            x = self.kept(self.convolution(x, *shortcut))
        return self.kept(self.node("Relu", self.node("Add", body, x)))

    def attentive_statistics(self, x: str) -> str:
        """The network's "pool" of statistics: (n, channels, frames) -> (n, 2 * channels)."""
        hidden = self.node("Tanh", self.convolution(x, "pool.score.0"))
        weights = self.node("Softmax", self.convolution(hidden, "pool.score.2"), axis=2)
        time = self.constant([2])
        weighted = self.node("Mul", weights, x)
        mean = self.node("ReduceSum", weighted, time, keepdims=0)
        square = self.node("ReduceSum", self.node("Mul", weighted, x), time, keepdims=0)
        variance = self.node("Sub", square, self.node("Mul", mean, mean))
        spread = self.node("Sqrt", self.node("Max", variance, self.constant([1e-5])))
        return self.node("Concat", mean, spread, axis=1)

    def model(self, **outputs: str) -> bytes:
        """The finished model: what its outputs are called, and which nodes give them."""
        named = []
        for name, output in outputs.items():
            named.append(_message(1, _text(1, output), _text(2, name), _text(4, "Identity")))
            named.append(_message(12, _value(name, None)))
        graph = [*self._parts, *named, _text(2, "attune"), _message(11, _value("x", self._shape))]
        return b"".join([_number(1, _IR_VERSION), _message(7, *graph), _message(8, _number(2, _OPSET))])

    def _name(self) -> str:
        self._n += 1
        return f"v{self._n}"


def _attribute(name: str, value: int | Sequence[int]) -> bytes:
    if isinstance(value, int):
        return _text(1, name) + _number(3, value) + _number(20, _INT_ATTRIBUTE)
    return b"".join([_text(1, name), *(_number(8, int(n)) for n in value), _number(20, _INTS_ATTRIBUTE)])


def _value(name: str, shape: Sequence[int | str] | None) -> bytes:
    """A float32 input of this shape, or an output of any."""
    tensor = _number(1, _KINDS["float32"])
    if shape is not None:
        dims = [_text(2, n) if isinstance(n, str) else _number(1, n) for n in ("n", *shape)]
        tensor += _message(2, *(_message(1, dim) for dim in dims))
    return _text(1, name) + _message(2, _message(1, tensor))


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _bytes(field: int, data: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(data)) + data


def _text(field: int, text: str) -> bytes:
    return _bytes(field, text.encode())


def _message(field: int, *parts: bytes) -> bytes:
    return _bytes(field, b"".join(parts))


def _varint(value: int) -> bytes:
    return bytes((value,)) if value <= 0x7F else bytes(_septets(value))


def _septets(value: int) -> Iterator[int]:
    """Seven bits at a time, the lowest first, each but the last marked."""
    while value > 0x7F:
        yield value & 0x7F | 0x80
        value >>= 7
    yield value
