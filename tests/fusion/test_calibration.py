import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fusion.calibration import (
    MatrixScaling,
    VectorScaling,
    calibration_from_json,
    fit_across_groups,
    fit_calibration,
    fit_matrix_scaling,
    fit_temperature,
    fit_vector_scaling,
    log_softmax,
    loss_and_error,
)
from fusion.study.metrics import expected_calibration_error


def made_log_probabilities(n: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Log-probabilities that are calibrated by construction: labels are drawn from them."""
    rng = np.random.default_rng(seed)
    log_p = log_softmax(rng.normal(0, 2, (n, 7)))
    labels = np.array([rng.choice(7, p=np.exp(row)) for row in log_p])
    return log_p, labels


def test_the_temperature_that_spoiled_the_scores_is_found() -> None:
    log_p, labels = made_log_probabilities(6000)
    overconfident = log_softmax(3.0 * log_p)
    assert fit_temperature(overconfident, labels).scale[0] == pytest.approx(1 / 3, rel=0.06)


def test_class_wise_bias_is_taken_out_on_fresh_examples() -> None:
    bias = np.array([2.0, -1, 0, 0.5, 0, -2, 0.5])
    log_p, labels = made_log_probabilities(6000)
    fitted = fit_vector_scaling(log_softmax(log_p + bias), labels)
    fresh, fresh_labels = made_log_probabilities(4000, seed=1)
    spoiled = log_softmax(fresh + bias)
    before, after = np.exp(spoiled), fitted.apply(spoiled)
    ece = [expected_calibration_error(p.max(1), p.argmax(1) == fresh_labels) for p in (before, after)]
    assert ece[0] > 0.1
    assert ece[1] < 0.025


def test_soft_targets_equal_hard_ones_when_they_are_one_hot() -> None:
    log_p, labels = made_log_probabilities(500)
    hard, soft = fit_vector_scaling(log_p, labels), fit_vector_scaling(log_p, np.eye(7)[labels])
    np.testing.assert_allclose(hard.scale, soft.scale, atol=1e-6)


def test_too_few_examples_leave_everything_as_it_is() -> None:
    log_p, labels = made_log_probabilities(20)
    fitted = fit_vector_scaling(log_p, labels)
    np.testing.assert_allclose(fitted.apply(log_p), np.exp(log_p))


@given(st.lists(st.floats(-50, 0), min_size=7, max_size=7))
def test_calibrated_probabilities_sum_to_one(scores: list[float]) -> None:
    scaling = VectorScaling(np.linspace(0.5, 2, 7), np.linspace(-1, 1, 7))
    assert scaling.apply(np.array(scores)).sum() == pytest.approx(1)


def test_a_card_carries_the_calibration_unchanged() -> None:
    scaling = VectorScaling(np.linspace(0.5, 2, 7), np.linspace(-1, 1, 7))
    back = VectorScaling.from_json(scaling.to_json())
    assert np.array_equal(back.scale, scaling.scale)
    assert np.array_equal(back.bias, scaling.bias)


def test_a_card_whose_scales_and_biases_do_not_match_is_refused() -> None:
    with pytest.raises(ValueError, match="one bias for each class"):
        VectorScaling.from_json({"scale": [1, 2], "bias": [0, 0, 0]})


def test_the_kind_of_calibration_follows_what_was_spoiled() -> None:
    log_p, labels = made_log_probabilities(3000)
    rng = np.random.default_rng(5)
    groups = rng.integers(0, 30, len(labels))
    mixing = np.eye(7) + 0.4 * np.roll(np.eye(7), 1, axis=1)
    biased = log_softmax(log_p + np.array([2.0, -1, 0, 0.5, 0, -2, 0.5]))
    assert fit_calibration(log_softmax(3.0 * log_p), labels, groups)[1] in ("temperature", "vector")
    assert fit_calibration(biased, labels, groups)[1] == "vector"
    mixed, kind, _ = fit_calibration(log_softmax(log_p @ mixing), labels, groups)
    assert kind == "matrix"
    fresh, fresh_labels = made_log_probabilities(3000, seed=1)
    answers = mixed.apply(log_softmax(fresh @ mixing))
    optimum = -fresh[np.arange(3000), fresh_labels].mean()
    assert -np.log(answers[np.arange(3000), fresh_labels]).mean() == pytest.approx(optimum, abs=0.03)


def test_with_too_few_examples_nothing_is_calibrated() -> None:
    log_p, labels = made_log_probabilities(20)
    assert fit_calibration(log_p, labels, np.arange(20))[1] == "identity"


def test_what_is_right_already_is_left_alone() -> None:
    log_p, labels = made_log_probabilities(3000)
    chosen = fit_calibration(log_p, labels, np.arange(3000))
    assert chosen.kind == "identity"
    assert chosen.log_loss == pytest.approx(-log_p[np.arange(3000), labels].mean(), abs=1e-6)


def test_what_an_example_counts_for_is_as_good_as_repeating_it() -> None:
    log_p, labels = made_log_probabilities(700)
    spoiled = log_softmax(2.0 * log_p + np.linspace(-1, 1, 7))
    thrice = labels == 2
    counted = np.eye(7)[labels] * np.where(thrice, 3.0, 1.0)[:, None]
    repeated = np.concatenate([spoiled, spoiled[thrice], spoiled[thrice]])
    again = np.concatenate([labels, labels[thrice], labels[thrice]])
    a, b = fit_vector_scaling(spoiled, counted), fit_vector_scaling(repeated, again)
    np.testing.assert_allclose(a.apply(spoiled), b.apply(spoiled), atol=2e-3)


@pytest.mark.parametrize("fit", [fit_temperature, fit_vector_scaling, fit_matrix_scaling])
def test_scores_are_right_once_multiplied_by_their_weight(fit) -> None:  # type: ignore[no-untyped-def]
    log_p, labels = made_log_probabilities(6000)
    weight = np.where(np.arange(6000) % 2, 0.5, 1.0)
    spoiled = log_softmax(3.0 * log_p / weight[:, None])  # worth a third, times what the weight takes again
    fitted = fit(spoiled, labels, weight=weight)
    answers = np.exp(log_softmax(weight[:, None] * np.log(fitted.apply(spoiled))))
    assert np.abs(answers - np.exp(log_p)).mean() < 0.01


def test_cards_of_both_kinds_are_read_back() -> None:
    rng = np.random.default_rng(0)
    log_p = log_softmax(rng.normal(size=(5, 7)))
    for calibration in (
        MatrixScaling(rng.normal(size=(7, 7)), rng.normal(size=7)),
        VectorScaling(rng.uniform(0.5, 2, 7), rng.normal(size=7)),
    ):
        back = calibration_from_json(calibration.to_json())
        np.testing.assert_array_equal(back.apply(log_p), calibration.apply(log_p))
    with pytest.raises(ValueError, match="square matrix"):
        calibration_from_json({"matrix": [[1, 2]], "bias": [0, 0]})


def test_a_pull_that_suits_people_left_out_is_found() -> None:
    bias = np.array([2.0, -1, 0, 0.5, 0, -2, 0.5])
    log_p, labels = made_log_probabilities(900)
    targets, people = np.eye(7)[labels], np.repeat([f"speaker {i}" for i in range(9)], 100)
    # What is shared by all people is learned from them; where there is one alone, it is left alone.
    shared = fit_across_groups(log_softmax(log_p + bias), targets, people)
    assert np.abs(shared.bias - shared.bias.mean() + (bias - bias.mean())).max() < 0.8
    alone = fit_across_groups(log_softmax(log_p + bias), targets, np.full(900, "one"))
    assert np.abs(alone.bias).max() < np.abs(shared.bias).max()


def test_the_error_is_the_slope_of_the_loss() -> None:
    rng = np.random.default_rng(0)
    scores, targets = rng.normal(size=(5, 7)), rng.dirichlet(np.ones(7), 5)
    loss, error = loss_and_error(scores, targets)
    for at in ((0, 0), (3, 5)):
        step = np.zeros_like(scores)
        step[at] = 1e-6
        assert (loss_and_error(scores + step, targets)[0] - loss) / 1e-6 == pytest.approx(error[at], abs=1e-4)
