"""Whether another program is still the one that it was."""

from __future__ import annotations

from datetime import datetime

_CLOCK_SLACK_S = 2.0


def ran_at(process: int, when: datetime) -> bool:
    """Whether the process of this number lives, and lived at that moment: numbers are given out again."""
    import psutil  # most who read or write logs never ask

    try:
        found = psutil.Process(process)
        ended = found.status() == psutil.STATUS_ZOMBIE
        return not ended and found.create_time() <= when.timestamp() + _CLOCK_SLACK_S
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:
        return True  # it lives and is somebody else's
