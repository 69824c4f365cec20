"""Where the session's threads leave what is new, and the window picks it up."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from fusion.events import SessionEvent
from fusion.moment import Moment
from fusion.session.session import Session
from ui.live.in_front import InFront
from ui.live.nothing_heard import NothingHeard
from ui.live.nothing_seen import NothingSeen

if TYPE_CHECKING:
    from audio_model.spectrum_view import VoiceView
    from face_model.analyser import FaceView

MOST_WAITING = 1200
"""Two minutes of ticks: more than a window that still lives leaves lying."""


class LiveFeed:
    """Bounded mailboxes between a session and a window; callbacks store and return at once.

    Of moments and events all are kept until they are taken, of sounds and pictures the newest only.
    """

    def __init__(self) -> None:
        self.sound: VoiceView | None = None
        self.picture: FaceView | None = None
        self.in_front = InFront()
        """What lies over the pictures."""
        self.nothing_heard = NothingHeard()
        """Whether the sound is none at all."""
        self.nothing_seen = NothingSeen()
        """Whether nothing is to be made out in the pictures."""
        self._lock = threading.Lock()
        self._moments: deque[Moment] = deque(maxlen=MOST_WAITING)
        self._events: deque[SessionEvent] = deque(maxlen=MOST_WAITING)
        self._detach: list[Callable[[], None]] = []

    def attach(self, session: Session) -> None:
        """Take everything the session says from now on."""
        self.detach()
        self._detach = [session.subscribe(self.put_moment), session.subscribe_events(self.put_event)]

    def detach(self) -> None:
        """Take nothing more and drop what waits; harmless when not attached."""
        for end in self._detach:
            end()
        self._detach = []
        self.put_sound(None)
        self.put_picture(None)
        self.take()

    def put_moment(self, moment: Moment) -> None:
        """Called on the session's ticker."""
        with self._lock:
            self._moments.append(moment)

    def put_event(self, event: SessionEvent) -> None:
        """Called on whatever thread the event arises on."""
        with self._lock:
            self._events.append(event)

    def put_sound(self, view: VoiceView | None) -> None:
        """Called on the thread that listens, with the newest sound, or None when it is forgotten."""
        self.sound = view
        self.nothing_heard.hear(view)

    def put_picture(self, view: FaceView | None) -> None:
        """Called on the thread that looks, with the newest picture, or None when it is forgotten."""
        self.picture = view
        self.in_front.look(view)
        self.nothing_seen.look(view)

    def take(self) -> tuple[list[Moment], list[SessionEvent]]:
        """What has come since the last call, oldest first."""
        with self._lock:
            taken = list(self._moments), list(self._events)
            self._moments.clear()
            self._events.clear()
        return taken
