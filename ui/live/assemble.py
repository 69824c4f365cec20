"""Puts a session together: devices or a recording, analysers, fusion and the log."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audio_model.analyser import VoiceAnalyser
from audio_model.capture.microphone import MicrophoneCapture, list_microphones
from audio_model.words.listener import WordsListener
from audio_model.words.phrases import Recogniser
from face_model.analyser import FaceAnalyser
from face_model.camera import CameraCapture, list_cameras
from fusion.errors import UserError
from fusion.events import Mode
from fusion.evidence import Modality
from fusion.interfaces import DeviceError, Source
from fusion.log.timeline import Timeline, TimelineError
from fusion.log.writer import TimelineWriter
from fusion.recordings.playback import RecordingAudio, RecordingVideo
from fusion.recordings.recording import Recording
from fusion.session.session import Session
from ui.demo.clip import DEMO_CLIP
from ui.live.json_lines import JsonLines
from ui.live.options import Options

_NOT_FOUND = {
    Mode.BOTH: "No camera and no microphone were found",
    Mode.VOICE: "No microphone was found",
    Mode.FACE: "No camera was found",
}


@dataclass
class Assembly:
    """A session ready to start, and what belongs to it.

    ``notice`` is a plain sentence the user should see (or empty); :meth:`close` ends everything.
    """

    session: Session
    voice: VoiceAnalyser | None
    face: FaceAnalyser | None
    source_label: str
    is_demo: bool = False
    notice: str = ""
    writer: TimelineWriter | None = None
    timeline: Timeline | None = None
    lines: JsonLines | None = None
    words: WordsListener | None = None

    def close(self) -> None:
        """Stop the session, finish the log, join every thread."""
        self.session.stop()
        if self.words:
            self.words.close()
        if self.face:
            self.face.close()
        if self.writer:
            self.writer.close()
        if self.timeline:
            self.timeline.close()
        if self.lines:
            self.lines.close()


def microphone_choices() -> list[str]:
    """Names of the microphones found; empty where sound cannot be recorded at all."""
    try:
        return [microphone.name for microphone in list_microphones()]
    except DeviceError:
        return []


def camera_choices() -> list[str]:
    """Names of the cameras found."""
    try:
        return [camera.name for camera in list_cameras()]
    except DeviceError:
        return []


def microphone_source(name: str | int | None) -> Source[Any]:
    """A microphone by name or number; None is the system's own choice."""
    return MicrophoneCapture(name)


def camera_source(name: str | int | None) -> Source[Any]:
    """A camera by name, number or URL; None is the first one."""
    return CameraCapture(name)


def assemble(
    options: Options,
    microphone: str | None = None,
    camera: str | None = None,
    *,
    demo_without_devices: bool = True,
) -> Assembly:
    """Make the session that ``options`` ask for; loads the models, so it takes seconds.

    Parameters
    ----------
    options
        From the command line.
    microphone, camera
        The user's saved preference, used where the options name none.
    demo_without_devices
        Play the built-in demo where there is no device at all, instead of raising.

    Raises
    ------
    DeviceError
        If the recording cannot be played, or lacks what the mode needs.
    UserError
        If words are asked for, and their model or the packages are missing.
    """
    import torch

    # Two small networks share two cores with the window; more threads only get in each other's way.
    torch.set_num_threads(1)
    sources, label, is_demo, notice = _sources(options, microphone, camera, demo_without_devices)
    voice = VoiceAnalyser() if Modality.VOICE in sources else None
    face = FaceAnalyser() if Modality.FACE in sources else None
    words, fault = _words_listener(options, voice)
    session = Session(
        (sources[Modality.VOICE], words or voice) if voice else None,
        (sources[Modality.FACE], face) if face else None,
        mode=options.mode,
    )
    assembly = Assembly(session, voice, face, label, is_demo, f"{notice} {fault}".strip(), words=words)
    try:
        if words is not None:
            words.start(lambda heard: session.tell_words(heard.to_text()))
        if options.jsonl is not None:
            assembly.lines = JsonLines(options.jsonl)
            session.subscribe(assembly.lines.write)
        if options.log is not False:
            _log_to(assembly, options.log if isinstance(options.log, Path) else None, _played_file(options))
    except BaseException:
        assembly.close()
        raise
    return assembly


def recogniser(model: Path) -> Recogniser:
    """What understands words, with a model from this folder. Raises UserError."""
    from audio_model.words.recogniser import VoskRecogniser

    return VoskRecogniser(model)


def _words_listener(options: Options, voice: VoiceAnalyser | None) -> tuple[WordsListener | None, str]:
    """The listener to words that was asked for, and why there is none where the settings ask in vain."""
    model = options.words or options.words_saved
    if model is None or voice is None:
        return None, ""
    from audio_model.words.sentiment import TextSentiment

    try:
        sentiment = TextSentiment()
        return WordsListener(voice, recogniser(model), lambda text: sentiment.score(text).mean), ""
    except UserError as error:
        if options.words is not None:
            raise
        return None, f"The words are not listened to: {error}"


def _sources(
    options: Options, microphone: str | None, camera: str | None, demo_without_devices: bool
) -> tuple[dict[Modality, Source[Any]], str, bool, str]:
    """Sources by modality, a label for the log, whether it is the demo, and a notice."""
    if options.source is not None:
        is_demo = options.source == "demo"
        recording = Recording(DEMO_CLIP if is_demo else options.source)
        return recording_sources(recording, options.mode, loop=False), recording.name, is_demo, ""
    if _no_device(options):
        if not demo_without_devices:
            raise DeviceError(f"{_NOT_FOUND[options.mode]}: connect one, or use --source demo.")
        sources = recording_sources(Recording(DEMO_CLIP), options.mode, loop=options.seconds is None)
        notice = f"{_NOT_FOUND[options.mode]}, so this is the built-in demo conversation."
        return sources, "demo", True, notice
    sources = {
        Modality.VOICE: microphone_source(
            options.microphone if options.microphone is not None else microphone
        ),
        Modality.FACE: camera_source(options.camera if options.camera is not None else camera),
    }
    return sources, "microphone and camera", False, ""


def _no_device(options: Options) -> bool:
    if options.camera is not None or options.microphone is not None:
        return False
    found = []
    if options.mode.includes(Modality.VOICE):
        found += microphone_choices()
    if options.mode.includes(Modality.FACE):
        found += camera_choices()
    return not found


def recording_sources(recording: Recording, mode: Mode, loop: bool) -> dict[Modality, Source[Any]]:
    """The tracks of a recording that exist.

    Raises
    ------
    DeviceError
        If the mode needs a track that the recording lacks.
    """
    require_tracks(recording, mode)
    sources: dict[Modality, Source[Any]] = {}
    if recording.has_audio:
        sources[Modality.VOICE] = RecordingAudio(recording, loop=loop)
    if recording.has_video:
        sources[Modality.FACE] = RecordingVideo(recording, loop=loop)
    return sources


def require_tracks(recording: Recording, mode: Mode) -> None:
    """Raise DeviceError if ``mode`` is for voice or face alone and the recording lacks that track."""
    if mode is Mode.VOICE and not recording.has_audio:
        raise DeviceError(f"“{recording.name}” has no sound; use --mode face for its picture.")
    if mode is Mode.FACE and not recording.has_video:
        raise DeviceError(f"“{recording.name}” has no picture; use --mode voice for its sound.")


def _played_file(options: Options) -> Path | None:
    """Where the recording lies that is played: the log keeps it, so that its sound is found again."""
    if options.source is None or options.source == "demo" or "://" in options.source:
        return None
    return Path(options.source).resolve()


def _log_to(assembly: Assembly, path: Path | None, recording: Path | None) -> None:
    """Log the session; where the log cannot be used the conversation goes on and says so."""
    try:
        assembly.timeline = Timeline(path)
    except TimelineError as error:
        if path is not None:
            raise
        assembly.notice = f"{assembly.notice} This conversation is not logged: {error}".strip()
        return
    session = assembly.session
    assembly.writer = TimelineWriter(
        assembly.timeline, session.mode.value, assembly.source_label, session.clock.started_at, recording
    )
    assembly.writer.attach(session)
