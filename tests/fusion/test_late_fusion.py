from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fusion.baseline import PersonalBaseline
from fusion.calibration import VectorScaling
from fusion.emotions import EMOTIONS, Emotion
from fusion.evidence import Evidence, Modality, State
from fusion.late_fusion import LateFusion, jensen_shannon_bits
from fusion.stacking import Stacker

FUSION = LateFusion()


def peaked(emotion: Emotion, p: float) -> np.ndarray:
    values = np.full(7, (1 - p) / 6)
    values[emotion.position] = p
    return values


def voice(p: np.ndarray, quality: float = 1.0, t: float = 10.0) -> Evidence:
    return Evidence(Modality.VOICE, t - 3, t, p, quality)


def face(p: np.ndarray, quality: float = 1.0, t: float = 10.0) -> Evidence:
    return Evidence(Modality.FACE, t - 1, t, p, quality)


distributions = st.lists(st.floats(1e-3, 1), min_size=7, max_size=7).map(lambda x: np.array(x) / sum(x))
qualities = st.floats(0, 1)


@given(distributions)
def test_one_modality_at_full_weight_is_the_estimate(p: np.ndarray) -> None:
    np.testing.assert_allclose(FUSION.estimate([voice(p)], 10).probabilities, p, atol=1e-9)


@given(distributions, distributions, qualities)
def test_a_worthless_modality_changes_nothing(p: np.ndarray, q: np.ndarray, quality: float) -> None:
    with_it = FUSION.estimate([voice(p, quality), face(q, 0.0)], 10)
    without = FUSION.estimate([voice(p, quality)], 10)
    np.testing.assert_array_equal(with_it.probabilities, without.probabilities)
    assert with_it.state is without.state
    assert with_it.face is None


@given(distributions, distributions, qualities, qualities)
def test_the_order_of_evidence_does_not_matter(p: np.ndarray, q: np.ndarray, a: float, b: float) -> None:
    pieces = [voice(p, a), face(q, b), voice(q, b, 9.5), face(p, a, 9.7)]
    forward, backward = FUSION.estimate(pieces, 10), FUSION.estimate(pieces[::-1], 10)
    np.testing.assert_array_equal(forward.probabilities, backward.probabilities)
    assert forward.state is backward.state


@given(distributions, distributions, qualities, qualities)
def test_an_estimate_is_a_distribution_with_shares_that_sum_to_one(
    p: np.ndarray, q: np.ndarray, a: float, b: float
) -> None:
    estimate = FUSION.estimate([voice(p, a), face(q, b)], 10)
    assert estimate.probabilities.sum() == pytest.approx(1)
    total = sum(estimate.weights.values())
    assert total == pytest.approx(0 if estimate.state is State.NO_SIGNAL else 1)
    assert (estimate.emotion is None) == (estimate.state not in (State.CLEAR, State.MIXED))


def test_the_product_of_two_independent_experts_is_bayes() -> None:
    # Two independent observations under a flat prior: the posterior is the normalised product.
    p, q = peaked(Emotion.HAPPY, 0.5), peaked(Emotion.HAPPY, 0.6)
    expected = p * q / (p * q).sum()
    np.testing.assert_allclose(FUSION.estimate([voice(p), face(q)], 10).probabilities, expected)


def test_agreement_is_clear_and_names_the_emotion() -> None:
    estimate = FUSION.estimate([voice(peaked(Emotion.HAPPY, 0.6)), face(peaked(Emotion.HAPPY, 0.7))], 10)
    assert (estimate.state, estimate.emotion) == (State.CLEAR, Emotion.HAPPY)
    assert estimate.weights[Modality.VOICE] == pytest.approx(0.5)


@given(distributions, distributions)
def test_what_is_shown_of_each_modality_is_what_the_fusion_heard_of_it(p: np.ndarray, q: np.ndarray) -> None:
    leaning = VectorScaling(np.linspace(0.5, 2, 7), np.linspace(-1, 1, 7))
    fusion = LateFusion(calibration={Modality.VOICE: leaning, Modality.FACE: VectorScaling.identity()})
    estimate = fusion.estimate([voice(p), face(q)], 10)
    assert estimate.voice and estimate.face
    np.testing.assert_allclose(estimate.voice.probabilities, leaning.apply(np.log(p)), atol=1e-9)
    product = estimate.voice.probabilities * estimate.face.probabilities
    np.testing.assert_allclose(estimate.probabilities, product / product.sum(), atol=1e-9)
    alone = fusion.estimate([voice(p)], 10)
    assert alone.voice
    np.testing.assert_allclose(alone.probabilities, alone.voice.probabilities, atol=1e-9)


def test_what_is_usual_for_a_person_is_allowed_for_after_calibration() -> None:
    shift = np.array([0.5, -0.5, 0, 0, 0, 0, 0])
    leaning = VectorScaling(np.full(7, 2.0), np.zeros(7))
    baseline = PersonalBaseline("Ana", dict.fromkeys(Modality, shift), dict.fromkeys(Modality, 20.0))
    fusion = LateFusion(calibration=dict.fromkeys(Modality, leaning), baseline=baseline)
    p = peaked(Emotion.HAPPY, 0.6)
    estimate = fusion.estimate([voice(p)], 10)
    expected = p**2 * np.exp(shift)
    assert estimate.voice
    np.testing.assert_allclose(estimate.voice.probabilities, expected / expected.sum(), atol=1e-9)


@given(distributions, distributions, st.floats(0, 0.5))
def test_doubt_changes_nothing_where_one_modality_is_alone(
    p: np.ndarray, q: np.ndarray, doubt: float
) -> None:
    fusion = LateFusion(stacker=replace(Stacker.plain(7), doubt=doubt))
    np.testing.assert_allclose(fusion.estimate([voice(p)], 10).probabilities, p, atol=1e-9)
    with_worthless = fusion.estimate([voice(p), face(q, 0.0)], 10)
    np.testing.assert_allclose(with_worthless.probabilities, p, atol=1e-9)


def test_doubt_is_bayes_with_a_chance_that_either_is_somebody_else() -> None:
    # Each reading is the partner's with probability 0.9, else it says nothing about the partner.
    p, q = peaked(Emotion.ANGRY, 0.999), peaked(Emotion.HAPPY, 0.98)
    mixed = (0.9 * p + 0.1 / 7) * (0.9 * q + 0.1 / 7)
    fusion = LateFusion(stacker=replace(Stacker.plain(7), doubt=0.1))
    fused = fusion.estimate([voice(p), face(q)], 10).probabilities
    np.testing.assert_allclose(fused, mixed / mixed.sum(), atol=1e-9)
    assert fused.max() < 0.6 < FUSION.estimate([voice(p), face(q)], 10).confidence


def test_contradiction_is_conflicting_and_names_none() -> None:
    estimate = FUSION.estimate([voice(peaked(Emotion.ANGRY, 0.8)), face(peaked(Emotion.HAPPY, 0.9))], 10)
    assert (estimate.state, estimate.emotion) == (State.CONFLICTING, None)
    assert estimate.disagreement > 0.5


def test_a_doubtful_face_does_not_start_a_conflict() -> None:
    estimate = FUSION.estimate(
        [voice(peaked(Emotion.ANGRY, 0.9)), face(peaked(Emotion.HAPPY, 0.9), quality=0.2)], 10
    )
    assert (estimate.state, estimate.emotion) == (State.CLEAR, Emotion.ANGRY)


def test_two_close_feelings_are_mixed() -> None:
    p = np.full(7, 0.04)
    p[Emotion.HAPPY.position], p[Emotion.SURPRISED.position] = 0.42, 0.38
    assert FUSION.estimate([face(p)], 10).state is State.MIXED


def test_a_flat_distribution_is_unclear() -> None:
    assert FUSION.estimate([face(np.full(7, 1 / 7))], 10).state is State.UNCLEAR


def test_low_quality_alone_flattens_towards_not_knowing() -> None:
    sure = FUSION.estimate([voice(peaked(Emotion.SAD, 0.9))], 10)
    doubtful = FUSION.estimate([voice(peaked(Emotion.SAD, 0.9), quality=0.3)], 10)
    assert doubtful.confidence < sure.confidence
    assert doubtful.state is State.UNCLEAR


def test_nothing_is_no_signal() -> None:
    estimate = FUSION.estimate([], 10)
    assert (estimate.state, estimate.confidence) == (State.NO_SIGNAL, 0)


@pytest.mark.parametrize(("make", "valid_s"), [(voice, 3.0), (face, 1.0)])
def test_evidence_ends_with_its_validity_and_fades_before(make, valid_s: float) -> None:
    piece = make(peaked(Emotion.HAPPY, 0.9))
    confidence = [FUSION.estimate([piece], 10 + age).confidence for age in np.linspace(0, valid_s, 20)]
    assert confidence == sorted(confidence, reverse=True)
    assert FUSION.estimate([piece], 10 + valid_s + 0.01).state is State.NO_SIGNAL


def test_evidence_of_the_future_does_not_count() -> None:
    assert FUSION.estimate([voice(peaked(Emotion.HAPPY, 0.9), t=11)], 10).state is State.NO_SIGNAL


@given(distributions, distributions)
def test_divergence_agrees_with_scipy(p: np.ndarray, q: np.ndarray) -> None:
    from scipy.spatial.distance import jensenshannon

    with np.errstate(invalid="ignore"):  # scipy takes a root that rounding can make one of less than nothing
        distance = np.nan_to_num(jensenshannon(p, q, base=2))
    assert jensen_shannon_bits(p, q) == pytest.approx(distance**2, abs=1e-7)


def test_divergence_of_opposites_is_one_bit() -> None:
    a, b = np.eye(len(EMOTIONS))[:2]
    assert jensen_shannon_bits(a, b) == pytest.approx(1)


@given(distributions, distributions, qualities, qualities)
def test_judging_an_estimate_by_its_own_figures_finds_what_it_said(
    p: np.ndarray, q: np.ndarray, a: float, b: float
) -> None:
    for evidence in ([voice(p, a), face(q, b, 9.5)], [voice(p, a)], [face(q, b)], []):
        estimate = FUSION.estimate(evidence, 10)
        held = replace(estimate, state=State.MIXED, emotion=Emotion.AFRAID, confidence=0.01)
        judged = FUSION.judged(held)
        assert (judged.state, judged.emotion, judged.confidence) == (
            estimate.state,
            estimate.emotion,
            estimate.confidence,
        )
