"""Files far larger than their kind can be: refused before they take memory."""

from __future__ import annotations

from pathlib import Path

MIB = 1 << 20
LARGEST_WEIGHTS = 512 * MIB
LARGEST_CARD = 16 * MIB
LARGEST_SETTINGS = 16 * MIB
LARGEST_LABELS = 64 * MIB
LARGEST_PICTURE_PIXELS = 8192 * 8192
"""Twice 8K television; as RGB 192 MiB a frame."""


class TooLargeError(ValueError):
    """The file is larger than one of its kind can be."""


def read_bounded(path: Path, most: int) -> bytes:
    """A file's bytes.

    Parameters
    ----------
    path
        The file.
    most
        Bytes that it may have.

    Raises
    ------
    TooLargeError
        If it has more; a file without a size of its own, such as a device, is read that far only.
    OSError
        If it cannot be read.
    """
    with path.open("rb") as file:
        if path.stat().st_size > most:
            raise TooLargeError(f"{path.name} is larger than {most // MIB} MB")
        data = file.read(most + 1)
    if len(data) > most:
        raise TooLargeError(f"{path.name} is larger than {most // MIB} MB")
    return data
