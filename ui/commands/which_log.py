"""Which log a command or a window is to read: the usual one, or one that was named and is there."""

from __future__ import annotations

from pathlib import Path

from fusion.log.errors import TimelineError
from fusion.log.timeline import default_path


def log_at(path: Path | None) -> Path:
    """The log that is meant, the usual one with None; one that was named must be there.

    Raises
    ------
    TimelineError
        If it is not.
    """
    if path is not None and not path.exists():  # a slip would leave the log that is meant as it was
        raise TimelineError(f"There is no log at {path}; check the path after --log.")
    return path or default_path()
