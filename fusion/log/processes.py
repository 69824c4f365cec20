"""Whether another program is still the one that it was."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import psutil

_CLOCK_SLACK_S = 2.0
_MADE_OF = re.compile(r"\bui\.cli\b")


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
    """Whether its program is ``attune``, or Python that runs that or what it is made of.

    A folder, a file or an address called so, among what a program was given to work on, tells nothing.
    """
    import psutil

    try:
        program, *given = process.cmdline() or [""]
    except psutil.AccessDenied:
        return False  # somebody else's, and so none that writes into this log
    if _stem(program).startswith("python"):
        while given and given[0].startswith("-") and given[0] not in ("-c", "-m"):
            given = given[1 + (given[0] in ("-W", "-X")) :]  # Python's own options
        if given[:1] in (["-c"], ["-m"]):
            return _MADE_OF.search(" ".join(given[1:2])) is not None
        program = given[0] if given else ""
    return _stem(program) == "attune"


def _stem(program: str) -> str:
    """The name of a program, of whichever system."""
    return re.split(r"[\\/]", program)[-1].lower().removesuffix(".exe")
