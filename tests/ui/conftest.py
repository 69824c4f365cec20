"""Made sessions, pictures and sounds, so that the windows can be driven without a device or a model."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from face_model.analyser import FaceBox, FaceView
from fusion.baseline import PersonalBaseline
from fusion.emotions import EMOTIONS, Emotion
from fusion.events import EventKind, SessionEvent
from fusion.evidence import Estimate, Evidence, Modality, State
from fusion.interfaces import DeviceState, DeviceStatus, VideoFrame
from fusion.keeping.what import Keep
from fusion.mode import Mode
from fusion.moment import Moment, Shown
from fusion.whom import Whom
from ui.studies.stand_ins.still import StillKeeper
from ui.wording.captured import IN_THE_ROOM, Captured


@pytest.fixture(autouse=True)
def held(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The widgets given to qtbot, which holds them weakly: they live until it closes them.

    Else Python may collect one that the test's end left without a name, while it is being painted.
    """
    kept: list[Any] = []
    add = QtBot.addWidget

    def keep(bot: QtBot, widget: Any, **more: Any) -> None:
        kept.append(widget)
        add(bot, widget, **more)

    monkeypatch.setattr(QtBot, "addWidget", keep)
    return kept


class MadeClock:
    """A session clock that stands where it is put."""

    def __init__(self) -> None:
        from datetime import datetime, timezone

        self.started_at = datetime(2026, 3, 4, 18, 4, tzinfo=timezone.utc)
        self.t = 0.0

    def now(self) -> float:
        return self.t


class MadeSession:
    """Has a session's face, and says what a test has it say."""

    def __init__(self, modalities: tuple[Modality, ...] = (Modality.VOICE, Modality.FACE)) -> None:
        self.clock = MadeClock()
        self.mode = Mode.BOTH
        self.paused = False
        self.finished = threading.Event()
        self.failed_estimates = 0
        self.events: list[SessionEvent] = []
        self.replaced: list[tuple[Modality, Any]] = []
        self.baseline: Any = None
        self.learning = False
        self.met = PersonalBaseline.identity()
        self.begun_anew = 0
        names = {Modality.VOICE: "Built-in Microphone", Modality.FACE: "Integrated Webcam"}
        self.devices = {m: DeviceStatus(m, names[m], DeviceState.LIVE) for m in modalities}
        self._moment_callbacks: list[Callable[[Moment], None]] = []
        self._event_callbacks: list[Callable[[SessionEvent], None]] = []

    def status(self) -> dict[Modality, DeviceStatus]:
        return self.devices

    def subscribe(self, callback: Callable[[Moment], None]) -> Callable[[], None]:
        self._moment_callbacks.append(callback)
        return lambda: self._moment_callbacks.remove(callback)

    def subscribe_events(self, callback: Callable[[SessionEvent], None]) -> Callable[[], None]:
        self._event_callbacks.append(callback)
        return lambda: self._event_callbacks.remove(callback)

    @property
    def subscribers(self) -> int:
        return len(self._moment_callbacks) + len(self._event_callbacks)

    def say(self, moment: Moment) -> None:
        self.clock.t = moment.t
        for callback in self._moment_callbacks:
            callback(moment)

    def _announce(self, kind: EventKind, payload: Any = None) -> None:
        event = SessionEvent(self.clock.t, kind, payload)
        self.events.append(event)
        for callback in self._event_callbacks:
            callback(event)

    def set_mode(self, mode: Mode) -> None:
        self.mode = mode
        self._announce(EventKind.MODE, mode)

    def set_baseline(self, baseline: Any, *, learning: bool = False) -> None:
        self.baseline, self.learning = baseline, learning

    @property
    def allowed_for(self) -> str:
        return self.baseline.name if self.baseline else ""

    def known(self) -> Any:
        return self.met if self.learning else None

    def learnt(self, made_at: str) -> Any:
        return replace(self.met, made_at=made_at) if self.learning and self.met.name else None

    def start_anew(self) -> None:
        self.begun_anew += 1

    def adjust(self, clear_by: float, slowness: float) -> None:
        self.adjusted = (clear_by, slowness)

    def pause(self) -> None:
        self.paused = True
        self._announce(EventKind.PAUSE)

    def resume(self) -> None:
        self.paused = False
        self._announce(EventKind.RESUME)

    def bookmark(self) -> None:
        self._announce(EventKind.BOOKMARK, "")

    def note(self, text: str, t: float) -> None:
        self.events.append(SessionEvent(t, EventKind.NOTE, text))

    def label(self, own: Any) -> None:
        self._announce(EventKind.OWN_LABEL, own)

    def guess(self, guess: Any) -> None:
        self._announce(EventKind.GUESS, guess)

    def replace_source(self, modality: Modality, source: Any) -> None:
        if modality not in self.devices:
            raise ValueError("no such modality")
        self.replaced.append((modality, source))


def made_writer(rejected: int = 0, dropped: int = 0) -> SimpleNamespace:
    """A log's writer that lacks so much, without saying from when to when."""
    return SimpleNamespace(
        rejected=rejected,
        dropped=dropped,
        refused="",
        missing_from=float("inf"),
        missing_until=float("-inf"),
        unended=False,
        gone=False,
    )


@dataclass
class MadeAssembly:
    session: Any
    is_demo: bool = False
    notice: str = ""
    writer: Any = field(default_factory=made_writer)
    captured: Captured = IN_THE_ROOM
    words: Any = None
    lines: Any = None
    closed: bool = False
    onlooker: Any = None
    chosen: list[tuple[float, float]] = field(default_factory=list)
    whose: Any = None
    keeper: Any = None
    whom: Whom = Whom.OTHER
    speakers: Any = None
    from_devices: bool = True
    learner: Any = None
    spoken: list[bool] = field(default_factory=list)

    def require_keepable(self) -> None:
        pass

    def keep(self, what: Keep | None) -> None:
        self.keeper = None if what is None else StillKeeper(what)

    def i_speak(self, on: bool) -> None:
        self.spoken.append(on)

    def watch(self, onlooker: Any) -> None:
        self.onlooker = onlooker

    def choose_face(self, x: float, y: float) -> None:
        self.chosen.append((x, y))

    def close(self) -> None:
        self.closed = True


def leaning(emotion: Emotion, share: float = 0.7, second: Emotion | None = None) -> Any:
    """Probabilities (7,) that lean to one emotion, and to a second if given."""
    p = np.full(len(EMOTIONS), (1 - share) / len(EMOTIONS))
    p[emotion.position] += share
    if second is not None:
        moved = p[emotion.position] * 0.46
        p[emotion.position] -= moved
        p[second.position] += moved
    return p / p.sum()


def made_moment(
    t: float,
    state: State = State.CLEAR,
    emotion: Emotion | None = Emotion.HAPPY,
    *,
    voice: Emotion | None = None,
    face: Emotion | None = None,
    share: float = 0.7,
    weight: float = 0.5,
) -> Moment:
    """A moment whose modalities lean where they are told, or are absent; shown is what was estimated."""
    lead = emotion or voice or face or Emotion.NEUTRAL
    v = Evidence(Modality.VOICE, t, t, leaning(voice, share), 0.8) if voice else None
    f = Evidence(Modality.FACE, t, t, leaning(face, share), 0.8) if face else None
    if v and f:
        weights = {Modality.VOICE: weight, Modality.FACE: 1 - weight}
    else:
        weights = {Modality.VOICE: float(v is not None), Modality.FACE: float(f is not None)}
    if state is State.NO_SIGNAL:
        p, confidence = np.full(len(EMOTIONS), 1 / len(EMOTIONS)), 0.0
    else:
        second = next((e for e in (face, Emotion.SURPRISED, Emotion.HAPPY) if e and e is not lead), None)
        p = leaning(lead, share, second if state is State.MIXED else None)
        confidence = float(p.max())
    named = emotion if state in (State.CLEAR, State.MIXED) else None
    apart = 0.6 if state is State.CONFLICTING else 0.1
    estimate = Estimate(t, state, named, confidence, p, weights, apart, v, f)
    return Moment(estimate, Shown(state, named, t))


def made_face_view(t: float, faces: int = 1, partner: int | None = 0) -> Any:
    """A grey picture with ovals for outlines."""
    grey = np.linspace(150, 95, 480)[:, None, None] * np.array([0.93, 1.0, 1.06])
    image = np.broadcast_to(grey, (480, 640, 3)).astype(np.uint8)
    angles = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    boxes = []
    for i in range(faces):
        x = 0.5 if faces == 1 else 0.25 + 0.5 * i / (faces - 1)
        outline = np.stack([x + 0.13 * np.cos(angles), 0.48 + 0.28 * np.sin(angles)], axis=1)
        boxes.append(FaceBox(x - 0.13, 0.2, 0.26, 0.56, outline.astype(np.float32), person=i + 1))
    return FaceView(VideoFrame(image, t), tuple(boxes), partner, "turned a little away")


def made_voice_view(t: float) -> Any:
    """A made sound: three syllables with harmonics over a quiet floor."""
    frames, mels = np.arange(375)[None, :], np.arange(64)[:, None]
    envelope = sum(np.exp(-(((frames - at) / 22.0) ** 2)) for at in (90, 180, 290))
    log_mel = -62 + 66 * envelope * (0.45 + 0.55 * np.cos(mels / 3.1) ** 2) * np.exp(-mels / 50)
    return SimpleNamespace(
        t=t, level_dbfs=-21.0, speech=0.9, log_mel=log_mel.astype(np.float32), hint="speech heard"
    )


def attach(window: Any, **more: Any) -> tuple[MadeSession, MadeAssembly]:
    """A live window that shows a made session, its timers stopped so that the test sets the pace."""
    session = MadeSession()
    assembly = MadeAssembly(session, **more)
    window.attach(assembly)
    window.hold()
    return session, assembly


@pytest.fixture
def window(qtbot: Any) -> Iterator[Any]:
    """The live window, unless a file has another of its own."""
    from ui.settings import Settings
    from ui.widgets.appearance import Appearance
    from ui.windows.live_window import LiveWindow

    appearance = Appearance(Settings(theme="light", motion=False))
    appearance.apply()
    window = LiveWindow(appearance)
    qtbot.addWidget(window)
    window.show()
    yield window
    window.detach()


@pytest.fixture
def made() -> SimpleNamespace:
    """The makers above, for tests that cannot import this file."""
    return SimpleNamespace(
        Session=MadeSession,
        Assembly=MadeAssembly,
        attach=attach,
        leaning=leaning,
        moment=made_moment,
        face_view=made_face_view,
        voice_view=made_voice_view,
    )
