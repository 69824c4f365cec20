"""3x3 convolutions in fewer multiplications, after Winograd, as graphs of gathering and multiplying.

A square of outputs is the product of a transformed square of inputs and a transformed kernel (Lavin and Gray,
arXiv:1509.09308): of 4x4 outputs, 36 multiplications a channel in place of 144. ONNX Runtime has no such
convolution for processors, but its products of matrices are as fast as its convolutions: several pictures at
once take two thirds of the time, one or two as long as before.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fusion.onnx_graph import Graph, Layer

FloatArray = npt.NDArray[np.float64]

_TILES = (4, 3, 2)
_POINTS = (0.0, 1.0, -1.0, 2.0, -2.0)  # where polynomials are evaluated: small, so that little is lost


class Tiled:
    """Pictures of one size, cut into tiles, as a graph's nodes: (place, n, channels).

    Places are ordered by where they lie in their tile first, then by tile, so that the same place of all
    tiles lies side by side.

    Parameters
    ----------
    graph
        Is written to.
    size
        Height and width of the pictures.

    Raises
    ------
    ValueError
        If no tile divides the size.
    """

    def __init__(self, graph: Graph, size: int) -> None:
        tile = next((tile for tile in _TILES if size % tile == 0), None)
        if tile is None:
            raise ValueError(f"pictures of {size} pixels cannot be cut into tiles")
        self._graph, self._size, self._tile = graph, size, tile
        self._outputs, self._kernel, self._inputs = _transforms(tile)
        places = _places(size, tile)
        self._to_tiles = graph.constant(np.argsort(places.ravel()))
        self._to_rows = graph.constant(places.ravel())
        self._around = graph.constant(_around(places, tile).ravel())

    def cut(self, x: str, channels: int) -> str:
        """Pictures (n, channels, size, size) as tiles."""
        rows = self._graph.node("Transpose", self._shaped(x, 0, channels, self._size**2), perm=[2, 0, 1])
        return self._graph.node("Gather", rows, self._to_tiles, axis=0)

    def joined(self, x: str, channels: int) -> str:
        """Tiles as pictures again."""
        rows = self._graph.node("Gather", x, self._to_rows, axis=0)
        x = self._graph.node("Transpose", rows, perm=[1, 2, 0])
        return self._shaped(x, 0, channels, self._size, self._size)

    def convolution(self, x: str, layer: Layer) -> str:
        """A 3x3 convolution of tiles with the norm after it, padded by one, of stride one."""
        graph, side = self._graph, self._tile + 2
        kernel, bias = graph.folded(*layer)
        width, depth = kernel.shape[:2]
        ours = np.einsum("ai,bj,ocij->abco", self._kernel, self._kernel, kernel)
        edged = graph.node("Pad", x, graph.constant([0, 0, 0, 1, 0, 0]))  # one more place, empty
        x = self._shaped(graph.node("Gather", edged, self._around, axis=0), side**2, -1)
        x = graph.node("MatMul", graph.constant(np.kron(self._inputs, self._inputs)), x)
        x = self._shaped(x, side**2, -1, depth)
        x = graph.node("MatMul", x, graph.constant(ours.reshape(side**2, depth, width)))
        x = self._shaped(x, side**2, -1)
        x = graph.node("MatMul", graph.constant(np.kron(self._outputs, self._outputs)), x)
        return graph.node("Add", self._shaped(x, self._size**2, -1, width), graph.constant(bias))

    def _shaped(self, x: str, *shape: int) -> str:
        return self._graph.node("Reshape", x, self._graph.constant(shape))


def _places(size: int, tile: int) -> npt.NDArray[np.int64]:
    """The number of each pixel's place, (size, size)."""
    across = size // tile
    within = np.arange(size**2, dtype=np.int64).reshape(tile, tile, across, across)
    return within.transpose(2, 0, 3, 1).reshape(size, size)


def _around(places: npt.NDArray[np.int64], tile: int) -> npt.NDArray[np.int64]:
    """The place of each input of each tile, (inputs, tiles); beyond the picture it is the one after all."""
    edged = np.pad(places, 1, constant_values=places.size)
    inputs: npt.NDArray[np.int64] = np.lib.stride_tricks.sliding_window_view(edged, (tile + 2, tile + 2))[
        ::tile, ::tile
    ]
    return np.ascontiguousarray(inputs.reshape(-1, (tile + 2) ** 2).T)


def _transforms(tile: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    """What ``tile`` outputs, a kernel of 3 and ``tile + 2`` inputs are multiplied by, after Cook and Toom."""
    points = np.array(_POINTS[: tile + 1])
    side = tile + 2
    outputs, kernel, inputs = np.zeros((tile, side)), np.zeros((side, 3)), np.zeros((side, side))
    for i, point in enumerate(points):
        others = np.delete(points, i)
        outputs[:, i] = point ** np.arange(tile)
        kernel[i] = point ** np.arange(3) / np.prod(point - others)
        inputs[i, : tile + 1] = np.poly(others)[::-1]
    outputs[-1, -1] = kernel[-1, -1] = 1
    inputs[-1] = np.poly(points)[::-1]
    return outputs, kernel, inputs
