"""Estimates in plain, humble words: a voice sounds, a face looks, a person seems."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from operator import itemgetter
from typing import NamedTuple

from fusion.emotions import EMOTIONS
from fusion.evidence import Estimate, Evidence, Modality, Probabilities, State
from fusion.late_fusion import no_signal
from fusion.mode import Mode
from fusion.moment import Moment, Shown
from ui.wording.fitting import (
    MOST,
    POSSIBLE,
    Said,
    Why,
    agreement,
    apart,
    brief_basis,
    chances,
    differed,
    pull_apart,
    why_differ,
    why_named,
    why_words,
)
from ui.wording.looks import AND, Look, Looks
from ui.wording.own_voice import YOU_SPEAK
from ui.wording.readings import (
    CONFLICTING,
    LIKELY,
    NO_SIGNAL,
    NOT_HEARD,
    NOT_SEEN,
    UNCLEAR,
    ModalityReading,
    Reading,
)
from ui.wording.silence import begun, nobody, seemed, waited_for
from ui.wording.translation import mark, together, tr, tr_count
from ui.wording.unfamiliar import read_in_two_ways, unfamiliar
from ui.wording.whom import SAID
from ui.wording.why_little import why_little

LITTLE = 0.4
"""Up to this share in the estimate it is said why a modality counts for no more."""
READABLE = 0.4
"""Below this probability of its leading emotion one modality alone is called hard to read."""
_LEFT_OUT = {mode: [m for m in Modality if not mode.includes(m)] for mode in Mode}
"""Which modalities are switched off in a mode."""
_IN_ORDER = [emotion.value for emotion in EMOTIONS]
_LEVELS_FROM = (POSSIBLE, LIKELY, 0.8)
_LEVELS = (mark("No longer likely"), mark("Possible"), mark("Likely"), mark("Very likely"))
STILL_CLOSE = 3.0
"""Up to so many times as likely as another, a feeling is close to it."""

_BE = {"is": "are", "was": "were"}
HARD_TO_READ = mark("is hard to read")
_NOTHING_CLEAR = "Nothing has been clear for long enough to name a feeling. Waiting or asking them is fine."
_NOTHING = Moment(no_signal(0.0), Shown(State.NO_SIGNAL, None, 0.0))


def look_of(moment: Moment, looks: Looks) -> str:
    """What shape and filling stand for what is shown."""
    shown, estimate = moment.shown, moment.estimate
    if shown.state is State.NO_SIGNAL:
        return UNCLEAR if estimate.rests_on else NO_SIGNAL  # somebody is there: only nothing can be said yet
    if shown.state is State.CONFLICTING:
        return CONFLICTING if apart(_said(estimate.voice, looks), _said(estimate.face, looks)) else UNCLEAR
    return UNCLEAR if shown.emotion is None else looks.of[shown.emotion].shown_as


def shown_of(moment: Moment, looks: Looks) -> str:
    """What is shown, as it is counted: the look, or the two of feelings that are named together."""
    look = look_of(moment, looks)
    if moment.shown.state is not State.MIXED or moment.shown.second is None or look == UNCLEAR:
        return look
    second = _second(moment, looks.words[look], looks)
    return look if second is None else AND.join(sorted((look, second.shown_as), key=_IN_ORDER.index))


def level_of(confidence: float) -> int:
    """Which of four words a calibrated probability gets: 0 for the least sure."""
    return bisect_right(_LEVELS_FROM, confidence)


def sureness(confidence: float) -> str:
    """A calibrated probability in words."""
    return tr(_LEVELS[level_of(confidence)])


def odds(confidence: float) -> str:
    """The same as a natural frequency, for those who want it: "in tests right about 7 times in 10"."""
    n = min(max(round(confidence * 10), 1), 9)
    return tr_count("in tests right about once in 10 times", "in tests right about {n} times in 10", n)


def counts_for(weight: float, alone: bool = False) -> str:
    """How much one modality's share in the estimate is."""
    if alone:
        return tr("the only one that counts")
    if weight >= 0.85:
        return tr("counts for almost all")
    if weight >= MOST:
        return tr("counts for most")
    if weight > 0.4:
        return tr("counts for about half")
    if weight > 0.15:
        return tr("counts for a little")
    return tr("counts for almost nothing")


def describe(
    moment: Moment,
    looks: Looks,
    mode: Mode = Mode.BOTH,
    absent: Mapping[Modality, str] | None = None,
) -> Reading:
    """A moment as the card shows it.

    Parameters
    ----------
    moment
        The newest one.
    looks
        The user's words.
    mode
        A modality left out is called off, not missing.
    absent
        Why a modality says nothing, where that is known ("Camera lost").
    """
    estimate, absent = moment.estimate, absent or {}
    voice, face = _said(estimate.voice, looks), _said(estimate.face, looks)
    rows = (
        _modality(Modality.VOICE, estimate, voice, looks, mode, absent),
        _modality(Modality.FACE, estimate, face, looks, mode, absent),
    )
    sides = _Sides(voice, face, rows, alone=(voice is None) != (face is None))
    if moment.shown.state is State.NO_SIGNAL:
        return _nothing_said(moment, sides, looks, mode, absent)
    basis = together(
        _basis(SAID[looks.whom], voice, face, moment.shown.state is State.CONFLICTING, mode),
        unfamiliar(looks.whom, estimate),
    )
    doubt = read_in_two_ways(looks.whom, estimate)
    look = look_of(moment, looks)
    if look == CONFLICTING:
        return _differing(estimate, sides, looks, basis, doubt)
    if look == UNCLEAR:
        return _unclear(moment, sides, looks, basis, doubt)
    return _named(moment, look, sides, looks, basis, doubt)


class _Sides(NamedTuple):
    """What voice and face say, None where they say nothing, and their lines on the card."""

    voice: Said | None
    face: Said | None
    rows: tuple[ModalityReading, ModalityReading]
    alone: bool
    """Whether one says something and the other nothing."""


def _nothing_said(
    moment: Moment, sides: _Sides, looks: Looks, mode: Mode, absent: Mapping[Modality, str]
) -> Reading:
    """Where nothing is shown: nobody is there, or somebody has only begun."""
    look, there = look_of(moment, looks), bool(moment.estimate.rests_on)
    if there:
        said = begun(looks.whom, heard=sides.voice is not None, seen=sides.face is not None)
    else:
        said = nobody(looks.whom, mode, absent, before=seemed(moment.shown, looks))
    return Reading(look, *said, *sides.rows, waiting=not there and bool(waited_for(mode, absent)))


def _differing(estimate: Estimate, sides: _Sides, looks: Looks, basis: str, doubt: str) -> Reading:
    theirs, (voice, face, rows, _) = SAID[looks.whom], sides
    why = together(why_differ(estimate, voice, face), doubt)
    return Reading(
        CONFLICTING,
        tr(theirs["Voice and face differ"]),
        tr("Hard to tell"),
        tr(theirs["{basis} {why} Asking them is fine."], basis=basis, why=why),
        tr("hard to tell"),
        *rows,
        earlier=differed(estimate, voice, face),
    )


def _unclear(moment: Moment, sides: _Sides, looks: Looks, basis: str, doubt: str) -> Reading:
    """Where no feeling is named, though somebody is there."""
    estimate, emotion, theirs = moment.estimate, moment.shown.emotion, SAID[looks.whom]
    hidden = emotion is not None and looks.of[emotion].hidden
    unsure, brief = tr("Not sure enough to say"), tr("not sure enough to say")
    if hidden:
        unsure, brief = tr("Hidden in your settings"), tr("hidden in your settings")
        why = tr("What it seems to be is hidden in your settings.")
    elif sides.alone:  # what it alone suggests is no answer: nothing named, nothing that a pause makes untrue
        basis = unfamiliar(looks.whom, estimate)
        why = tr(theirs["Nothing is clear enough to name a feeling. Waiting or asking them is fine."])
    else:
        why = together(
            tr("The two point to different feelings.")
            if pull_apart(estimate, sides.voice, sides.face)
            else "",
            tr(theirs[_NOTHING_CLEAR]),
        )
    return Reading(
        UNCLEAR,
        tr("Hard to tell"),
        unsure,
        together(basis, doubt, why),
        brief,
        *sides.rows,
        lasting=sides.alone and not hidden,
    )


def _named(moment: Moment, look: str, sides: _Sides, looks: Looks, basis: str, doubt: str) -> Reading:
    estimate, theirs, (voice, face, rows, alone) = moment.estimate, SAID[looks.whom], sides
    word = looks.words[look]
    # The shown label is held steady, so it need not lead any more: say how sure *it* is.
    by_word = chances(estimate, looks)
    chance = by_word[word]
    second = _second(moment, word, looks) if moment.shown.state is State.MIXED else None
    words = [word] if second is None else [word, second.word]
    if second is None:
        headline, sure = tr(theirs["Seems {word}"], word=word), sureness(chance)
    else:
        headline = tr(theirs["Seems {word} or {second}"], word=word, second=second.word)
        sure, chance = _how_close(chance, by_word[second.word]), chance + by_word[second.word]
    if looks.show_odds and second is None:
        sure = tr("{sure}: {odds}", sure=sure, odds=odds(chance))
    reason = why_named(estimate, looks, voice, face, words, chance)
    fit = together(agreement(estimate, voice, face, word), why_words(reason, words, alone=alone))
    return Reading(
        look,
        headline,
        sure,
        together(basis, fit, doubt),
        f"{sure} · {brief_basis(estimate, voice, face, reason)}",
        *rows,
        surely=second is None and chance >= LIKELY,
        second=second.shown_as if second else "",
        level=level_of(chance),
        earlier=reason is Why.EARLIER,
    )


def stale(
    looks: Looks,
    mode: Mode = Mode.BOTH,
    absent: Mapping[Modality, str] | None = None,
    *,
    failing: bool = False,
) -> Reading:
    """Shown when no estimate has come for a while: never an old one as if it were new.

    ``failing`` says that those which were to come failed, by a fault of the program.
    """
    reading = describe(_NOTHING, looks, mode, absent)
    why = (
        tr("Something went wrong inside Attune. It keeps trying; if this lasts, close it and start it again.")
        if failing
        else tr("No new reading has come for a moment. Attune goes on by itself.")
    )
    return Reading(
        NO_SIGNAL,
        tr("Nothing new just now"),
        tr("Waiting for the next reading"),
        why,
        tr("waiting"),
        reading.voice,
        reading.face,
    )


def probabilities_in_words(probabilities: Probabilities, looks: Looks) -> str:
    """The text twin of a stacked bar: its larger parts, largest first."""
    parts: dict[str, float] = {}
    for emotion, p in zip(EMOTIONS, probabilities, strict=True):
        look = looks.of[emotion]
        word = tr("something hidden") if look.hidden else look.word
        parts[word] = parts.get(word, 0.0) + float(p)
    ranked = sorted(parts.items(), key=itemgetter(1), reverse=True)
    possible, likely, very_likely = _LEVELS_FROM  # in the card's words
    sizes = (
        (very_likely, tr("very likely")),
        (likely, tr("likely")),
        (possible, tr("possibly")),
        (0.2, tr("less likely")),
        (0.1, tr("unlikely")),
    )
    said = [
        tr("{share} {word}", share=next(words for least, words in sizes if share >= least), word=word)
        for word, share in ranked
        if share >= 0.1
    ]
    return tr(", ").join(said)


def _said(evidence: Evidence | None, looks: Looks) -> Said | None:
    """What one modality says alone; None where it says nothing."""
    if evidence is None:
        return None
    position = int(evidence.probabilities.argmax())
    leading, p = EMOTIONS[position], float(evidence.probabilities[position])
    look = looks.of[leading]
    readable = not look.hidden and p >= READABLE
    hard = tr(HARD_TO_READ)
    leads = hard if look.hidden else look.voice if evidence.modality is Modality.VOICE else look.face
    return Said(leading, p, look.word, leads if readable else hard, leads, readable)


def _modality(
    modality: Modality,
    estimate: Estimate,
    said: Said | None,
    looks: Looks,
    mode: Mode,
    absent: Mapping[Modality, str],
) -> ModalityReading:
    voice = modality is Modality.VOICE
    title = tr("Voice") if voice else tr("Face")
    evidence, other = (estimate.voice, estimate.face) if voice else (estimate.face, estimate.voice)
    if modality in _LEFT_OUT[mode]:
        return ModalityReading(title, "", None, tr("switched off"))
    if evidence is None or said is None:
        return ModalityReading(
            title,
            "",
            None,
            tr(absent.get(modality) or (NOT_HEARD if voice else NOT_SEEN)),
        )
    weight = estimate.weights.get(modality, 0.0)
    if absent.get(modality) == YOU_SPEAK:  # what was heard before fades
        note = tr(YOU_SPEAK)
    else:
        note = counts_for(weight, alone=other is None)
        if other is not None and weight <= LITTLE and (why := why_little(evidence)):
            note = tr("{counts}:\n{why}", counts=note, why=why)
    parts = probabilities_in_words(evidence.probabilities, looks)
    return ModalityReading(title, said.phrase, evidence.probabilities, note, parts, weight, said.leads)


def _basis(
    theirs: Mapping[str, str], voice: Said | None, face: Said | None, conflicting: bool, mode: Mode
) -> str:
    """What the estimate rests on; that a modality the user left out is silent needs no word."""
    if voice is not None and face is not None:
        if voice.phrase == face.phrase:
            return tr(theirs["Both the voice and the face {plural}."], plural=_plural(voice.phrase))
        both = {"heard": voice.phrase, "seen": face.phrase}
        if conflicting:
            return tr(theirs["The voice {heard}, the face {seen}."], **both)
        return tr(theirs["The voice {heard} and the face {seen}."], **both)
    if voice is not None:
        said = tr(theirs["The voice {phrase}."], phrase=voice.phrase)
        return said if mode is Mode.VOICE else tr("{said} Only the voice counts just now.", said=said)
    if face is not None:
        said = tr(theirs["The face {phrase}."], phrase=face.phrase)
        return said if mode is Mode.FACE else tr("{said} Only the face counts just now.", said=said)
    return tr("Very little is heard or seen right now.")


def _plural(phrase: str) -> str:
    verb, _, rest = phrase.partition(" ")
    return f"{_BE.get(verb) or verb.removesuffix('s')} {rest}".strip()


def _how_close(one: float, other: float) -> str:
    """How two feelings that are shown stand to each other, or how sure it is that it is one of them."""
    near = max(one, other) <= STILL_CLOSE * min(one, other)
    return tr("Either is possible") if near and one + other >= POSSIBLE else sureness(one + other)


def _second(moment: Moment, first: str, looks: Looks) -> Look | None:
    """The look of the runner-up where two feelings are shown, unless it is hidden or the same word."""
    shown = moment.shown
    runner_up = shown.second or next(e for e in moment.estimate.ranking if e is not shown.emotion)
    look = looks.of[runner_up]
    return None if look.hidden or look.word == first else look
