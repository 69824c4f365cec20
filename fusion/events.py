"""What happens besides estimates, and the pace of a session."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from fusion.emotions import Emotion
from fusion.interfaces import DeviceStatus
from fusion.mode import Mode
from fusion.moment import Moment

TICK_S = 0.1


class EventKind(str, Enum):
    """What can happen besides estimates, and what tells of it."""

    DEVICE = "device"
    """A device stands otherwise than before: its DeviceStatus."""
    MODE = "mode"
    """Other modalities are used: the Mode."""
    BASELINE = "baseline"
    """How somebody usually is, is allowed for: their name, None for nobody."""
    PAUSE = "pause"
    RESUME = "resume"
    BOOKMARK = "bookmark"
    """A moment worth finding again: the note on it, "" without one."""
    NOTE = "note"
    """Written when looking back: its text."""
    OWN_LABEL = "own_label"
    """What the user says it was, then or when looking back: an OwnLabel."""
    GUESS = "guess"
    """Practice: what the user thought it was before they saw what is shown: a Guess."""
    WORDS = "words"
    """A phrase was heard: its score, -1 (unpleasant) to 1 (pleasant), and never the words; or the code of its
    language, where that is not scored."""
    FAULT = "fault"
    """An estimate failed, by a fault of the program; told of once, the session goes on."""


@dataclass(frozen=True)
class OwnLabel:
    """What it was in the user's own eyes.

    Parameters
    ----------
    emotion
        The feeling.
    span_s
        For how long before the event's time it was so, seconds; 0 where a moment is meant.
    """

    emotion: Emotion
    span_s: float


@dataclass(frozen=True)
class Guess:
    """What the user took it for, beside what was shown at that moment.

    Parameters
    ----------
    guessed
        The feeling guessed.
    shown
        The feeling shown, None where none was named.
    """

    guessed: Emotion
    shown: Emotion | None


Payload = DeviceStatus | Mode | OwnLabel | Guess | str | float | None
_PAYLOADS: Mapping[EventKind, tuple[type, ...]] = {
    EventKind.DEVICE: (DeviceStatus,),
    EventKind.MODE: (Mode,),
    EventKind.BASELINE: (str, type(None)),
    EventKind.PAUSE: (type(None),),
    EventKind.RESUME: (type(None),),
    EventKind.BOOKMARK: (str,),
    EventKind.NOTE: (str,),
    EventKind.OWN_LABEL: (OwnLabel,),
    EventKind.GUESS: (Guess,),
    EventKind.WORDS: (float, str),
    EventKind.FAULT: (type(None),),
}
_LANGUAGE = re.compile("[a-z]{2,3}")
"""A language's code as Whisper gives it (ISO 639)."""


@dataclass(frozen=True)
class SessionEvent:
    """Something that happened besides estimates.

    Parameters
    ----------
    t
        Seconds on the session clock.
    kind
        What happened.
    payload
        The facts of it; see :class:`EventKind`.

    Raises
    ------
    ValueError
        If the payload is none of its kind's.
    """

    t: float
    kind: EventKind
    payload: Payload = None

    def __post_init__(self) -> None:
        fits = isinstance(self.payload, _PAYLOADS[self.kind])
        if self.kind is EventKind.WORDS and isinstance(self.payload, str):
            fits = _LANGUAGE.fullmatch(self.payload) is not None  # so that no words are ever logged
        if not fits:
            raise ValueError(f"a {self.kind.value} event does not tell of {self.payload!r}")


class Conversation(Protocol):
    """What tells of a conversation as it goes on: a session, or a stand-in for one."""

    def subscribe(self, callback: Callable[[Moment], None]) -> Callable[[], None]:
        """Be called at each tick; what is returned ends it."""
        ...

    def subscribe_events(self, callback: Callable[[SessionEvent], None]) -> Callable[[], None]:
        """Be called with each event; what is returned ends it."""
        ...
