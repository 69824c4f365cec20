"""Puts a session together: devices or a recording, analysers, fusion and the log."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from audio_model.analyser import VoiceAnalyser
from audio_model.classifier import VoiceClassifier
from audio_model.readers import VoiceReader
from audio_model.speakers.learning import VoiceLearner
from audio_model.speakers.whose import WhoseVoice
from audio_model.spectrum_view import SpectrumView, VoiceView
from audio_model.words.listener import WordsListener
from audio_model.words.phrases import ENGLISH, Recogniser
from face_model.analyser import FaceAnalyser, FaceView
from face_model.classifier import FaceClassifier
from face_model.following import ALONE_STEP_S
from fusion.errors import UserError
from fusion.interfaces import AudioChunk, Source, VideoFrame
from fusion.keeping.keeper import Keeper
from fusion.keeping.what import Keep
from fusion.log.errors import TimelineError
from fusion.log.timeline import Timeline
from fusion.log.writer import TimelineWriter
from fusion.memory import give_back
from fusion.recordings.playback import RecordingAudio, RecordingVideo
from fusion.recordings.recording import Recording
from fusion.session.session import Session
from fusion.whom import Whom
from ui.live.call_sides import beside_call
from ui.live.devices import any_found, camera_source, microphone_source
from ui.live.json_lines import JsonLines
from ui.live.keeping import begin_keeping, require_keepable
from ui.live.made_by import made_by
from ui.live.options import Options
from ui.live.own_voice import join, learner_of, planned
from ui.live.plan import Plan, make_plan
from ui.live.speaker_choice import SpeakerChoice
from ui.live.tracks import require_tracks
from ui.settings import Settings
from ui.wording.captured import IN_THE_ROOM, Captured


class Onlooker(Protocol):
    """Who looks at a session; called on the threads that listen and look, and must return at once."""

    def put_sound(self, view: VoiceView | None) -> None:
        """Take the newest sound; None when it is forgotten."""
        ...

    def put_picture(self, view: FaceView | None) -> None:
        """Take the newest picture; None when it is forgotten."""
        ...


@dataclass(frozen=True)
class VoicePart:
    """What listens: ``fault`` says what is not done that was to be, and why (or ""); ``reader`` who hears."""

    source: Source[AudioChunk]
    analyser: VoiceAnalyser
    words: WordsListener | None = None
    fault: str = ""
    reader: VoiceReader = VoiceReader.SMALL


@dataclass(frozen=True)
class FacePart:
    """What looks."""

    source: Source[VideoFrame]
    analyser: FaceAnalyser


@dataclass(frozen=True)
class LogPart:
    """What writes a session down, where it can: ``fault`` says why it cannot (or "")."""

    timeline: Timeline | None = None
    writer: TimelineWriter | None = None
    fault: str = ""

    def close(self) -> None:
        """Finish the log."""
        if self.writer is not None:
            self.writer.close()
        if self.timeline is not None:
            self.timeline.close()


@dataclass
class Assembly:
    """A session ready to start, and what belongs to it.

    ``notice`` is a plain sentence the user should see (or empty), ``captured`` says where sound and picture
    come from, ``keeper`` keeps them where that is asked for (of what comes ``from_devices`` only: a recording
    is there already), ``whom`` it is about, ``speakers`` is None where sound or picture is missing,
    ``learner`` where the user's voice is not learnt;
    :meth:`close` ends everything.
    """

    session: Session
    voice: VoiceAnalyser | None
    face: FaceAnalyser | None
    is_demo: bool = False
    notice: str = ""
    words: WordsListener | None = None
    lines: JsonLines | None = None
    log: LogPart = LogPart()
    captured: Captured = IN_THE_ROOM
    whose: WhoseVoice | None = None
    keeper: Keeper | None = None
    whom: Whom = Whom.OTHER
    speakers: SpeakerChoice | None = None
    from_devices: bool = True
    learner: VoiceLearner | None = None

    @property
    def writer(self) -> TimelineWriter | None:
        """The log's; None without one."""
        return self.log.writer

    def watch(self, onlooker: Onlooker | None) -> None:
        """Have the sound drawn and the faces outlined for ``onlooker`` from now on; for nobody with None."""
        if self.voice is not None:
            self.voice.watcher = SpectrumView(self.voice.parameters, onlooker.put_sound) if onlooker else None
        if self.face is not None:
            self.face.watcher = onlooker.put_picture if onlooker else None

    def choose_face(self, x: float, y: float) -> None:
        """Read the face at this point of the picture (fractions of its width and height) from now on."""
        if self.speakers is not None:
            self.speakers.choose(x, y)
        elif self.face is not None:
            self.face.choose(x, y)

    def i_speak(self, on: bool) -> None:
        """The user says that they begin to speak, or that they have ended."""
        if self.whose is not None:
            self.whose.held = on

    def require_keepable(self) -> None:
        """Before anybody is asked whether they agree.

        Raises
        ------
        UserError
            If sound and picture cannot be kept.
        """
        require_keepable(self.log.timeline)

    def keep(self, what: Keep | None) -> None:
        """Keep sound and picture from now on, or no more with None; writing what waits may take a moment.

        Raises
        ------
        UserError
            If they cannot be kept.
        """
        if self.keeper is not None:
            self.keeper.close()
        if what is not None:
            self.keeper = begin_keeping(self.session, self.log.timeline, self.writer, what)

    def close(self) -> None:
        """Stop the session, finish the log, join every thread; a part that fails keeps no other from it."""
        with ExitStack() as parts:
            for part in (self.lines, self.log, self.keeper):  # the last comes first
                if part is not None:
                    parts.callback(part.close)
            self.session.stop()


def assemble(
    options: Options, settings: Settings | None = None, *, demo_without_devices: bool = True
) -> Assembly:
    """Make the session that ``options`` and ``settings`` ask for; loads the models, so it takes seconds.

    Raises
    ------
    DeviceError
        If the recording cannot be played, or lacks what the mode needs.
    UserError
        If words are asked for, and their model or the packages are missing.
    """
    return build(
        make_plan(options, settings or Settings(), any_found, demo_without_devices=demo_without_devices)
    )


def build(plan: Plan) -> Assembly:
    """Make the session of a plan. Raises as :func:`assemble`."""
    recording = Recording(plan.recording, plan.sound) if plan.recording is not None else None
    if recording is not None:
        require_tracks(recording, plan.mode)
    voice, face = build_voice(plan, recording), build_face(plan, recording)
    give_back()
    whose, told = planned(plan)
    if whose is not None and voice is not None:
        voice.analyser.whose = whose
    speakers = join(voice.analyser, face.analyser, whose, plan.follow_speaker) if voice and face else None
    beside, sides = beside_call(plan, voice.analyser) if voice else (None, None)
    session = Session(
        (voice.source, voice.words or voice.analyser) if voice else None,
        (face.source, face.analyser) if face else None,
        mode=plan.mode,
        baseline=plan.baseline,
        learning=plan.learning,
        who_speaks=whose.now if whose is not None else sides,
        beside=beside,
    )
    assembly = Assembly(
        session,
        voice.analyser if voice else None,
        face.analyser if face else None,
        plan.is_demo,
        _sentences(
            plan.notice,
            *(recording.notes if recording else ()),
            voice.fault if voice else "",
            *(part.analyser.without_familiarity for part in (voice, face) if part),
            told,
        ),
        voice.words if voice else None,
        captured=plan.captured,
        whose=whose,
        whom=plan.whom,
        speakers=speakers,
        from_devices=recording is None,
        learner=learner_of(plan, voice.analyser) if voice else None,
    )
    try:
        _begin(assembly, plan, recording, voice.reader if voice else VoiceReader.SMALL)
    except BaseException:
        assembly.close()
        raise
    return assembly


def _begin(assembly: Assembly, plan: Plan, recording: Recording | None, reader: VoiceReader) -> None:
    """Listen to words, write lines, log and keep, as far as the plan asks for it."""
    session = assembly.session
    if assembly.words is not None:
        assembly.words.start(
            lambda heard: session.tell_words(heard.score if heard.language == ENGLISH else heard.language)
        )
    if plan.jsonl is not None:
        assembly.lines = JsonLines(plan.jsonl)
        session.subscribe(assembly.lines.write)
    if plan.logged:
        assembly.log = build_log(plan, session, plan.label or (recording.name if recording else ""), reader)
        assembly.notice = _sentences(assembly.notice, assembly.log.fault)
    if plan.keep is not None:
        assembly.keep(plan.keep)


def build_voice(plan: Plan, recording: Recording | None) -> VoicePart | None:
    """What listens to the microphone or the recording; None where that has no sound."""
    if recording is not None and not recording.has_audio:
        return None
    source: Source[AudioChunk] = (
        RecordingAudio(recording, loop=plan.loop)
        if recording is not None
        else microphone_source(plan.microphone)
    )
    classifier, reader, fault = _voice_classifier(plan)
    analyser = VoiceAnalyser(classifier)
    if plan.words is None:
        return VoicePart(source, analyser, fault=fault, reader=reader)
    from audio_model.words.sentiment import TextSentiment

    try:
        sentiment = TextSentiment()
        words = WordsListener(analyser, recogniser(plan.words), lambda text: sentiment.score(text).mean)
    except UserError as error:
        if plan.words_asked_for:
            raise
        fault = _sentences(fault, f"The words are not listened to: {error}")
        return VoicePart(source, analyser, fault=fault, reader=reader)
    return VoicePart(source, analyser, words, fault, reader)


def _voice_classifier(plan: Plan) -> tuple[VoiceClassifier, VoiceReader, str]:
    """Who hears the voice; the small reader where the large one of the settings is not there, and why."""
    try:
        return plan.voice_reader.load(), plan.voice_reader, ""
    except UserError as error:
        if plan.voice_reader is VoiceReader.SMALL or plan.voice_reader_asked_for:
            raise
        small = VoiceReader.SMALL
        return small.load(), small, f"The small voice reader listens: {error}"


def build_face(plan: Plan, recording: Recording | None) -> FacePart | None:
    """What looks at the camera or the recording; None where that has no picture."""
    if recording is not None and not recording.has_video:
        return None
    source: Source[VideoFrame] = (
        RecordingVideo(recording, loop=plan.loop) if recording is not None else camera_source(plan.camera)
    )
    return FacePart(source, FaceAnalyser(FaceClassifier.load(), ALONE_STEP_S))


def build_log(plan: Plan, session: Session, label: str, reader: VoiceReader = VoiceReader.SMALL) -> LogPart:
    """What logs a session that ``reader`` hears; where the usual log cannot be used it goes on and says so.

    Raises
    ------
    TimelineError
        If the log that the plan names cannot be used.
    """
    timeline: Timeline | None = None
    try:
        timeline = Timeline(plan.log)
        began, models = session.clock.started_at, made_by(reader) | plan.sound.as_logged()
        writer = TimelineWriter(timeline, session.mode, label, began, plan.played_file, models, plan.whom)
    except BaseException as error:
        if timeline is not None:
            timeline.close()
        if isinstance(error, TimelineError) and plan.log is None:
            return LogPart(fault=f"This conversation is not logged: {error}")
        raise
    writer.attach(session)
    return LogPart(timeline, writer)


def recogniser(model: Path) -> Recogniser:
    """What understands words, with the model in this folder: Whisper's or Vosk's. Raises UserError."""
    from audio_model.words.recogniser import VoskRecogniser
    from audio_model.words.whisper import WhisperRecogniser

    return WhisperRecogniser(model) if (model / "model.bin").is_file() else VoskRecogniser(model)


def _sentences(*said: str) -> str:
    """Those of the sentences that say something, as one text."""
    return " ".join(sentence for sentence in said if sentence)
