import numpy as np
import pytest

from fusion.calibration import log_softmax, safe_log
from fusion.study.trust import exponents_by_modality, trust_by_emotion

VOICE_COUNTS = np.array([0.4, 1.2, 1.0])
FACE_COUNTS = np.array([1.6, 0.5, 1.0])


def made_votes(n: int = 900) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Votes of people who weigh voice and face as said above, over clips by 30 actors."""
    rng = np.random.default_rng(0)
    voice, face = rng.dirichlet(np.ones(3), n), rng.dirichlet(np.ones(3), n)
    both = np.exp(log_softmax(VOICE_COUNTS * safe_log(voice) + FACE_COUNTS * safe_log(face)))
    return voice, face, both, np.arange(n) % 30


def test_the_weights_people_gave_are_found() -> None:
    voice, face, both, _ = made_votes()
    np.testing.assert_allclose(
        exponents_by_modality(voice, face, both)[:2], [VOICE_COUNTS, FACE_COUNTS], atol=0.02
    )


def test_intervals_tell_which_modality_counts_more_and_where_it_is_open() -> None:
    voice, face, both, actor = made_votes()
    rng = np.random.default_rng(1)
    counted = np.array([rng.multinomial(10, p) for p in both]) / 10
    trust = trust_by_emotion(voice, face, counted, actor, ("a", "b", "c"), resamples=40)
    assert trust["a"]["difference"]["low"] > 0
    assert trust["b"]["difference"]["high"] < 0
    assert trust["c"]["difference"]["low"] < 0 < trust["c"]["difference"]["high"]
    for name, wanted in zip("abc", VOICE_COUNTS, strict=True):
        assert trust[name]["voice"]["low"] <= trust[name]["voice"]["value"] <= trust[name]["voice"]["high"]
        assert trust[name]["voice"]["value"] == pytest.approx(wanted, abs=0.15)
