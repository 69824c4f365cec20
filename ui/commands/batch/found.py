"""Which recordings are meant: files, folders and patterns, and where the results of each go."""

from __future__ import annotations

import glob
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from fusion.errors import UserError
from fusion.recordings.sound import SoundChoice

_PICTURE = "3gp avi flv m2ts m4v mkv mov mp4 mpeg mpg mts mxf ogv ts vob webm wmv"
_SOUND = "aac aif aiff amr caf flac m4a mka mp3 oga ogg opus wav wma"
ENDINGS = frozenset(f".{ending}" for ending in f"{_PICTURE} {_SOUND}".split())
"""How recordings' names end; in a folder other files are passed over, one that is named is always tried."""


@dataclass(frozen=True)
class Job:
    """One recording to analyse: its place in the list, which of its sounds, and where its result goes."""

    number: int
    path: Path
    sound: SoundChoice
    target: Path


def jobs_of(named: Sequence[Path], sounds: Sequence[SoundChoice], out: Path, ending: str) -> list[Job]:
    """What is to be done for these files, folders and patterns, each recording once.

    Results of a folder's recordings keep the folders inside it; of those that would have the same name all
    but the first get a number, so that none overwrites another.

    Raises
    ------
    UserError
        If a folder or a pattern holds no recording.
    """
    jobs: list[Job] = []
    taken: set[Path] = set()
    for path, inside in _recordings(named):
        for sound in sounds:
            name = path.stem + (f"-{sound.side.value}" if len(sounds) > 1 and sound.side else "")
            target, n = out / inside / f"{name}{ending}", 2
            while target in taken:
                target, n = out / inside / f"{name}-{n}{ending}", n + 1
            taken.add(target)
            jobs.append(Job(len(jobs), path, sound, target))
    return jobs


def _recordings(named: Iterable[Path]) -> list[tuple[Path, Path]]:
    """Each recording with the folder inside the one that was named."""
    found: dict[Path, Path] = {}
    for path in named:
        if path.is_dir():
            files, base = sorted(p for p in path.rglob("*") if _is_recording(p)), path
            if not files:
                raise UserError(f"There is no recording in “{path}”; name a folder that holds some.")
        elif glob.has_magic(str(path)) and not path.exists():
            matches = (Path(p) for p in sorted(glob.glob(str(path), recursive=True)))  # noqa: PTH207
            files, base = [p for p in matches if _is_recording(p)], _fixed_part(path)
            if not files:
                raise UserError(f"No recording is called “{path}”; check the pattern.")
        else:
            files, base = [path], path.parent
        for file in files:
            found.setdefault(file, file.parent.relative_to(base))
    return list(found.items())


def _is_recording(path: Path) -> bool:
    return path.suffix.lower() in ENDINGS and not path.name.startswith(".") and path.is_file()


def _fixed_part(pattern: Path) -> Path:
    """The folders before the first part of a pattern that can be several."""
    fixed = Path()
    for part in pattern.parent.parts:
        if glob.has_magic(part):
            break
        fixed /= part
    return fixed
