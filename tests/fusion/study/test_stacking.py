import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fusion.calibration import log_softmax
from fusion.study.stacking import Stacker, fit_stacker

rows = st.lists(st.floats(1e-3, 1), min_size=4, max_size=4).map(lambda x: np.array([x]) / sum(x))
weights = st.floats(0, 1).map(lambda x: np.array([x]))


@given(voice=rows, face=rows, weight=weights)
def test_a_worthless_modality_leaves_the_other_exactly(voice, face, weight) -> None:
    rng = np.random.default_rng(2)
    stacker = Stacker(rng.normal(size=(4, 4)), rng.normal(size=(4, 4)), rng.normal(size=4))
    fused = stacker(voice, face, weight, np.zeros(1))
    np.testing.assert_allclose(np.log(fused), log_softmax(weight * np.log(voice)), atol=1e-9)


@given(voice=rows, face=rows, voice_weight=weights, face_weight=weights)
def test_the_plain_stacker_is_the_product_of_powers_to_the_last_digit(
    voice: np.ndarray, face: np.ndarray, voice_weight: np.ndarray, face_weight: np.ndarray
) -> None:
    fused = Stacker(np.zeros((4, 4)), np.zeros((4, 4)), np.zeros(4))(voice, face, voice_weight, face_weight)
    product = log_softmax(voice_weight * np.log(voice) + face_weight * np.log(face))
    np.testing.assert_array_equal(fused, np.exp(product))


@pytest.mark.parametrize(("more", "penalty"), [({}, 1.0), ({"penalty": 20.0}, 20.0)])
def test_what_is_fitted_is_where_log_loss_and_pull_are_least(more: dict[str, float], penalty: float) -> None:
    rng = np.random.default_rng(0)
    n, doubt = 300, 0.1
    voice, face = rng.dirichlet(np.ones(3), (2, n))
    labels = np.array([rng.choice(3, p=row / row.sum()) for row in voice * face**2 + 0.1])
    voice_weight, face_weight = rng.uniform(0.5, 1, (2, n))
    fitted = fit_stacker(voice, face, labels, voice_weight, face_weight, doubt=doubt, **more)
    assert fitted.doubt == doubt

    def loss_with_pull(weights: np.ndarray) -> float:
        stacker = Stacker(weights[:3], weights[3:6], weights[6], doubt)
        fused = stacker(voice, face, voice_weight, face_weight)
        return float(-np.log(fused[np.arange(n), labels]).sum() + penalty * (weights**2).sum())

    found = np.vstack([fitted.voice, fitted.face, fitted.bias])
    assert np.abs(found).max() > 0.05
    for at in np.ndindex(found.shape):
        step = np.zeros_like(found)
        step[at] = 1e-4
        slope = (loss_with_pull(found + step) - loss_with_pull(found - step)) / 2e-4
        assert slope == pytest.approx(0, abs=0.02)
