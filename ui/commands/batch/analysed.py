"""What is estimated of one recording, with the analysers that it takes."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import closing

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
from fusion.session.offline import analyse_steps
from fusion.session.steps import Step, beside, in_stages, in_turn
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
    seen_apart: Iterable[Step] | None = None,
    two_passes: bool = False,
    threads: bool = True,
) -> Generator[Moment, None, None]:
    """What is estimated and shown of one recording; see :func:`fusion.session.offline.analyse`.

    ``whose`` tells the user's voice in it from the partner's; None where only the partner is heard.
    ``seen_apart`` is what was seen of the partner where several are in view, for the voice alone. With
    ``threads`` more than one processor is used, to the same end.
    """
    with closing(VoiceAnalyser(voice)) as hearing, closing(FaceAnalyser(face)) as seeing:
        if whose is not None:
            hearing.whose, seeing.mouths = whose, lips_of(whose)
        with closing(_steps(recording, mode, hearing, seeing, whose, threads=threads)) as steps:
            both = steps if seen_apart is None else beside(steps, seen_apart)
            yield from analyse_steps(both, fusion=fusion, running=running, two_passes=two_passes)


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
