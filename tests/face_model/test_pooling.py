"""What a second of looks comes to, against arithmetic done by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from face_model.pooling import pooled
from fusion.evidence import Modality


def seen(t: float, p: float, agreement: float = 1.0, **parts: float) -> Any:
    """A look at which the first class has probability ``p``, and the other six share the rest."""
    answer = np.array([p, *[(1 - p) / 6] * 6])
    quality = SimpleNamespace(parts=parts)
    return SimpleNamespace(t=t, log_p=np.log(answer), quality=quality, agreement=agreement)


def first(weight: float, a: float, b: float) -> float:
    """Probability of the first class where ``a`` weighs so much against ``b``."""
    odds = (6 * a / (1 - a)) ** weight * (6 * b / (1 - b)) ** (1 - weight)
    return odds / (odds + 6)


def test_each_look_weighs_as_much_as_its_quality() -> None:
    evidence = pooled([seen(1.0, 0.9, size=0.8, pose=0.75), seen(1.5, 0.3, size=0.4, pose=0.5)])
    assert (evidence.modality, evidence.t_start, evidence.t_end) == (Modality.FACE, 1.0, 1.5)
    assert evidence.probabilities[0] == pytest.approx(first(0.75, 0.9, 0.3))  # 0.6 against 0.2
    assert evidence.quality == pytest.approx(0.75 * 0.6 + 0.25 * 0.2)
    assert evidence.quality_parts == pytest.approx({"size": 0.7, "pose": 0.6875, "agreement": 1.0})


def test_what_may_be_said_at_most_is_pooled_and_takes_nothing_from_the_quality() -> None:
    looks = [seen(1.0, 0.9, 0.4, size=0.75), seen(1.5, 0.9, 0.8, size=0.25)]
    evidence, free = pooled(looks), pooled([seen(1.0, 0.9, size=0.75), seen(1.5, 0.9, size=0.25)])
    assert evidence.quality_parts["agreement"] == pytest.approx(0.5)
    assert evidence.quality == free.quality
    np.testing.assert_array_equal(evidence.probabilities, free.probabilities)


def test_a_look_worth_nothing_still_weighs_a_thousandth() -> None:
    (alone,) = (pooled([seen(0.0, 0.9, size=0.0)]),)
    assert alone.probabilities[0] == pytest.approx(0.9) and alone.quality == 0.0
    evidence = pooled([seen(0.0, 0.9, size=0.0), seen(0.1, 0.3, size=0.999)])
    assert evidence.probabilities[0] == pytest.approx(first(0.001, 0.9, 0.3))


def test_further_weights_multiply() -> None:
    looks = [seen(0.0, 0.9, size=0.5), seen(0.1, 0.3, size=1.0)]
    evidence = pooled(looks, trust=[3.0, 0.5])
    assert evidence.probabilities[0] == pytest.approx(first(0.75, 0.9, 0.3))  # 1.5 against 0.5
    assert evidence.quality == pytest.approx(0.75 * 0.5 + 0.25)


def test_rounding_takes_nothing_above_one() -> None:
    looks = [seen(k / 10, 0.5, size=1.0) for k in range(11)]
    for n in range(1, 12):
        evidence = pooled(looks[:n], trust=np.linspace(0.1, 1.3, n))
        assert evidence.quality <= 1.0 and evidence.quality_parts["size"] <= 1.0
        assert evidence.quality == pytest.approx(1.0)
