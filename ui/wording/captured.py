"""What is listened to and looked at, in words: a microphone and a camera, or a call on this computer."""

from __future__ import annotations

from dataclasses import dataclass

from fusion.evidence import Modality
from fusion.interfaces import DeviceState
from fusion.mode import Mode
from ui.wording.translation import mark, together, tr

_OTHERS = mark("Whoever is heard or seen should know that Attune is on.")
_HEARD_AND_SEEN = mark(
    "Attune looks at this screen and hears what this computer plays: the people on the call should know."
)
_SEEN = mark("Attune looks at this screen and hears the microphone: the people on the call should know.")
_SEEN_ALONE = mark("Attune looks at this screen: the people on the call should know.")
_HEARD = mark("Attune hears what this computer plays: the people on the call should know.")
_MICROPHONE_TOO = mark("Your microphone is open too, only to tell when you speak.")
_MOVE_ASIDE = {
    mark("Attune's own window is in front"): mark(
        "Attune's own window lies over what it looks at: move it aside, or make it small (Compact)."
    ),
    mark("another window is in front"): mark(
        "Another window lies over the one you chose: bring that one to the front."
    ),
}
"""What a picture of the screen says of what lies over it, and what helps."""
GREY = mark(
    "What is grey in the picture lies under Attune's own windows: moved aside, or small (Compact), they hide "
    "nothing."
)
NO_SOUND_AT_ALL = mark(
    "This microphone lets nothing be heard, not even the room: it may be muted, or another one is meant."
)
NO_SOUND_ANY_MORE = mark(
    "Nothing has come from this microphone for a while, not even the room: it may be muted. One that takes "
    "noise away does that too while nobody speaks."
)
NO_SOUND_NOTE = mark("no sound at all")
NOTHING_SEEN = mark("This camera shows nothing: something may cover it, or there is no light.")
NOTHING_SEEN_NOTE = mark("nothing to be seen")
BACK = {Modality.VOICE: mark("The sound is back."), Modality.FACE: mark("The picture is back.")}
"""What is told for a moment once it is well again."""
STARTING, ENDED = mark("starting"), mark("ended")


def move_aside(in_front: str) -> str:
    """The sentence on what lies over what is looked at, with what helps."""
    return tr(_MOVE_ASIDE[in_front])


@dataclass(frozen=True)
class Captured:
    """Where sound and picture come from.

    Parameters
    ----------
    screen
        The picture is that of this computer's screen, and no camera's.
    played
        The sound is what this computer plays, and no microphone's.
    microphone_too
        The user's microphone is heard beside it, to tell when they speak.
    """

    screen: bool = False
    played: bool = False
    microphone_too: bool = False

    def reminder(self, mode: Mode = Mode.BOTH) -> str:
        """Who should know, and of what; what the mode leaves out is neither heard nor seen."""
        heard, seen = mode.includes(Modality.VOICE), mode.includes(Modality.FACE)
        if self.screen and seen:
            known = tr((_HEARD_AND_SEEN if self.played else _SEEN) if heard else _SEEN_ALONE)
        else:
            known = tr(_HEARD if self.played and heard else _OTHERS)
        return together(known, tr(_MICROPHONE_TOO)) if self.microphone_too and heard else known

    def note(self, modality: Modality, state: DeviceState) -> str:
        """Why a modality says nothing, where its device is the reason ("" where it is not)."""
        if modality is Modality.VOICE:
            device, gone = (
                (tr("sound"), tr("no sound to hear"))
                if self.played
                else (tr("microphone"), tr("no microphone"))
            )
        else:
            device, gone = (
                (tr("screen"), tr("not on the screen")) if self.screen else (tr("camera"), tr("no camera"))
            )
        return {
            DeviceState.STARTING: STARTING,
            DeviceState.STALLED: tr("nothing is coming in"),
            DeviceState.LOST: gone,
            DeviceState.DENIED: tr("{device} not allowed", device=device),
            DeviceState.BUSY: tr("{device} in use elsewhere", device=device),
            DeviceState.ENDED: tr(ENDED),
        }.get(state, "")


IN_THE_ROOM = Captured()
"""A microphone and a camera, or a recording."""
