"""Steps of a recording that are gone through more than once, kept as bare numbers."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Iterator
from itertools import islice

import numpy as np

from fusion.emotions import EMOTIONS
from fusion.evidence import Evidence, Modality
from fusion.session.steps import Step
from fusion.speaking import Speaking

_MODALITIES = tuple(Modality)


class KeptSteps(Iterable[Step]):
    """An analyser's steps as float64 numbers, some 5 MB for an hour; as objects they would take 60.

    Of a step come back its end, who spoke, and its pieces without what was not allowed for (``raw``), which
    analysers do not give.
    """

    def __init__(self, steps: Iterable[Step] = ()) -> None:
        self._numbers = array("d")
        self._parts: dict[tuple[str, ...], int] = {}
        """Which parts qualities were made of: numbered, since they are the same again and again."""
        for step in steps:
            self.take(step)

    def take(self, step: Step) -> None:
        """Keep one more."""
        speaking = step.speaking
        who = (math.nan, math.nan) if speaking is None else (speaking.partner, speaking.own)
        self._numbers.extend((step.t_end, *who, len(step.pieces)))
        for piece in step.pieces:
            parts = self._parts.setdefault(tuple(piece.quality_parts), len(self._parts))
            self._numbers.extend((_MODALITIES.index(piece.modality), piece.t_start, piece.t_end))
            self._numbers.extend((piece.quality, piece.person, *piece.probabilities))
            self._numbers.extend((parts, *piece.quality_parts.values()))

    def __iter__(self) -> Iterator[Step]:
        numbers, parts = iter(self._numbers), list(self._parts)
        for t_end in numbers:
            partner, own, pieces = islice(numbers, 3)
            speaking = None if math.isnan(partner) else Speaking(partner, own)
            yield Step(t_end, [_piece(numbers, parts) for _ in range(int(pieces))], speaking)


def _piece(numbers: Iterator[float], parts: list[tuple[str, ...]]) -> Evidence:
    modality, t_start, t_end, quality, person = islice(numbers, 5)
    probabilities = np.fromiter(numbers, np.float64, len(EMOTIONS))
    names = parts[int(next(numbers))]
    return Evidence(
        _MODALITIES[int(modality)],
        t_start,
        t_end,
        probabilities,
        quality,
        dict(zip(names, islice(numbers, len(names)), strict=True)),
        person=int(person),
    )
