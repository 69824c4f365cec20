"""What ``attune analyze`` says of a result."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from audio_model.speakers.several import SeveralVoices
from fusion.emotions import Emotion
from fusion.log.report import Tally
from fusion.mode import Mode
from fusion.moment import Moment
from ui.settings import Settings
from ui.wording.estimates import shown_of
from ui.wording.looks import AND, looks_of
from ui.wording.readings import NO_SIGNAL
from ui.wording.strip_spans import LookSpan, extend, held

_SILENT = {Mode.VOICE.value: "no voice", Mode.FACE.value: "no face"}


def looked_at(moments: Iterable[Moment], spans: list[LookSpan]) -> Iterator[Moment]:
    """The same moments; what the windows would show of them, nobody's own words heeded, goes to ``spans``."""
    looks = looks_of(Settings())
    for moment in moments:
        extend(spans, [(moment.t, shown_of(moment, looks))])
        yield moment


def shares(spans: Sequence[LookSpan], mode: str) -> dict[str, float]:
    """Share of the time by what was shown, in words, the largest first; ``mode`` is a :class:`Mode`'s value.

    Emotions have the names that the files have, and not a user's words.
    """
    words = {**looks_of(Settings()).words, **{emotion.value: emotion.value for emotion in Emotion}}
    words[NO_SIGNAL] = _SILENT.get(mode, words[NO_SIGNAL])
    seconds = held(spans)
    return {
        " or ".join(words[look] for look in shown.split(AND)): part_s / sum(seconds.values())
        for shown, part_s in seconds.items()
    }


def result_in_words(name: str, tally: Tally, spans: Sequence[LookSpan], target: Path, mode: str) -> str:
    """One result: how much was read, from what, and what was shown how often."""
    words = ", ".join(f"{what} {share:.0%}" for what, share in shares(spans, mode).items())
    where = f"voice in {tally.heard}, face in {tally.seen}"
    return f"{name}: {tally.moments} estimates in {target} ({where}; {words})"


def voices_in_words(name: str, apart: SeveralVoices | None, number: int | None) -> str:
    """What one should know of how a recording's voices were told apart; "" where they are unlike."""
    if apart is not None:
        alike = f"{name}: of the {len(apart.middles)} voices some are much alike, so results may be mixed up."
        return "" if apart.surely_apart else alike
    if number is not None:
        return f"{name}: too little is said to tell {number} voices apart; there is one result."
    return (
        f"{name}: only one voice was found, so there is one result: one person speaks, or little is said, or "
        "the voices are too alike. Where you know how many there are, say so with “--voices 2”."
    )


def faces_in_words(name: str, voices: Sequence[str], of_whom: Mapping[int, int]) -> str:
    """Which voice has which of the faces in view.

    Parameters
    ----------
    name
        The recording's.
    voices
        The letter of each.
    of_whom
        For the number of each voice that has a face: the person's.
    """
    said = [
        f"voice {letter} seems to be person {of_whom[k]}'s, by the mouth, and has a result with that face too"
        if k in of_whom
        else f"which face voice {letter} has is not clear"
        for k, letter in enumerate(voices)
    ]
    return f"{name}: {'; '.join(said)}."
