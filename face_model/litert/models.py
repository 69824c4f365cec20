"""The files of the models: where they lie, that they are the known ones, and how they are run."""

from __future__ import annotations

import hashlib
import importlib.util
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from fusion.arrays import Float32Array
from fusion.errors import UserError

Tensor = Float32Array


@dataclass(frozen=True)
class ModelFile:
    """One model as mediapipe's wheel carries it.

    Parameters
    ----------
    path
        Below the folder ``mediapipe/modules``.
    sha256
        Of the file.
    """

    path: str
    sha256: str

    @property
    def name(self) -> str:
        """Its file's name."""
        return Path(self.path).name


SHORT_RANGE = ModelFile(
    "face_detection/face_detection_short_range.tflite",
    "bbff11cebd1eb27a1e004cae0b0e63ec8c551cbf34a4451148b4908b8db3eca8",
)
"""Finds faces from about a tenth of the picture on."""
FULL_RANGE = ModelFile(
    "face_detection/face_detection_full_range_sparse.tflite",
    "2c3728e6da56f21e21a320433396fb06d40d9088f2247c05e5635a688d45dfe1",
)
"""Finds smaller ones too."""
LANDMARKS = ModelFile(
    "face_landmark/face_landmark.tflite",
    "1055cb9d4a9ca8b8c688902a3a5194311138ba256bcc94e336d8373a5f30c814",
)
"""468 landmarks of one face, and whether it is one."""
MODELS = (SHORT_RANGE, FULL_RANGE, LANDMARKS)

GET_THEM = "“attune fetch-face-models” gets them"


def models_folder() -> Path:
    """Where they lie once fetched: with the environment that Attune runs in."""
    return Path(sys.prefix) / "share" / "attune" / "mediapipe"


def file_of(model: ModelFile) -> Path:
    """The file of a model: mediapipe's own where that is installed, else the fetched one."""
    found = importlib.util.find_spec("mediapipe")
    if found is not None and found.submodule_search_locations:
        return Path(found.submodule_search_locations[0]) / "modules" / model.path
    return models_folder() / model.name


def read(model: ModelFile, folder: Path | None = None) -> bytes:
    """A model's bytes.

    Parameters
    ----------
    model
        Which one.
    folder
        Where it lies; None for where it is kept.

    Raises
    ------
    UserError
        If it is not there, or not the known one.
    """
    file = folder / model.name if folder is not None else file_of(model)
    if not file.is_file():
        raise UserError(f"The models that find faces are not on this computer yet; {GET_THEM} (36 MB, once).")
    content = file.read_bytes()
    if hashlib.sha256(content).hexdigest() != model.sha256:
        raise UserError(f"{file} is not the model that Attune knows; remove it, and {GET_THEM} anew.")
    return content


class Network:
    """A model, ready to run on one core.

    Parameters
    ----------
    model
        Which one.

    Raises
    ------
    UserError
        If it is not there, or not the known one.
    """

    def __init__(self, model: ModelFile) -> None:
        from ai_edge_litert.interpreter import Interpreter

        self._interpreter: Any = Interpreter(model_content=read(model), num_threads=1)
        self._interpreter.allocate_tensors()
        (entry,) = self._interpreter.get_input_details()
        self._entry = entry["index"]
        self._exits = [exit["index"] for exit in self._interpreter.get_output_details()]
        self.size_px: int = int(entry["shape"][1])
        """Width and height of the pictures it is shown."""

    def __call__(self, picture: Tensor) -> list[Tensor]:
        """What it says of a picture, float32 (size_px, size_px, 3); an array for each of its outputs."""
        self._interpreter.set_tensor(self._entry, picture[None])
        self._interpreter.invoke()
        return [np.asarray(self._interpreter.get_tensor(exit)[0], np.float32) for exit in self._exits]
