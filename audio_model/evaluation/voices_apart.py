"""How well the voices of a recording are told apart that nobody read aloud for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment

from audio_model.evaluation.heard_dialogues import HeardDialogue
from audio_model.evaluation.whose_voice import untold, weigh
from audio_model.speakers.rule import WhoseRule
from audio_model.speakers.several import voices_apart
from fusion.arrays import FloatArray


@dataclass(frozen=True, eq=False)
class Parted:
    """What the results of one made dialogue rest on.

    Parameters
    ----------
    weights
        Of each result: the weight of its evidence by whose speech it rests on, the user's and the partner's,
        (k, 2).
    known
        Either's, if it were known at every moment who speaks, (2,).
    """

    weights: FloatArray
    known: FloatArray

    @property
    def right(self) -> float:
        """Weight that lies in its own voice's result, each voice given the result that suits best."""
        result, voice = linear_sum_assignment(-self.weights)
        return float(self.weights[result, voice].sum())


def part(heard: HeardDialogue, rule: WhoseRule, number: int | None) -> Parted:
    """A dialogue parted into so many results, or as many as there seem to be (None)."""
    swapped = replace(
        heard, dialogue=replace(heard.dialogue, own=heard.dialogue.other, other=heard.dialogue.own)
    )
    known = [weigh(side, None)[0].partner for side in (swapped, heard)]
    voices = voices_apart(heard.steps, rule, number)
    if voices is None:
        weights = [untold(heard)]
    else:
        weights = [
            weigh(replace(heard, throughout=voices.throughout(k)), rule)[0]
            for k in range(len(voices.middles))
        ]
    return Parted(np.array([(one.own, one.partner) for one in weights]), np.array(known))


def figures(parted: Sequence[Parted]) -> dict[str, Any]:
    """Over some dialogues: how many voices were found, and what lies in whose result."""
    right = sum(one.right for one in parted)
    return {
        "dialogues": len(parted),
        "found": counted(len(one.weights) for one in parted),
        "wrong": 1 - right / max(sum(float(one.weights.sum()) for one in parted), 1e-12),
        "kept": right / max(sum(float(one.known.sum()) for one in parted), 1e-12),
    }


def counted(numbers: Any) -> dict[str, int]:
    """How often each number of voices was found."""
    return {str(number): times for number, times in sorted(Counter(numbers).items())}
