"""What is often said of emotional voices, each saying put to the test on a corpus."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

import numpy as np

from audio_model.classes import VOICE_CLASSES
from audio_model.explore.measures import BY_NAME, Measured
from audio_model.explore.statistics import (
    Contrast,
    Grid,
    Interval,
    means_known,
    resampled,
)
from fusion.arrays import FloatArray, IntArray

_FEWEST_OF_A_GENDER = 4
_QUIET = ("neutral", "calm")
_SUBDUED = ("sad", "calm")
_REST = tuple(name for name in VOICE_CLASSES if name not in _SUBDUED)


class Verdict(str, Enum):
    """What the corpus says of a saying."""

    HOLDS = "holds"
    DOES_NOT_HOLD = "does not hold"
    CANNOT_BE_TOLD = "cannot be told"


@dataclass(frozen=True)
class Part:
    """One comparison that a saying rests on.

    Parameters
    ----------
    words
        What is compared: "angry against neutral and calm".
    measure, unit
        By which number, and the unit of the difference.
    difference
        Mean over speakers of the within-speaker difference, and its 95 % interval.
    standardised
        The difference over the spread of one speaker's clips of one emotion.
    agreeing
        Share of the speakers in whom it points the way the saying has it, 0..1; NaN where that cannot be.
    verdict
        Of this comparison alone.
    """

    words: str
    measure: str
    unit: str
    difference: Interval
    standardised: float
    agreeing: float
    verdict: Verdict


@dataclass(frozen=True)
class JudgedSaying:
    """A saying and what became of it.

    ``missing`` are the emotions it speaks of that the corpus lacks; ``unsaid`` is what it rests on and the
    corpus does not say.
    """

    name: str
    saying: str
    verdict: Verdict
    parts: tuple[Part, ...]
    missing: tuple[str, ...] = ()
    unsaid: str = ""

    def in_words(self) -> str:
        """One paragraph: the verdict, then each comparison."""
        told = "; ".join(part_words(part) for part in self.parts)
        head = f"{self.verdict.value.capitalize()}: {self.saying}."
        lacking = f" The corpus has no {' and no '.join(self.missing)} clips." if self.missing else ""
        if not told:
            return head + (f" The corpus does not say {self.unsaid}." if self.unsaid else lacking)
        return f"{head} {told[:1].upper()}{told[1:]}.{lacking}"


@dataclass(frozen=True)
class Observation:
    """A saying as a predicate over a corpus's numbers.

    Parameters
    ----------
    name
        Short, for tables and JSON.
    saying
        As it is said.
    emotions
        Those it speaks of, as in VOICE_CLASSES.
    parts
        The comparisons it rests on; empty where the corpus lacks the emotions.
    needs, told
        What else it rests on, and whether a corpus says that.
    """

    name: str
    saying: str
    emotions: tuple[str, ...]
    parts: Callable[[Measured], list[Part]]
    needs: str = ""
    told: Callable[[Measured], bool] = lambda _: True

    def check(self, measured: Measured) -> JudgedSaying:
        """Whether it holds in ``measured``: if every comparison does; not, if one does not."""
        told = self.told(measured)
        parts = tuple(self.parts(measured)) if told else ()
        verdicts = {part.verdict for part in parts}
        if Verdict.DOES_NOT_HOLD in verdicts:
            verdict = Verdict.DOES_NOT_HOLD
        else:
            verdict = Verdict.HOLDS if verdicts == {Verdict.HOLDS} else Verdict.CANNOT_BE_TOLD
        present = {VOICE_CLASSES[clip.voice_class] for clip in measured.clips}
        missing = tuple(name for name in self.emotions if name not in present)
        return JudgedSaying(self.name, self.saying, verdict, parts, missing, "" if told else self.needs)


def one_sided(difference: Interval, noticeable: float) -> Verdict:
    """Of "more": holds when the interval lies above zero, not when it lies below what is noticeable."""
    if np.isnan(difference.low):
        return Verdict.CANNOT_BE_TOLD
    if difference.low > 0:
        return Verdict.HOLDS
    return Verdict.DOES_NOT_HOLD if difference.high < noticeable else Verdict.CANNOT_BE_TOLD


def two_sided(difference: Interval, noticeable: float) -> Verdict:
    """Of "differ": holds when the interval excludes zero, not when nothing noticeable is in it."""
    if np.isnan(difference.low):
        return Verdict.CANNOT_BE_TOLD
    if difference.low > 0 or difference.high < 0:
        return Verdict.HOLDS
    inside = -noticeable < difference.low and difference.high < noticeable
    return Verdict.DOES_NOT_HOLD if inside else Verdict.CANNOT_BE_TOLD


def part_words(part: Part) -> str:
    """A comparison in words and figures: "angry against neutral: level +8.1 dB (+6.9 to +9.3)"."""
    d = part.difference
    if not d.speakers:
        return f"{part.words}: no speaker is heard in both"
    spread = f" ({_figure(d.low)} to {_figure(d.high)})" if np.isfinite(d.low) else " (too few speakers)"
    agreeing = ""
    if np.isfinite(part.agreeing):
        agreeing = f", in {part.agreeing * d.speakers:.0f} of {d.speakers} speakers"
    return f"{part.words}: {part.measure} {_figure(d.mean)} {part.unit}{spread}{agreeing}"


def _figure(value: float) -> str:
    return f"{value:+.1f}".replace("-", "−")


def _more(
    measure: str, firsts: tuple[str, ...], second: tuple[str, ...], sign: int = 1
) -> Callable[[Measured], list[Part]]:
    """Each of ``firsts`` has more (sign -1: less) of ``measure`` than the classes ``second``."""

    def parts(measured: Measured) -> list[Part]:
        grid = Grid(measured, BY_NAME[measure])
        noticeable = grid.measure.noticeable
        result = []
        for first in firsts:
            others = [VOICE_CLASSES[c] for c in grid.columns(second) if VOICE_CLASSES[c] != first]
            if not grid.columns([first]) or not others:
                continue
            found = grid.contrast([first], others)
            d = found.difference
            wanted = d if sign > 0 else Interval(-d.mean, -d.high, -d.low, d.speakers)
            against = "the rest" if second is _REST else " and ".join(others)
            result.append(
                _part(f"{first} against {against}", grid, found, one_sided(wanted, noticeable), sign)
            )
        return result

    return parts


def _differ(measure: str, first: str, second: str) -> Callable[[Measured], list[Part]]:
    def parts(measured: Measured) -> list[Part]:
        grid = Grid(measured, BY_NAME[measure])
        if not grid.columns([first]) or not grid.columns([second]):
            return []
        found = grid.contrast([first], [second])
        sign = -1 if found.difference.mean < 0 else 1
        verdict = two_sided(found.difference, grid.measure.noticeable)
        return [_part(f"{first} against {second}", grid, found, verdict, sign)]

    return parts


def _part(words: str, grid: Grid, found: Contrast, verdict: Verdict, sign: int) -> Part:
    n = found.difference.speakers
    share = found.positive / n if n else float("nan")
    measure = grid.measure
    return Part(
        words,
        measure.words,
        measure.difference_unit,
        found.difference,
        found.standardised,
        share if sign > 0 else 1 - share,
        verdict,
    )


def _gender_gap(measured: Measured) -> list[Part]:
    """How much wider the gap in pitch is between female and male speakers than between any two emotions."""
    grid = Grid(measured, BY_NAME["pitch_hz"])
    stated: dict[str, set[str]] = {}
    for clip in measured.clips:
        stated.setdefault(clip.speaker, set()).add(clip.sex)
    profile = grid.profile()
    level = means_known(grid.by_speaker(grid.cells), axis=1)
    groups = [np.array([stated[name] == {sex} for name in grid.names]) for sex in ("f", "m")]
    female, male = (np.flatnonzero(group) for group in groups)
    if not len(female) or not len(male):
        return []

    def gaps(f: IntArray, m: IntArray) -> tuple[FloatArray, FloatArray]:
        """Of speakers (..., n): between the genders and, at the widest, between emotions, semitones."""
        means = means_known(profile[np.concatenate([f, m], axis=-1)][..., heard], axis=-2)
        return level[f].mean(axis=-1) - level[m].mean(axis=-1), means.max(axis=-1) - means.min(axis=-1)

    heard = grid.columns(VOICE_CLASSES)
    between_genders, between_emotions = gaps(female, male)
    low = high = float("nan")
    if min(len(female), len(male)) >= _FEWEST_OF_A_GENDER:
        drawn = gaps(female[resampled(len(female))], male[resampled(len(male), seed=1)])
        low, high = np.percentile(drawn[0] - drawn[1], [2.5, 97.5])
    difference = Interval(
        float(between_genders - between_emotions), float(low), float(high), len(female) + len(male)
    )
    words = (
        f"female over male {_figure(float(between_genders))} semitones, "
        f"the widest gap between two emotions {_figure(float(between_emotions))}; the first less the second"
    )
    nan = float("nan")
    return [Part(words, "pitch", "semitones", difference, nan, nan, one_sided(difference, 0.0))]


def _sentences_told(measured: Measured) -> bool:
    return all(clip.sentence for clip in measured.clips)


def _genders_told(measured: Measured) -> bool:
    return {"f", "m"} <= {clip.sex for clip in measured.clips}


_STIRRED = ("angry", "happy", "surprised")

OBSERVATIONS: tuple[Observation, ...] = (
    Observation(
        "louder_when_angry_or_fearful",
        "angry and fearful voices are louder than neutral and calm ones",
        ("angry", "fearful", *_QUIET),
        _more("level_db", ("angry", "fearful"), _QUIET),
    ),
    Observation(
        "higher_when_stirred",
        "angry, happy and surprised voices are higher than neutral and calm ones",
        (*_STIRRED, *_QUIET),
        _more("pitch_hz", _STIRRED, _QUIET),
    ),
    Observation(
        "wider_pitch_when_stirred",
        "the pitch of angry, happy and surprised voices moves more widely than that of neutral and calm ones",
        (*_STIRRED, *_QUIET),
        _more("pitch_range_st", _STIRRED, _QUIET),
    ),
    Observation(
        "quieter_when_subdued",
        "sad and calm voices are quieter than the rest",
        _SUBDUED,
        _more("level_db", _SUBDUED, _REST, sign=-1),
    ),
    Observation(
        "slower_when_subdued",
        "sad and calm voices take longer over the same sentence than the rest",
        _SUBDUED,
        _more("speech_s", _SUBDUED, _REST),
        "which sentence is spoken",
        _sentences_told,
    ),
    Observation(
        "brighter_when_angry",
        "angry voices are brighter than neutral and calm ones",
        ("angry", *_QUIET),
        _more("centroid_hz", ("angry",), _QUIET),
    ),
    *(
        Observation(
            f"disgusted_and_sad_differ_in_{measure}",
            f"disgusted and sad voices differ in {BY_NAME[measure].words}",
            ("disgusted", "sad"),
            _differ(measure, "disgusted", "sad"),
        )
        for measure in BY_NAME
    ),
    Observation(
        "gender_moves_pitch_more_than_emotion",
        "male and female voices differ more in pitch than any two emotions of one voice",
        (),
        _gender_gap,
        "who is male or female",
        _genders_told,
    ),
)


def check_all(measured: Measured) -> list[JudgedSaying]:
    """Every saying put to the test."""
    return [observation.check(measured) for observation in OBSERVATIONS]
