import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fusion.calibration import log_softmax
from fusion.stacking import fit_stacker
from fusion.study.rules import BASELINES, product

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
