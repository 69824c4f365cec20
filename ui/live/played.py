"""How what the computer plays is named beside microphones: ``system``, or ``system:`` and a loudspeaker."""

from __future__ import annotations

from typing import TypeGuard

SYSTEM = "system"
"""Whatever the computer plays."""


def played(loudspeaker: str | None) -> str:
    """The name of what this loudspeaker plays; of whatever is played with None."""
    return SYSTEM if loudspeaker is None else f"{SYSTEM}:{loudspeaker}"


def is_played(name: str | int | None) -> TypeGuard[str]:
    """Whether this names what the computer plays, and no microphone."""
    return isinstance(name, str) and (name == SYSTEM or name.startswith(f"{SYSTEM}:"))


def loudspeaker_of(name: str) -> str | None:
    """Which loudspeaker is meant; None for whichever plays."""
    return name.partition(":")[2].strip() or None
