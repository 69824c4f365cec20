"""What a computer plays, as something to listen to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PlayedSound:
    """A loudspeaker or headphone whose sound can be heard: the system's name, one for people, the default."""

    id: str
    name: str
    is_default: bool
