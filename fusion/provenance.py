"""Where a result came from, and when."""

from __future__ import annotations

import subprocess
from datetime import datetime, timezone
from pathlib import Path


def commit() -> str:
    """The commit of the checkout this file lies in; "unknown" outside of one."""
    try:
        found = subprocess.run(
            ["git", "rev-parse", "HEAD"],
            cwd=Path(__file__).parent,
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return found.stdout.strip()


def made_now() -> str:
    """Now, as a card tells it."""
    return datetime.now(timezone.utc).isoformat(timespec="seconds")
