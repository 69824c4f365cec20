"""Estimates in plain, humble words: a voice sounds, a face looks, a person seems."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fusion.emotions import EMOTIONS, Emotion
from fusion.evidence import Estimate, Evidence, Modality, Probabilities, State
from fusion.interfaces import DeviceState
from fusion.late_fusion import StateRule, no_signal
from fusion.mode import Mode
from fusion.moment import Moment, Shown
from ui.settings import Settings
from ui.wording.readings import CONFLICTING, NO_SIGNAL, PAUSED, UNCLEAR, ModalityReading, Reading

READABLE = 0.4
"""Below this probability of its leading emotion one modality alone is called hard to read."""

FAR_APART_BITS = StateRule().conflict_disagreement
"""From here on voice and face do not differ "a little", whatever state the estimate is in."""

_WAITING_FOR = {
    Mode.BOTH: "Waiting for a voice or a face",
    Mode.VOICE: "Waiting for a voice",
    Mode.FACE: "Waiting for a face",
}
_SILENT = {
    Mode.BOTH: "No speech is heard and no face is in view at the moment.",
    Mode.VOICE: "No speech is heard at the moment.",
    Mode.FACE: "No face is in view at the moment.",
}
STARTING = "starting"
CANNOT_KEEP_UP = "cannot keep up"
"""Notes on a modality that will come, and on one that this computer is too slow for just now."""
_NOTHING = Moment(no_signal(0.0), Shown(State.NO_SIGNAL, None, 0.0))
_PLEASANT = {Emotion.HAPPY}
_UNPLEASANT = {Emotion.SAD, Emotion.ANGRY, Emotion.AFRAID, Emotion.DISGUSTED}


def look_of(moment: Moment, settings: Settings) -> str:
    """What shape and filling stand for what is shown."""
    shown, estimate = moment.shown, moment.estimate
    if shown.state is State.NO_SIGNAL:
        return NO_SIGNAL
    if shown.state is State.CONFLICTING:
        both = estimate.voice is not None and estimate.face is not None
        return CONFLICTING if both and not _same_word(estimate, settings) else UNCLEAR
    if shown.emotion is None or settings.look(shown.emotion).hidden:
        return UNCLEAR
    word = settings.look(shown.emotion).word
    # Feelings that the user calls by one word are one: the first of them lends its shape and colour.
    return next(e for e in EMOTIONS if settings.look(e).word == word and not settings.look(e).hidden).value


def strip_word(look: str, settings: Settings) -> str:
    """The word under a stretch of the strip, and in summaries."""
    others = {
        UNCLEAR: "hard to tell",
        CONFLICTING: "they differ",
        NO_SIGNAL: "nobody to read",
        PAUSED: "paused",
    }
    return others[look] if look in others else settings.look(Emotion(look)).word


def sureness(confidence: float) -> str:
    """A calibrated probability in words."""
    if confidence >= 0.8:
        return "Quite sure"
    if confidence >= 0.6:
        return "Fairly sure"
    return "Not very sure"


def odds(confidence: float) -> str:
    """The same as a natural frequency, for those who want it: "in tests right about 7 times in 10"."""
    return f"in tests right about {min(max(round(confidence * 10), 1), 9)} times in 10"


def counts_for(weight: float, alone: bool = False) -> str:
    """How much one modality's share in the estimate is."""
    if alone:
        return "all there is to go on"
    if weight >= 0.85:
        return "counts for almost all"
    if weight >= 0.6:
        return "counts for most"
    if weight > 0.4:
        return "counts for about half"
    if weight > 0.15:
        return "counts for a little"
    return "counts for almost nothing"


def describe(
    moment: Moment,
    settings: Settings,
    mode: Mode = Mode.BOTH,
    absent: Mapping[Modality, str] | None = None,
) -> Reading:
    """A moment as the card shows it.

    Parameters
    ----------
    moment
        The newest one.
    settings
        The user's words.
    mode
        A modality left out is called off, not missing.
    absent
        Why a modality says nothing, where that is known ("Camera lost").
    """
    estimate, shown = moment.estimate, moment.shown
    voice = _modality(Modality.VOICE, estimate, settings, mode, absent or {})
    face = _modality(Modality.FACE, estimate, settings, mode, absent or {})
    look = look_of(moment, settings)
    if look == NO_SIGNAL:
        return Reading(look, *_nobody(mode, absent or {}), voice, face)
    basis = _basis(moment, settings, mode)
    if look == CONFLICTING:
        sentence = f"{basis} {_why_differ(estimate)} Asking is fine."
        return Reading(
            look, "Hard to tell", "Voice and face differ", sentence, "voice and face differ", voice, face
        )
    if look == UNCLEAR:
        hidden = shown.emotion is not None and settings.look(shown.emotion).hidden
        why = (
            "What it seems to be is hidden in your settings."
            if hidden
            else "That is not enough to say. Waiting or asking is fine."
        )
        return Reading(
            look,
            "Hard to tell",
            "Not sure enough to say",
            f"{basis} {why}",
            "not sure enough to say",
            voice,
            face,
        )
    emotion = Emotion(look)
    word = settings.look(emotion).word
    # The shown label is held steady, so it need not lead any more: say how sure *it* is.
    confidence = sum(
        float(estimate.probabilities[e.position]) for e in EMOTIONS if settings.look(e).word == word
    )
    second = _second(moment, emotion, settings) if shown.state is State.MIXED else None
    if second is None:
        headline, sure = f"Seems {word}", sureness(confidence)
    else:
        headline, sure = f"Seems {word} or {second}", "Two feelings are close"
    if settings.show_odds and second is None:
        sure = f"{sure}: {odds(confidence)}"
    sentence = f"{basis} {_agreement(estimate, word, settings)}".strip()
    brief = f"{sure} · {_brief_basis(estimate, settings)}"
    return Reading(look, headline, sure, sentence, brief, voice, face)


def stale(
    settings: Settings, mode: Mode = Mode.BOTH, absent: Mapping[Modality, str] | None = None
) -> Reading:
    """Shown when no estimate has come for a while: never an old one as if it were new."""
    reading = describe(_NOTHING, settings, mode, absent)
    return Reading(
        NO_SIGNAL,
        "Nothing new just now",
        "Waiting for the next reading",
        "Attune has not heard from its own listening for a moment. It carries on by itself.",
        "waiting",
        reading.voice,
        reading.face,
    )


def probabilities_in_words(probabilities: Probabilities, settings: Settings) -> str:
    """The text twin of a stacked bar: its larger parts, largest first."""
    parts: dict[str, float] = {}
    for emotion, p in zip(EMOTIONS, probabilities, strict=True):
        word = "something hidden" if settings.look(emotion).hidden else settings.look(emotion).word
        parts[word] = parts.get(word, 0.0) + float(p)
    ranked = sorted(parts.items(), key=lambda item: -item[1])
    sizes = ((0.8, "almost all"), (0.6, "mostly"), (0.4, "about half"), (0.2, "partly"), (0.1, "a little"))
    said = [
        f"{next(words for least, words in sizes if share >= least)} {word}"
        for word, share in ranked
        if share >= 0.1
    ]
    return ", ".join(said)


def device_note(modality: Modality, state: DeviceState) -> str:
    """Why a modality says nothing, where its device is the reason ("" where it is not)."""
    device = "microphone" if modality is Modality.VOICE else "camera"
    return {
        DeviceState.STARTING: STARTING,
        DeviceState.STALLED: "nothing is coming in",
        DeviceState.LOST: f"no {device}",
        DeviceState.DENIED: f"{device} not allowed",
        DeviceState.BUSY: f"{device} in use elsewhere",
        DeviceState.ENDED: "ended",
    }.get(state, "")


def pleasantness(emotion: Emotion) -> bool | None:
    """True for a pleasant emotion, False for an unpleasant one, None for one that is neither."""
    return True if emotion in _PLEASANT else False if emotion in _UNPLEASANT else None


def clock_words(seconds: float) -> str:
    """A length of time as people say it: "45 seconds", "12 minutes", "1 hour 5 minutes"."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} second{'s' * (whole != 1)}"
    minutes, hours = round(seconds / 60) % 60, round(seconds / 60) // 60
    said = [f"{hours} hour{'s' * (hours != 1)}"] if hours else []
    if minutes or not hours:
        said.append(f"{minutes} minute{'s' * (minutes != 1)}")
    return " ".join(said)


def _evidence(estimate: Estimate, modality: Modality) -> Evidence | None:
    return estimate.voice if modality is Modality.VOICE else estimate.face


def _phrase(evidence: Evidence, settings: Settings) -> str:
    """What follows "The voice" or "The face"."""
    look = settings.look(evidence.leading)
    if look.hidden or float(evidence.probabilities.max()) < READABLE:
        return "is hard to read"
    return look.voice if evidence.modality is Modality.VOICE else look.face


def _readable(evidence: Evidence, settings: Settings) -> bool:
    return _phrase(evidence, settings) != "is hard to read"


def _modality(
    modality: Modality, estimate: Estimate, settings: Settings, mode: Mode, absent: Mapping[Modality, str]
) -> ModalityReading:
    title = "Voice" if modality is Modality.VOICE else "Face"
    evidence = _evidence(estimate, modality)
    if not mode.includes(modality):
        return ModalityReading(title, "", None, "switched off")
    if evidence is None:
        usual = "no speech heard" if modality is Modality.VOICE else "no face in view"
        return ModalityReading(title, "", None, absent.get(modality) or usual)
    other = Modality.FACE if modality is Modality.VOICE else Modality.VOICE
    note = counts_for(estimate.weights.get(modality, 0.0), alone=_evidence(estimate, other) is None)
    return ModalityReading(title, _phrase(evidence, settings), evidence.probabilities, note)


def _nobody(mode: Mode, absent: Mapping[Modality, str]) -> tuple[str, str, str, str]:
    """Headline, sureness, sentence and brief words while nobody is heard or seen.

    What cannot come, because its device is gone, is not waited for.
    """
    wanted = [m for m in Modality if mode.includes(m)]
    gone = [absent[m] for m in wanted if absent.get(m) and absent[m] != STARTING]
    left = [m for m in wanted if not absent.get(m) or absent[m] == STARTING]
    if not left:
        if set(gone) == {CANNOT_KEEP_UP}:
            sentence = "It is behind the conversation just now. Closing other programs helps."
            return "Too slow to say", "This computer cannot keep up", sentence, "this computer cannot keep up"
        reasons = _listed(gone)
        sentence = "Attune can neither hear nor see just now. It goes on by itself once it can."
        return "Nothing comes in", reasons[:1].upper() + reasons[1:], sentence, reasons
    for_what = Mode.BOTH if len(left) > 1 else Mode(left[0].value)
    return "Nobody to read just now", _WAITING_FOR[for_what], _SILENT[for_what], "waiting"


def _listed(parts: Sequence[str]) -> str:
    return " and ".join(dict.fromkeys(parts))


def _basis(moment: Moment, settings: Settings, mode: Mode) -> str:
    """What the estimate rests on; that a modality the user left out is silent needs no word."""
    voice, face = moment.estimate.voice, moment.estimate.face
    if voice is not None and face is not None:
        said_voice, said_face = _phrase(voice, settings), _phrase(face, settings)
        if said_voice == said_face:
            return f"Both the voice and the face {_plural(said_voice)}."
        comma = moment.shown.state is State.CONFLICTING
        return f"The voice {said_voice}{',' if comma else ' and'} the face {said_face}."
    if voice is not None:
        said = f"The voice {_phrase(voice, settings)}."
        return said if mode is Mode.VOICE else f"{said} There is no face to go by."
    if face is not None:
        said = f"The face {_phrase(face, settings)}."
        return said if mode is Mode.FACE else f"{said} There is no speech to go by."
    return "There is very little to go on right now."


def _plural(phrase: str) -> str:
    verb, _, rest = phrase.partition(" ")
    return f"are {rest}" if verb == "is" else f"{verb.removesuffix('s')} {rest}".strip()


def _same_word(estimate: Estimate, settings: Settings) -> bool:
    """Whether voice and face lead with feelings the user calls by one word (merged)."""
    if estimate.voice is None or estimate.face is None:
        return False
    return settings.look(estimate.voice.leading).word == settings.look(estimate.face.leading).word


def _agreement(estimate: Estimate, shown: str, settings: Settings) -> str:
    """Whether the two say the same as the word shown."""
    voice, face = estimate.voice, estimate.face
    if voice is None or face is None or not (_readable(voice, settings) and _readable(face, settings)):
        return ""
    if _same_word(estimate, settings):
        return "They agree." if settings.look(voice.leading).word == shown else ""
    differ = f"They {_differ(estimate)}"
    if estimate.weights.get(Modality.VOICE, 0.0) >= 0.6:
        return f"{differ}; the voice counts for more."
    if estimate.weights.get(Modality.FACE, 0.0) >= 0.6:
        return f"{differ}; the face counts for more."
    return f"{differ}."


def _differ(estimate: Estimate) -> str:
    """How far voice and face are apart, in words."""
    return "differ" if estimate.disagreement >= FAR_APART_BITS else "differ a little"


def _brief_basis(estimate: Estimate, settings: Settings) -> str:
    if estimate.voice is None:
        return "from the face alone"
    if estimate.face is None:
        return "from the voice alone"
    if not _readable(estimate.voice, settings) or not _readable(estimate.face, settings):
        return "mostly from the " + ("face" if _readable(estimate.face, settings) else "voice")
    agree = _same_word(estimate, settings)
    return "voice and face agree" if agree else f"voice and face {_differ(estimate)}"


def _why_differ(estimate: Estimate) -> str:
    """What such a difference often means; several readings, never one."""
    voice = estimate.voice.leading if estimate.voice else None
    face = estimate.face.leading if estimate.face else None
    if face in _PLEASANT and voice in _UNPLEASANT:
        return "It can be a joke, politeness, or tension."
    if voice in _PLEASANT and face in _UNPLEASANT:
        return "It can be teasing, effort, or tiredness."
    return "It can be a change of mood, or one of the two may simply show less."


def _second(moment: Moment, first: Emotion, settings: Settings) -> str | None:
    """The word of the runner-up where two feelings are shown, unless it is hidden or the same word."""
    shown = moment.shown.emotion or first
    runner_up = next(e for e in moment.estimate.ranking if e is not shown)
    look = settings.look(runner_up)
    return None if look.hidden or look.word == settings.look(first).word else look.word
