"""Learners that tell pleasant from unpleasant by a clip's features."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from audio_model.valence.features import Features
from audio_model.valence.metrics import roc_auc
from fusion.arrays import AnyArray, BoolArray, FloatArray, IntArray
from fusion.training.best import BestWeights

State = dict[str, AnyArray]


class Head(Protocol):
    """Learns from labelled features; ``state`` holds all it has learnt, as plain arrays."""

    def fit(self, x: Features, positive: BoolArray, train: IntArray, validation: IntArray, seed: int) -> None:
        """Learn from the rows ``train``; the rows ``validation`` may only decide when to stop."""
        ...

    def scores(self, x: Features) -> FloatArray:
        """Higher for what sounds more pleasant, float64 (n,) in [0, 1]."""
        ...

    def state(self) -> State:
        """What :meth:`restore` needs."""
        ...

    def restore(self, state: Mapping[str, AnyArray]) -> None:
        """Be as the head was that gave ``state``."""
        ...


class _FittedAnew:
    """A scikit-learn model that is kept as the rows it was fitted to: no pickled code in a weights file."""

    def __init__(self) -> None:
        self._model: Any = None
        self._state: State = {}

    def fit(self, x: Features, positive: BoolArray, train: IntArray, validation: IntArray, seed: int) -> None:
        self.restore({"x": x[train], "positive": positive[train], "seed": np.array(seed)})

    def scores(self, x: Features) -> FloatArray:
        scores: FloatArray = self._model.predict_proba(x)[:, 1]
        return scores

    def state(self) -> State:
        return self._state

    def restore(self, state: Mapping[str, AnyArray]) -> None:
        self._state = dict(state)
        self._model = self._make(int(state["seed"].item())).fit(state["x"], state["positive"])

    def _make(self, seed: int) -> Any:
        raise TypeError("a head makes its own model")


class Forest(_FittedAnew):
    """Random forest. Source: Breiman, Machine Learning 45 (2001)."""

    def _make(self, seed: int) -> Any:
        from sklearn.ensemble import RandomForestClassifier

        return RandomForestClassifier(200, min_samples_leaf=2, class_weight="balanced", random_state=seed)


class Neighbours(_FittedAnew):
    """The 15 nearest neighbours, each band on its own scale."""

    def _make(self, seed: int) -> Any:
        from sklearn.neighbors import KNeighborsClassifier
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import StandardScaler

        return make_pipeline(StandardScaler(), KNeighborsClassifier(15, weights="distance"))


class Net:
    """A fully connected network on standardised features; the epoch that did best in validation is kept.

    Parameters
    ----------
    hidden
        Widths of its hidden layers.
    """

    def __init__(self, hidden: tuple[int, ...], epochs: int = 60) -> None:
        self._hidden = hidden
        self._epochs = epochs
        self._net: nn.Sequential | None = None
        self._mean = self._spread = np.zeros(0, np.float32)

    def fit(self, x: Features, positive: BoolArray, train: IntArray, validation: IntArray, seed: int) -> None:
        torch.manual_seed(seed)
        generator = torch.Generator().manual_seed(seed)
        self._mean, self._spread = x[train].mean(axis=0), x[train].std(axis=0) + 1e-6
        self._net = net = self._make(x.shape[1])
        optimiser = torch.optim.AdamW(net.parameters(), 1e-3, weight_decay=0.05)
        inputs = self._standardised(x[train])
        targets = torch.from_numpy(positive[train].astype(np.float32))
        balance = balance_of(positive[train])
        best = BestWeights(net)
        for _ in range(self._epochs):
            net.train()
            for rows in torch.split(torch.randperm(len(inputs), generator=generator), 64):
                if len(rows) < 2:  # a batch of one has no spread for its norm
                    continue
                optimiser.zero_grad()
                loss = F.binary_cross_entropy_with_logits(
                    net(inputs[rows]).squeeze(1), targets[rows], pos_weight=balance
                )
                torch.autograd.backward(loss)
                optimiser.step()
            best.offer(roc_auc(positive[validation], self.scores(x[validation])))
        best.take_back()
        net.eval()

    def scores(self, x: Features) -> FloatArray:
        if self._net is None:
            raise ValueError("this net has learnt nothing yet")
        self._net.eval()
        with torch.inference_mode():
            scores: FloatArray = torch.sigmoid(self._net(self._standardised(x)).squeeze(1)).double().numpy()
        return scores

    def state(self) -> State:
        net = self._net.state_dict() if self._net is not None else {}
        return {"mean": self._mean, "spread": self._spread, **{f"net.{k}": v.numpy() for k, v in net.items()}}

    def restore(self, state: Mapping[str, AnyArray]) -> None:
        self._mean, self._spread = state["mean"], state["spread"]
        self._net = self._make(len(self._mean))
        net = {k.removeprefix("net."): torch.from_numpy(v) for k, v in state.items() if k.startswith("net.")}
        self._net.load_state_dict(net)
        self._net.eval()

    def _standardised(self, x: Features) -> torch.Tensor:
        return torch.from_numpy(((x - self._mean) / self._spread).astype(np.float32))

    def _make(self, n_in: int) -> nn.Sequential:
        layers: list[nn.Module] = []
        for n_out in self._hidden:
            layers += [nn.Linear(n_in, n_out), nn.BatchNorm1d(n_out), nn.ReLU(), nn.Dropout(0.4)]
            n_in = n_out
        return nn.Sequential(*layers, nn.Linear(n_in, 1))


def balance_of(positive: BoolArray) -> torch.Tensor:
    """Weight of a positive example under which both labels weigh the same in the loss."""
    return torch.tensor((~positive).sum() / max(int(positive.sum()), 1), dtype=torch.float32)
