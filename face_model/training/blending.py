"""Weights on the way from one training's beginning to its end.

Nets that share a beginning can be averaged weight by weight; one in between is often right where either end
is, and as much in pictures unlike those of the last stage (WiSE-FT: Wortsman et al. 2022, CVPR).
"""

from __future__ import annotations

import torch

from face_model.network import ExpressionNetwork


def blended(beginning: ExpressionNetwork, reached: ExpressionNetwork, share: float) -> ExpressionNetwork:
    """The network at ``share`` of the way from ``beginning`` to ``reached``, norms' statistics among it.

    Parameters
    ----------
    beginning
        What the training went on from; it is changed into the result.
    reached
        What it ended with, of the same widths.
    share
        Above 0 to 1; 1 gives ``reached``.

    Raises
    ------
    ValueError
        If the share is out of range.
    """
    if not 0 < share <= 1:
        raise ValueError(f"the share of the reached weights must be above 0 and at most 1, not {share:g}")
    ends = reached.state_dict()
    between = {
        name: torch.lerp(start, ends[name], share) if start.is_floating_point() else ends[name]
        for name, start in beginning.state_dict().items()
    }
    beginning.load_state_dict(between)
    return beginning.eval()
