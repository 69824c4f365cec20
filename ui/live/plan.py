"""What a session is to be made of, worked out before anything is opened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from audio_model.readers import VoiceReader
from audio_model.speakers.voiceprint import Voiceprint
from face_model.screen.place import is_place, parse_place
from fusion.baseline import PersonalBaseline
from fusion.errors import UserError
from fusion.evidence import Modality
from fusion.interfaces import DeviceError
from fusion.keeping.what import Keep
from fusion.mode import Mode
from fusion.recordings.sound import USUAL_SOUND, SoundChoice
from fusion.whom import Whom
from ui.demo.clip import DEMO_CLIP
from ui.live.options import Options
from ui.live.played import SYSTEM, is_played, played
from ui.settings import Settings
from ui.wording.captured import IN_THE_ROOM, Captured

PLAYED = "A recording that is played is kept already; --keep is for microphone, camera and screen."
MADE = "Its voice and its face are a computer's: it shows what Attune says, not how well it reads people."
_NOT_FOUND = {
    Mode.BOTH: "No camera and no microphone were found",
    Mode.VOICE: "No microphone was found",
    Mode.FACE: "No camera was found",
}


@dataclass(frozen=True)
class Plan:
    """Everything the command line, the settings and the devices there are decide.

    Parameters
    ----------
    mode
        Which modalities take part.
    recording
        Path or address of what is played; None for the devices.
    sound
        Which of its sounds is the partner's.
    loop
        Play it again and again.
    is_demo
        It is the built-in conversation.
    label
        What the log calls the source; "" for the recording's own name.
    microphone, camera
        Which device, or what of the computer's own sound and screen; None for whatever device is there.
    words
        Folder of a recogniser's model; None where the words are not listened to.
    words_asked_for
        The command line names that folder: a session without it is not what was asked for.
    voice_reader
        Which reader hears the voice.
    voice_reader_asked_for
        The command line names it: a session with another is not what was asked for.
    jsonl
        File for one JSON line an estimate, "-" for standard output, None for no such lines.
    logged
        Whether there is a log; the demo is no conversation of the user's and goes into a named file only.
    log
        Its file where one is named; None for the usual one, without which a session goes on.
    notice
        A sentence the user should see, "" for none.
    baseline
        How the other person usually looks and sounds; None for nobody in particular.
    learning
        Whether that is learnt while they are there.
    two_voices
        The user is heard too, in the same sound as the partner: the two are told apart.
    own_voice
        How the user sounds; None where that is not known.
    own_voice_in
        A recording of the user alone, which says so in its place; None without.
    whom
        Whom it is about.
    tell_own_voice
        The user has not been told yet what it means that their own voice is not known.
    keep
        What of sound and picture is kept; None for nothing.
    microphone_too
        Beside what the computer plays the user's microphone is heard, to tell when they speak.
    own_microphone
        Which; None for the system's own choice.
    learn_own_voice
        The user's voice is learnt while they talk.
    follow_speaker
        Of several people in view whoever speaks is read.
    """

    mode: Mode = Mode.BOTH
    recording: str | Path | None = None
    sound: SoundChoice = USUAL_SOUND
    loop: bool = False
    is_demo: bool = False
    label: str = ""
    microphone: str | int | None = None
    camera: str | int | None = None
    words: Path | None = None
    words_asked_for: bool = False
    voice_reader: VoiceReader = VoiceReader.SMALL
    voice_reader_asked_for: bool = False
    jsonl: str | None = None
    logged: bool = True
    log: Path | None = None
    notice: str = ""
    baseline: PersonalBaseline | None = None
    learning: bool = True
    two_voices: bool = False
    own_voice: Voiceprint | None = None
    own_voice_in: Path | None = None
    tell_own_voice: bool = False
    keep: Keep | None = None
    whom: Whom = Whom.OTHER
    microphone_too: bool = False
    own_microphone: str | None = None
    learn_own_voice: bool = False
    follow_speaker: bool = False

    @property
    def captured(self) -> Captured:
        """Where sound and picture come from."""
        if self.recording is not None:
            return IN_THE_ROOM
        screen = isinstance(self.camera, str) and is_place(self.camera)
        return Captured(screen, is_played(self.microphone), self.microphone_too)

    @property
    def played_file(self) -> Path | None:
        """Where the recording lies: the log keeps it, so that its sound is found again."""
        if self.recording is None or self.is_demo or "://" in str(self.recording):
            return None
        return Path(self.recording).resolve()


def make_plan(
    options: Options,
    settings: Settings,
    device_found: Callable[[Mode], bool],
    *,
    demo_without_devices: bool = True,
) -> Plan:
    """What ``options`` ask for, and the settings where the options say nothing.

    Parameters
    ----------
    options
        From the command line.
    settings
        The user's devices, log and words.
    device_found
        Whether there is a device for a mode; asked only where it matters.
    demo_without_devices
        Play the built-in demo where there is no device at all, instead of raising.

    Raises
    ------
    DeviceError
        If there is no device and the demo is not to take its place.
    UserError
        If nobody of the name asked for is remembered, the source names no part of the screen, or a recording
        is to be kept.
    """
    settings = replace(settings, watch=options.watch or settings.watch)
    baseline, learning = person_allowed_for(options.baseline, settings)
    saved = Path(settings.words_model) if settings.words_model is not None else None
    wished = Plan(
        mode=options.mode,
        label="microphone and camera",
        microphone=_sound(options, settings),
        camera=_picture(options, settings),
        words=options.words or saved,
        words_asked_for=options.words is not None,
        voice_reader=options.voice_reader or VoiceReader(settings.voice_reader),
        voice_reader_asked_for=options.voice_reader is not None,
        jsonl=options.jsonl,
        logged=options.log is not False and (options.log is not None or settings.logging),
        log=options.log if isinstance(options.log, Path) else None,
        baseline=baseline,
        learning=learning,
        keep=options.keep,
        whom=settings.watch,
        follow_speaker=settings.follow_speaker if options.follow_speaker is None else options.follow_speaker,
    )
    if options.keep is not None and options.recording is not None:
        raise UserError(PLAYED)
    if options.recording is not None:
        sound = SoundChoice(options.audio_track, options.side)
        recorded = replace(wished, recording=options.recording, sound=sound, label="")
        if options.source == "demo":
            logged = wished.log is not None
            recorded = replace(recorded, recording=DEMO_CLIP, is_demo=True, logged=logged)
        # A recording holds the user's voice only where one is named for it.
        return recorded if options.own_voice is None else _across_a_table(recorded, options, settings)
    if wished.captured != IN_THE_ROOM:
        return _on_a_call(wished, options, settings)
    named = options.camera is not None or options.microphone is not None
    if named or device_found(options.mode):
        return _across_a_table(wished, options, settings)
    if not demo_without_devices:
        raise DeviceError(f"{_NOT_FOUND[options.mode]}: connect one, or use --source demo.")
    return replace(
        wished,
        recording=DEMO_CLIP,
        loop=options.seconds is None,
        is_demo=True,
        logged=wished.log is not None,
        label="demo",
        keep=None,
        notice=" ".join((f"{_NOT_FOUND[options.mode]}, so this is the built-in demo conversation.", MADE)),
    )


def person_allowed_for(asked: str | None, settings: Settings) -> tuple[PersonalBaseline | None, bool]:
    """Who is allowed for, and whether whoever is there is learnt.

    Parameters
    ----------
    asked
        "none", "running" or a name; None for what the settings say.

    Raises
    ------
    UserError
        If nobody of that name is remembered.
    """
    if asked is None:
        return settings.active_baseline(settings.watch), settings.learn_person
    if asked in ("none", "running"):
        return None, asked == "running"
    return settings.named_baseline(asked), True


def on_screen(options: Options, settings: Settings) -> bool:
    """Whether the other person is on this screen, as far as is known."""
    picture = options.source if options.source is not None else options.camera
    if picture is not None:
        return is_place(str(picture))
    if options.microphone is not None:
        return is_played(options.microphone)
    if (options.watch or settings.watch) is Whom.MYSELF:  # who is before the screen, not on it
        return False
    return settings.where == "screen"


def _picture(options: Options, settings: Settings) -> str | int | None:
    """Which camera, or what part of the screen. Raises UserError."""
    if options.camera is not None:
        return options.camera
    if not on_screen(options, settings):
        return settings.camera
    return str(parse_place(options.source or settings.place or "screen"))


def _sound(options: Options, settings: Settings) -> str | int | None:
    """Which microphone, or what of that which the computer plays."""
    if options.microphone is not None:
        return options.microphone
    if options.sound == "microphone":
        return settings.microphone
    if options.sound is not None:
        return options.sound if is_played(options.sound) else played(options.sound)
    return (settings.played or SYSTEM) if on_screen(options, settings) else settings.microphone


def _on_a_call(plan: Plan, options: Options, settings: Settings) -> Plan:
    """The plan, in which the partner is what is played, and the user at most a microphone beside it."""
    asked = settings.microphone_too if options.microphone_too is None else options.microphone_too
    heard = is_played(plan.microphone) and plan.mode.includes(Modality.VOICE)
    return replace(
        plan,
        label="a call on this screen",
        microphone_too=asked and heard,
        own_microphone=settings.microphone,
    )


def _across_a_table(plan: Plan, options: Options, settings: Settings) -> Plan:
    """The plan, in which the sound holds the user's voice too, if there is any.

    Where it is about the user theirs is the voice that counts, and is told from no other.
    """
    if not plan.mode.includes(Modality.VOICE):
        return plan
    if plan.whom is Whom.MYSELF:
        return replace(plan, learn_own_voice=settings.learn_own_voice and plan.recording is None)
    return replace(
        plan,
        two_voices=True,
        own_voice=settings.own_voice() if options.own_voice is None else None,
        own_voice_in=options.own_voice,
        tell_own_voice=options.own_voice is None and not settings.told_of_own_voice,
    )
