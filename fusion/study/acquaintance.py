"""People whose files come one after the other, as in a conversation: what is known of them before each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fusion.arrays import IntArray
from fusion.baseline import PersonalBaseline
from fusion.evidence import Modality
from fusion.late_fusion import LateFusion
from fusion.repertoire import Repertoire
from fusion.running import RunningBaseline
from fusion.study.examples import Examples

SEEDS = (0, 1, 2, 3, 4)
"""In how many orders each person's files are gone through."""
FILE_S = 10.0
"""What one file counts for, seconds: about how long a feeling is shown, of which it is one specimen."""


def shuffled(people: Sequence[str], seed: int) -> list[IntArray]:
    """Each known person's files, in an order drawn for them; "" is nobody known."""
    rng = np.random.default_rng(seed)
    whose = np.array(people)
    return [rng.permutation(np.flatnonzero(whose == person)) for person in sorted(set(people) - {""})]


def met_in_order(
    fusion: LateFusion,
    modality: Modality,
    examples: Examples,
    order: Sequence[int] | IntArray,
    repertoire: Repertoire | None,
    file_s: float = FILE_S,
) -> list[PersonalBaseline]:
    """What is known of one person before each of their files, from those before it.

    Parameters
    ----------
    order
        Places of the person's files in ``examples``; a place may come again.
    repertoire
        The shipped one if None.
    file_s
        What one file counts for, seconds.

    Returns
    -------
    list
        One for each of ``order``; the first is the baseline that changes nothing.
    """
    running = RunningBaseline(repertoire=repertoire)
    known = []
    for at, i in enumerate(order):
        known.append(running.baseline())
        piece = examples.evidence(int(i), modality, at * file_s, (at + 1) * file_s)
        running.take(fusion.calibrated(piece))
    return known


def running_baselines(
    fusion: LateFusion,
    modality: Modality,
    examples: Examples,
    people: Sequence[str],
    seed: int,
    repertoire: Repertoire | None = None,
) -> list[PersonalBaseline | None]:
    """Each example's baseline, learnt from the unlabelled files of the same person that came before it.

    Parameters
    ----------
    people
        Whose each example is; "" where nobody knows.
    seed
        Draws the order.

    Returns
    -------
    list
        One for each example; None for nobody's.
    """
    baselines: list[PersonalBaseline | None] = [None] * len(people)
    for order in shuffled(people, seed):
        known = met_in_order(fusion, modality, examples, order, repertoire)
        for i, baseline in zip(order, known, strict=True):
            baselines[int(i)] = baseline
    return baselines
