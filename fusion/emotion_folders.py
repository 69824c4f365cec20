"""Files sorted into one sub-folder an emotion, as people keep clips and pictures of their own."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from fusion.emotions import Emotion, parse_emotion
from fusion.errors import UserError


@dataclass(frozen=True)
class EmotionFolders:
    """What lies in the sub-folders of a folder.

    Parameters
    ----------
    files
        Each file and the emotion of its sub-folder; by sub-folder, then by path.
    unknown
        Names of sub-folders with such files that are none of the seven emotions (contempt, say).
    empty
        Names of sub-folders of an emotion without such a file.
    """

    files: list[tuple[Path, Emotion]]
    unknown: list[str]
    empty: list[str]

    def left_out(self) -> list[str]:
        """A sentence for each kind of sub-folder that nothing was taken from."""
        kinds = (
            ("Folders that are none of the seven emotions are left out", self.unknown),
            ("Folders without a file to judge are left out", self.empty),
        )
        return [f"{words}: {', '.join(names)}." for words, names in kinds if names]


def emotion_folders(data: Path, suffixes: Collection[str]) -> EmotionFolders:
    """The files with these endings (lower case), at any depth of sub-folders that are not hidden."""
    found = EmotionFolders([], [], [])
    for sub in sorted(p for p in data.iterdir() if p.is_dir() and not p.name.startswith(".")):
        files = sorted(f for f in sub.rglob("*") if f.suffix.lower() in suffixes and f.is_file())
        try:
            emotion = parse_emotion(sub.name)
        except UserError:
            found.unknown.extend([sub.name] if files else [])
            continue
        found.files.extend((file, emotion) for file in files)
        found.empty.extend([] if files else [sub.name])
    return found
