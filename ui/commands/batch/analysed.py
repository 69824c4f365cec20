"""What is estimated of one recording, with the analysers that it takes."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import replace

from audio_model.analyser import VoiceAnalyser
from audio_model.classifier import VoiceClassifier
from audio_model.speakers.whose import WhoseVoice
from face_model.analyser import RECORDED_STEP_S, FaceAnalyser
from face_model.classifier import FaceClassifier
from face_model.following import SHORTEST_STEP_S
from fusion.ahead import ahead
from fusion.evidence import Modality
from fusion.late_fusion import LateFusion
from fusion.mode import Mode
from fusion.moment import Moment
from fusion.recordings.recording import Recording
from fusion.running import RunningBaseline
from fusion.session.kept_steps import KeptSteps
from fusion.session.offline import analyse_steps
from fusion.session.steps import Step, in_stages, in_turn
from ui.live.own_voice import lips_of


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

    ``whose`` tells the user's voice in it from the partner's; None where only the partner is heard.
    With ``threads`` more than one processor is used, to the same end.
    """
    with closing(VoiceAnalyser(voice)) as hearing, closing(FaceAnalyser(face)) as seeing:
        if whose is not None:
            hearing.whose, seeing.mouths = whose, lips_of(whose)
        with closing(_steps(recording, mode, hearing, seeing, whose, threads=threads)) as steps:
            yield from analyse_steps(steps, fusion=fusion, running=running, two_passes=two_passes)


def each_heard(
    recording: Recording, voice: VoiceClassifier, voices: Sequence[WhoseVoice], tell: Callable[[float], None]
) -> list[KeptSteps]:
    """What is heard of each of several voices in a recording, listened to once; one for all without any.

    ``tell`` is told up to what time (s).
    """
    found = [KeptSteps() for _ in voices or (None,)]
    with closing(VoiceAnalyser(voice)) as hearing:
        hearing.each = tuple(voices)
        for chunk in recording.audio_chunks():
            pieces = hearing.feed(chunk)
            tell(chunk.t_end)
            for number, steps in enumerate(found):
                own = [replace(piece, person=0) for piece in pieces if piece.person == number]
                steps.take(Step(chunk.t_end, own, voices[number].now() if voices else None))
    return found


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
