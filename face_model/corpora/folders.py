"""Picture files in one folder an emotion, and how a file becomes a picture."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from fusion.arrays import IntArray, Uint8Array
from fusion.emotion_folders import emotion_folders
from fusion.emotions import EMOTIONS
from fusion.errors import UserError

_PICTURE_SUFFIXES = {".png", ".jpg", ".jpeg", ".bmp", ".webp", ".tif", ".tiff", ".pgm"}


def load_folders(data: Path) -> tuple[list[Path], IntArray, list[str]]:
    """Picture files sorted into one sub-folder an emotion.

    Returns
    -------
    files
        Sorted by name within each emotion.
    labels
        int64 (n,), positions in EMOTIONS.
    left_out
        A sentence on sub-folders that are none of the seven emotions (contempt, say), and one on those that
        hold no picture.

    Raises
    ------
    UserError
        If the folder is missing, or holds no sub-folder named after an emotion with pictures inside.
    """
    if not data.is_dir():
        raise UserError(f"The folder {data} does not exist; name one with a sub-folder for each emotion.")
    found = emotion_folders(data, _PICTURE_SUFFIXES)
    if not found.files:
        raise UserError(
            f"{data} holds no pictures in sub-folders named after emotions; make one sub-folder for each of: "
            + ", ".join(e.value for e in EMOTIONS)
            + "."
        )
    files, emotions = zip(*found.files, strict=True)
    return list(files), np.array([e.position for e in emotions], np.int64), found.left_out()


def read_picture(file: Path) -> Uint8Array:
    """A picture file as uint8 (height, width, 3), RGB. Raises UserError if it cannot be read."""
    picture = cv2.imdecode(np.fromfile(file, np.uint8), cv2.IMREAD_COLOR) if file.stat().st_size else None
    if picture is None:
        raise UserError(f"{file} is not a picture that can be read; remove it or save it again.")
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), dtype=np.uint8)
