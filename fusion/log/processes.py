"""Whether another program is still the one that it was."""

from __future__ import annotations

import os
import sys
import time
from datetime import datetime
from pathlib import Path

_CLOCK_SLACK_S = 2.0


def ran_at(process: int, when: datetime) -> bool:
    """Whether the process of this number lives, and lived at that moment: numbers are given out again."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass  # it lives and is somebody else's
    began = _process_began(process)
    return began is None or began <= when.timestamp() + _CLOCK_SLACK_S


def _process_began(process: int) -> float | None:
    """When a process was started, seconds since 1970; None where the system does not tell (not Linux)."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        # The name, the second field, may hold blanks and brackets of its own.
        fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
        ticks = int(fields.rpartition(")")[2].split()[19])
    except (OSError, ValueError, IndexError):
        return None
    since_boot_s = time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.time() - since_boot_s + ticks / os.sysconf("SC_CLK_TCK")
