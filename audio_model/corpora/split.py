"""Which speakers are trained on, which calibrate, and which are only ever tested on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from audio_model.corpora.clips import Clip

RAVDESS_TEST = ("02", "05", "14", "15", "16")
RAVDESS_CALIBRATION = ("03", "06", "07")
OTHER_TESTS: dict[str, tuple[str, ...]] = {"emovo": ("f3", "m3"), "casia": ("s4",)}
"""Test speakers of the corpora beside RAVDESS that have enough speakers to spare some."""
TEST_ONLY_CORPORA = ("emodb",)
"""Left out of training whole, so that there is one corpus, language and room the model has never heard."""


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


def held_out(speakers: Iterable[str]) -> tuple[list[str], list[str]]:
    """Who of these tests and who calibrates: every fifth (the first, sixth ...), and every tenth from the
    third on; of fewer than two nobody tests.
    """
    ordered = sorted(set(speakers))
    return ordered[::5] if len(ordered) > 1 else [], ordered[2::10]


def split_by_person(clips: Sequence[Clip], person: str) -> Split:
    """Plain folders parted by whoever the files' names tell (``person``), so that nobody is in two parts."""
    test, calibration = held_out(clip.speaker for clip in clips)
    return Split(tuple(calibration), tuple(test), person=person)


def default_split(corpus: str, clips: Sequence[Clip]) -> Split:
    """The split used for the shipped weights; by speaker, the same for every seed.

    RAVDESS: as above. The corpora that are only tested on: all speakers. Others: every tenth speaker (at
    least one, if there are three or more) calibrates, and those of OTHER_TESTS are tested on.
    """
    speakers = sorted({clip.speaker for clip in clips})
    if corpus == "ravdess":
        return Split(RAVDESS_CALIBRATION, RAVDESS_TEST)
    if corpus in TEST_ONLY_CORPORA:
        return Split((), tuple(speakers))
    held_out = speakers[::10] if len(speakers) >= 3 else []
    return Split(tuple(held_out), OTHER_TESTS.get(corpus, ()))
