"""What was learnt of one face or one voice, and how far it may be allowed for."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

import numpy as np

from fusion.arrays import FloatArray
from fusion.baseline import LARGEST_SHIFT, Answers, PersonalBaseline
from fusion.evidence import Modality
from fusion.repertoire import Repertoire
from fusion.variation import Variation

MEMORY_S = 3600.0
"""What was met longer ago than that counts less and less, seconds of good evidence."""


@dataclass
class Learnt:
    """What is known of one face or voice.

    Parameters
    ----------
    modality
        Which of the two.
    repertoire
        What it is compared with.
    total
        Sum of the differences, float64 (7,), nats times seconds.
    varied
        How much the answers varied, and the seconds of it all, weighted by quality.
    quality_s
        These seconds times the quality.
    met_s
        For how long it was met, seconds.
    until
        End of the newest evidence, session seconds.
    """

    modality: Modality
    repertoire: Repertoire
    total: FloatArray
    varied: Variation = field(default_factory=Variation)
    quality_s: float = 0.0
    met_s: float = 0.0
    until: float = -math.inf

    @staticmethod
    def already(known: PersonalBaseline, modality: Modality, repertoire: Repertoire) -> Learnt:
        """Somebody of whom so much is known at the start; nothing, if it is nobody's baseline.

        Of whoever was remembered while at ease nobody knows how they vary: as much as people do, around what
        is usual for them.
        """
        seconds, shift, means = known.seconds[modality], known.shift[modality], repertoire.means[modality]
        answers = known.answers.get(modality) or Answers(
            means.mean(axis=0) - shift, repertoire.apart(modality)
        )
        varied = Variation(answers.around, seconds * answers.variance, seconds)
        share = repertoire.share_after(modality, answers.variance)
        total = shift / share * (seconds + repertoire.half_s) if share > 0 else np.zeros_like(shift)
        return Learnt(modality, repertoire, total, varied, seconds * known.quality[modality], seconds)

    @property
    def answers(self) -> Answers:
        """Where the answers lay."""
        return Answers(self.varied.around, self.varied.variance)

    @property
    def seconds(self) -> float:
        """Seconds it rests on, weighted by quality."""
        return self.varied.seconds

    @property
    def quality(self) -> float:
        """How good the evidence was that it was learnt from, 0..1."""
        return self.quality_s / self.seconds if self.seconds > 0 else 1.0

    @property
    def share(self) -> float:
        """How much of what was learnt is allowed for, 0..1: as far as they were seen to change."""
        return self.repertoire.share_after(self.modality, self.varied.variance)

    @property
    def surer(self) -> float:
        """How much surer answers are than about a stranger, >= 1."""
        return 1 + self.share * (self.repertoire.surer_after(self.modality, self.seconds) - 1)

    @property
    def shift(self) -> FloatArray:
        """What to add to the log-probabilities, float64 (7,): little while little is known."""
        mean = self.total / (self.seconds + self.repertoire.half_s)
        # Of ufuncs: numpy's way to clip seven numbers is longer than clipping them.
        shift: FloatArray = np.minimum(np.maximum(self.share * mean, -LARGEST_SHIFT), LARGEST_SHIFT)
        return shift

    def take(self, centred: FloatArray, new_s: float, since_s: float, quality: float) -> None:
        """Learn from an answer.

        Parameters
        ----------
        centred
            float64 (7,), as :func:`fusion.baseline.centred_log` gives it.
        new_s
            For how long it counts, > 0, seconds.
        since_s
            How long ago the one before ended, seconds; infinite for the first.
        quality
            How good it is, > 0, at most 1.
        """
        weight = quality**2 * new_s
        if weight == 0:  # too little to be told from nothing
            return
        self.total = self.total + weight * self.repertoire.difference(self.modality, centred, self.shift)
        self.varied.take(centred, weight, since_s)
        self.quality_s += weight * quality
        self.met_s += new_s
        if self.seconds > MEMORY_S:
            fade = MEMORY_S / self.seconds
            self.total, self.quality_s = fade * self.total, fade * self.quality_s
            self.varied.fade(fade)


def learnt_in_both(
    one: PersonalBaseline,
    other: PersonalBaseline,
    before: PersonalBaseline,
    repertoire: Repertoire | None = None,
) -> PersonalBaseline:
    """What two sessions have learnt of one person, each by itself, of whom ``before`` was known to both.

    What they went on from counts once, as if the sessions had followed each other. Beyond :data:`MEMORY_S`
    it has faded in each, nobody knows how far, and one that rests on less was begun anew without it: then the
    two have the same weight.

    Parameters
    ----------
    repertoire
        What it was compared with; the shipped one if None.
    """
    repertoire = repertoire or Repertoire.shipped()
    in_each = {m: [Learnt.already(known, m, repertoire) for known in (one, other, before)] for m in Modality}
    learnt = {m: _pooled(*parts) for m, parts in in_each.items()}
    return replace(
        one,
        shift={m: learnt[m].shift for m in Modality},
        seconds={m: learnt[m].seconds for m in Modality},
        made_at=max(one.made_at, other.made_at),
        quality={m: learnt[m].quality for m in Modality},
        answers={m: learnt[m].answers for m in Modality if m in one.answers or m in other.answers},
    )


def _pooled(one: Learnt, other: Learnt, before: Learnt) -> Learnt:
    """The sums of one and the other, less what both hold already."""
    faded = one.seconds + other.seconds - before.seconds > 0.99 * MEMORY_S  # no sum goes beyond it
    anew = min(one.seconds, other.seconds) < before.seconds
    parts = ((one, 0.5), (other, 0.5)) if faded or anew else ((one, 1.0), (other, 1.0), (before, -1.0))
    both = Learnt(
        one.modality, one.repertoire, sum((w * p.total for p, w in parts), np.zeros_like(one.total))
    )
    seconds = sum(w * p.seconds for p, w in parts)
    if seconds > 0:
        met = [(p.varied, w * p.seconds) for p, w in parts]
        around = sum((s * v.around for v, s in met), np.zeros_like(one.total)) / seconds
        spread = sum(s * (v.variance + float(np.sum((v.around - around) ** 2))) for v, s in met)
        both.varied = Variation(around, max(spread, 0.0), seconds)
        both.quality_s = min(max(sum(w * p.quality_s for p, w in parts), 0.0), seconds)
    return both
