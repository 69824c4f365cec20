"""Where files are offered to be saved: among the user's documents, not wherever the program was started."""

from __future__ import annotations

import re
from pathlib import Path

from PyQt6.QtCore import QStandardPaths

from fusion.log.records import SessionRecord

OF_TITLE_IN_A_NAME = 60
"""So much of a title is offered as a file's name, which may have 255 bytes at most."""


def file_name(*parts: str) -> str:
    """A name without an ending that every file system takes, made of words such as a title."""
    said = (part[:OF_TITLE_IN_A_NAME] for part in parts)
    return re.sub(r"[^\w-]+", "-", "-".join(said)).strip("-")


def file_name_of(record: SessionRecord) -> str:
    """The same of a conversation: its day, its time and its title."""
    return file_name(f"attune-{record.started_at.astimezone():%Y-%m-%d-%H%M}", record.title)


def in_documents(name: str) -> str:
    """The file of this name in the folder of documents, or in the home folder where there is none."""
    places = (
        QStandardPaths.StandardLocation.DocumentsLocation,
        QStandardPaths.StandardLocation.HomeLocation,
    )
    folders = (Path(QStandardPaths.writableLocation(place)) for place in places)
    return str(next((folder for folder in folders if folder.is_dir()), Path()) / name)
