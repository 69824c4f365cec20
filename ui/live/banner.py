"""What the banner says: what is wrong first, then what the user should know, each until it is dismissed."""

from __future__ import annotations

from dataclasses import dataclass

from fusion.evidence import Modality
from fusion.session.pace import TOO_BUSY
from ui.live.scene import Scene
from ui.wording.from_below import from_below
from ui.wording.own_voice import COUNTS_TOO, HOLD
from ui.wording.translation import mark, together, tr

OVER = mark("The recording was played to its end.")
WELCOME = mark(
    "Welcome. What you read here is a guess from voice and face, and can be wrong: asking is fine. "
    "Tell the others that Attune is on."
)
LOGGED = mark(
    "Its guesses are logged on this computer, no sound and no picture. You can end that in Settings, and "
    "delete it in Review."
)


@dataclass(frozen=True)
class Message:
    """``text`` ("" for nothing) and the device lists that help with it."""

    text: str
    pickers: tuple[Modality, ...] = ()


class Banner:
    """Remembers what was dismissed. Trouble that has passed and comes back is told of again.

    ``welcome`` asks for a word to somebody who is here for the first time, once there is nothing else to say.
    ``speak_key`` is the key that is held while the user speaks, "" where there is none.
    """

    def __init__(self) -> None:
        self.welcome = False
        self.speak_key = ""
        self._said: set[str] = set()
        self._read: set[str] = set()

    def message(self, scene: Scene) -> Message:
        """What should be said now."""
        told = (*scene.trouble.values(), *scene.disk, *scene.back, scene.notice)
        if not scene.paused:
            self._read &= {*told, OVER}
        fresh = [text for text in told if text and text not in self._read]
        if not fresh and scene.over and OVER not in self._read:
            fresh = [OVER]
        if not fresh and self.welcome:
            fresh = [WELCOME, LOGGED] if scene.logged and not scene.kept else [WELCOME]
        self._said = set(fresh)
        said = [from_below(text) for text in fresh]
        if self.speak_key and COUNTS_TOO in scene.notice and scene.notice in fresh:
            said.append(tr(HOLD, key=self.speak_key))
        return Message(together(*said), self._pickers(scene))

    def dismiss(self) -> None:
        """The user has read what is being said."""
        self._read |= self._said
        if WELCOME in self._said:
            self.welcome = False

    def _pickers(self, scene: Scene) -> tuple[Modality, ...]:
        """Those of devices in trouble; both where a device would take a recording's place.

        Where the computer is too busy, another device is no help.
        """
        if OVER in self._said or (scene.is_demo and self._said - {WELCOME, LOGGED, TOO_BUSY}):
            return tuple(Modality)
        return tuple(m for m, text in scene.trouble.items() if text in self._said - {TOO_BUSY})
