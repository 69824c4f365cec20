"""Who speaks from one step to the next: turns last."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fusion.arrays import FloatArray


def smooth(said: FloatArray, stay: float) -> FloatArray:
    """Probabilities of each of some states, (n, k), each step's own and its neighbours' taken together.

    Forward and backward through a chain that keeps its state from step to step with probability ``stay``,
    and else is as likely in any other (Rabiner, "A tutorial on hidden Markov models", Proc. IEEE 1989).

    Parameters
    ----------
    said
        What each step says by itself: logarithms, of which the differences between states count, (n, k).
    stay
        Near 1 where turns last.
    """
    if not len(said):
        return np.zeros(said.shape)
    k = said.shape[1]
    moves = (1 - stay) / (k - 1)
    keeps = stay - moves
    # A step at a time, of a few states: plain numbers are faster than arrays.
    of_steps: list[list[float]] = np.exp(said - said.max(axis=1, keepdims=True)).tolist()
    before, forward = [1 / k] * k, []
    for says in of_steps:
        before = _whole([(moves + keeps * p) * s for p, s in zip(before, says, strict=True)])
        forward.append(before)
    after, result = [1 / k] * k, []
    for says, before in zip(reversed(of_steps), reversed(forward), strict=True):
        result.append(_whole([b * a for b, a in zip(before, after, strict=True)]))
        heard = _whole([s * a for s, a in zip(says, after, strict=True)])
        after = [moves + keeps * p for p in heard]
    return np.array(result[::-1])


def smooth_two(log_odds: npt.ArrayLike, stay: float) -> FloatArray:
    """The same of two states: probabilities of the second, (n,), of its log-odds (n,)."""
    odds = np.asarray(log_odds, dtype=np.float64)
    return smooth(np.stack([np.zeros_like(odds), odds], axis=1), stay)[:, 1]


def _whole(weights: list[float]) -> list[float]:
    whole = sum(weights)
    return [weight / whole for weight in weights]
