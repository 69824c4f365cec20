"""What the banner says: what is wrong first, then what the user should know, each until it is dismissed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fusion.evidence import Modality
from ui.wording.logging import lines_refusal, refusal

if TYPE_CHECKING:
    from ui.live.assemble import Assembly
    from ui.live.state import LiveState

OVER = "The recording has ended."
WELCOME = (
    "Welcome. What you read here is a guess from voice and face, and can be wrong: asking is fine. "
    "Tell the others that Attune is on."
)
LOGGED = (
    "Its guesses are logged on this computer, no sound and no picture; Settings ends that, Review deletes it."
)


@dataclass(frozen=True)
class Message:
    """``text`` ("" for nothing) and the device lists that help with it."""

    text: str
    pickers: tuple[Modality, ...] = ()


class Banner:
    """Remembers what was dismissed. Trouble that has passed and comes back is told of again.

    ``welcome`` asks for a word to somebody who is here for the first time, once there is nothing else to say.
    """

    def __init__(self) -> None:
        self.welcome = False
        self._said: set[str] = set()
        self._read: set[str] = set()

    def message(self, state: LiveState, assembly: Assembly) -> Message:
        """What should be said now."""
        trouble = state.trouble()
        disk = (refusal(assembly.writer), lines_refusal(assembly.lines))
        if not state.session.paused:
            self._read &= {*trouble.values(), *disk, assembly.notice, OVER}
        fresh = [t for t in (*trouble.values(), *disk, assembly.notice) if t and t not in self._read]
        if not fresh and state.session.finished.is_set() and OVER not in self._read:
            fresh = [OVER]
        if not fresh and self.welcome:
            fresh = [WELCOME, LOGGED] if assembly.writer is not None else [WELCOME]
        self._said = set(fresh)
        return Message(" ".join(fresh), self._pickers(trouble, assembly))

    def dismiss(self) -> None:
        """The user has read what is being said."""
        self._read |= self._said
        if WELCOME in self._said:
            self.welcome = False

    def _pickers(self, trouble: dict[Modality, str], assembly: Assembly) -> tuple[Modality, ...]:
        """Those of devices in trouble; both where a device would take a recording's place."""
        if OVER in self._said or (assembly.is_demo and self._said - {WELCOME, LOGGED}):
            return tuple(Modality)
        return tuple(m for m, text in trouble.items() if text in self._said)
