"""Which speakers teach the speaker network, which fit what is made of it, and which are only tested on."""

from __future__ import annotations

from collections.abc import Iterable

from audio_model.corpora.clips import Clip
from audio_model.corpora.split import RAVDESS_CALIBRATION, RAVDESS_TEST

SPEAKER_CORPORA = ("ravdess", "nemo", "ased", "emodb", "emovo", "casia")
"""Corpora whose speakers are told apart."""
_EMODB_MEN = frozenset({"03", "10", "11", "12", "15"})


def part_of_speaker(corpus: str, speaker: str, speakers: Iterable[str]) -> str:
    """``train``, ``fit`` or ``test``: RAVDESS as for the voice; elsewhere every fourth tests, every eighth
    fits.

    Parameters
    ----------
    corpus, speaker
        Whose part is asked for.
    speakers
        Everybody in that corpus.
    """
    if corpus == "ravdess":
        return "test" if speaker in RAVDESS_TEST else "fit" if speaker in RAVDESS_CALIBRATION else "train"
    place = sorted(set(speakers)).index(speaker)
    return "test" if place % 4 == 1 else "fit" if place % 8 == 3 else "train"


def sex_of(clip: Clip) -> str:
    """``f``, ``m``, or "" where the corpus does not tell."""
    if clip.corpus == "ravdess":
        return "m" if int(clip.speaker) % 2 else "f"
    if clip.corpus == "ased":
        return {"01": "f", "02": "m"}[clip.path.stem.split("-")[3]]
    if clip.corpus == "emodb":
        return "m" if clip.speaker in _EMODB_MEN else "f"
    if clip.corpus == "emovo":
        return clip.speaker[0]
    return ""
