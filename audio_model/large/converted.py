"""CTranslate2's file of a Whisper model: the encoder's part of it, in the names used here."""

from __future__ import annotations

import struct

import numpy as np

from fusion.arrays import AnyArray, Float16Array

_TYPES = {0: np.float32, 1: np.int8, 2: np.int16, 3: np.int32, 4: np.float16}
"""CTranslate2's numbers of the types that an encoder is kept in; bfloat16 (5) has no NumPy type."""
_VERSION = 6

_NAMES = {
    "self_attention/layer_norm": "norm_attention",
    "self_attention/linear_0": "query_key_value",
    "self_attention/linear_1": "attended",
    "ffn/layer_norm": "norm_dense",
    "ffn/linear_0": "wider",
    "ffn/linear_1": "narrower",
}
_PARTS = {"gamma": "weight", "beta": "bias", "weight": "weight", "bias": "bias"}


class _Reader:
    """Steps through a file's bytes."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def number(self, code: str) -> int:
        """The next number, of a :mod:`struct` code."""
        (value,) = struct.unpack_from(f"<{code}", self._data, self._at)
        self._at += struct.calcsize(f"<{code}")
        return int(value)

    def bytes(self, n: int) -> bytes:
        """The next ``n`` bytes."""
        if self._at + n > len(self._data):
            raise ValueError("the file ends too soon")
        taken = self._data[self._at : self._at + n]
        self._at += n
        return taken

    def text(self) -> str:
        """The next name: its length, and as many bytes, the last of them zero."""
        return self.bytes(self.number("H")).rstrip(b"\0").decode("ascii")


def variables_of(model: bytes) -> dict[str, AnyArray]:
    """Everything in a CTranslate2 ``model.bin`` by its name.

    Raises
    ------
    ValueError
        If it is not such a file, of the version known here.
    """
    reader = _Reader(model)
    try:
        version, _, _ = reader.number("I"), reader.text(), reader.number("I")
        if version != _VERSION:
            raise ValueError(f"a file of version {version}")
        found = {}
        for _ in range(reader.number("I")):
            name = reader.text()
            shape = [reader.number("I") for _ in range(reader.number("B"))]
            kind, data = _TYPES[reader.number("B")], reader.bytes(reader.number("I"))
            found[name] = np.frombuffer(data, kind).reshape(shape)
    except (struct.error, KeyError, UnicodeDecodeError) as error:
        raise ValueError("not a model of CTranslate2") from error
    return found


def encoder_of(variables: dict[str, AnyArray]) -> dict[str, Float16Array]:
    """The encoder's weights, float16, named as :class:`audio_model.large.encoder.WhisperEncoder` names them.

    The norm after the last layer is left out: only what the layers themselves give is used.
    """
    found = {}
    for name, value in variables.items():
        room, _, rest = name.partition("/")
        place, _, part = rest.rpartition("/")
        if room != "encoder" or part not in (*_PARTS, "encodings") or place == "layer_norm":
            continue
        if place == "position_encodings":
            ours = "positions"
        elif place.startswith("conv"):
            ours = f"{place}.{part}"
        else:
            layer, _, inner = place.partition("/")
            ours = f"layers.{layer.removeprefix('layer_')}.{_NAMES[inner]}.{_PARTS[part]}"
        found[ours] = value.astype(np.float16)
    return found
