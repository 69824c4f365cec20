"""What a sound server has to listen to: what a computer plays, and microphones."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PlayedSound:
    """A loudspeaker or headphone whose sound can be heard: the system's name, one for people, the default."""

    id: str
    name: str
    is_default: bool


@dataclass(frozen=True)
class ServerInput:
    """A microphone: the sound server's name, the one the desktop shows, the default."""

    id: str
    name: str
    is_default: bool
