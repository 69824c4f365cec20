"""The weights that did best so far, for trainings that stop where a held-out part says so."""

from __future__ import annotations

from torch import nn


class BestWeights:
    """Keeps ``network``'s weights of when its figure was highest; a figure that is NaN counts for nothing."""

    def __init__(self, network: nn.Module) -> None:
        self._network = network
        self._best, self._kept = float("-inf"), network.state_dict()

    def offer(self, figure: float) -> None:
        """Keep the weights as they are now if ``figure`` is higher than all before."""
        if figure > self._best:
            self._best = figure
            self._kept = {name: value.clone() for name, value in self._network.state_dict().items()}

    def take_back(self) -> None:
        """Give the network the weights that did best; without any figure it stays as it is."""
        self._network.load_state_dict(self._kept)
