import torch
from torch import nn

from fusion.training.best import BestWeights


def test_the_weights_that_did_best_are_given_back() -> None:
    network = nn.Linear(1, 1)
    best = BestWeights(network)
    for figure, weight in ((0.2, 1.0), (float("nan"), 5.0), (0.7, 2.0), (0.7, 3.0), (0.1, 4.0)):
        nn.init.constant_(network.weight, weight)
        best.offer(figure)
    best.take_back()
    assert network.weight.item() == 2.0


def test_without_a_figure_the_network_stays_as_it_is() -> None:
    network = nn.Linear(1, 1)
    best = BestWeights(network)
    nn.init.constant_(network.weight, 3.0)
    best.offer(float("nan"))
    best.take_back()
    assert torch.equal(network.weight, torch.full((1, 1), 3.0))
