"""Which speakers are trained on, which calibrate, and which are only ever tested on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from audio_model.corpora.clips import CORPORA, Clip

RAVDESS_TEST = CORPORA["ravdess"].tests
RAVDESS_CALIBRATION = CORPORA["ravdess"].calibration
TEST_ONLY_CORPORA = tuple(corpus.name for corpus in CORPORA.values() if corpus.for_testing_only)
SPEAKER_CORPORA = tuple(corpus.name for corpus in CORPORA.values() if corpus.teaches_speakers)
"""Corpora whose speakers are told apart."""


@dataclass(frozen=True)
class Split:
    """Speakers of one corpus; all others are trained on.

    Parameters
    ----------
    calibration, test
        Speakers not trained on.
    by_clip
        The part of single clips, by the stem of their files, where that is not their speaker's:
        ``train``, ``calibration``, ``test`` or ``unused``.
    person
        Of plain folders, the regular expression that the speakers were told by; empty where each file counts
        as a speaker.
    """

    calibration: tuple[str, ...]
    test: tuple[str, ...]
    by_clip: Mapping[str, str] = field(default_factory=dict)
    person: str = ""

    def part(self, clip: Clip) -> str:
        """``train``, ``calibration``, ``test`` or ``unused``."""
        if clip.path.stem in self.by_clip:
            return self.by_clip[clip.path.stem]
        if clip.speaker in self.test:
            return "test"
        return "calibration" if clip.speaker in self.calibration else "train"


def held_out(speakers: Iterable[str], corpus: str = "") -> tuple[list[str], list[str]]:
    """Who of these tests and who calibrates: whom RAVDESS's entry names; elsewhere every fifth (the first,
    sixth ...), and every tenth from the third on; of fewer than two nobody tests.
    """
    if corpus == "ravdess":
        return list(RAVDESS_TEST), list(RAVDESS_CALIBRATION)
    ordered = sorted(set(speakers))
    return ordered[::5] if len(ordered) > 1 else [], ordered[2::10]


def split_by_person(clips: Sequence[Clip], person: str) -> Split:
    """Plain folders parted by whoever the files' names tell (``person``), so that nobody is in two parts."""
    test, calibration = held_out(clip.speaker for clip in clips)
    return Split(tuple(calibration), tuple(test), person=person)


def default_split(corpus: str, clips: Sequence[Clip]) -> Split:
    """The split used for the shipped weights; by speaker, the same for every seed.

    As the corpus's entry says: its test speakers, and those who calibrate. Where it names none of the latter
    every tenth speaker (at least one, if there are three or more) calibrates. Of a corpus that is for testing
    only all speakers test.
    """
    speakers = sorted({clip.speaker for clip in clips})
    known = CORPORA.get(corpus)
    if known is None:
        return Split(_every_tenth(speakers), ())
    if known.for_testing_only:
        return Split((), tuple(speakers))
    return Split(known.calibration or _every_tenth(speakers), known.tests)


def _every_tenth(speakers: Sequence[str]) -> tuple[str, ...]:
    return tuple(speakers[::10]) if len(speakers) >= 3 else ()


def part_of_speaker(corpus: str, speaker: str, speakers: Iterable[str]) -> str:
    """Of the speaker network ``train``, ``fit`` or ``test``.

    RAVDESS's as for the voice; elsewhere every fourth tests, every eighth fits.

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
