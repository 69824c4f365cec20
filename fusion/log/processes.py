"""Whether another program is still the one that it was."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import psutil

_CLOCK_SLACK_S = 2.0


def ran_at(process: int, when: datetime) -> bool:
    """Whether the process of this number lives, and lived at that moment: numbers are given out again.

    Where the computer's clock was set forward since, whatever lives seems to have begun later; an Attune of
    that number is then taken for the one that it was.
    """
    import psutil  # most who read or write logs never ask

    try:
        found = psutil.Process(process)
        if found.status() == psutil.STATUS_ZOMBIE:
            return False
        return found.create_time() <= when.timestamp() + _CLOCK_SLACK_S or _is_attune(found)
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:
        return True  # it lives and is somebody else's


def _is_attune(process: psutil.Process) -> bool:
    import psutil

    try:
        return any("attune" in part or "ui.cli" in part for part in process.cmdline())
    except psutil.AccessDenied:
        return False  # somebody else's, and so none that writes into this log
