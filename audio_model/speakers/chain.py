"""Who of two speaks from one step to the next: turns last."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt


def smooth(log_odds: Sequence[float] | npt.NDArray[np.float64], stay: float) -> npt.NDArray[np.float64]:
    """Probabilities of one of two states, each step's own log-odds and its neighbours' taken together.

    Forward and backward through a chain that keeps its state from step to step with probability ``stay``
    (Rabiner, "A tutorial on hidden Markov models", Proc. IEEE 1989).
    """
    said = [1 / (1 + math.exp(-odds)) for odds in log_odds]
    before, forward = 0.5, []
    for p in said:
        moved = stay * before + (1 - stay) * (1 - before)
        before = moved * p / (moved * p + (1 - moved) * (1 - p))
        forward.append(before)
    after, result = 0.5, np.zeros(len(said))
    for i in reversed(range(len(said))):
        both = forward[i] * after
        result[i] = both / (both + (1 - forward[i]) * (1 - after))
        heard = said[i] * after, (1 - said[i]) * (1 - after)
        ahead = stay * heard[0] + (1 - stay) * heard[1], stay * heard[1] + (1 - stay) * heard[0]
        after = ahead[0] / (ahead[0] + ahead[1])
    return result
