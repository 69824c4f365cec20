"""Session: streams in, estimates out, ten times a second; goes on with what it has."""

from __future__ import annotations

import logging
import math
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from fusion.baseline import PersonalBaseline
from fusion.clock import SessionClock
from fusion.display import Display
from fusion.events import TICK_S, EventKind, Guess, OwnLabel, Payload, SessionEvent
from fusion.evidence import Evidence, Modality
from fusion.interfaces import Analyser, AudioChunk, DeviceState, DeviceStatus, Source, VideoFrame
from fusion.late_fusion import LateFusion
from fusion.mode import Mode
from fusion.moment import Moment
from fusion.running import RunningBaseline
from fusion.session.worker import StreamWorker
from fusion.speaking import Speaking

log = logging.getLogger(__name__)


class Session:
    """One conversation, live: a thread per modality and one that ticks.

    Parameters
    ----------
    voice, face
        Source and analyser of each modality, or ``None`` for a session that never has it.
    mode
        Which modalities are open at the start.
    baseline
        How the other person usually looks and sounds, allowed for before the fusion; ``None`` for nobody's.
    learning
        Whether that goes on being learnt (from nothing where there is no baseline), from person to person.
    who_speaks
        Tells at each tick who of the two people speaks; ``None`` where nobody tells them apart.
    beside
        Another microphone and what listens to it, open whenever the voice is. What it hears is no evidence
        and is not passed on; ``who_speaks`` may rest on it.
    """

    def __init__(
        self,
        voice: tuple[Source[Any], Analyser[Any]] | None,
        face: tuple[Source[Any], Analyser[Any]] | None,
        *,
        mode: Mode = Mode.BOTH,
        baseline: PersonalBaseline | None = None,
        learning: bool = False,
        fusion: LateFusion | None = None,
        display: Display | None = None,
        clock: SessionClock | None = None,
        who_speaks: Callable[[], Speaking | None] | None = None,
        beside: tuple[Source[AudioChunk], Analyser[AudioChunk]] | None = None,
    ) -> None:
        self.clock = clock or SessionClock()
        self.mode = mode
        self.paused = False
        self.finished = threading.Event()
        """Set while every recording in use has come to its end (devices never end); no estimates then."""
        self.failed_estimates = 0
        """How many estimates came to nothing by a fault of the program."""
        self._fusion = replace(fusion or LateFusion.shipped(), baseline=baseline)
        self._running = RunningBaseline(baseline) if learning else None
        self._usual_rule = self._fusion.rule
        self._display = display or Display()
        self._usual_steadiness = self._display.steadiness
        self._lock = threading.Lock()
        self._newest: dict[Modality, Evidence] = {}
        self._previous: dict[Modality, Evidence] = {}
        self._moment_callbacks: list[Callable[[Moment], None]] = []
        self._event_callbacks: list[Callable[[SessionEvent], None]] = []
        self._chunk_callbacks: list[Callable[[AudioChunk | VideoFrame], None]] = []
        self._who_speaks = who_speaks or (lambda: None)
        self._stopping = threading.Event()
        self._ticker = threading.Thread(target=self._tick, name="attune-ticker")
        self._workers: dict[Modality, StreamWorker[Any]] = {
            modality: StreamWorker(
                modality, *stream, self.clock, self._take, self._status_changed, self._pass_on
            )
            for modality, stream in ((Modality.VOICE, voice), (Modality.FACE, face))
            if stream is not None
        }

        self._beside = (
            StreamWorker(Modality.VOICE, *beside, self.clock, _let_go, _let_go, _let_go)
            if beside is not None
            else None
        )

    def start(self) -> None:
        """Open the devices and begin to tick."""
        for worker in self._all_workers():
            worker.start(wanted=self._wants(worker.modality))
        if self._fusion.baseline:
            self._announce(EventKind.BASELINE, self._fusion.baseline.name)
        self._ticker.start()

    def stop(self) -> None:
        """Close the devices and the analysers and join every thread; harmless when called twice."""
        self._stopping.set()
        for worker in self._all_workers():
            worker.begin_to_stop()
        for worker in self._all_workers():
            worker.stop()
        if self._ticker.ident is not None:
            self._ticker.join()

    def __enter__(self) -> Session:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def set_mode(self, mode: Mode) -> None:
        """Use other modalities from now on."""
        if mode is not self.mode:
            self.mode = mode
            self._apply_wishes()
            self._announce(EventKind.MODE, mode)

    def set_baseline(self, baseline: PersonalBaseline | None, *, learning: bool = False) -> None:
        """Allow for how this person usually looks and sounds from now on; ``None`` for nobody.

        Parameters
        ----------
        learning
            Whether that goes on being learnt. What was learnt so far of somebody of the same name (or of
            nobody in particular) stays; of others it is forgotten.
        """
        before, self._fusion = self._fusion.baseline, replace(self._fusion, baseline=baseline)
        was, now = (b.name if b else None for b in (before, baseline))
        with self._lock:
            if not learning:
                self._running = None
            elif self._running is None or was != now:
                self._running = RunningBaseline(baseline)
        if was != now:
            self._announce(EventKind.BASELINE, now)

    @property
    def allowed_for(self) -> str:
        """The name of the person allowed for, "" for nobody in particular."""
        baseline = self._fusion.baseline
        return baseline.name if baseline else ""

    def start_anew(self) -> None:
        """Forget what was learnt of everybody met in this session, as when somebody else sits down."""
        self._display.forget()
        with self._lock:
            if self._running is not None:
                self._running.forget()

    def known(self) -> PersonalBaseline | None:
        """What has been learnt of whoever is there now, and for how long each was met; None if nothing is."""
        with self._lock:
            return self._running.baseline() if self._running else None

    def learnt(self, made_at: str) -> PersonalBaseline | None:
        """What is known of the person named, with what was learnt in this session; None without a name.

        Parameters
        ----------
        made_at
            ISO 8601.
        """
        with self._lock:
            if self._running is None or not self._running.known.name:
                return None
            return self._running.kept(made_at)

    def adjust(self, clear_by: float, slowness: float) -> None:
        """Name an emotion sooner or later than usual, and change what is shown less readily, from now on.

        Parameters
        ----------
        clear_by
            Added to the probability from which an emotion is clear, -0.1 to 0.1 say.
        slowness
            Times as much evidence as usual is asked for before what is shown changes.
        """
        self._fusion = replace(self._fusion, rule=self._usual_rule.moved(clear_by))
        self._display.steadiness = self._usual_steadiness.moved(clear_by, slowness)

    def pause(self) -> None:
        """Close the devices and stop estimating until :meth:`resume`."""
        if not self.paused:
            self.paused = True
            self._apply_wishes()
            self._announce(EventKind.PAUSE)

    def resume(self) -> None:
        """Go on after a pause."""
        if self.paused:
            self.paused = False
            self._apply_wishes()
            self._announce(EventKind.RESUME)

    def bookmark(self) -> None:
        """Mark this moment; :meth:`note` keeps a word on it."""
        self._announce(EventKind.BOOKMARK, "")

    def note(self, text: str, t: float) -> None:
        """Keep a word on a moment of this session, seconds on its clock."""
        _call_all(self._event_callbacks, SessionEvent(t, EventKind.NOTE, text))

    def label(self, own: OwnLabel) -> None:
        """Say what it was in the user's own eyes, at this moment or for a while until now."""
        self._announce(EventKind.OWN_LABEL, own)

    def guess(self, guess: Guess) -> None:
        """Keep what the user guessed before they saw what is shown."""
        self._announce(EventKind.GUESS, guess)

    def tell_words(self, heard: float | str) -> None:
        """Tell subscribers how pleasant the words seemed, -1 to 1, or the language that is not scored.

        The estimates know nothing of it.
        """
        if not self.paused:
            self._announce(EventKind.WORDS, heard)

    def replace_source(self, modality: Modality, source: Source[Any]) -> None:
        """Go on with another device.

        Raises
        ------
        ValueError
            If the session was made without that modality.
        """
        if modality not in self._workers:
            raise ValueError(f"this session has no {modality.value} to put another device in place of")
        self._workers[modality].replace_source(source)
        self._forget(modality)
        with self._lock:  # another camera or microphone, and maybe somebody else before it
            if self._running is not None:
                self._running.forget(modality)

    def status(self) -> dict[Modality, DeviceStatus]:
        """How each device stands."""
        return {modality: worker.status for modality, worker in self._workers.items()}

    def status_beside(self) -> DeviceStatus | None:
        """How the microphone beside stands; ``None`` where there is none."""
        return self._beside.status if self._beside is not None else None

    def subscribe(self, callback: Callable[[Moment], None]) -> Callable[[], None]:
        """Have ``callback`` called at each tick, on the ticker's thread; returns the way to end it."""
        self._moment_callbacks.append(callback)
        return lambda: _discard(self._moment_callbacks, callback)

    def subscribe_events(self, callback: Callable[[SessionEvent], None]) -> Callable[[], None]:
        """Have ``callback`` called with each event, on the thread it arises on; returns the way to end it."""
        self._event_callbacks.append(callback)
        return lambda: _discard(self._event_callbacks, callback)

    def subscribe_chunks(self, callback: Callable[[AudioChunk | VideoFrame], None]) -> Callable[[], None]:
        """Have ``callback`` called with all that is heard and seen, on the threads that listen and look.

        It must return at once; what is returned here ends it.
        """
        self._chunk_callbacks.append(callback)
        return lambda: _discard(self._chunk_callbacks, callback)

    def _all_workers(self) -> list[StreamWorker[Any]]:
        return [*self._workers.values(), *([self._beside] if self._beside is not None else [])]

    def _wants(self, modality: Modality) -> bool:
        return self.mode.includes(modality) and not self.paused

    def _apply_wishes(self) -> None:
        for worker in self._all_workers():
            worker.want(self._wants(worker.modality))
            if not self._wants(worker.modality):
                self._forget(worker.modality)

    def _forget(self, modality: Modality) -> None:
        with self._lock:
            self._newest.pop(modality, None)
            self._previous.pop(modality, None)

    def _pass_on(self, chunk: AudioChunk | VideoFrame) -> None:
        _call_all(self._chunk_callbacks, chunk)

    def _take(self, piece: Evidence) -> None:
        with self._lock:
            # Asked under the lock: what comes in while a mode is switched must not outlive it.
            if self._wants(piece.modality):
                if piece.modality in self._newest:
                    self._previous[piece.modality] = self._newest[piece.modality]
                self._newest[piece.modality] = piece
                if self._running is not None:
                    self._running.take(self._fusion.calibrated(piece))

    def _status_changed(self, status: DeviceStatus) -> None:
        wanted = [w.status.state for m, w in self._workers.items() if self._wants(m)]
        if wanted and all(state is DeviceState.ENDED for state in wanted):
            self.finished.set()
        else:
            self.finished.clear()
        self._announce(EventKind.DEVICE, status)

    def _announce(self, kind: EventKind, payload: Payload = None) -> None:
        _call_all(self._event_callbacks, SessionEvent(self.clock.now(), kind, payload))

    def _tick(self) -> None:
        while not self.clock.wait(self._stopping, TICK_S - math.fmod(self.clock.now(), TICK_S)):
            if self.paused or self.finished.is_set():
                continue
            t = self.clock.now()
            with self._lock:
                evidence = [*self._previous.values(), *self._newest.values()]
                fusion = self._fusion
                if self._running is not None:
                    fusion = replace(fusion, baseline=self._running.baseline())
            try:
                moment = self._display.show(fusion.estimate(evidence, t))
                moment = replace(moment, speaking=self._who_speaks())
            except Exception:  # a fault in one estimate must not end all that would follow
                self._count_failed()
                continue
            _call_all(self._moment_callbacks, moment)

    def _count_failed(self) -> None:
        """Count an estimate that failed; the first is told of, the others would only repeat it."""
        self.failed_estimates += 1
        if self.failed_estimates == 1:
            log.exception("an estimate failed; further ones are only counted")
            self._announce(EventKind.FAULT)


def _let_go(_what: object) -> None:
    """Nothing is made of it."""


def _discard(callbacks: list[Callable[[Any], None]], callback: Callable[[Any], None]) -> None:
    if callback in callbacks:
        callbacks.remove(callback)


def _call_all(callbacks: list[Callable[[Any], None]], value: Any) -> None:
    for callback in tuple(callbacks):
        try:
            callback(value)
        except Exception:  # one subscriber's fault must not silence the others
            log.exception("a subscriber failed")
