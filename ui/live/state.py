"""What the live window shows at this moment, worked out from what the session has said so far."""

from __future__ import annotations

from datetime import datetime, timedelta

from audio_model.words.phrases import WordsHeard
from fusion.affect import Affect, affect_of
from fusion.emotions import EMOTIONS
from fusion.events import EventKind
from fusion.evidence import Modality
from fusion.interfaces import DeviceState
from fusion.moment import Moment
from fusion.session.session import Session
from ui.live.feed import LiveFeed
from ui.settings import Settings
from ui.wording.estimates import CANNOT_KEEP_UP, STARTING, describe, device_note, stale
from ui.wording.heard_words import WORDS_HOLD_S, words_sentence
from ui.wording.readings import PAUSED, Reading, ended, paused
from ui.wording.strip_spans import LookSpan, extend, forget_before

STALE_AFTER_S = 1.0
"""An estimate older than this is never shown as the present."""
BEHIND_AFTER_S = 2.0
"""Sound and pictures that were taken longer ago than this are worked on too late to be told of as now."""
STRIP_S = 120.0


class LiveState:
    """The recent past of one running session; no Qt, no threads of its own.

    Parameters
    ----------
    session
        Running or about to.
    settings
        The user's words.
    """

    def __init__(self, session: Session, settings: Settings) -> None:
        self.session = session
        self.settings = settings
        self.spans: list[LookSpan] = []
        self.marks: list[float] = []
        self.feed = LiveFeed()
        """Newest of what was heard and seen, where somebody has it drawn."""
        self.feed.attach(session)
        self.watched = False
        """Whether sounds and pictures are put into the feed."""
        self._newest: Moment | None = None
        self._words: tuple[float, WordsHeard] | None = None

    def close(self) -> None:
        """Listen no more."""
        self.feed.detach()

    def update(self) -> None:
        """Take in what has come since the last call."""
        moments, events = self.feed.take()
        now = self.session.clock.now()
        extend(self.spans, moments, self.settings)
        if moments:
            self._newest = moments[-1]
        if self.session.paused:
            if self.spans and self.spans[-1].look == PAUSED:
                self.spans[-1] = LookSpan(self.spans[-1].t_start, now, PAUSED)
            else:
                self.spans.append(LookSpan(now, now, PAUSED))
        self.marks += [e.t for e in events if e.kind is EventKind.BOOKMARK]
        for event in events:
            if isinstance(event.payload, float):
                self._words = event.t, WordsHeard(event.payload)
        forget_before(self.spans, now - STRIP_S)
        self.marks = [t for t in self.marks if t >= now - STRIP_S]

    def reading(self) -> Reading:
        """What the card says now."""
        session, settings = self.session, self.settings
        if session.paused:
            return paused()
        if session.finished.is_set():
            return ended()
        mode, absent = session.mode, self.absent()
        newest = self._newest
        if newest is None or session.clock.now() - newest.t > STALE_AFTER_S:
            return stale(settings, mode, absent)
        return describe(newest, settings, mode, absent)

    def words(self) -> str:
        """What the newest words seem to say beside the voice; "" where there is nothing to say of them."""
        now, newest = self.session.clock.now(), self._newest
        if self.session.paused or self._words is None or now - self._words[0] > WORDS_HOLD_S:
            return ""
        fresh = newest is not None and now - newest.t <= STALE_AFTER_S
        return words_sentence(
            self._words[1], newest.estimate.voice if newest and fresh else None, self.settings
        )

    def affect(self, reading: Reading) -> Affect | None:
        """Where the newest estimate lies on the map; None while the card names no feeling."""
        named = self._newest is not None and reading.look in {e.value for e in EMOTIONS}
        return affect_of(self._newest.estimate.probabilities) if self._newest is not None and named else None

    def absent(self) -> dict[Modality, str]:
        """Why a modality says nothing, where its device is the reason."""
        status = self.session.status()
        notes = {m: device_note(m, s.state) or self._delay(m, s.state) for m, s in status.items()}
        for modality in Modality:
            if modality not in status:
                notes[modality] = "not in this recording"
        return {m: note for m, note in notes.items() if note}

    def _delay(self, modality: Modality, device: DeviceState) -> str:
        """Why nothing can be said of a device that runs: its sound or pictures wait to be worked on."""
        if device is not DeviceState.LIVE or not self.watched:
            return ""
        if modality is Modality.VOICE:
            reached = sound.t if (sound := self.feed.sound) is not None else None
        else:
            reached = picture.frame.t_start if (picture := self.feed.picture) is not None else None
        if reached is None:
            return STARTING
        return CANNOT_KEEP_UP if self.session.clock.now() - reached > BEHIND_AFTER_S else ""

    def trouble(self) -> dict[Modality, str]:
        """The devices' plain sentences, where not all is well."""
        if self.session.paused:
            return {}
        return {
            m: s.sentence
            for m, s in self.session.status().items()
            if s.sentence and s.state is not DeviceState.ENDED and self.session.mode.includes(m)
        }

    def strip_span(self) -> tuple[float, float]:
        """From and to of the strip, seconds on the session clock."""
        now = self.session.clock.now()
        return now - STRIP_S, now

    def strip_times(self) -> str:
        """The strip's ends as times of day: "18:04 – 18:06"."""
        start, end = (self.wall_time(t).strftime("%H:%M") for t in self.strip_span())
        return f"{start} – {end}"

    def wall_time(self, t: float) -> datetime:
        """Local time of day of session time ``t`` (s)."""
        return (self.session.clock.started_at + timedelta(seconds=t)).astimezone()
