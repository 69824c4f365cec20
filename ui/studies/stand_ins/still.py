"""A session that stands still: no device, no model, no thread, and always the same to be seen."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from types import SimpleNamespace
from typing import Any

import numpy as np

from face_model.analyser import FaceBox, FaceView
from fusion.baseline import PersonalBaseline
from fusion.emotions import EMOTIONS, Emotion
from fusion.events import SessionEvent
from fusion.evidence import Estimate, Evidence, Modality, Probabilities, State
from fusion.interfaces import DeviceState, DeviceStatus, VideoFrame
from fusion.keeping.what import Keep
from fusion.log.timeline import Timeline
from fusion.mode import Mode
from fusion.moment import Moment, Shown
from fusion.whom import Whom
from ui.studies.stand_ins.conversation import log_conversation
from ui.wording.captured import IN_THE_ROOM, Captured

BEGAN = datetime(2026, 3, 4, 18, 4, tzinfo=timezone.utc)


class StillClock:
    """Stands where it is put."""

    def __init__(self) -> None:
        self.started_at, self.t = BEGAN, 0.0

    def now(self) -> float:
        """Session time, s."""
        return self.t


class StillSession:
    """Has a session's face; says what it is told to say, when it is told to."""

    def __init__(self) -> None:
        self.clock = StillClock()
        self.mode = Mode.BOTH
        self.paused = False
        self.finished = threading.Event()
        self.failed_estimates = 0
        self.allowed_for = ""
        names = {Modality.VOICE: "Built-in Microphone", Modality.FACE: "Integrated Webcam"}
        self.devices = {m: DeviceStatus(m, names[m], DeviceState.LIVE) for m in Modality}
        self.met: PersonalBaseline | None = None
        self._moments: list[Callable[[Moment], None]] = []
        self._events: list[Callable[[SessionEvent], None]] = []

    def status(self) -> dict[Modality, DeviceStatus]:
        """The devices."""
        return self.devices

    def subscribe(self, callback: Callable[[Moment], None]) -> Callable[[], None]:
        """Tell of each moment."""
        self._moments.append(callback)
        return lambda: self._moments.remove(callback)

    def subscribe_events(self, callback: Callable[[SessionEvent], None]) -> Callable[[], None]:
        """Tell of each event."""
        self._events.append(callback)
        return lambda: self._events.remove(callback)

    def known(self) -> PersonalBaseline | None:
        """Whom it has got to know."""
        return self.met

    def adjust(self, _clear_by: float, _slowness: float) -> None:
        """Nothing is to be adjusted."""

    def say(self, moment: Moment) -> None:
        """Let a moment come."""
        self.clock.t = moment.t
        for callback in self._moments:
            callback(moment)


@dataclass(frozen=True)
class StillKeeper:
    """Says that it keeps, and keeps nothing."""

    what: Keep
    modalities: frozenset[Modality] = frozenset(Modality)
    refused: str = ""
    going_on: bool = True
    pictures_lost: int = 0
    sound_lost: int = 0

    def close(self) -> None:
        """There is nothing to close."""


@dataclass
class StillAssembly:
    """What a live window is attached to."""

    session: Any = field(default_factory=StillSession)
    is_demo: bool = False
    notice: str = ""
    writer: Any = field(
        default_factory=lambda: SimpleNamespace(rejected=0, dropped=0, refused="", unended=False, gone=False)
    )
    captured: Captured = IN_THE_ROOM
    words: Any = None
    lines: Any = None
    whose: Any = None
    keeper: Any = None
    whom: Whom = Whom.OTHER
    speakers: Any = None
    from_devices: bool = True
    onlooker: Any = None

    def require_keepable(self) -> None:
        """It always is."""

    def keep(self, what: Keep | None) -> None:
        """Say from now on that this is kept."""
        self.keeper = None if what is None else StillKeeper(what)

    def watch(self, onlooker: Any) -> None:
        """Give it pictures and sound to show."""
        self.onlooker = onlooker

    def i_speak(self, _on: bool) -> None:
        """Nobody speaks."""

    def choose_face(self, _x: float, _y: float) -> None:
        """There is nobody to choose."""

    def close(self) -> None:
        """Nothing is open."""


def leaning(lead: Emotion, share: float = 0.7, second: Emotion | None = None) -> Probabilities:
    """Probabilities (7,) that lean to one feeling, and to a second where one is given."""
    p: Probabilities = np.full(len(EMOTIONS), (1 - share) / len(EMOTIONS))
    p[lead.position] += share * (0.55 if second else 1.0)
    if second is not None:
        p[second.position] += share * 0.45
    whole: Probabilities = p / p.sum()
    return whole


def moment_at(t: float, state: State, voice: Emotion | None, face: Emotion | None) -> Moment:
    """A moment at ``t`` (s) in which voice and face lean where they are told, or are silent."""
    sides = ((Modality.VOICE, voice, 0.72), (Modality.FACE, face, 0.64))
    pieces = {m: Evidence(m, t, t, leaning(e, share), 0.8) for m, e, share in sides if e is not None}
    lead = voice or face or Emotion.NEUTRAL
    second = face if state is State.MIXED and face is not lead else None
    p = leaning(lead, second=second) if pieces else np.full(len(EMOTIONS), 1 / len(EMOTIONS))
    named = lead if state in (State.CLEAR, State.MIXED) else None
    weights = {m: float(m in pieces) / max(len(pieces), 1) for m in Modality}
    estimate = Estimate(
        t,
        state,
        named,
        float(p.max()) if pieces else 0.0,
        p,
        weights,
        0.6 if state is State.CONFLICTING else 0.1,
        pieces.get(Modality.VOICE),
        pieces.get(Modality.FACE),
    )
    return Moment(estimate, Shown(state, named, t))


def face_view(t: float, *, there: bool = True) -> FaceView:
    """A grey picture with an oval for a face, if there is one."""
    grey = np.linspace(150, 95, 480)[:, None, None] * np.array([0.93, 1.0, 1.06])
    image = np.broadcast_to(grey, (480, 640, 3)).astype(np.uint8)
    if not there:
        return FaceView(VideoFrame(image, t), (), None, "no face in view")
    angles = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    outline = np.stack([0.5 + 0.13 * np.cos(angles), 0.48 + 0.28 * np.sin(angles)], axis=1)
    box = FaceBox(0.37, 0.2, 0.26, 0.56, outline.astype(np.float32), person=1)
    return FaceView(VideoFrame(image, t), (box,), 0, "in view")


def voice_view(t: float, *, there: bool = True) -> Any:
    """Three syllables over a quiet floor; the floor alone where nobody speaks."""
    frames, mels = np.arange(375)[None, :], np.arange(64)[:, None]
    envelope = sum(np.exp(-(((frames - at) / 22.0) ** 2)) for at in (90, 180, 290))
    log_mel = -62 + 66 * there * envelope * (0.45 + 0.55 * np.cos(mels / 3.1) ** 2) * np.exp(-mels / 50)
    level, speech, hint = (-21.0, 0.9, "speech heard") if there else (-58.0, 0.02, "no speech")
    return SimpleNamespace(
        t=t, level_dbfs=level, speech=speech, log_mel=log_mel.astype(np.float32), hint=hint
    )


def log_some(timeline: Timeline) -> None:
    """Four conversations of a week, as a review window lists them."""
    talks = ((0, 400.0, "Lunch with Ana", "Ana"), (1, 260.0, "", ""), (1, 900.0, "", "Ben"))
    for days, length_s, title, person in (*talks, (3, 340.0, "About the move", "Ana")):
        began = BEGAN - timedelta(days=3 - days, minutes=round(length_s / 10))
        log_conversation(timeline, began, length_s, title=title, person=person)
