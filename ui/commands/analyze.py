"""``attune analyze``: recordings in, one file of estimates each out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from audio_model.analyser import VoiceAnalyser
from audio_model.classifier import VoiceClassifier
from audio_model.readers import VoiceReader
from audio_model.speakers.model import SpeakerModel
from audio_model.speakers.rule import WhoseRule
from audio_model.speakers.voiceprint import Voiceprint
from audio_model.speakers.whose import WhoseVoice
from face_model.analyser import SHORTEST_STEP_S, FaceAnalyser
from face_model.classifier import FaceClassifier
from face_model.everybody import EveryFaceAnalyser
from fusion.baseline import PersonalBaseline
from fusion.errors import UserError
from fusion.evidence import Modality
from fusion.exports.formats import FORMATS, write
from fusion.exports.talk import Talk
from fusion.interfaces import DeviceError
from fusion.late_fusion import LateFusion
from fusion.log.report import summarise
from fusion.mode import Mode
from fusion.moment import Moment
from fusion.recordings.recording import Recording
from fusion.recordings.sound import USUAL_SOUND, SoundChoice
from fusion.running import RunningBaseline
from fusion.session.offline import analyse, analyse_each
from ui.commands.voiceprint import sound_of, voiceprint_of
from ui.live.assemble import require_tracks
from ui.live.own_voice import lips_of
from ui.settings import load_settings


def analyze_recordings(
    paths: list[Path],
    out: Path,
    format: str,
    mode: Mode,
    baseline: str = "running",
    made_by: Mapping[str, str] | None = None,
    *,
    two_passes: bool = False,
    sounds: Sequence[SoundChoice] = (USUAL_SOUND,),
    every_face: bool = False,
    own_voice: Path | None = None,
    voice_reader: VoiceReader = VoiceReader.SMALL,
    keep: Callable[[Path, str, Sequence[Moment]], object] | None = None,
) -> int:
    """Analyse each recording into a file in ``out``, named after it, of one of the exports' formats.

    A recording that cannot be read is told of in one sentence and does not stop the others. ``baseline``
    is "running" to learn how whoever is in a recording usually looks and sounds, "none" to allow for nobody,
    or the name of a person remembered in the settings to begin with; nothing else of the settings is used, so
    that the same recording gives the same estimates everywhere. In ``two_passes`` people are learnt from the
    whole recording first, which live nobody can. ``made_by`` (name -> version or digest) is told in
    formats that have a place for it. ``sounds`` says which sound is the partner's; each of several gives a
    result of its own. With ``every_face`` there is a result for each person in the picture instead, by the
    face alone. ``own_voice`` is a recording of the user alone, whose speech then counts for nothing.
    ``voice_reader`` hears the voice. ``keep`` gets each recording that was read, a name for it, and what was
    estimated.

    Returns
    -------
    int
        0, or 2 if any recording failed.

    Raises
    ------
    UserError
        If ``out`` cannot be a folder, the reader was not fetched, nobody of that name is remembered, or every
        face is asked for by the voice alone; the text is for the user.
    """
    console = Console(stderr=True)
    fusion = LateFusion.shipped()
    known, learning = None, baseline != "none"
    if baseline not in ("none", "running"):
        settings, _warning = load_settings()
        known = settings.named_baseline(baseline)
        console.print(f"Allowing for how {baseline} usually is.", markup=False, highlight=False)
    if every_face and mode is Mode.VOICE:
        raise UserError("The voice alone shows no faces; leave out “--mode voice” or “--faces all”.")
    _make_folder(out)
    voice, face = voice_reader.load(), FaceClassifier.load()
    for model in (voice, face):
        if model.without_familiarity:
            console.print(
                f"attune: {model.without_familiarity}", markup=False, highlight=False, soft_wrap=True
            )
    told_by = _know(own_voice) if own_voice is not None else None
    failed = False
    ending = FORMATS[format].ending
    jobs = [(path, sound) for path in paths for sound in sounds]
    names = [path.stem + (f"-{s.side.value}" if len(sounds) > 1 and s.side else "") for path, s in jobs]
    for (path, sound), target in zip(jobs, _targets(names, out, format), strict=True):
        try:
            recording = Recording(path, sound)
            require_tracks(recording, Mode.FACE if every_face else mode)
            if every_face:
                faces = _every_face(recording, face, fusion, known, learning=learning, two_passes=two_passes)
                for number, moments in faces.items():
                    own = target.with_name(f"{target.name.removesuffix(ending)}-person{number}{ending}")
                    write(_talk(recording, moments, Mode.FACE, made_by or {}), own, format)
                    _tell(recording, moments, own, console)
                if not faces:
                    console.print(f"{recording.name}: nobody is in view.", markup=False, highlight=False)
                continue
            running = RunningBaseline(known) if learning else None
            whose = WhoseVoice(*told_by) if told_by is not None else None
            found = moments_of(recording, mode, voice, face, fusion, running, whose, two_passes=two_passes)
            moments = _with_progress(recording, found, console)
            write(_talk(recording, moments, mode, made_by or {}), target, format)
        except DeviceError as error:
            console.print(f"attune: {error}", style="red", markup=False, highlight=False, soft_wrap=True)
            failed = True
            continue
        _tell(recording, moments, target, console)
        if keep is not None:
            keep(path, target.name.removesuffix(ending), moments)
    return 2 if failed else 0


def _make_folder(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise UserError(f"“{out}” is a file; name a folder after --out.") from error
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UserError(f"The folder “{out}” cannot be made ({reason}); name another after --out.") from error


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
) -> Iterator[Moment]:
    """What is estimated and shown of one recording; see :func:`fusion.session.offline.analyse`.

    ``whose`` tells the user's voice in it from the partner's; None where only the partner is heard.
    """
    with closing(VoiceAnalyser(voice)) as hearing, closing(FaceAnalyser(face)) as seeing:
        if whose is not None:
            hearing.whose, seeing.mouths = whose, lips_of(whose)
        yield from analyse(
            recording.audio_chunks() if recording.has_audio and mode.includes(Modality.VOICE) else (),
            recording.video_frames(least_step_s=SHORTEST_STEP_S)
            if recording.has_video and mode.includes(Modality.FACE)
            else (),
            hearing,
            seeing,
            fusion=fusion,
            running=running,
            two_passes=two_passes,
            who_speaks=whose.now if whose is not None else lambda: None,
        )


def _every_face(
    recording: Recording,
    face: FaceClassifier,
    fusion: LateFusion,
    known: PersonalBaseline | None,
    *,
    learning: bool,
    two_passes: bool,
) -> dict[int, list[Moment]]:
    """What is estimated of each person in a recording's picture, by their number."""
    with closing(EveryFaceAnalyser(face)) as seeing:
        return analyse_each(
            recording.video_frames(least_step_s=SHORTEST_STEP_S),
            seeing,
            fusion=fusion,
            running=lambda: RunningBaseline(known) if learning else None,
            two_passes=two_passes,
        )


def _know(own_voice: Path) -> tuple[WhoseRule, SpeakerModel, Voiceprint]:
    """What the user's voice in this recording is known by. Raises UserError."""
    model = SpeakerModel.load()
    return WhoseRule.shipped(), model, voiceprint_of(sound_of(own_voice), model)


def _with_progress(recording: Recording, found: Iterable[Moment], console: Console) -> list[Moment]:
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    moments = []
    # Off a terminal rich leaves an empty line of what was to vanish.
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(recording.name, total=recording.duration_s)
        for moment in found:
            moments.append(moment)
            progress.update(task, completed=moment.t)
    return moments


def _targets(names: list[str], out: Path, format: str) -> list[Path]:
    """A file for each name; those of the same name get a number, so that none overwrites another."""
    targets: list[Path] = []
    ending = FORMATS[format].ending
    for name in names:
        target, n = out / f"{name}{ending}", 2
        while target in targets:
            target, n = out / f"{name}-{n}{ending}", n + 1
        targets.append(target)
    return targets


def _talk(recording: Recording, moments: list[Moment], mode: Mode, made_by: Mapping[str, str]) -> Talk:
    return Talk(
        moments=moments,
        name=recording.name,
        source=recording.name,
        mode=mode.value,
        media=None if recording.is_remote else Path(recording.address).resolve(),
        duration_s=recording.duration_s or 0.0,
        made_by=made_by,
    )


def _tell(recording: Recording, moments: list[Moment], target: Path, console: Console) -> None:
    for sentence in (*recording.notes, recording.warning):
        if sentence:
            console.print(f"attune: {sentence}", markup=False, highlight=False, soft_wrap=True)
    share = summarise(moments).share
    words = ", ".join(f"{label.replace('_', ' ')} {value:.0%}" for label, value in share.items())
    heard = sum(m.estimate.voice is not None for m in moments)
    seen = sum(m.estimate.face is not None for m in moments)
    console.print(
        f"{recording.name}: {len(moments)} estimates in {target} (voice in {heard}, face in {seen}; {words})",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )
