"""Weights on the way from one training's beginning to its end.

Nets that share a beginning can be averaged weight by weight; one in between is often right where either end
is, and as much in pictures unlike those of the last stage (WiSE-FT: Wortsman et al. 2022, CVPR).
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

import torch

from face_model.network import ExpressionNetwork
from face_model.training.crops import CropCache
from face_model.training.held_out import held_out_figures
from face_model.training.lessons import OtherCorpus

SHARES: tuple[float, ...] = (0.0, 0.5, 0.7, 0.85, 1.0)
"""How far along the way it is tried, so that a share can be chosen on pictures held out."""


def blended(beginning: ExpressionNetwork, reached: ExpressionNetwork, share: float) -> ExpressionNetwork:
    """The network at ``share`` of the way from ``beginning`` to ``reached``, norms' statistics among it.

    Parameters
    ----------
    beginning
        What the training went on from.
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
    made = copy.deepcopy(beginning)
    made.load_state_dict(between)
    return made.eval()


def along_the_way(
    beginning: ExpressionNetwork,
    reached: ExpressionNetwork,
    crops: CropCache,
    others: Sequence[OtherCorpus] = (),
    *,
    balance: float = 0.0,
    quick: bool = False,
) -> list[dict[str, Any]]:
    """Figures on what is held out, at several shares of the way from 0 to 1; for the card."""
    ends = {0.0: beginning, 1.0: reached}
    return [
        {"share": share}
        | held_out_figures(
            ends.get(share) or blended(beginning, reached, share), crops, others, balance=balance, quick=quick
        )
        for share in SHARES
    ]
