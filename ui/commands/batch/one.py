"""One recording: estimated, and written."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from audio_model.classifier import VoiceClassifier
from audio_model.readers import VoiceReader
from audio_model.speakers.both import steps_in, throughout_of
from audio_model.speakers.joining import Mouths, joined
from audio_model.speakers.model import SpeakerModel
from audio_model.speakers.rule import WhoseRule
from audio_model.speakers.several import voices_apart
from audio_model.speakers.voiceprint import Voiceprint
from audio_model.speakers.whose import WhoseVoice
from face_model.classifier import FaceClassifier
from face_model.everybody import EveryFaceAnalyser
from face_model.following import SHORTEST_STEP_S
from fusion.baseline import PersonalBaseline
from fusion.evidence import Modality
from fusion.exports.formats import FORMATS, write
from fusion.exports.talk import Talk
from fusion.late_fusion import LateFusion
from fusion.log.report import Tally
from fusion.mode import Mode
from fusion.moment import Moment
from fusion.recordings.recording import Recording
from fusion.running import RunningBaseline
from fusion.session.offline import OfOne, analyse_steps, each_alone
from fusion.session.steps import Step, beside
from ui.commands.batch.analysed import each_heard, moments_of
from ui.commands.batch.found import Job
from ui.commands.batch.in_words import faces_in_words, looked_at, result_in_words, shares, voices_in_words
from ui.commands.batch.mouths import SeenMouths
from ui.live.tracks import require_tracks
from ui.wording.durations import clock_words
from ui.wording.failures import failure_in_words
from ui.wording.strip_spans import LookSpan

Progress = Callable[[float], None]
"""Told the time in a recording (s) up to which it has been analysed."""


@dataclass(frozen=True)
class Part:
    """Some of what was estimated: of the result whose name adds ``of``, by this mode."""

    of: str
    mode: Mode
    moments: list[Moment]


Keep = Callable[[Part], None]
"""Given what was estimated, part by part."""

_LETTERS = "ABCDEF"
_PART = 2000
"""So many moments are kept at once: another Attune that logs meanwhile never waits long."""


@dataclass(frozen=True)
class How:
    """How recordings are analysed, in plain values, so that other processes and machines can be told.

    ``known`` and ``voiceprint`` are a personal baseline and the user's own voice as their ``to_json`` give
    them; with ``keeping`` what was estimated of the partner is handed out too; the rest as for
    :class:`ui.commands.analyze_options.Reading`.
    """

    format: str
    mode: Mode
    learning: bool = True
    known: dict[str, Any] | None = None
    two_passes: bool = False
    every_face: bool = False
    voices: int | None = None
    voiceprint: dict[str, Any] | None = None
    voice_reader: VoiceReader = VoiceReader.SMALL
    made_by: dict[str, str] = field(default_factory=dict)
    keeping: bool = False


@dataclass(frozen=True)
class Estimated:
    """What a recording gave: a conversation for each file to be written, with what its name adds.

    ``problem`` says in one sentence why it gave nothing; ``notes`` are what one should know.
    """

    talks: tuple[tuple[str, Talk], ...] = ()
    notes: tuple[str, ...] = ()
    problem: str = ""


@dataclass(frozen=True)
class Outcome:
    """What became of a recording.

    Parameters
    ----------
    files
        What was written, sidecars included.
    told
        A sentence for each result.
    problem
        Why there is none; "" where there is.
    """

    number: int
    files: tuple[Path, ...] = ()
    told: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    length_s: float = 0.0
    estimates: int = 0
    mostly: str = ""
    problem: str = ""
    finished_before: bool = False


def analyse_and_write(job: Job, how: How, tell: Progress, keep: Keep, *, threads: bool = True) -> Outcome:
    """Analyse a recording and write its results as they come, each file whole or not at all.

    Whatever goes wrong with it is told in the outcome. ``threads`` says whether more than one processor is
    free for it.
    """
    try:
        reading = _Reading(job, how, tell, threads=threads)
        outcome = _written(job, how, reading.talks(), keep)
    except Exception as error:
        if os.environ.get("ATTUNE_DEBUG"):
            raise
        return Outcome(job.number, problem=failure_in_words(error, in_terminal=True))
    return replace(outcome, notes=reading.notes)


def estimated(job: Job, how: How) -> Estimated:
    """Analyse a recording on one processor; the same bytes of it give the same estimates everywhere."""
    try:
        reading = _Reading(job, how, lambda _t: None, threads=False)
        talks = [(name, replace(talk, moments=list(talk.moments))) for name, talk in reading.talks()]
    except Exception as error:
        return Estimated(problem=failure_in_words(error, in_terminal=True))
    return Estimated(tuple(talks), reading.notes)


def written(job: Job, how: How, found: Estimated, keep: Keep) -> Outcome:
    """Write what a recording gave elsewhere."""
    if found.problem:
        return Outcome(job.number, notes=found.notes, problem=found.problem)
    try:
        outcome = _written(job, how, found.talks, keep)
    except Exception as error:
        return Outcome(job.number, notes=found.notes, problem=failure_in_words(error, in_terminal=True))
    return replace(outcome, notes=found.notes)


def _written(job: Job, how: How, talks: Iterable[tuple[str, Talk]], keep: Keep) -> Outcome:
    files: list[Path] = []
    told: list[str] = []
    tallies: list[Tally] = []
    ending = FORMATS[how.format].ending
    job.target.parent.mkdir(parents=True, exist_ok=True)
    length_s, mostly = 0.0, ""
    for addition, talk in talks:
        target = job.target.with_name(f"{job.target.name.removesuffix(ending)}{addition}{ending}")
        tally = Tally()
        spans: list[LookSpan] = []
        moments = looked_at(tally.over(talk.moments), spans)
        if how.keeping:
            moments = _kept(moments, addition, Mode(talk.mode), keep)
        files += write(replace(talk, moments=moments), target, how.format)
        told.append(result_in_words(talk.name, tally, spans, target, talk.mode))
        if how.voices is not None and talk.mode == Mode.VOICE.value and tally.spoken_s:
            told.append(f"{target.name}: this voice seems to speak for {clock_words(tally.spoken_s)}.")
        if how.voiceprint is not None and tally.yours and not tally.heard:
            told.append(f"{talk.name}: all speech counted as your own, so no other voice was read.")
        mostly = mostly if tallies else next(iter(shares(spans, talk.mode)), "")
        tallies.append(tally)
        length_s = talk.duration_s
    if not tallies:
        return Outcome(
            job.number, told=(f"{job.path.name}: no face is in view for a second, so there is no result.",)
        )
    return Outcome(
        job.number,
        tuple(files),
        tuple(told),
        length_s=length_s,
        estimates=sum(tally.moments for tally in tallies),
        mostly=mostly,
    )


def _kept(moments: Iterable[Moment], of: str, mode: Mode, keep: Keep) -> Iterator[Moment]:
    """The same moments, handed out to be kept in parts too."""
    left = iter(moments)
    while part := list(islice(left, _PART)):
        keep(Part(of, mode, part))
        yield from part


class _Reading:
    """One recording as it is analysed; what is to be said of it is complete once its talks are.

    Raises
    ------
    DeviceError, UserError
        If it cannot be read, or has not what is asked for.
    """

    def __init__(self, job: Job, how: How, tell: Progress, *, threads: bool) -> None:
        self._recording = Recording(job.path, job.sound)
        for mode, asked in _asked_of(how):
            require_tracks(self._recording, mode, asked)
        self._how, self._tell, self._threads = how, tell, threads
        self._models = _models(how.voice_reader)
        self._of_voices = self._of_faces = ""

    def talks(self) -> Iterator[tuple[str, Talk]]:
        """A conversation for each file to be written, and what its name adds; estimated as it is read."""
        voice, face, fusion = self._models
        how = self._how
        if not how.every_face and how.voices is None:
            moments = _moments(self._recording, voice, face, fusion, how, threads=self._threads)
            with closing(moments) as found:
                yield "", _talk(self._recording, _told(found, self._tell), how.mode, how)
            return
        people, looks = _every_face(self._recording, face) if how.every_face else ({}, SeenMouths())
        for number, steps in people.items():
            person = analyse_steps(steps, fusion=fusion, running=_running(how), two_passes=how.two_passes)
            yield f"-person{number}", _talk(self._recording, person, Mode.FACE, how)
        if how.voices is not None:
            yield from self._every_voice(how.voices or None, people, looks)

    def _every_voice(
        self, number: int | None, people: Mapping[int, Iterable[Step]], looks: SeenMouths
    ) -> Iterator[tuple[str, Talk]]:
        """A conversation for each voice, in the order in which they began to speak; then each that has a face
        among those of the people in view, with it.
        """
        voice, _, fusion = self._models
        rule, recording, how = WhoseRule.shipped(), self._recording, self._how
        mouths = Mouths(looks.of(people))
        steps = steps_in(recording.audio_chunks(), rule, _speaker_model(), mouths)
        apart = voices_apart(steps, rule, number)
        of_whom = joined(steps, apart, mouths) if apart is not None else {}
        several = list(_LETTERS[: len(apart.middles) if apart is not None else 1])
        self._of_voices = voices_in_words(recording.name, apart, number)
        if apart is not None and people:
            self._of_faces = faces_in_words(recording.name, several, of_whom)
        throughout = [apart.throughout(k) for k in range(len(several))] if apart is not None else []
        heard = each_heard(recording, voice, [WhoseVoice(rule, throughout=t) for t in throughout], self._tell)
        wanted: list[tuple[int, int | None]] = [(k, None) for k in range(len(several))]
        for k, person in wanted + list(of_whom.items()):
            part = heard[k] if person is None else beside(heard[k], people[person])
            found = analyse_steps(part, fusion=fusion, running=_running(how), two_passes=how.two_passes)
            face, mode = ("", Mode.VOICE) if person is None else (f"-person{person}", Mode.BOTH)
            yield f"-voice{several[k]}{face}", _talk(recording, found, mode, how)

    @property
    def notes(self) -> tuple[str, ...]:
        """What one should know."""
        own = (model.without_familiarity for model in self._models[:2])
        of_sound = *self._recording.notes, self._recording.warning, self._of_voices, self._of_faces
        return tuple(s for s in (*own, *of_sound) if s)


def length_of(job: Job) -> float:
    """How long a recording is, seconds; 0 where that cannot be said."""
    with suppress(Exception):  # told of when it is analysed
        return Recording(job.path, job.sound).duration_s or 0.0
    return 0.0


@cache
def _models(reader: VoiceReader) -> tuple[VoiceClassifier, FaceClassifier, LateFusion]:
    return reader.load(), FaceClassifier.load(), LateFusion.shipped()


@cache
def _speaker_model() -> SpeakerModel:
    return SpeakerModel.load()


def _moments(
    recording: Recording,
    voice: VoiceClassifier,
    face: FaceClassifier,
    fusion: LateFusion,
    how: How,
    *,
    threads: bool,
) -> Generator[Moment, None, None]:
    running, whose = _running(how), None
    if how.voiceprint is not None:
        whose = _whose(recording, Voiceprint.from_json(how.voiceprint), how)
    models = voice, face, fusion, running, whose
    return moments_of(recording, how.mode, *models, two_passes=how.two_passes, threads=threads)


def _whose(recording: Recording, own: Voiceprint, how: How) -> WhoseVoice:
    """What tells the user's voice in a recording, which in two passes is listened to once before."""
    rule, model = WhoseRule.shipped(), _speaker_model()
    throughout = None
    if how.two_passes and recording.has_audio and how.mode.includes(Modality.VOICE):
        throughout = throughout_of(steps_in(recording.audio_chunks(), rule, model), own, rule)
    return WhoseVoice(rule, model, own, throughout=throughout)


def _every_face(recording: Recording, face: FaceClassifier) -> tuple[dict[int, OfOne], SeenMouths]:
    """What is seen of each person in a recording's picture, by their number, and everybody's mouths."""
    looks = SeenMouths()
    with closing(EveryFaceAnalyser(face)) as seeing:
        seeing.mouths = looks.see
        return each_alone(recording.video_frames(least_step_s=SHORTEST_STEP_S), seeing), looks


def _running(how: How) -> RunningBaseline | None:
    known = PersonalBaseline.from_json(how.known) if how.known is not None else None
    return RunningBaseline(known) if how.learning else None


def _asked_of(how: How) -> Iterator[tuple[Mode, str]]:
    """What a recording must have, and the option that asks for it; "" for the mode."""
    if how.every_face:
        yield Mode.FACE, "--faces all"
    if how.voices is not None:
        yield Mode.VOICE, "--voices"
    if not how.every_face and how.voices is None:
        yield how.mode, ""


def _told(found: Iterable[Moment], tell: Progress) -> Iterator[Moment]:
    for n, moment in enumerate(found):
        if n % 10 == 0:
            tell(moment.t)
        yield moment


def _talk(recording: Recording, moments: Iterable[Moment], mode: Mode, how: How) -> Talk:
    return Talk(
        moments=moments,
        name=recording.name,
        source=recording.name,
        mode=mode.value,
        media=None if recording.is_remote else Path(recording.address).resolve(),
        duration_s=recording.duration_s or 0.0,
        made_by=how.made_by,
    )
