"""What the live windows show at this moment, worked out from what the session has said so far."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from audio_model.words.phrases import WordsHeard
from fusion.affect import affect_of
from fusion.emotions import EMOTIONS, Emotion
from fusion.events import TICK_S, EventKind
from fusion.evidence import Estimate, Modality
from fusion.interfaces import DeviceState, DeviceStatus
from fusion.moment import Moment
from ui.live.back_again import BackAgain
from ui.live.device_words import source_words
from ui.live.feed import LiveFeed
from ui.live.scene import Scene, Streams, StreamScene, View
from ui.settings import Settings
from ui.wording.baseline import footer_words as allowing_words
from ui.wording.baseline import known_words
from ui.wording.captured import (
    NO_SOUND_NOTE,
    NOTHING_SEEN,
    NOTHING_SEEN_NOTE,
    STARTING,
    move_aside,
)
from ui.wording.estimates import describe, shown_of, stale
from ui.wording.footer import footer
from ui.wording.heard_words import WORDS_HOLD_S, words_sentence
from ui.wording.kept import keeping_refused, kept_words
from ui.wording.logging import footer_words, lines_refusal, refusal
from ui.wording.looks import Looks, looks_of
from ui.wording.own_voice import YOU_SPEAK, OwnSpeech
from ui.wording.readings import PAUSED, Reading, UnhurriedWords, ended, paused
from ui.wording.silence import CANNOT_KEEP_UP, CHOSEN_AWAY
from ui.wording.strip_spans import LookSpan, extend, forget_before, strip_of
from ui.wording.translation import mark, tr

if TYPE_CHECKING:
    from fusion.keeping.keeper import Keeper
    from fusion.log.writer import TimelineWriter
    from ui.live.assemble import Assembly
    from ui.live.json_lines import JsonLines

STALE_AFTER_S = 1.0
"""An estimate older than this is never shown as the present."""
BEHIND_AFTER_S = 2.0
"""Sound and pictures that were taken longer ago than this are worked on too late to be told of as now."""
STRIP_S = 120.0
_FEELINGS = frozenset(e.value for e in EMOTIONS)

Status = Mapping[Modality, DeviceStatus]


class LiveState:
    """The recent past of one running session; no Qt, no threads of its own.

    Parameters
    ----------
    assembly
        Its session is running or about to.
    settings
        The user's words, and what else of the settings is to be seen.
    watch
        Have sounds and pictures drawn too; until :meth:`close`.
    """

    def __init__(self, assembly: Assembly, settings: Settings, *, watch: bool = False) -> None:
        self._assembly = assembly
        self._session = assembly.session
        self._watched = watch
        self._spans: list[LookSpan] = []
        self._marks: list[float] = []
        self._newest: Moment | None = None
        self.recent: deque[Estimate] = deque(maxlen=round(STRIP_S / TICK_S))
        """The newest estimates, oldest first."""
        self._failed = 0
        self._words: tuple[float, WordsHeard] | None = None
        self._feed = LiveFeed()
        self._own_speech = OwnSpeech()
        self._back = BackAgain()
        self._feed.attach(self._session)
        if watch:
            assembly.watch(self._feed)
        self.follow(settings)

    def follow(self, settings: Settings) -> None:
        """Go by the settings as they are now."""
        self._words_shown = UnhurriedWords()
        self._looks: Looks = looks_of(settings).about(self._assembly.whom)
        self._mapped = settings.show_map
        self._remind = settings.show_privacy_reminder
        self._told_of_disk: tuple[object, ...] = ()
        self._devices: dict[str, str] = {}
        self._asked_who, self._allowed_for = float("-inf"), ""
        self._learning, self._allowing = False, ""

    def close(self) -> None:
        """Listen no more."""
        if self._watched:
            self._assembly.watch(None)
        self._feed.detach()

    def update(self) -> Scene:
        """Take in what has come since the last call, and say all that is to be shown now."""
        session, assembly, looks = self._session, self._assembly, self._looks
        moments, events = self._feed.take()
        now, resting, over = session.clock.now(), session.paused, session.finished.is_set()
        status = session.status()
        if moments:
            self._newest = moments[-1]
            for moment in moments:
                self.recent.append(moment.estimate)
            self._failed = session.failed_estimates
        for event in events:
            if event.kind is EventKind.BOOKMARK:
                self._marks.append(event.t)
            elif event.kind is EventKind.WORDS:
                said = event.payload
                heard = WordsHeard(said) if isinstance(said, float) else WordsHeard(0.0, str(said))
                self._words = event.t, heard
        newest = self._newest
        fresh = newest if newest is not None and now - newest.estimate.t <= STALE_AFTER_S else None
        shown = [(m.estimate.t, shown_of(m, looks)) for m in moments]
        reading = self._words_shown.of(self._reading(fresh, status, now, resting, over), now)
        placed = fresh if self._mapped and reading.look in _FEELINGS and not reading.earlier else None
        self._move_on(shown, now, resting)
        present = not over and not reading.earlier
        trouble = {} if resting else self._trouble(status)
        self._say_who_is_known(now)
        self._say_at_the_foot(assembly.writer, assembly.lines, assembly.keeper, self._allowing)
        return Scene(
            now=now,
            paused=resting,
            over=over,
            reading=reading,
            words=self._words_line(fresh, reading, now, resting) if assembly.words is not None else None,
            mapped=self._mapped,
            affect=affect_of(placed.estimate.probabilities) if placed is not None else None,
            strip=replace(
                strip_of(self._spans, now - STRIP_S, now, looks, self._marks, present=present),
                second=reading.second,
            ),
            times=" – ".join(self._time_of_day(t) for t in (now - STRIP_S, now)),
            trouble=trouble,
            disk=(*self._disk, *beside) if (beside := self._trouble_beside()) else self._disk,
            back=self._back_again(trouble, status, resting, now) if trouble or self._back.follows else (),
            logged=assembly.writer is not None,
            notice=assembly.notice,
            is_demo=assembly.is_demo,
            footer=self._footer,
            keepable=assembly.from_devices,
            kept=self._kept,
            known=self._allowing,
            learning=self._learning,
        )

    @property
    def named(self) -> Emotion | None:
        """The feeling shown just now, None where none is named."""
        newest, session = self._newest, self._session
        if newest is None or session.paused or session.clock.now() - newest.estimate.t > STALE_AFTER_S:
            return None  # what was shown before is not shown any more
        return newest.shown.emotion

    def _trouble_beside(self) -> tuple[str, ...]:
        """What is wrong with the user's microphone beside a call, where it is heard."""
        status = self._session.status_beside() if self._assembly.captured.microphone_too else None
        return (status.sentence,) if status is not None and status.sentence else ()

    def streams(self) -> Streams:
        """What is heard and seen now, and why it is not."""
        status, now = self._session.status(), self._session.clock.now()
        absent = self._absent(status, now)

        def scene(modality: Modality, view: View | None) -> StreamScene[View]:
            if not self._session.mode.includes(modality):
                silence = tr("switched off")
            else:
                silence = tr("paused") if self._session.paused else tr(absent.get(modality, ""))
            device = self._device_words(status[modality].name) if modality in status else ""
            return StreamScene(view, now, device, silence)

        return Streams(scene(Modality.VOICE, self._feed.sound), scene(Modality.FACE, self._feed.picture))

    def _device_words(self, name: str) -> str:
        """A device's name as a window says it, looked up once."""
        if name not in self._devices:
            self._devices[name] = source_words(name)
        return self._devices[name]

    def _reading(
        self, fresh: Moment | None, status: Status, now: float, resting: bool, over: bool
    ) -> Reading:
        """What the card says."""
        if resting:
            return paused()
        if over:
            return ended(self._assembly.writer is not None)
        mode, absent = self._session.mode, self._absent(status, now)
        if (picture := self._feed.picture) is not None and picture.waits:
            absent.setdefault(Modality.FACE, CHOSEN_AWAY)
        elif hides := self._feed.in_front.told:
            absent.setdefault(Modality.FACE, hides)
        if fresh is None:
            failing = self._session.failed_estimates > self._failed
            return stale(self._looks, mode, absent, failing=failing)
        if (who := fresh.speaking) is not None and self._own_speech.goes_on(who, fresh.estimate.t):
            absent.setdefault(Modality.VOICE, YOU_SPEAK)
        return describe(fresh, self._looks, mode, absent)

    def _move_on(self, shown: list[tuple[float, str]], now: float, resting: bool) -> None:
        """Add what was shown to the strip, and drop what has left it."""
        extend(self._spans, shown)
        if resting:
            if self._spans and self._spans[-1].look == PAUSED:
                self._spans[-1] = LookSpan(self._spans[-1].t_start, now, PAUSED)
            else:
                self._spans.append(LookSpan(now, now, PAUSED))
        forget_before(self._spans, now - STRIP_S)
        self._marks = [t for t in self._marks if t >= now - STRIP_S]

    def start_anew(self) -> None:
        """Forget what was learnt of whoever is there: it is somebody else now."""
        self._session.start_anew()
        self._asked_who = float("-inf")

    def _say_who_is_known(self, now: float) -> None:
        """Word anew, once a second, how long whoever is there has been known."""
        if now - self._asked_who < 1.0 and self._session.allowed_for == self._allowed_for:
            return
        self._asked_who, self._allowed_for = now, self._session.allowed_for
        learnt = self._session.known()
        self._learning, whom = learnt is not None, self._looks.whom
        self._allowing = known_words(learnt, whom) if learnt else allowing_words(self._allowed_for, whom)

    def _say_at_the_foot(
        self, writer: TimelineWriter | None, lines: JsonLines | None, keeper: Keeper | None, allowing: str
    ) -> None:
        """Word what is to be said of the log, the lines and the person anew where that has changed."""
        log = None if writer is None else (writer.refused, writer.rejected, writer.dropped)
        session = self._session
        kept = None if keeper is None else (keeper, keeper.going_on, session.mode, session.paused)
        facts = (log, None if lines is None else lines.refused, kept, allowing, session.mode)
        if facts != self._told_of_disk:
            self._told_of_disk = facts
            refused = (refusal(writer), lines_refusal(lines), keeping_refused(keeper))
            self._disk = tuple(said for said in refused if said)
            captured = self._assembly.captured
            self._kept = kept_words(keeper, session.mode, captured, paused=session.paused)
            self._footer = footer(
                self._remind, footer_words(writer, self._kept), allowing, captured, session.mode
            )

    def _words_line(self, fresh: Moment | None, reading: Reading, now: float, resting: bool) -> str:
        """What the newest words seem to say beside the voice that the card tells of; "" where nothing is."""
        if resting or self._words is None or now - self._words[0] > WORDS_HOLD_S:
            return ""
        voice, bar = fresh.estimate.voice if fresh is not None else None, reading.voice.probabilities
        told = replace(voice, probabilities=bar) if voice is not None and bar is not None else None
        return words_sentence(self._words[1], told, self._looks)

    def _absent(self, status: Status, now: float) -> dict[Modality, str]:
        """Why a modality says nothing, where its device is the reason."""
        notes = {
            m: self._delay(m, s.state, now)
            if s.state is DeviceState.LIVE
            else self._assembly.captured.note(m, s.state)
            for m, s in status.items()
        }
        if self._feed.nothing_heard.told and self._from_microphone:
            notes[Modality.VOICE] = notes.get(Modality.VOICE) or NO_SOUND_NOTE
        if self._feed.nothing_seen.told and self._from_camera:
            notes[Modality.FACE] = notes.get(Modality.FACE) or NOTHING_SEEN_NOTE
        for modality in Modality:
            if modality not in status:
                notes[modality] = mark("not in this recording")
        return {m: note for m, note in notes.items() if note}

    def _delay(self, modality: Modality, device: DeviceState, now: float) -> str:
        """Why nothing can be said of a device that runs: its sound or pictures wait to be worked on."""
        if device is not DeviceState.LIVE or not self._watched:
            return ""
        if modality is Modality.VOICE:
            reached = sound.t if (sound := self._feed.sound) is not None else None
        else:
            reached = picture.frame.t_start if (picture := self._feed.picture) is not None else None
        if reached is None:
            return STARTING
        return CANNOT_KEEP_UP if now - reached > BEHIND_AFTER_S else ""

    def _trouble(self, status: Status) -> dict[Modality, str]:
        """The devices' plain sentences, where not all is well, and what hides or silences what they give."""
        told = {
            m: s.sentence
            for m, s in status.items()
            if s.sentence and s.state is not DeviceState.ENDED and self._session.mode.includes(m)
        }
        if (hides := self._feed.in_front.told) and self._session.mode.includes(Modality.FACE):
            told.setdefault(Modality.FACE, move_aside(hides))
        if (silent := self._feed.nothing_heard.told) and self._from_microphone:
            told.setdefault(Modality.VOICE, tr(silent))
        if self._feed.nothing_seen.told and self._from_camera:
            told.setdefault(Modality.FACE, tr(NOTHING_SEEN))
        return told

    @property
    def _from_microphone(self) -> bool:
        """Whether a microphone is heard."""
        microphone = self._assembly.from_devices and not self._assembly.captured.played
        return microphone and self._session.mode.includes(Modality.VOICE)

    @property
    def _from_camera(self) -> bool:
        """Whether a camera is looked through."""
        camera = self._assembly.from_devices and not self._assembly.captured.screen
        return camera and self._session.mode.includes(Modality.FACE)

    def _back_again(
        self, trouble: Mapping[Modality, str], status: Status, resting: bool, now: float
    ) -> tuple[str, ...]:
        """What is told of what was gone: one that is only too busy to be followed is not."""
        live = [
            m for m, s in status.items() if s.state is DeviceState.LIVE and self._session.mode.includes(m)
        ]
        gone = [m for m in trouble if m not in live or trouble[m] != status[m].sentence]
        comes = {Modality.VOICE: self._feed.nothing_heard.heard, Modality.FACE: self._feed.nothing_seen.seen}
        well = [m for m in live if not resting and (comes[m] or not self._watched)]
        return self._back.told(gone, well, now)

    def _time_of_day(self, t: float) -> str:
        """Local time of session time ``t`` (s)."""
        return (self._session.clock.started_at + timedelta(seconds=t)).astimezone().strftime("%H:%M")
