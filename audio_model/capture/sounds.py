"""What can be listened to: what a computer plays, and microphones; and which of them a name means."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

Device = TypeVar("Device")


@dataclass(frozen=True)
class SoundDevice:
    """A loudspeaker or a microphone: the system's own name, the one for people, and whether the default."""

    id: str
    name: str
    is_default: bool


def meant(name: str, devices: Sequence[Device], names: Callable[[Device], Sequence[str]]) -> Device | None:
    """The device of this name, or the only one with that in the first of its names; None without."""
    exact = [device for device in devices if name in names(device)]
    partly = [device for device in devices if name.casefold() in names(device)[0].casefold()]
    return (exact or partly)[0] if exact or len(partly) == 1 else None


def meant_by(name: str, devices: Sequence[SoundDevice]) -> SoundDevice | None:
    """The same by the name for people, or the whole of the system's own."""
    return meant(name, devices, lambda device: (device.name, device.id))
