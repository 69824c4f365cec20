"""An evaluation with a running baseline: over all orders, told as so many files."""

from __future__ import annotations

import numpy as np
import pytest

from fusion.evidence import Modality
from fusion.late_fusion import LateFusion
from fusion.study.acquaintance import SEEDS
from fusion.study.as_shown import as_shown
from fusion.study.examples import Examples
from fusion.study.metrics import Predictions, score

SURE = np.array([[0.94 if k == label else 0.01 for k in range(7)] for label in range(7)])
"""About as far apart as the shipped network's answers on faces."""


def test_figures_are_over_all_orders_and_tell_of_the_files_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fusion.study.as_shown.fusion_fitted_to", lambda _m, _d: LateFusion())
    labels = np.tile(np.arange(7), 4)
    pulled = SURE[labels] * np.exp([0, 0, 0, 5.0, 0, 0, 0])
    said = Examples(pulled / pulled.sum(axis=1, keepdims=True), np.ones(28), labels)
    shown = as_shown(Modality.FACE, "digest", said, ["a"] * 27 + [""], "running")
    assert shown is not None and shown.known is not None and shown.n_without == 1
    assert len(shown.known.labels) == 28 * len(SEEDS)
    network = Predictions(said.probabilities, labels, "made", None, "digest")
    figures = score(shown.predictions(network))
    assert (figures["n"], figures["orders"], figures["n_of_nobody_known"]) == (28, len(SEEDS), 1)
    assert figures["accuracy"] > figures["without_baseline"]["accuracy"]
    assert set(figures["as_shown"]["weights_sha256"]) == {"fusion", "repertoire"}
    assert any("5 shuffled orders" in note for note in figures["notes"])
    right = shown.known.probabilities.argmax(axis=1) == shown.known.labels
    assert figures["accuracy"] == pytest.approx(right.mean())
