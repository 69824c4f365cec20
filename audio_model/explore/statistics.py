"""Emotions compared within each speaker, with intervals over speakers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from audio_model.classes import VOICE_CLASSES
from audio_model.explore.measures import Measure, Measured
from fusion.arrays import FloatArray, IntArray

FEWEST_SPEAKERS = 5
"""With fewer speakers no interval is given: resampling so few says nothing."""
RESAMPLES = 10_000
_SEED = 0


@dataclass(frozen=True)
class Interval:
    """A mean over speakers and its 95 % interval; NaN limits where there are too few speakers.

    Parameters
    ----------
    mean, low, high
        In the unit of the values.
    speakers
        How many there were.
    """

    mean: float
    low: float
    high: float
    speakers: int

    def mapped(self, function: Callable[[float], npt.ArrayLike]) -> Interval:
        """The same in another unit; ``function`` must rise."""
        mean, low, high = (float(np.asarray(function(x))) for x in (self.mean, self.low, self.high))
        return Interval(mean, low, high, self.speakers)


@dataclass(frozen=True)
class Contrast:
    """One group of emotions against another, each speaker compared with herself or himself.

    Parameters
    ----------
    difference
        First minus second, in the measure's ``difference_unit``.
    standardised
        Mean difference over the spread of one speaker's clips of one emotion (Cohen's d within speakers).
    positive
        Speakers in whom the difference is above zero.
    """

    difference: Interval
    standardised: float
    positive: int


def bootstrap_mean(values: npt.ArrayLike) -> Interval:
    """Mean of one value a speaker, with the percentile interval of resampled speakers (Efron 1979)."""
    x = np.asarray(values, dtype=np.float64)
    if not len(x):
        return Interval(np.nan, np.nan, np.nan, 0)
    if len(x) < FEWEST_SPEAKERS:
        return Interval(float(x.mean()), np.nan, np.nan, len(x))
    low, high = np.percentile(x[resampled(len(x))].mean(axis=1), [2.5, 97.5])
    return Interval(float(x.mean()), float(low), float(high), len(x))


def resampled(n: int, seed: int = _SEED) -> IntArray:
    """Speakers drawn with replacement, (RESAMPLES, n), the same at every call."""
    return np.random.default_rng(seed).integers(n, size=(RESAMPLES, n))


class Grid:
    """One measure of a corpus as a table: a row for each speaker and sentence, a column for each class.

    Each cell is the mean over takes, on the measure's comparable scale; NaN where there is none. Comparing
    within rows takes the speaker's own voice and the words out of it. Where a corpus does not tell the
    sentence, a speaker has one row.

    Parameters
    ----------
    measured
        The corpus.
    measure
        Which number.

    Attributes
    ----------
    cells
        float64 (rows, 8), columns as in VOICE_CLASSES.
    speakers
        The speaker of each row.
    names
        The speakers, each once.
    """

    def __init__(self, measured: Measured, measure: Measure) -> None:
        self.measure = measure
        self._values = measure.comparable(measured.values(measure))
        self._clips = measured.clips
        takes: dict[tuple[str, str], dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
        for clip, value in zip(measured.clips, self._values, strict=True):
            if np.isfinite(value):
                takes[clip.speaker, clip.sentence][clip.voice_class].append(float(value))
        self.speakers = [speaker for speaker, _ in takes]
        self.names = tuple(dict.fromkeys(self.speakers))
        self.cells = np.full((len(takes), len(VOICE_CLASSES)), np.nan)
        for row, by_class in enumerate(takes.values()):
            for column, values in by_class.items():
                self.cells[row, column] = np.mean(values)

    def columns(self, names: Sequence[str]) -> list[int]:
        """Columns of those classes in ``names`` that the corpus has."""
        present = ~np.isnan(self.cells).all(axis=0)
        return [VOICE_CLASSES.index(name) for name in names if present[VOICE_CLASSES.index(name)]]

    def contrast(self, first: Sequence[str], second: Sequence[str]) -> Contrast:
        """Mean of the classes ``first`` minus mean of ``second``: of rows, of speakers, then of all."""
        a, b = self.columns(first), self.columns(second)
        if not a or not b:
            return Contrast(bootstrap_mean([]), np.nan, 0)
        cells = self._complete([*a, *b])
        rows = means_known(cells[:, a], axis=1) - means_known(cells[:, b], axis=1)
        each = known(self.by_speaker(rows[:, None])[:, 0])
        interval = bootstrap_mean(each)
        return Contrast(
            interval.mapped(self.measure.difference),
            interval.mean / self.spread,
            int((each > 0).sum()),
        )

    def profile(self) -> FloatArray:
        """Each speaker's emotions less the speaker's mean over them, (speakers, 8), comparable scale."""
        rows = self._complete(self.columns(VOICE_CLASSES))
        several = (~np.isnan(rows)).sum(axis=1) > 1
        return self.by_speaker(np.where(several[:, None], rows - means_known(rows, axis=1)[:, None], np.nan))

    def _complete(self, columns: list[int]) -> FloatArray:
        """The cells without the rows that lack one of ``columns``, but for speakers who have no whole row.

        A mean over fewer emotions in some rows than in others would compare emotions with sentences.
        """
        who, whole = np.array(self.speakers), ~np.isnan(self.cells[:, columns]).any(axis=1)
        has_whole = np.isin(who, who[whole])
        return np.where((whole | ~has_whole)[:, None], self.cells, np.nan)

    def by_speaker(self, rows: FloatArray) -> FloatArray:
        """Means of ``rows`` (rows, k) over each speaker's rows, (speakers, k) in the order of ``names``."""
        who = np.array(self.speakers)
        return np.array([means_known(rows[who == name], axis=0) for name in self.names]).reshape(
            -1, rows.shape[1]
        )

    @cached_property
    def spread(self) -> float:
        """Standard deviation of one speaker's clips of one emotion, pooled, comparable scale."""
        groups: dict[tuple[str, int], list[float]] = defaultdict(list)
        for clip, value in zip(self._clips, self._values, strict=True):
            if np.isfinite(value):
                groups[clip.speaker, clip.voice_class].append(float(value))
        squares = sum(len(g) * float(np.var(g)) for g in groups.values() if len(g) > 1)
        freedom = sum(len(g) - 1 for g in groups.values() if len(g) > 1)
        return float(np.sqrt(squares / freedom)) if freedom and squares > 0 else float("nan")


def means_known(table: FloatArray, axis: int) -> FloatArray:
    """Means along ``axis`` of what is not NaN; NaN where there is nothing else."""
    there = ~np.isnan(table)
    counts = there.sum(axis=axis)
    sums = np.where(there, table, 0.0).sum(axis=axis)
    means: FloatArray = np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)
    return means


@dataclass(frozen=True)
class Row:
    """One emotion and one measure of a corpus.

    Parameters
    ----------
    corpus
        Its name.
    emotion
        Name of the class, as in VOICE_CLASSES.
    clips
        How many had this number.
    mean
        Of speakers' means, in the measure's unit (geometric for pitch, length and centroid).
    relative
        Difference from each speaker's own mean over emotions, in ``difference_unit``.
    each
        The same for each speaker alone, (speakers,).
    """

    corpus: str
    emotion: str
    measure: Measure
    clips: int
    mean: Interval
    relative: Interval
    each: FloatArray


def rows_of(measured: Measured, measure: Measure) -> list[Row]:
    """The corpus's emotions by one measure, in the order of VOICE_CLASSES."""
    grid = Grid(measured, measure)
    plain, profile = grid.by_speaker(grid.cells), grid.profile()
    values = measured.values(measure)
    rows = []
    for column in grid.columns(VOICE_CLASSES):
        each = known(profile[:, column])
        rows.append(
            Row(
                measured.name,
                VOICE_CLASSES[column],
                measure,
                sum(
                    clip.voice_class == column and bool(np.isfinite(value))
                    for clip, value in zip(measured.clips, values, strict=True)
                ),
                bootstrap_mean(known(plain[:, column])).mapped(measure.plain),
                bootstrap_mean(each).mapped(measure.difference),
                measure.difference(each),
            )
        )
    return rows


def known(values: FloatArray) -> FloatArray:
    """``values`` (n,) without NaN."""
    return values[~np.isnan(values)]
