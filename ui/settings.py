"""What the user has chosen, and what of it can be believed when it is read again."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime, timezone
from typing import Any

from audio_model.speakers.voiceprint import Voiceprint
from face_model.screen.place import parse_place
from fusion.baseline import PersonalBaseline
from fusion.emotions import EMOTIONS, Emotion
from fusion.errors import UserError
from fusion.session.session import Session
from fusion.whom import Whom
from ui.keys import ELSEWHERE, believable, keys_of

THEMES = ("system", "light", "dark", "contrast")
TEXT_SCALES = (1.0, 1.15, 1.3, 1.5, 1.75, 2.0)
LANGUAGES = ("system", "en", "zh_CN")
CLEAR_BY = {"sooner": -0.1, "usual": 0.0, "later": 0.1}
"""What each sensitivity adds to the probability from which a feeling is named."""
PLACES = ("room", "screen")
"""Where the other person can be."""
SLOWNESS = {"quicker": 0.6, "usual": 1.0, "calmer": 1.8}
"""Times as much evidence as usual that each pace asks for before the card changes."""
TELLING = ("off", "spoken", "tone")
"""How sure changes are told aloud."""
OWN_NAMES = ("myself", "me", "我自己", "我", "自己")
"""Names that mean the user."""
MAX_WORD_LENGTH = 40
FAR_PX = 100_000
"""No window stands or reaches so far from the first screen's corner, pixels."""
VOICE_READERS = ("small", "large")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\Z")


@dataclass
class EmotionLook:
    """How one emotion is worded and coloured; all of it the user's to change.

    Parameters
    ----------
    word
        The headline says "Seems" and then this. Two emotions with the same word are shown as one.
    voice, face
        Follow "The voice" and "The face" in a sentence, for example "sounds happy", "looks sad".
    colour
        ``#rrggbb``.
    hidden
        The user does not want to be told of it: shown as hard to tell.
    """

    word: str
    voice: str
    face: str
    colour: str
    hidden: bool = False


def default_looks() -> dict[Emotion, EmotionLook]:
    """Plain words, and the Okabe-Ito colours, which stay apart for colour-blind eyes."""
    return {
        Emotion.NEUTRAL: EmotionLook("calm", "sounds calm", "looks calm", "#8A929B"),
        Emotion.HAPPY: EmotionLook("happy", "sounds happy", "looks happy", "#E69F00"),
        Emotion.SAD: EmotionLook("sad", "sounds sad", "looks sad", "#56B4E9"),
        Emotion.ANGRY: EmotionLook("angry", "sounds angry", "looks angry", "#D55E00"),
        Emotion.AFRAID: EmotionLook("worried", "sounds worried", "looks worried", "#CC79A7"),
        Emotion.DISGUSTED: EmotionLook("disgusted", "sounds disgusted", "looks disgusted", "#009E73"),
        Emotion.SURPRISED: EmotionLook("surprised", "sounds surprised", "looks surprised", "#F0E442"),
    }


KEEP_DAYS = (None, 7, 30, 90, 365)
"""For how long conversations may be kept, days; None: until they are deleted."""


@dataclass
class Settings:
    """Everything that is remembered from one start to the next.

    ``microphone`` and ``camera`` are what the user asked for (None: whatever is there); a device that
    merely stands in for a missing one is never written here. ``where`` the other person is: "room", "screen"
    or not yet said (None); ``watch``: whom it is about, them or the user; ``place`` and ``played`` are what
    part of the screen and which loudspeaker's sound are read there. ``keep_days``: conversations older than
    that are forgotten (None: none is), ``forgot_at`` when that was last seen to (ISO 8601).
    ``welcomed``: the first words were read.
    ``letter_keys``: single letters are short cuts; ``keys``: what stands in the place of usual keys, by
    action (see :mod:`ui.keys`); ``keys_elsewhere``: two of them work while another program is in front.
    ``words_model`` is the folder of a recogniser's
    model (None: the words are not listened to). ``voice_reader`` is
    which of two readers hears the voice. ``baselines`` holds personal baselines by name
    (as :meth:`fusion.baseline.PersonalBaseline.to_json` gives them), ``baseline`` the name of the one allowed
    for where it is about somebody else, ``own_baseline`` where it is about the user ("": nobody, None:
    whoever bears a name that means the user). ``learn_person``: how the person watched usually looks and
    sounds is learnt while they are there.
    ``voiceprint`` is how the user sounds (as :meth:`audio_model.speakers.voiceprint.Voiceprint.to_json`
    gives it; None: not known), ``told_of_own_voice`` that they were told their own voice counts until then.
    ``microphone_too``: on a call the user's microphone is heard too, to tell when they speak.
    ``learn_own_voice``: it is also learnt in sessions that are about the user.
    ``show_face`` and ``show_sound`` are what the live window shows of the streams ("picture", "outline" or
    "wave", "off"), ``mirrored`` whether its picture is as in a mirror, ``show_past`` the last two minutes.
    ``window_geometry`` is where the live window stood and how large it was, ``window_maximized`` whether it
    filled the screen then, ``compact_geometry`` the same of the small card (pixels).
    ``follow_speaker``: of several people in view whoever speaks is read.
    ``practice``: the user guesses before they see what Attune makes of it. ``tell_changes``: how sure changes
    are told aloud.
    """

    theme: str = "system"
    language: str = "system"
    text_scale: float = 1.0
    motion: bool = True
    letter_keys: bool = True
    keys: dict[str, str] = field(default_factory=dict)
    keys_elsewhere: bool = False
    welcomed: bool = False
    microphone: str | None = None
    camera: str | None = None
    where: str | None = None
    watch: Whom = Whom.OTHER
    place: str | None = None
    played: str | None = None
    logging: bool = True
    keep_days: int | None = None
    forgot_at: str | None = None
    show_privacy_reminder: bool = True
    show_odds: bool = False
    show_map: bool = False
    show_face: str = "picture"
    mirrored: bool = False
    show_sound: str = "picture"
    show_past: bool = True
    practice: bool = False
    tell_changes: str = "off"
    follow_speaker: bool = False
    words_model: str | None = None
    learn_person: bool = True
    voice_reader: str = "small"
    sensitivity: str = "usual"
    pace: str = "usual"
    baseline: str | None = None
    own_baseline: str | None = None
    baselines: dict[str, Any] = field(default_factory=dict)
    voiceprint: dict[str, Any] | None = None
    told_of_own_voice: bool = False
    learn_own_voice: bool = False
    microphone_too: bool = False
    window_geometry: tuple[int, int, int, int] | None = None
    window_maximized: bool = False
    compact_geometry: tuple[int, int, int, int] | None = None
    emotions: dict[Emotion, EmotionLook] = field(default_factory=default_looks)

    def __post_init__(self) -> None:
        self.as_filed: dict[str, Any] | None = None
        """What :meth:`to_json` gave when they were last read or written; None for never."""

    def look(self, emotion: Emotion) -> EmotionLook:
        """Words and colour of one emotion."""
        return self.emotions[emotion]

    def keys_of(self, action: str) -> tuple[str, ...]:
        """The keys in force of an action of :data:`ui.keys.USUAL`, the most reliable first."""
        if action in ELSEWHERE and not self.keys_elsewhere:
            return ()
        return keys_of(self.keys, action, letters=self.letter_keys)

    def allowed_for(self, whom: Whom) -> str | None:
        """The name of the person chosen where it is about somebody else, or the user; None for nobody."""
        if whom is Whom.OTHER:
            return self.baseline
        if self.own_baseline is None:  # not said: whoever bears a name that means the user
            return next((name for name in self.baselines if name.casefold() in OWN_NAMES), None)
        return self.own_baseline or None

    def choose_person(self, whom: Whom, name: str | None) -> None:
        """Allow for this person from now on; for nobody with None."""
        if whom is Whom.OTHER:
            self.baseline = name
        else:
            self.own_baseline = name or ""

    def remember_person(self, baseline: PersonalBaseline) -> None:
        """Remember how somebody usually is, though another Attune may have forgotten them meanwhile."""
        self.baselines[baseline.name] = baseline.to_json()
        if self.as_filed is not None:
            self.as_filed["baselines"].pop(baseline.name, None)

    def forget_person(self, name: str) -> None:
        """Forget how somebody usually is."""
        self.baselines.pop(name, None)
        self.baseline = None if self.baseline == name else self.baseline
        self.own_baseline = None if self.own_baseline == name else self.own_baseline

    def active_baseline(self, whom: Whom = Whom.OTHER) -> PersonalBaseline | None:
        """How the person chosen usually looks and sounds; None where nobody is."""
        name = self.allowed_for(whom)
        return PersonalBaseline.from_json(self.baselines[name]) if name else None

    def allow_for(self, session: Session, whom: Whom = Whom.OTHER) -> None:
        """Let a session allow for the person chosen, and learn whoever is there, as chosen."""
        self.keep_what(session)
        session.set_baseline(self.active_baseline(whom), learning=self.learn_person)

    def keep_what(self, session: Session) -> bool:
        """Keep what a session has learnt of somebody remembered here; whether there was anything to keep."""
        learnt = session.learnt(made_now())
        if learnt is None or learnt.name not in self.baselines:
            return False
        self.baselines[learnt.name] = learnt.to_json()
        return True

    def own_voice(self) -> Voiceprint | None:
        """How the user sounds; None where that is not known."""
        return Voiceprint.from_json(self.voiceprint) if self.voiceprint is not None else None

    def know_voice(self, voiceprint: Voiceprint) -> None:
        """Know how the user sounds, who read aloud for it, though another Attune may have forgotten it."""
        self.voiceprint = voiceprint.to_json()
        self.told_of_own_voice = True
        if self.as_filed is not None:
            self.as_filed["voiceprint"] = None

    def forget_voice(self) -> None:
        """Forget how the user sounds, be it as a newer version keeps it, which is not understood here."""
        self.voiceprint = None
        if self.as_filed is not None:
            self.as_filed["voiceprint"] = self.as_filed["voiceprint"] or {}

    def adjust(self, session: Session) -> None:
        """Let a session name feelings as soon, and change the card as readily, as chosen."""
        session.adjust(CLEAR_BY[self.sensitivity], SLOWNESS[self.pace])

    def named_baseline(self, name: str) -> PersonalBaseline:
        """How the person of this name usually looks and sounds.

        Raises
        ------
        UserError
            If nobody of this name is remembered.
        """
        if name not in self.baselines:
            others = ", ".join(f"“{n}”" for n in self.baselines)
            known = f" (only {others})" if others else ""
            raise UserError(
                f"Nobody called “{name}” is remembered{known}; the window's settings, One person, "
                "remember someone."
            )
        return PersonalBaseline.from_json(self.baselines[name])

    def to_json(self) -> dict[str, Any]:
        """Plain values for the file."""
        values = asdict(self)
        values["emotions"] = {e.value: asdict(look) for e, look in self.emotions.items()}
        return values

    @classmethod
    def from_json(cls, values: Any) -> Settings:
        """Settings from the file's values; what is missing or makes no sense keeps its default.

        Raises
        ------
        ValueError
            If ``values`` is not a JSON object at all.
        """
        if not isinstance(values, dict):
            raise ValueError("the settings file does not hold an object")
        settings = cls()
        for f in fields(cls):
            if f.name in _VALID and f.name in values and _VALID[f.name](values[f.name]):
                value = values[f.name]
                setattr(settings, f.name, tuple(value) if isinstance(value, list) else value)
        settings.watch = Whom(settings.watch)
        settings.keys = believable(values.get("keys"))
        settings.baselines = _baselines(values.get("baselines"))
        if values.get("baseline") in tuple(settings.baselines):
            settings.baseline = values["baseline"]
        if values.get("own_baseline") in ("", *settings.baselines):
            settings.own_baseline = values["own_baseline"]
        looks = values.get("emotions")
        for emotion in EMOTIONS:
            _update_look(
                settings.emotions[emotion], looks.get(emotion.value) if isinstance(looks, dict) else None
            )
        return settings


def _is_bool(value: Any) -> bool:
    return isinstance(value, bool)


def _is_device(value: Any) -> bool:
    return value is None or (isinstance(value, str) and value != "")


def _is_geometry(value: Any) -> bool:
    if not isinstance(value, (list, tuple)):
        return value is None
    return len(value) == 4 and all(type(v) is int and abs(v) < FAR_PX for v in value)


def _reads(read: Callable[[Any], Any], value: Any) -> bool:
    """Whether there is no such value, or ``read`` makes something of it."""
    with contextlib.suppress(TypeError, ValueError, UserError):
        return value is None or bool(read(value))
    return False


_VALID = {
    "theme": lambda v: v in THEMES,
    "sensitivity": lambda v: isinstance(v, str) and v in CLEAR_BY,
    "pace": lambda v: isinstance(v, str) and v in SLOWNESS,
    "text_scale": lambda v: isinstance(v, (int, float)) and not isinstance(v, bool) and 0.8 <= v <= 2.0,
    "language": lambda v: v in LANGUAGES,
    "motion": _is_bool,
    "letter_keys": _is_bool,
    "keys_elsewhere": _is_bool,
    "welcomed": _is_bool,
    "microphone": _is_device,
    "camera": _is_device,
    "where": lambda v: v in (None, *PLACES),
    "watch": lambda v: v in tuple(w.value for w in Whom),
    "place": lambda v: _reads(lambda place: parse_place(str(place)), v),
    "played": _is_device,
    "logging": _is_bool,
    "keep_days": lambda v: v in KEEP_DAYS,
    "show_privacy_reminder": _is_bool,
    "show_odds": _is_bool,
    "show_map": _is_bool,
    "show_face": lambda v: v in ("picture", "outline", "off"),
    "mirrored": _is_bool,
    "show_sound": lambda v: v in ("picture", "wave", "off"),
    "show_past": _is_bool,
    "practice": _is_bool,
    "tell_changes": lambda v: v in TELLING,
    "follow_speaker": _is_bool,
    "words_model": _is_device,
    "learn_person": _is_bool,
    "voiceprint": lambda v: _reads(Voiceprint.from_json, v),
    "told_of_own_voice": _is_bool,
    "learn_own_voice": _is_bool,
    "microphone_too": _is_bool,
    "voice_reader": lambda v: v in VOICE_READERS,
    "forgot_at": lambda v: _reads(lambda moment: datetime.fromisoformat(moment).tzinfo, v),
    "window_geometry": _is_geometry,
    "window_maximized": _is_bool,
    "compact_geometry": _is_geometry,
}


def _baselines(values: Any) -> dict[str, Any]:
    """The personal baselines of the file that can be used, each under its own name."""
    kept = {}
    for data in values.values() if isinstance(values, dict) else ():
        with contextlib.suppress(UserError):
            baseline = PersonalBaseline.from_json(data)
            if baseline.name == tidy_word(baseline.name):
                kept[baseline.name] = baseline.to_json()
    return kept


_WERE_USUAL = frozenset({"put off", "sounds put off", "looks put off"})
"""Words that came with earlier versions, which kept them in the file as if the user had chosen them."""


def _update_look(look: EmotionLook, values: Any) -> None:
    if not isinstance(values, dict):
        return
    for name in ("word", "voice", "face"):
        text = values.get(name)
        if isinstance(text, str) and tidy_word(text) and text not in _WERE_USUAL:
            setattr(look, name, tidy_word(text))
    colour = values.get("colour")
    if isinstance(colour, str) and _COLOUR.match(colour):
        look.colour = colour
    if isinstance(values.get("hidden"), bool):
        look.hidden = values["hidden"]


def made_now() -> str:
    """When something that is learnt now was learnt, as it is kept with it."""
    return datetime.now(timezone.utc).isoformat(timespec="seconds")


def tidy_word(text: str) -> str:
    """A word or phrase as it may be shown: one line, at most ``MAX_WORD_LENGTH`` characters."""
    return " ".join(text.split())[:MAX_WORD_LENGTH].strip()
