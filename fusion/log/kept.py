"""Where kept sound and picture lie: files beside the log, which go with the conversation they are of."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from fusion.errors import reason_of
from fusion.log.copies import overwrite
from fusion.log.errors import TimelineError


@dataclass(frozen=True)
class KeptFile:
    """Sound and picture of a part of a conversation.

    Parameters
    ----------
    path
        A Matroska file.
    session_id
        Whose.
    start_s
        The moment at its beginning: session time without pauses, seconds.
    end_s
        The same of its end, where it is a clip that ends at a bookmark; else None.
    """

    path: Path
    session_id: int
    start_s: float
    end_s: float | None


def kept_path(log: Path, session_id: int, start_s: float, end_s: float | None) -> Path:
    """The file for what begins then; see :class:`KeptFile`."""
    end = "" if end_s is None else f"-{round(end_s * 1000)}"
    return log.with_name(f"{log.name}.session{session_id}.{round(start_s * 1000)}{end}.mkv")


def kept_files(log: Path, session_id: int | None = None) -> list[KeptFile]:
    """What is kept of one conversation, or of all, in order of time."""
    name = re.compile(re.escape(log.name) + r"\.session(\d+)\.(\d+)(?:-(\d+))?\.mkv")
    found = []
    for path in log.parent.glob("*.mkv"):
        if match := name.fullmatch(path.name):
            number, start, end = match.groups()
            found.append(KeptFile(path, int(number), int(start) / 1000, int(end) / 1000 if end else None))
    wanted = [kept for kept in found if session_id is None or kept.session_id == session_id]
    return sorted(wanted, key=lambda kept: (kept.session_id, kept.start_s, kept.end_s or 0.0))


def megabytes(files: Collection[KeptFile]) -> float:
    """How much room these take, in millions of bytes."""
    return sum(kept.path.stat().st_size for kept in files) / 1e6


def forget_kept(files: Collection[KeptFile]) -> None:
    """Overwrite and delete these.

    Raises
    ------
    TimelineError
        If one cannot be; the others are.
    """
    failed: list[tuple[Path, OSError]] = []
    for kept in files:
        try:
            overwrite(kept.path)
        except OSError as error:
            failed.append((kept.path, error))
    for path, why in failed[:1]:
        reason = reason_of(why)
        raise TimelineError(
            f"Sound and picture in {path} could not be deleted ({reason}); delete that file yourself."
        ) from why
