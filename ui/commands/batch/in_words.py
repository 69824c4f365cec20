"""What ``attune analyze`` says of a result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from audio_model.speakers.several import SeveralVoices
from fusion.evidence import State
from fusion.log.report import Tally
from fusion.mode import Mode

_STATES = {State.CONFLICTING.value: "the two differ", State.UNCLEAR.value: "hard to tell"}
_SILENT = {Mode.VOICE.value: "no voice", Mode.FACE.value: "no face"}


def shares(tally: Tally, mode: str) -> dict[str, float]:
    """Share of the time by what was shown, in words, the largest first; ``mode`` is a :class:`Mode`'s value.

    Nothing is shown while nobody is heard or seen, and at first where somebody is; as in the window that is
    hard to tell.
    """
    found = tally.summary().share
    nothing = found.pop(State.NO_SIGNAL.value, 0.0)
    silent = min(tally.silent / max(tally.moments, 1), nothing)
    unclear = State.UNCLEAR.value
    found[unclear] = found.get(unclear, 0.0) + nothing - silent
    told = {_STATES.get(label, label): share for label, share in found.items()} | {
        _SILENT.get(mode, "nobody there"): silent
    }
    return {words: share for words, share in sorted(told.items(), key=lambda one: -one[1]) if share > 0}


def result_in_words(name: str, tally: Tally, target: Path, mode: str) -> str:
    """One result: how much was read, from what, and what was shown how often."""
    words = ", ".join(f"{what} {share:.0%}" for what, share in shares(tally, mode).items())
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
