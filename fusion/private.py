"""Folders that only their owner may enter."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path


def private_folder(folder: Path, *, attunes_own: bool = False) -> None:
    """Make a folder for its owner only, whatever the umask.

    Parameters
    ----------
    folder
        The folder. One that is there is left as it is, unless it is Attune's own.
    attunes_own
        Whether it is one of Attune's own in the platform's places, which an earlier version may have made
        wider: that is closed to others.

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
