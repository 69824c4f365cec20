"""Attune's voice network, taught on to tell pleasant from unpleasant."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from audio_model.classifier import VoiceClassifier
from audio_model.excerpts import slice_padded, speech_span
from audio_model.network import network_of
from audio_model.torch_log_mel import TorchLogMel
from audio_model.valence.features import (
    Excerpts,
    Progress,
    last_layer_width,
    speech_excerpts,
    with_last_layer,
)
from audio_model.valence.heads import State, balance_of
from audio_model.valence.metrics import roc_auc
from fusion.arrays import AnyArray, BoolArray, FloatArray, IntArray
from fusion.interfaces import SAMPLE_RATE_HZ
from fusion.training.best import BestWeights
from fusion.training.precision import processor_multiplies_sixteen_bits
from fusion.training.schedule import one_cycle

_BATCH = 32


class FineTuned:
    """A copy of the network with one output, trained on three-second excerpts at random places of the speech.

    The layers that were there learn slowly, the new one faster; the statistics of batch norm stay as they
    were. The epoch that did best in validation is kept.

    Parameters
    ----------
    voice
        Whose network it begins with.
    epochs
        Passes over the training clips.
    progress
        Wraps each epoch's batches.
    """

    def __init__(self, voice: VoiceClassifier, epochs: int = 3, progress: Progress = iter) -> None:
        network = network_of(voice.network)
        self._epochs = epochs
        self._progress = progress
        self._log_mel = TorchLogMel(voice.parameters)
        self._n_samples = voice.parameters.n_samples
        self._new = nn.Linear(last_layer_width(network), 1)
        self._network = with_last_layer(network, self._new)

    def fit(self, x: Excerpts, positive: BoolArray, train: IntArray, validation: IntArray, seed: int) -> None:
        """Learn from the rows ``train`` of int16 (n, N_SAMPLES); ``validation`` tells when to stop."""
        torch.manual_seed(seed)
        rng = np.random.default_rng(seed)
        self._new.reset_parameters()
        network, balance = self._network, balance_of(positive[train])
        old = [p for p in network.parameters() if all(p is not q for q in self._new.parameters())]
        groups = [{"params": old}, {"params": list(self._new.parameters())}]
        steps = max(1, self._epochs * -(-len(train) // _BATCH))
        optimiser, rates = one_cycle(groups, [2e-4, 2e-3], steps, weight_decay=0.02)
        best = BestWeights(network)
        for _ in range(self._epochs):
            order = rng.permutation(train)
            for start in self._progress(range(0, len(order), _BATCH)):
                rows = order[start : start + _BATCH]
                self._learn(self._drawn(x[rows], rng), positive[rows], balance, optimiser)
                rates.step()
            best.offer(roc_auc(positive[validation], self.scores(x[validation])))
        best.take_back()

    def _learn(
        self, sound: Tensor, positive: BoolArray, balance: Tensor, optimiser: torch.optim.Optimizer
    ) -> None:
        self._network.train()
        for module in self._network.modules():
            if isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)):
                module.eval()
        optimiser.zero_grad()
        targets = torch.from_numpy(positive.astype(np.float32))
        pictures = self._log_mel(sound)
        with torch.autocast("cpu", torch.bfloat16, enabled=processor_multiplies_sixteen_bits()):
            logits = self._network(pictures).squeeze(1)
        torch.autograd.backward(F.binary_cross_entropy_with_logits(logits, targets, pos_weight=balance))
        optimiser.step()

    def _drawn(self, excerpts: Excerpts, rng: np.random.Generator) -> Tensor:
        """One excerpt of each clip's speech, from a random offset."""
        drawn = []
        for row in excerpts:
            sound = row.astype(np.float32) / 32768
            first, last = speech_span(sound, SAMPLE_RATE_HZ)
            # A shorter one lies anywhere in the excerpt, a longer one is cut anywhere.
            spare = last - first - self._n_samples
            start = first + int(rng.integers(min(spare, 0), max(spare, 0) + 1))
            drawn.append(slice_padded(sound, start, self._n_samples))
        return torch.from_numpy(np.stack(drawn))

    def scores(self, x: Excerpts) -> FloatArray:
        """Higher for what sounds more pleasant, float64 (n,) in [0, 1]: the mean over a clip's excerpts."""
        self._network.eval()
        scores = []
        with torch.inference_mode():
            for row in x:
                excerpts = speech_excerpts(row.astype(np.float32) / 32768, self._n_samples)
                logits = self._network(self._log_mel(torch.from_numpy(excerpts)))
                scores.append(float(torch.sigmoid(logits).mean()))
        return np.array(scores)

    def state(self) -> State:
        """Weights of the network."""
        return {name: value.numpy() for name, value in self._network.state_dict().items()}

    def restore(self, state: Mapping[str, AnyArray]) -> None:
        """Take over the weights that :meth:`state` gave."""
        self._network.load_state_dict({name: torch.from_numpy(np.array(v)) for name, v in state.items()})
