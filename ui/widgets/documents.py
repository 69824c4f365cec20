"""Where files are offered to be saved: among the user's documents, not wherever the program was started."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtCore import QStandardPaths


def in_documents(name: str) -> str:
    """The file of this name in the folder of documents, or in the home folder where there is none."""
    places = (
        QStandardPaths.StandardLocation.DocumentsLocation,
        QStandardPaths.StandardLocation.HomeLocation,
    )
    folders = (Path(QStandardPaths.writableLocation(place)) for place in places)
    return str(next((folder for folder in folders if folder.is_dir()), Path()) / name)
