"""One recording: estimated, and written."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from audio_model.analyser import VoiceAnalyser
from audio_model.classifier import VoiceClassifier
from audio_model.readers import VoiceReader
from audio_model.speakers.both import both_in
from audio_model.speakers.model import SpeakerModel
from audio_model.speakers.rule import WhoseRule
from audio_model.speakers.voiceprint import Voiceprint
from audio_model.speakers.whose import WhoseVoice
from face_model.analyser import RECORDED_STEP_S, FaceAnalyser
from face_model.classifier import FaceClassifier
from face_model.everybody import EveryFaceAnalyser
from face_model.following import SHORTEST_STEP_S
from fusion.ahead import ahead
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
from fusion.session.offline import analyse_each, analyse_steps
from fusion.session.steps import Step, in_stages, in_turn
from ui.commands.batch.found import Job
from ui.live.own_voice import lips_of
from ui.live.tracks import require_tracks
from ui.wording.failures import failure_in_words

Progress = Callable[[float], None]
"""Told the time in a recording (s) up to which it has been analysed."""
Keep = Callable[[list[Moment]], None]
"""Given what was estimated, part by part."""

_PART = 2000
"""So many moments are kept at once: another Attune that logs meanwhile never waits long."""


@dataclass(frozen=True)
class How:
    """How recordings are analysed, in plain values, so that other processes and machines can be told.

    ``known`` and ``voiceprint`` are a personal baseline and the user's own voice as their ``to_json`` give
    them; with ``keeping`` what was estimated of the partner is handed out too; the rest as for
    :func:`ui.commands.analyze.analyze_recordings`.
    """

    format: str
    mode: Mode
    learning: bool = True
    known: dict[str, Any] | None = None
    two_passes: bool = False
    every_face: bool = False
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
    length_s = 0.0
    for addition, talk in talks:
        target = job.target.with_name(f"{job.target.name.removesuffix(ending)}{addition}{ending}")
        tally = Tally()
        moments = tally.over(talk.moments)
        if how.keeping and not how.every_face:
            moments = _kept(moments, keep)
        files += write(replace(talk, moments=moments), target, how.format)
        told.append(_in_words(talk.name, tally, target))
        if how.voiceprint is not None and tally.yours and not tally.heard:
            told.append(f"{talk.name}: all speech counted as your own, so no other voice was read.")
        tallies.append(tally)
        length_s = talk.duration_s
    if not tallies:
        return Outcome(job.number, told=(f"{job.path.name}: nobody is in view.",))
    return Outcome(
        job.number,
        tuple(files),
        tuple(told),
        length_s=length_s,
        estimates=sum(tally.moments for tally in tallies),
        mostly=next(iter(tallies[0].summary().share), "").replace("_", " "),
    )


def _kept(moments: Iterable[Moment], keep: Keep) -> Iterator[Moment]:
    """The same moments, handed out to be kept in parts too."""
    left = iter(moments)
    while part := list(islice(left, _PART)):
        keep(part)
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
        require_tracks(self._recording, Mode.FACE if how.every_face else how.mode, how.every_face)
        self._how, self._tell, self._threads = how, tell, threads
        self._models = _models(how.voice_reader)

    def talks(self) -> Iterator[tuple[str, Talk]]:
        """A conversation for each file to be written, and what its name adds; estimated as it is read."""
        voice, face, fusion = self._models
        how = self._how
        if not how.every_face:
            moments = _moments(self._recording, voice, face, fusion, how, threads=self._threads)
            with closing(moments) as found:
                yield "", _talk(self._recording, _told(found, self._tell), how.mode, how)
            return
        for number, person in _every_face(self._recording, face, fusion, how).items():
            yield f"-person{number}", _talk(self._recording, person, Mode.FACE, how)

    @property
    def notes(self) -> tuple[str, ...]:
        """What one should know."""
        own = (model.without_familiarity for model in self._models[:2])
        return tuple(s for s in (*own, *self._recording.notes, self._recording.warning) if s)


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


def moments_of(
    recording: Recording,
    mode: Mode,
    voice: VoiceClassifier,
    face: FaceClassifier,
    fusion: LateFusion | None = None,
    running: RunningBaseline | None = None,
    whose: WhoseVoice | None = None,
    *,
    two_passes: bool = False,
    threads: bool = True,
) -> Generator[Moment, None, None]:
    """What is estimated and shown of one recording; see :func:`fusion.session.offline.analyse`.

    ``whose`` tells the user's voice in it from the partner's; None where only the partner is heard. With
    ``threads`` more than one processor is used, to the same end.
    """
    with closing(VoiceAnalyser(voice)) as hearing, closing(FaceAnalyser(face)) as seeing:
        if whose is not None:
            hearing.whose, seeing.mouths = whose, lips_of(whose)
        with closing(_steps(recording, mode, hearing, seeing, whose, threads=threads)) as steps:
            yield from analyse_steps(steps, fusion=fusion, running=running, two_passes=two_passes)


def _steps(
    recording: Recording,
    mode: Mode,
    hearing: VoiceAnalyser,
    seeing: FaceAnalyser,
    whose: WhoseVoice | None,
    *,
    threads: bool,
) -> Generator[Step, None, None]:
    heard = recording.has_audio and mode.includes(Modality.VOICE)
    seen = recording.has_video and mode.includes(Modality.FACE)
    sound = recording.audio_chunks() if heard else iter(())
    # Lips are compared with the sound, and move faster than what a face shows.
    step_s = RECORDED_STEP_S if whose is None else SHORTEST_STEP_S
    pictures = recording.video_frames(least_step_s=step_s) if seen else iter(())
    if whose is None:
        yield from in_stages(sound, pictures, hearing, seeing, threads=threads)
        return
    with closing(ahead(pictures)) as frames:
        yield from in_turn(sound, frames, hearing, seeing, whose.now)


def _moments(
    recording: Recording,
    voice: VoiceClassifier,
    face: FaceClassifier,
    fusion: LateFusion,
    how: How,
    *,
    threads: bool,
) -> Generator[Moment, None, None]:
    running = RunningBaseline(_known(how)) if how.learning else None
    whose = None
    if how.voiceprint is not None:
        whose = _whose(recording, Voiceprint.from_json(how.voiceprint), how)
    models = voice, face, fusion, running, whose
    return moments_of(recording, how.mode, *models, two_passes=how.two_passes, threads=threads)


def _whose(recording: Recording, own: Voiceprint, how: How) -> WhoseVoice:
    """What tells the user's voice in a recording, which in two passes is listened to once for both voices."""
    rule, model = WhoseRule.shipped(), _speaker_model()
    both = None
    if how.two_passes and recording.has_audio and how.mode.includes(Modality.VOICE):
        both = both_in(recording.audio_chunks(), rule, model, own)
    return WhoseVoice(rule, model, own, both)


def _every_face(
    recording: Recording, face: FaceClassifier, fusion: LateFusion, how: How
) -> dict[int, Iterator[Moment]]:
    """What is estimated of each person in a recording's picture, by their number."""
    with closing(EveryFaceAnalyser(face)) as seeing:
        return analyse_each(
            recording.video_frames(least_step_s=SHORTEST_STEP_S),
            seeing,
            fusion=fusion,
            running=lambda: RunningBaseline(_known(how)) if how.learning else None,
            two_passes=how.two_passes,
        )


def _known(how: How) -> PersonalBaseline | None:
    return PersonalBaseline.from_json(how.known) if how.known is not None else None


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


def _in_words(name: str, tally: Tally, target: Path) -> str:
    share = tally.summary().share
    words = ", ".join(f"{label.replace('_', ' ')} {value:.0%}" for label, value in share.items())
    where = f"voice in {tally.heard}, face in {tally.seen}"
    return f"{name}: {tally.moments} estimates in {target} ({where}; {words})"
