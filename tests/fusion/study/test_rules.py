import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fusion.calibration import log_softmax
from fusion.study.rules import BASELINES, calibrated_product, certainty, product
from fusion.study.stacking import fit_stacker

ONE = np.ones(1)
rows = st.lists(st.floats(1e-3, 1), min_size=4, max_size=4).map(lambda x: np.array([x]) / sum(x))


@pytest.mark.parametrize("name", BASELINES)
@given(voice=rows, face=rows)
def test_every_rule_gives_a_distribution(name: str, voice: np.ndarray, face: np.ndarray) -> None:
    fused = BASELINES[name](voice, face, ONE, ONE)
    assert fused.sum() == pytest.approx(1)
    assert fused.min() >= 0


def test_dempsters_rule_on_a_worked_case() -> None:
    # A flat source commits nothing, so the other stands as it is but for what it leaves open, spread evenly.
    sure, flat = np.array([[0.97, 0.01, 0.01, 0.01]]), np.full((1, 4), 0.25)
    fused = BASELINES["dempster_shafer"](sure, flat, ONE, ONE)
    entropy = -(sure * np.log(sure)).sum() / np.log(4)
    np.testing.assert_allclose(fused, (1 - entropy) * sure + entropy / 4, atol=1e-9)


# Certainties of a half and an eighth: entropies of 1 and 1.75 bits, of 2 at most.
HALF, EIGHTH = np.array([0.5, 0.5, 0.0, 0.0]), np.array([0.5, 0.25, 0.125, 0.125])


def test_certainty_of_rows_whose_entropy_is_known() -> None:
    rows = np.array([HALF, EIGHTH, np.eye(4)[2], np.full(4, 0.25)])
    np.testing.assert_allclose(certainty(rows), [[0.5], [0.125], [1.0], [0.0]], atol=1e-9)
    flat = [certainty(np.full((1, k), 1 / k)).item() for k in range(2, 60)]
    assert min(flat) >= 0


def test_two_rules_by_certainty_on_a_worked_case() -> None:
    voice, face, one = np.array([HALF, EIGHTH]), np.array([EIGHTH, HALF]), np.ones(2)
    # A half of the one and an eighth of the other: .3125, .28125, .015625, .015625, of .625.
    entropy = BASELINES["entropy"](voice, face, one, one)
    np.testing.assert_allclose(entropy, [[0.5, 0.45, 0.025, 0.025]] * 2, atol=1e-9)
    # In 128ths: both agree 2 1 0 0; one alone 28 28 0 0, other alone 4 2 1 1; open 56, spread evenly.
    dempster = BASELINES["dempster_shafer"](voice, face, one, one)
    np.testing.assert_allclose(dempster, [np.array([48, 45, 15, 15]) / 123] * 2, atol=1e-9)


def test_the_surer_modality_is_taken_row_by_row_and_the_mean_of_equals() -> None:
    voice = np.array([[0.7, 0.2, 0.1], [0.4, 0.3, 0.3], [0.6, 0.4, 0.0]])
    face = np.array([[0.1, 0.3, 0.6], [0.1, 0.8, 0.1], [0.2, 0.2, 0.6]])
    fused = BASELINES["max_confidence"](voice, face, np.ones(3), np.ones(3))
    np.testing.assert_allclose(fused, [voice[0], face[1], [0.4, 0.3, 0.3]])


def test_the_calibrated_product_multiplies_what_the_calibrations_say() -> None:
    rule = calibrated_product(lambda log_p: np.exp(2 * log_p), np.exp)
    # Squares .04 and .64, times .8 and .2.
    fused = rule(np.array([[0.2, 0.8]]), np.array([[0.8, 0.2]]), ONE, ONE)
    np.testing.assert_allclose(fused, [[0.2, 0.8]])


def made(n: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Classes, and two views of them that are independent given the class: Bayes' product is the optimum."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 4, n)
    views = [log_softmax(2.0 * (rng.normal(0, 1, (n, 4)) + np.eye(4)[labels]) * 0.5) for _ in range(2)]
    return np.exp(views[0]), np.exp(views[1]), labels


def test_where_the_product_is_right_the_stacker_stays_near_it() -> None:
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 3, 20_000)
    # Unit-variance Gaussian views with unit-distant means: log p = x . mean, exactly.
    views = [log_softmax(rng.normal(0, 1, (len(labels), 3)) + np.eye(3)[labels]) for _ in range(2)]
    one = np.ones(len(labels))
    stacker = fit_stacker(np.exp(views[0]), np.exp(views[1]), labels, one, one)
    p = np.exp(views[0]), np.exp(views[1])
    # What is left is the sampling error of 21 weights on 20,000 examples.
    assert np.abs(stacker(*p, one, one) - product(*p, one, one)).mean() < 0.01


def test_a_voice_that_misleads_is_learnt_to_be_ignored() -> None:
    rng = np.random.default_rng(1)
    _, face, labels = made(4000, 1)
    noise = rng.dirichlet(np.ones(4), 4000)
    one = np.ones(4000)
    stacker = fit_stacker(noise, face, labels, one, one)
    fused = stacker(noise, face, one, one)
    alone = (face.argmax(1) == labels).mean()
    assert (fused.argmax(1) == labels).mean() >= alone - 0.01
    assert (product(noise, face, one, one).argmax(1) == labels).mean() < alone - 0.05
