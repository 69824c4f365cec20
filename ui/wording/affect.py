"""Valence and arousal in words: the text twin of the map of feeling."""

from __future__ import annotations

from collections.abc import Sequence

from fusion.affect import Affect
from ui.wording.translation import mark, tr

_FROM = (0.5, 0.25, 0.1)
"""Least distance from the middle for each of three phrases, 0..1."""
_PLEASANT = (mark("quite pleasant"), mark("rather pleasant"), mark("a little pleasant"))
_UNPLEASANT = (mark("quite unpleasant"), mark("rather unpleasant"), mark("a little unpleasant"))
_STIRRED = (mark("quite stirred"), mark("rather stirred"), mark("a little stirred"))
_SUBDUED = (mark("quite subdued"), mark("rather subdued"), mark("a little subdued"))
_NO_VALENCE = mark("neither pleasant nor unpleasant")
_NO_AROUSAL = mark("neither stirred nor subdued")
"""Not "calm": that is the name of a feeling."""


def affect_words(affect: Affect) -> str:
    """A place in words: "rather pleasant, a little stirred"."""
    valence = _side(affect.valence, _PLEASANT, _UNPLEASANT, _NO_VALENCE)
    arousal = _side(affect.arousal, _STIRRED, _SUBDUED, _NO_AROUSAL)
    return tr(", ").join((valence, arousal))


def _side(value: float, high: Sequence[str], low: Sequence[str], middle: str) -> str:
    phrases = zip(_FROM, high if value > 0 else low, strict=True)
    return tr(next((phrase for least, phrase in phrases if abs(value) >= least), middle))
