from collections.abc import Callable
from typing import Any

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
    safe_log,
    soft_targets,
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


@pytest.mark.parametrize(
    ("card", "told"),
    [
        ({"scale": [1, 2], "bias": [0, 0, 0]}, "^a calibration needs one scale and one bias for each class"),
        ({"scale": [[1, 2]], "bias": [[0, 0]]}, "one bias for each class"),
        ({"scale": [1, 2]}, "one bias for each class"),
        ({}, "one bias for each class"),
        ({"matrix": [[1, 2]], "bias": [0, 0]}, "^a calibration needs a square matrix and a bias"),
        ({"matrix": [[1, 0], [0, 1]]}, "square matrix"),
        ({"matrix": []}, "square matrix"),
        ({"matrix": [[1]], "bias": 0}, "square matrix"),
        ({"matrix": [[1]], "bias": [[0]]}, "square matrix"),
    ],
)
def test_a_card_that_is_no_calibration_is_refused(card: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        calibration_from_json(card)


def test_a_card_of_whole_numbers_is_read_too() -> None:
    vector = VectorScaling.from_json({"scale": [1, 2], "bias": [0, 1]})
    matrix = MatrixScaling.from_json({"matrix": [[1, 0], [0, 1]], "bias": [0, 1]})
    arrays = (vector.scale, vector.bias, matrix.matrix, matrix.bias)
    assert {array.dtype for array in arrays} == {np.dtype(np.float64)}


def test_the_identity_changes_nothing() -> None:
    p = np.array([0.3, 0.2, 0.1, 0.1, 0.1, 0.1, 0.1])
    identity = VectorScaling.identity(7)
    np.testing.assert_allclose(identity.apply(np.log(p)), p)
    assert identity.to_json() == {"method": "vector scaling", "scale": [1.0] * 7, "bias": [0.0] * 7}


def test_scores_of_any_size_make_a_distribution_row_by_row() -> None:
    rows = log_softmax(np.array([[1000.0, 1000.0], [-1000.0, -1000.0], [0.0, np.log(3)]]))
    np.testing.assert_allclose(np.exp(rows), [[0.5, 0.5], [0.5, 0.5], [0.25, 0.75]])
    assert safe_log([0.0, 1.0]).tolist() == [np.log(1e-8), 0.0]  # no class is ever impossible
    assert safe_log(np.ones(2, np.float32)).dtype == np.float64


def asked(seed: int = 0, n: int = 240) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A model of three classes that leans and is too sure; answers, labels and weights."""
    rng = np.random.default_rng(seed)
    log_p = log_softmax(rng.normal(0, 1.5, (n, 3)))
    labels = np.array([rng.choice(3, p=np.exp(row)) for row in log_p])
    return log_softmax(1.7 * log_p + np.array([0.8, 0.0, -0.8])), labels, rng.uniform(0.5, 1, n)


def steepest(of: Callable[[np.ndarray], float], at: np.ndarray) -> float:
    """The largest slope of a function along any axis."""
    steps = 1e-4 * np.eye(at.size).reshape(-1, *at.shape)
    return max(abs(of(at + step) - of(at - step)) / 2e-4 for step in steps)


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("penalty", [None, 20.0])
def test_what_is_fitted_is_where_log_loss_and_pull_are_least(weighted: bool, penalty: float | None) -> None:
    log_p, labels, weight = asked()
    counted = np.eye(3)[labels] * np.where(np.arange(len(labels)) % 3, 1.0, 2.5)[:, None]
    w = weight[:, None] if weighted else np.ones((len(labels), 1))
    more: dict[str, Any] = {"weight": weight} if weighted else {}
    pull = {} if penalty is None else {"penalty": penalty}

    def loss(scores: np.ndarray) -> float:
        return float(-(counted * log_softmax(w * scores)).sum())

    temperature = fit_temperature(log_p, counted, **more)
    assert np.ptp(temperature.scale) == 0 and not temperature.bias.any()
    one = temperature.scale[:1]
    assert steepest(lambda scale: loss(scale * log_p), one) < 0.02

    strength = penalty or 1.0
    vector = fit_vector_scaling(log_p, counted, **pull, **more)
    assert np.abs(vector.bias).max() > 0.1
    assert (
        steepest(
            lambda x: loss(x[0] * log_p + x[1]) + strength * (((x[0] - one) ** 2).sum() + (x[1] ** 2).sum()),
            np.array([vector.scale, vector.bias]),
        )
        < 0.02
    )
    matrix = fit_matrix_scaling(log_p, counted, **pull, **more)
    assert (
        steepest(
            lambda x: (
                loss(log_p @ x[:3] + x[3])
                + strength * (((x[:3] - one * np.eye(3)) ** 2).sum() + (x[3] ** 2).sum())
            ),
            np.vstack([matrix.matrix, matrix.bias]),
        )
        < 0.02
    )


def test_a_temperature_stays_within_reason_whatever_the_labels() -> None:
    log_p, _, _ = asked()
    assert fit_temperature(log_p, log_p.argmax(axis=1)).scale == pytest.approx(np.full(3, np.exp(4.0)))
    assert fit_temperature(log_p, log_p.argmin(axis=1)).scale == pytest.approx(np.full(3, np.exp(-4.0)))


def test_five_examples_for_each_class_are_enough_and_one_less_is_not() -> None:
    log_p, labels, _ = asked()
    for n, fitted in ((15, True), (14, False)):
        few, of, group = log_p[:n], labels[:n], np.arange(n)
        assert (fit_temperature(few, of).scale[0] != 1) == fitted
        assert bool(fit_vector_scaling(few, of).bias.any()) == fitted
        assert bool(fit_matrix_scaling(few, of).bias.any()) == fitted
        assert fit_calibration(few, of, group, kind="vector").kind == ("vector" if fitted else "identity")
    chosen = fit_calibration(log_p[:14], labels[:14], np.arange(14))
    assert np.isnan(chosen.log_loss)
    np.testing.assert_allclose(chosen.calibration.apply(log_p), np.exp(log_p))


@pytest.mark.parametrize("weighted", [False, True])
def test_a_calibration_is_chosen_by_what_it_says_of_people_left_out(weighted: bool) -> None:
    log_p, labels, w = asked(seed=1)
    weight = w if weighted else np.ones(len(labels))
    people = np.arange(len(labels)) % 6
    chosen = fit_calibration(log_p, labels, people, **({"weight": w} if weighted else {}))
    assert chosen.kind == "vector"
    total = 0.0
    for one in range(3):  # everybody is left out once, two at a time
        out = (people == one) | (people == one + 3)
        scores = np.log(fit_vector_scaling(log_p[~out], labels[~out], weight=weight[~out]).apply(log_p[out]))
        answers = log_softmax(weight[out, None] * scores)
        total -= answers[np.arange(out.sum()), labels[out]].sum()
    assert chosen.log_loss == pytest.approx(total / len(labels))
    everybody = fit_vector_scaling(log_p, labels, weight=weight)
    np.testing.assert_allclose(chosen.calibration.apply(log_p), everybody.apply(log_p))


@pytest.mark.parametrize("kind", ["identity", "temperature", "vector", "matrix"])
def test_a_kind_that_is_asked_for_is_fitted_and_none_is_chosen(kind: str) -> None:
    log_p, labels, weight = asked()
    fits: dict[str, Callable[[], Any]] = {
        "identity": lambda: VectorScaling.identity(3),
        "temperature": lambda: fit_temperature(log_p, labels, weight),
        "vector": lambda: fit_vector_scaling(log_p, labels, weight=weight),
        "matrix": lambda: fit_matrix_scaling(log_p, labels, weight=weight),
    }
    chosen = fit_calibration(log_p, labels, np.zeros(len(labels)), weight=weight, kind=kind)
    assert chosen.kind == kind and np.isnan(chosen.log_loss)
    np.testing.assert_array_equal(chosen.calibration.apply(log_p), fits[kind]().apply(log_p))


def test_the_strength_of_the_pull_is_the_one_that_suits_people_left_out() -> None:
    log_p, labels, _ = asked(n=120)
    targets, people = np.eye(3)[labels], np.repeat(list("abcd"), 30)

    def loss_left_out(penalty: float) -> float:
        total = 0.0
        for one in "abcd":
            fitted = fit_vector_scaling(log_p[people != one], targets[people != one], penalty)
            answers = np.log(fitted.apply(log_p[people == one]))
            total -= (targets[people == one] * answers).sum()
        return total

    best = min((1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0), key=loss_left_out)
    assert best not in (1.0, 1000.0)
    fitted = fit_across_groups(log_p, targets, people)
    np.testing.assert_array_equal(fitted.bias, fit_vector_scaling(log_p, targets, best).bias)
    alone = fit_across_groups(log_p, targets, np.full(120, "one"))
    np.testing.assert_array_equal(alone.bias, fit_vector_scaling(log_p, targets, 1000.0).bias)


def test_targets_are_classes_or_shares_one_for_each_example() -> None:
    log_p = np.log(np.full((2, 3), 1 / 3))
    assert soft_targets([2, 0], log_p).tolist() == [[0, 0, 1], [1, 0, 0]]
    shares = soft_targets([[0, 1, 0], [2, 0, 0]], log_p)
    assert shares.dtype == np.float64 and shares.tolist() == [[0, 1, 0], [2, 0, 0]]
    for targets, scores in (([0, 1, 2], log_p), ([0, 1, 2], log_p[0])):
        with pytest.raises(
            ValueError, match=r"needs \(n, k\) log-probabilities and n targets, got .*\(3,\)$"
        ):
            soft_targets(targets, scores)


def test_the_kind_of_calibration_follows_what_was_spoiled() -> None:
    log_p, labels = made_log_probabilities(1500)
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
        assert calibration.to_json()["method"] in ("matrix scaling", "vector scaling")


def test_a_pull_that_suits_people_left_out_is_found() -> None:
    bias = np.array([2.0, -1, 0, 0.5, 0, -2, 0.5])
    log_p, labels = made_log_probabilities(900)
    targets, people = np.eye(7)[labels], np.repeat([f"speaker {i}" for i in range(3)], 300)
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
