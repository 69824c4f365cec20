"""How fast a network learns along its run, and the average of its weights that is kept."""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn


class OneCycle(NamedTuple):
    """An optimiser and what sets its rates at each step."""

    optimizer: torch.optim.Optimizer
    rates: torch.optim.lr_scheduler.OneCycleLR

    def a_step_a_batch(self) -> dict[str, Any]:
        """As Lightning takes it."""
        return {"optimizer": self.optimizer, "lr_scheduler": {"scheduler": self.rates, "interval": "step"}}


def decayed_apart(network: nn.Module, weight_decay: float) -> list[dict[str, Any]]:
    """The parameters as AdamW takes them: no decay on norms and biases."""
    decayed = [p for p in network.parameters() if p.ndim > 1]
    others = [p for p in network.parameters() if p.ndim <= 1]
    return [{"params": decayed, "weight_decay": weight_decay}, {"params": others, "weight_decay": 0.0}]


def one_cycle(
    groups: list[dict[str, Any]],
    peak_rates: float | list[float],
    n_steps: int,
    *,
    warm_up: float = 0.3,
    weight_decay: float = 0.0,
    div_factor: float = 25.0,
    final_div_factor: float = 1e4,
) -> OneCycle:
    """AdamW on a one-cycle schedule.

    Source: Smith & Topin, "Super-convergence", 2019.

    Parameters
    ----------
    groups
        Parameters with what is their own, e.g. a ``weight_decay`` other than the common one.
    peak_rates
        Highest learning rate, of all groups or of each.
    n_steps
        Steps of the whole run.
    warm_up
        Share of the run spent rising to the peak, 0..1.
    weight_decay
        Of groups that do not say their own.
    div_factor, final_div_factor
        The peak is this many times the first rate; the first rate that many times the last.
    """
    rates = peak_rates if isinstance(peak_rates, list) else [peak_rates] * len(groups)
    optimizer = torch.optim.AdamW(
        [{"lr": rate, **group} for rate, group in zip(rates, groups, strict=True)], weight_decay=weight_decay
    )
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer,
        rates,
        n_steps,
        pct_start=warm_up,
        div_factor=div_factor,
        final_div_factor=final_div_factor,
    )
    return OneCycle(optimizer, schedule)


def moving_average(network: nn.Module, decay: float) -> AveragedModel:
    """A twin of ``network`` that follows it and keeps ``decay`` (0..1) of itself at each update.

    The statistics of batch norms are averaged too; the twin is not trained.
    """
    average = get_ema_multi_avg_fn(decay)  # type: ignore[no-untyped-call]
    averaged = AveragedModel(network, multi_avg_fn=average, use_buffers=True)
    averaged.requires_grad_(False)
    return averaged
