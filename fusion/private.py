"""Folders that only their owner may enter."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path


def private_folder(folder: Path, *, attunes_own: bool = False) -> None:
    """Make a folder for its owner only, whatever the umask.

    Parameters
    ----------
    folder
        Left as it is where it is there, unless it is
    attunes_own
        one of Attune's own in the platform's places, which an earlier version may have made wider.

    Raises
    ------
    OSError
        If it cannot be made.
    """
    above = folder.parent
    if attunes_own and above.name == "attune":  # the folder of the program's log lies in another of Attune's
        private_folder(above, attunes_own=True)
    if not folder.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if attunes_own and folder.stat().st_mode & 0o077:
        with suppress(OSError):  # somebody else's: it is theirs to share
            folder.chmod(0o700)
