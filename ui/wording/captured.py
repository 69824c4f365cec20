"""What is listened to and looked at, in words: a microphone and a camera, or a call on this computer."""

from __future__ import annotations

from dataclasses import dataclass

from fusion.evidence import Modality
from fusion.interfaces import DeviceState

_OTHERS = "Whoever is heard or seen should know that Attune is on."
_HEARD_AND_SEEN = "Attune looks at this screen and hears what this computer plays"
_SEEN = "Attune looks at this screen and hears the microphone"
_HEARD = "Attune hears what this computer plays"
_SHOULD_KNOW = "the people on the call should know."


@dataclass(frozen=True)
class Captured:
    """Where sound and picture come from.

    Parameters
    ----------
    screen
        The picture is that of this computer's screen, and no camera's.
    played
        The sound is what this computer plays, and no microphone's.
    """

    screen: bool = False
    played: bool = False

    @property
    def reminder(self) -> str:
        """Who should know, and of what."""
        if self.screen:
            return f"{_HEARD_AND_SEEN if self.played else _SEEN}: {_SHOULD_KNOW}"
        return f"{_HEARD}: {_SHOULD_KNOW}" if self.played else _OTHERS

    def note(self, modality: Modality, state: DeviceState) -> str:
        """Why a modality says nothing, where its device is the reason ("" where it is not)."""
        if modality is Modality.VOICE:
            device, gone = ("sound", "no sound to hear") if self.played else ("microphone", "no microphone")
        else:
            device, gone = ("screen", "not on the screen") if self.screen else ("camera", "no camera")
        return {
            DeviceState.STARTING: "starting",
            DeviceState.STALLED: "nothing is coming in",
            DeviceState.LOST: gone,
            DeviceState.DENIED: f"{device} not allowed",
            DeviceState.BUSY: f"{device} in use elsewhere",
            DeviceState.ENDED: "ended",
        }.get(state, "")


IN_THE_ROOM = Captured()
"""A microphone and a camera, or a recording."""
