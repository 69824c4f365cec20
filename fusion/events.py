"""What happens besides estimates, the modes of a session, and its pace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from fusion.evidence import Modality
from fusion.moment import Moment

TICK_S = 0.1


class Mode(str, Enum):
    """Which modalities take part; a device that is left out is closed."""

    BOTH = "both"
    VOICE = "voice"
    FACE = "face"

    def includes(self, modality: Modality) -> bool:
        """Whether the mode uses a modality."""
        return self is Mode.BOTH or self.value == modality.value


@dataclass(frozen=True)
class SessionEvent:
    """Something that happened besides estimates.

    ``kind`` is one of ``device``, ``mode``, ``baseline``, ``pause``, ``resume``, ``bookmark``, ``note``,
    ``words``; ``t`` in seconds.
    """

    t: float
    kind: str
    text: str = ""


class Conversation(Protocol):
    """What tells of a conversation as it goes on: a session, or a stand-in for one."""

    def subscribe(self, callback: Callable[[Moment], None]) -> Callable[[], None]:
        """Be called at each tick; what is returned ends it."""
        ...

    def subscribe_events(self, callback: Callable[[SessionEvent], None]) -> Callable[[], None]:
        """Be called with each event; what is returned ends it."""
        ...
