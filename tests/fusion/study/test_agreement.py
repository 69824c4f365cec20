"""Agreement by the conventions it names, held against the library each names."""

from __future__ import annotations

import numpy as np
import pytest

from fusion.errors import UserError
from fusion.study.agreement import (
    CONVENTIONS,
    agreement_on_a_trace,
    agreement_on_emotions,
    best_lag,
    cohen_kappa,
    concordance,
)
from fusion.study.metrics import answer_figures, expected_calibration_error

RNG = np.random.default_rng(5)


@pytest.mark.filterwarnings("ignore:y_pred contains classes not in y_true")
def test_kappa_and_uar_are_scikit_learns_also_with_classes_missing() -> None:
    from sklearn.metrics import balanced_accuracy_score, cohen_kappa_score

    for classes, answers in ((7, 7), (3, 7), (7, 2), (2, 2)):
        truth, said = RNG.integers(0, classes, 200), RNG.integers(0, answers, 200)
        assert cohen_kappa(truth, said) == pytest.approx(cohen_kappa_score(truth, said))
        assert answer_figures(truth, said)["uar"] == pytest.approx(balanced_accuracy_score(truth, said))
    same = np.zeros(5, dtype=int)
    assert cohen_kappa(same, same) is None


def test_ccc_is_over_n_as_audmetrics() -> None:
    one, other = np.array([0.0, 1, 2, 5]), np.array([0.0, 2, 1, 4])
    assert concordance(one, other) == pytest.approx(0.8695652173913043)  # audmetric 1.4.2 concordance_cc
    torch, metrics = pytest.importorskip("torch"), pytest.importorskip("torchmetrics.functional")
    theirs = float(metrics.concordance_corrcoef(torch.tensor(one), torch.tensor(other)))
    assert theirs == pytest.approx(0.871934604904632)  # over n - 1
    assert concordance(np.ones(3), np.ones(3)) is None
    try:
        import audmetric
    except ImportError:
        return
    noisy = RNG.normal(size=50)
    assert concordance(noisy, noisy**2) == pytest.approx(audmetric.concordance_cc(noisy, noisy**2))


def test_ece_is_torchmetrics_also_at_the_edges_of_bins() -> None:
    torch, metrics = (
        pytest.importorskip("torch"),
        pytest.importorskip("torchmetrics.functional.classification"),
    )
    for confidence in (RNG.uniform(0.2, 0.999, 300), np.array([0.25, 0.5, 0.75, 0.5, 0.625])):
        correct = RNG.random(len(confidence)) < confidence
        bins = 15 if len(confidence) > 5 else 4
        # two classes, so that the greater probability is the confidence
        p = torch.tensor(np.stack([confidence, 1 - confidence], axis=1))
        sure = torch.maximum(p[:, 0], p[:, 1]).numpy()
        target = torch.tensor(np.where(correct, p.argmax(dim=1).numpy(), 1 - p.argmax(dim=1).numpy()))
        theirs = metrics.multiclass_calibration_error(p, target, num_classes=2, n_bins=bins, norm="l1")
        assert expected_calibration_error(sure, correct, bins) == pytest.approx(float(theirs), abs=1e-6)


def scene(lag: int) -> tuple[np.ndarray, np.ndarray]:
    """A person's classes, and probabilities that name them ``lag`` ticks earlier."""
    ours = np.repeat(RNG.integers(0, 7, 40), RNG.integers(5, 15, 40))
    said = np.roll(ours, lag)
    said[:lag] = -1
    p = np.full((len(ours), 7), 0.05)
    p[np.arange(len(ours)), ours] = 0.7
    return said, p


def test_the_lag_is_found() -> None:
    said, p = scene(12)
    nobody = np.zeros(len(said), dtype=bool)
    found = agreement_on_emotions(said, p, nobody, ~nobody, 0.1)
    assert found["best_lag_s"] == 1.2
    assert found["kappa_at_best_lag"] == pytest.approx(1.0)
    assert found["kappa"] < 0.9
    assert found["seconds"] == pytest.approx((len(said) - 12) / 10)
    assert found["accuracy"] == found["accuracy_when_clear"] and found["clear_share"] == 1.0
    assert found["risk_coverage_area"] == pytest.approx(1 - found["accuracy"])  # all equally sure


def test_where_nobody_is_read_nothing_is_right() -> None:
    said, p = scene(0)
    silent = np.arange(len(said)) % 2 == 0
    found = agreement_on_emotions(said, p, silent, np.ones(len(said), dtype=bool), 0.1)
    assert found["accuracy"] == pytest.approx(np.mean(~silent))
    assert found["accuracy_when_clear"] == 1.0 and found["clear_share"] == pytest.approx(np.mean(~silent))
    with pytest.raises(UserError, match="seven emotions"):
        agreement_on_emotions(np.full(3, -1), p[:3], silent[:3], silent[:3], 0.1)


def test_a_trace_and_its_lag() -> None:
    ours = np.cumsum(RNG.normal(size=300)) / 20
    theirs = np.roll(ours, -7)
    theirs[-7:] = np.nan
    found = agreement_on_a_trace(theirs, ours, 0.1)
    assert (found["best_lag_s"], found["ccc_at_best_lag"]) == (-0.7, pytest.approx(1.0))
    assert found["ccc"] == pytest.approx(concordance(theirs[:-7], ours[:-7]))
    with pytest.raises(UserError, match="in common"):
        agreement_on_a_trace(np.full(300, np.nan), ours, 0.1)


def test_of_equal_lags_the_smallest() -> None:
    assert best_lag(lambda _shift: 0.5, 9, 0.1) == (0.0, 0.5)
    assert best_lag(lambda _shift: None, 9, 0.1) == (0.0, None)
    assert set(CONVENTIONS) == {"uar", "kappa", "ccc", "ece", "lag"}
