"""A logged conversation, made ready to be looked back at."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from audio_model.words.phrases import Tone, WordsHeard
from fusion.events import EventKind, Guess, OwnLabel, Payload, SessionEvent
from fusion.evidence import Evidence, Modality
from fusion.interfaces import DeviceState, DeviceStatus
from fusion.log.kept import KeptFile, kept_files
from fusion.log.means import Means
from fusion.log.records import SessionRecord
from fusion.log.runs import LONGEST_GAP_S
from fusion.log.timeline import Timeline
from fusion.mode import Mode
from fusion.moment import Moment
from fusion.recordings.sound import USUAL_SOUND, SoundChoice
from fusion.whom import Whom
from ui.wording.dates import date_words
from ui.wording.durations import clock_words, moment_words
from ui.wording.estimates import describe, shown_of
from ui.wording.from_below import from_below
from ui.wording.heard_words import language_name
from ui.wording.look_times import LookTimes
from ui.wording.looks import NAMES, Looks
from ui.wording.past import in_the_past
from ui.wording.readings import CONFLICTING, NO_SIGNAL, UNCLEAR, Reading
from ui.wording.strip_spans import LookSpan, held, spans_of
from ui.wording.translation import mark, together, tr
from ui.wording.whom import say

_KINDS = {
    EventKind.BOOKMARK: mark("Bookmark"),
    EventKind.NOTE: mark("Note"),
    EventKind.PAUSE: mark("Paused"),
    EventKind.RESUME: mark("Went on"),
}
_TONES = {
    Tone.FRIENDLY: mark("The words seemed friendly"),
    Tone.UNHAPPY: mark("The words seemed unhappy"),
    Tone.NEUTRAL: mark("The words seemed neutral"),
}
_STANDS = {
    DeviceState.OFF: mark("switched off"),
    DeviceState.STARTING: mark("starting"),
    DeviceState.LIVE: mark("running"),
    DeviceState.STALLED: mark("nothing is coming in"),
    DeviceState.LOST: mark("lost"),
    DeviceState.DENIED: mark("not allowed"),
    DeviceState.BUSY: mark("in use elsewhere"),
    DeviceState.ENDED: mark("at its end"),
}
"""Of a device that said no more about it."""
_FAILED = (DeviceState.STALLED, DeviceState.LOST, DeviceState.DENIED, DeviceState.BUSY)
ONE_MOMENT_S = 0.05
"""A note this near to a bookmark was written on it, seconds."""
NOT_FACTS = mark("These are guesses from voice and face, not facts.")
MODES = {Mode.BOTH: mark("voice and face"), Mode.VOICE: mark("voice only"), Mode.FACE: mark("face only")}


_AFTER_S = 1.0
"""Devices may still be let go of for so long after the end, seconds."""


@dataclass(frozen=True)
class Story:
    """One session.

    Parameters
    ----------
    record, moments, events
        As logged.
    spans
        What was shown over time.
    recording
        Where the recording lay that was played; None where none was.
    looks
        How long each look held in any stretch.
    fused, voice, face, own_speech
        Averages over any stretch: of the fused probabilities (nothing where there was no signal), of those of
        each modality, and of how much the user spoke.
    kept
        Sound and picture that were kept of it, in order of time.
    sound
        Which sound of the recording was read.
    """

    record: SessionRecord
    moments: Sequence[Moment]
    events: tuple[SessionEvent, ...]
    spans: tuple[LookSpan, ...]
    recording: Path | None
    looks: LookTimes
    fused: Means
    voice: Means
    face: Means
    own_speech: Means
    kept: tuple[KeptFile, ...] = field(default=(), kw_only=True)
    sound: SoundChoice = field(default=USUAL_SOUND, kw_only=True)

    @property
    def end_s(self) -> float:
        """Length of the time axis, seconds; what devices do after the end of what was played is beyond it."""
        record = self.record
        over_s = math.inf if record.running else record.duration_s + _AFTER_S
        happened = (e.t for e in self.events if e.kind is not EventKind.DEVICE or e.t <= over_s)
        return max([*(m.t for m in self.moments[-1:]), *happened, 1.0])

    @property
    def marks(self) -> list[float]:
        """Moments of bookmarks and notes, seconds."""
        return [e.t for e in self.events if e.kind in (EventKind.BOOKMARK, EventKind.NOTE)]

    def worded(self, looks: Looks) -> Looks:
        """The words for whom it is about."""
        return looks.about(self.record.whom)

    def reading_at(self, t: float, looks: Looks) -> Reading | None:
        """What the card said at ``t`` (s), told as past; None where nothing was being read."""
        moment = self._at(t)
        if moment is None:
            return None
        with in_the_past(self.worded(looks)) as past:
            return describe(moment, past, self.record.mode)

    def to_a_stranger_at(self, t: float, looks: Looks) -> str:
        """What voice and face alone would have said of somebody unknown at ``t`` (s), "" if the same."""
        moment = self._at(t)
        if moment is None:
            return ""
        e = moment.estimate
        before = replace(moment, estimate=replace(e, voice=_before(e.voice), face=_before(e.face)))
        looks = self.worded(looks)
        with in_the_past(looks) as past:
            now, then = (describe(m, past, self.record.mode) for m in (moment, before))
        pairs = ((tr("the voice"), now.voice, then.voice), (tr("the face"), now.face, then.face))
        told = [
            tr("{noun} {phrase}", noun=noun, phrase=b.words[:1].lower() + b.words[1:])
            for noun, a, b in pairs
            if a.words != b.words
        ]
        return (
            say(looks.whom, "Before allowing for how they usually are: {list}.", list=tr(", ").join(told))
            if told
            else ""
        )

    def _at(self, t: float) -> Moment | None:
        i = bisect_right(self.moments, t, key=lambda m: m.t) - 1
        return None if i < 0 or t - self.moments[i].t > LONGEST_GAP_S else self.moments[i]


def _before(piece: Evidence | None) -> Evidence | None:
    """The piece as it was before the person was allowed for."""
    return piece if piece is None or piece.raw is None else replace(piece, probabilities=piece.raw, raw=None)


def tell(timeline: Timeline, record: SessionRecord, looks: Looks) -> Story:
    """Read one session from the log; for hours of it, not on the window's thread."""
    moments, events = timeline.moments(record.id), timeline.events(record.id)
    known: dict[tuple[object, ...], str] = {}
    shown = []
    for i in range(len(moments)):
        gist = moments.gist(i)
        if gist not in known:
            known[gist] = shown_of(moments[i], looks)
        shown.append(known[gist])
    times, fused = moments.times, moments.probabilities
    fused[moments.without_signal] = np.nan
    spans = tuple(spans_of(times, shown))
    read = (Means(times, rows) for rows in (fused, moments.voice, moments.face, moments.own_speech))
    recording = timeline.recording(record.id)
    kept = tuple(kept_files(timeline.path, record.id))
    sound = SoundChoice.from_log(timeline.made_by(record.id))
    looks_held = LookTimes(spans)
    return Story(record, moments, tuple(events), spans, recording, looks_held, *read, kept=kept, sound=sound)


def title_of(record: SessionRecord) -> str:
    """The user's title, or the day and time."""
    return record.title or tr(
        "{date}, {time}", date=date_words(_local(record), weekday=True), time=f"{_local(record):%H:%M}"
    )


def lines_of(record: SessionRecord) -> list[str]:
    """What stands under the title in a list: when it was, unless the title says so; how long and of what."""
    began = _local(record)
    when = (
        [tr("{date}, {time}", date=date_words(began, year=True), time=f"{began:%H:%M}")]
        if record.title
        else []
    )
    parts = [tr("still going on") if record.running else clock_words(record.duration_s)]
    parts += [tr(MODES[record.mode]), *whom_words(record), *([tr("cut off")] if record.cut_off else [])]
    return [*when, " · ".join(parts)]


def whom_words(record: SessionRecord) -> list[str]:
    """Whom it is about, where that is not the other person."""
    return [tr("of yourself")] if record.whom is Whom.MYSELF else []


def details_of(record: SessionRecord) -> str:
    """When, how long and from what, in one line."""
    source = [tr("from {source}", source=tr(record.source))] if record.source else []
    end = [tr("it was cut off before its end")] if record.cut_off else []
    return " · ".join([*lines_of(replace(record, title="titled", cut_off=False)), *source, *end])


def event_words(event: SessionEvent, looks: Looks | None = None, *, recorded: bool = False) -> str:
    """One event in words, a feeling in the user's own: "Bookmark", "Note: asked about it".

    With ``recorded`` what was heard and seen came from a recording, and not from devices.
    """
    match event.payload:
        case DeviceStatus() as status:
            return _device_words(status, recorded)
        case Mode() as mode:
            return tr("What is read: {mode}", mode=tr(MODES[mode]))
        case OwnLabel(emotion, span_s):
            word = looks.of[emotion].word if looks is not None else tr(NAMES[emotion])
            if span_s > 0:
                return tr(
                    "You say it was: {word}, for {time} until then", word=word, time=clock_words(span_s)
                )
            return tr("You say it was: {word}", word=word)
        case Guess(guessed, shown):
            taken = looks.of[guessed].word if looks is not None else tr(NAMES[guessed])
            if shown is None:
                return tr("You guessed: {taken}; no feeling was named", taken=taken)
            named = looks.of[shown].word if looks is not None else tr(NAMES[shown])
            return tr("You guessed: {taken}; shown: {named}", taken=taken, named=named)
        case float() as score:
            return tr(_TONES[WordsHeard(score).tone])
    if event.kind is EventKind.BASELINE:
        if event.payload:
            whom = looks.whom if looks is not None else Whom.OTHER
            return say(whom, "Allowing for how {name} usually is", name=event.payload)
        return tr("Allowing for nobody in particular")
    if event.kind is EventKind.WORDS:
        return tr(
            "The words were {language}, which is not scored",
            language=language_name(str(event.payload)),
        )
    if event.kind is EventKind.FAULT:
        return tr("A reading failed by a fault of Attune's own; it goes on")
    kind = tr(_KINDS[event.kind])
    return tr("{kind}: {words}", kind=kind, words=event.payload) if event.payload else kind


def told_events(events: Sequence[SessionEvent]) -> list[SessionEvent]:
    """The events worth telling: of devices what failed and what came back, and no words that told nothing.

    A bookmark and the word that was written on it are one thing: the word tells of both.
    """
    notes = [e.t for e in events if e.kind is EventKind.NOTE]
    failed: set[Modality] = set()
    return [
        e
        for e in events
        if _worth_telling(e.payload, failed)
        and not (_bare_bookmark(e) and any(abs(t - e.t) <= ONE_MOMENT_S for t in notes))
    ]


def _bare_bookmark(event: SessionEvent) -> bool:
    return event.kind is EventKind.BOOKMARK and not event.payload


def _worth_telling(payload: Payload, failed: set[Modality]) -> bool:
    """Whether it is; ``failed`` are the devices that had failed before, and is brought up to date."""
    if isinstance(payload, DeviceStatus):
        if payload.state is DeviceState.LIVE:
            again = payload.modality in failed
            failed.discard(payload.modality)
            return again or bool(payload.sentence)
        if payload.state in _FAILED:
            failed.add(payload.modality)
        return payload.state not in (DeviceState.STARTING, DeviceState.OFF)
    return not isinstance(payload, float) or WordsHeard(payload).tone is not Tone.NEUTRAL


def _device_words(status: DeviceStatus, recorded: bool) -> str:
    """How a device, or that part of a recording, stands, as people say it."""
    if status.modality is Modality.VOICE:
        device = tr("Sound of the recording") if recorded else tr("Microphone")
    else:
        device = tr("Picture of the recording") if recorded else tr("Camera")
    words = from_below(status.sentence) or tr(_STANDS[status.state])
    if status.dropped and status.state is not DeviceState.LIVE:
        words = together(
            words,
            tr(
                "({dropped} pieces of sound or pictures were passed over since it was opened.)",
                dropped=status.dropped,
            ),
        )
    return tr("{device}: {words}", device=device, words=words)


def clock_face(seconds: float) -> str:
    """Seconds after midnight as "18:31", or "18:31:05"."""
    whole = round(seconds) % 86_400
    face = f"{whole // 3600:02d}:{whole // 60 % 60:02d}"
    return face if whole % 60 == 0 else f"{face}:{whole % 60:02d}"


def seconds_of_day(record: SessionRecord, t: float) -> float:
    """What the clock on the wall showed at session time ``t`` (s), seconds after midnight."""
    then = _local(record, t)
    return then.hour * 3600 + then.minute * 60 + then.second + then.microsecond / 1e6


def time_of_day(record: SessionRecord, t: float) -> str:
    """Local time of day of session time ``t`` (s)."""
    return f"{_local(record, t):%H:%M}"


def moment_of_day(record: SessionRecord, t: float) -> str:
    """Session time ``t`` (s), and what time of day that was: "2:05 (18:33)"."""
    return tr("{time} ({of_day})", time=moment_words(t), of_day=time_of_day(record, t))


def summary_words(spans: Sequence[LookSpan], looks: Looks) -> str:
    """How the time was spread, in sentences; shares as people say them."""
    seconds = held(spans)
    whole = sum(seconds.values())
    if whole <= 0:
        return tr("Nothing was read in this conversation.")
    shares = {look: s / whole for look, s in seconds.items()}
    named = [
        tr("{word} {share}", word=looks.words[look], share=share_words(share))
        for look, share in shares.items()
        if look not in (UNCLEAR, CONFLICTING, NO_SIGNAL) and share >= 0.02
    ]
    said = [say(looks.whom, "Seemed {list}.", list=_listed(named))] if named else []
    if (share := shares.get(UNCLEAR, 0.0)) >= 0.02:
        said.append(tr("It was hard to tell {share}.", share=share_words(share)))
    for look, words in (
        (CONFLICTING, "Voice and face differed {share}."),
        (NO_SIGNAL, "Nobody was heard or seen {share}."),
    ):
        if (share := shares.get(look, 0.0)) >= 0.02:
            said.append(say(looks.whom, words, share=share_words(share)))
    return together(*said) or tr("Nothing was shown for long enough to be summed up.")


def share_words(share: float) -> str:
    """A share of the time in words."""
    sizes = (
        (0.9, tr("almost all the time")),
        (0.6, tr("most of the time")),
        (0.4, tr("about half of the time")),
        (0.29, tr("about a third of the time")),
        (0.2, tr("about a quarter of the time")),
        (0.08, tr("some of the time")),
    )
    return next((words for least, words in sizes if share >= least), tr("a small part of the time"))


def _listed(parts: Sequence[str]) -> str:
    if len(parts) == 1:
        return parts[0]
    return tr("{list} and {last}", list=tr(", ").join(parts[:-1]), last=parts[-1])


def _local(record: SessionRecord, t: float = 0.0) -> datetime:
    """Local time at session time ``t`` (s); the clocks may be put on or back within a conversation."""
    return (record.started_at + timedelta(seconds=t)).astimezone()
