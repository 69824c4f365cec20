"""From where to where what lies between the network's layers reaches: with it, it answers in eight bits."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from face_model.expression_graph import ExpressionGraph
from fusion.arrays import FloatArray
from fusion.errors import UserError
from fusion.fitted_arrays import read_arrays, save_arrays
from fusion.stored_model import Stored, digest_of

_ARRAY = "ranges"


class Answering(NamedTuple):
    """A network as it answers.

    Parameters
    ----------
    graph
        Itself.
    ranges_sha256
        Digest of the file of its ranges; "" where it answers in floats.
    why_in_floats
        Why it does though there are ranges, in a sentence; "" otherwise.
    """

    graph: ExpressionGraph
    ranges_sha256: str = ""
    why_in_floats: str = ""


def file_beside(weights: Path) -> Path:
    """Where the ranges lie: ``X.ranges.safetensors`` beside ``X.safetensors``."""
    return weights.with_suffix(".ranges.safetensors")


def save_ranges(ranges: FloatArray, weights: Path, sha256: str) -> Path:
    """Write them beside the weights of this digest; returns the file."""
    return save_arrays(file_beside(weights), {_ARRAY: ranges}, sha256)


def answering(stored: Stored) -> Answering:
    """The network of these weights: in eight bits if its ranges lie beside them, otherwise in floats.

    Raises
    ------
    KeyError, ValueError
        If the weights are not of such a network.
    """
    from safetensors.numpy import load

    settings, tensors = stored.card["network"], load(stored.weights)
    file = file_beside(stored.file)
    if not file.is_file():
        return Answering(ExpressionGraph(settings, tensors))

    def make(arrays: Mapping[str, FloatArray], told: Mapping[str, str]) -> ExpressionGraph:
        return ExpressionGraph(settings, tensors, arrays[_ARRAY])

    without = "so faces take longer to read; “attune train face-ranges” makes it anew."
    try:
        made = read_arrays(file, stored.file, stored.sha256, (_ARRAY,), make, without=without)
    except UserError as error:
        return Answering(ExpressionGraph(settings, tensors), why_in_floats=str(error))
    return Answering(made, digest_of(file))
