import json
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fusion.baseline import PersonalBaseline
from fusion.calibration import VectorScaling
from fusion.emotions import EMOTIONS, Emotion
from fusion.errors import UserError
from fusion.evidence import Evidence, Modality, State
from fusion.late_fusion import CARD, LateFusion, StateRule, Validity, jensen_shannon_bits, load_fusion

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
    pieces = [voice(p, a), face(q, b), voice(p, b, 9.5), face(q, a, 9.7), voice(q, b)]
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


def test_the_newest_evidence_counts_and_of_equally_new_the_better() -> None:
    p = peaked(Emotion.HAPPY, 0.9)
    pieces = [voice(p, 0.9, 9.5), voice(p, 0.4, 10), voice(p, 0.6, 10), voice(p, 0.5, 10), voice(p, 1.0, 9.9)]
    heard = FUSION.estimate(pieces, 10.2).voice
    assert heard and (heard.t_end, heard.quality) == (10, 0.6)


def test_evidence_of_the_smallest_weight_still_counts() -> None:
    p = peaked(Emotion.HAPPY, 0.9)
    assert FUSION.estimate([voice(p, FUSION.rule.smallest_weight)], 10).voice is not None
    assert FUSION.estimate([voice(p, FUSION.rule.smallest_weight - 1e-6)], 10).voice is None


@pytest.mark.parametrize(("exponent", "power"), [(0.0, 1.0), (0.5, 0.7), (2.0, 0.49**2)])
def test_quality_to_its_exponent_is_the_power_that_one_modality_is_taken_to(
    exponent: float, power: float
) -> None:
    fusion = LateFusion(exponent=dict.fromkeys(Modality, exponent))
    p = peaked(Emotion.HAPPY, 0.9)
    expected = p**power / (p**power).sum()
    np.testing.assert_allclose(fusion.estimate([voice(p, 0.49)], 10).probabilities, expected, atol=1e-9)
    # What is worthless stays so, even where quality is not to matter.
    assert fusion.estimate([voice(p, 0.0)], 10).state is State.NO_SIGNAL


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
    fusion = LateFusion(calibration={Modality.VOICE: leaning, Modality.FACE: VectorScaling.identity(7)})
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
    fusion = LateFusion(doubt=doubt)
    np.testing.assert_allclose(fusion.estimate([voice(p)], 10).probabilities, p, atol=1e-9)
    with_worthless = fusion.estimate([voice(p), face(q, 0.0)], 10)
    np.testing.assert_allclose(with_worthless.probabilities, p, atol=1e-9)


def test_doubt_is_bayes_with_a_chance_that_either_is_somebody_else() -> None:
    # Each reading is the partner's with probability 0.9, else it says nothing about the partner.
    p, q = peaked(Emotion.ANGRY, 0.999), peaked(Emotion.HAPPY, 0.98)
    mixed = (0.9 * p + 0.1 / 7) * (0.9 * q + 0.1 / 7)
    fusion = LateFusion(doubt=0.1)
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


@pytest.mark.parametrize(
    ("first", "second", "state"),
    [
        (0.60, 0.30, State.CLEAR),
        (0.55, 0.35, State.MIXED),
        (0.50, 0.20, State.UNCLEAR),
        (0.58, 0.28, State.UNCLEAR),  # together enough, the second alone too little
        (0.36, 0.34, State.UNCLEAR),  # the second alone enough, together too little
    ],
)
def test_mixed_needs_two_that_are_probable_together_and_a_second_that_is_so_alone(
    first: float, second: float, state: State
) -> None:
    p = np.full(7, (1 - first - second) / 5)
    p[Emotion.SAD.position], p[Emotion.ANGRY.position] = first + 1e-9, second - 1e-9
    estimate = FUSION.estimate([face(p)], 10)
    assert (estimate.state, estimate.emotion) == (state, None if state is State.UNCLEAR else Emotion.SAD)


def just_above(value: float) -> float:
    return float(np.nextafter(value, 2))


def test_each_threshold_is_met_by_reaching_it() -> None:
    def state(evidence: list[Evidence], **rule: float) -> State:
        return LateFusion(rule=StateRule(**rule)).estimate(evidence, 10).state

    two = np.full(7, 0.04)
    two[Emotion.HAPPY.position], two[Emotion.SURPRISED.position] = 0.42, 0.38
    shown = FUSION.estimate([face(two)], 10).probabilities
    first, second = np.sort(shown)[::-1][:2]
    assert state([face(two)], face_clear_from=first, voice_clear_from=0.95) is State.CLEAR
    assert state([face(two)], face_clear_from=just_above(first), voice_clear_from=0.5) is State.MIXED
    assert state([face(two)], mixed_each=second) is State.MIXED
    assert state([face(two)], mixed_each=just_above(second)) is State.UNCLEAR
    assert state([face(two)], mixed_sum=first + second) is State.MIXED
    assert state([face(two)], mixed_sum=just_above(first + second)) is State.UNCLEAR

    against = [voice(peaked(Emotion.ANGRY, 0.7)), face(peaked(Emotion.HAPPY, 0.9))]
    estimate = FUSION.estimate(against, 10)
    assert estimate.voice
    sureness, bits = estimate.voice.probabilities.max(), estimate.disagreement
    assert state(against, conflict_disagreement=bits) is State.CONFLICTING
    assert state(against, conflict_disagreement=just_above(bits)) is not State.CONFLICTING
    # The voice, the less sure of the two, decides.
    assert state(against, conflict_confidence=sureness - 1e-12) is State.CONFLICTING
    assert state(against, conflict_confidence=sureness + 1e-12) is not State.CONFLICTING


@given(st.floats(0.05, 1), st.floats(0.05, 1))
def test_from_where_both_are_clear_lies_between_the_two_as_each_counts(voice: float, face: float) -> None:
    rule = StateRule(voice_clear_from=0.8, face_clear_from=0.6)
    both = rule.clear_from({Modality.VOICE: voice, Modality.FACE: face})
    assert 0.6 < both < 0.8
    assert (both - 0.6) / (0.8 - both) == pytest.approx(voice / face)
    assert rule.clear_from({Modality.VOICE: voice, Modality.FACE: 0.0}) == 0.8
    assert rule.clear_from({Modality.VOICE: 0.0, Modality.FACE: face}) == 0.6


def test_the_same_chance_may_be_clear_of_a_face_and_not_of_a_voice() -> None:
    fusion = replace(FUSION, rule=StateRule(voice_clear_from=0.8, face_clear_from=0.6))
    p = peaked(Emotion.HAPPY, 0.7)
    assert fusion.estimate([face(p)], 10).state is State.CLEAR
    assert fusion.estimate([voice(p)], 10).state is State.UNCLEAR


@pytest.mark.parametrize(("by", "clear_from"), [(0.1, 0.7), (-0.05, 0.55), (-0.3, 0.5), (0.5, 0.95)])
def test_a_moved_rule_is_clear_from_another_probability_and_otherwise_the_same(
    by: float, clear_from: float
) -> None:
    rule = StateRule(mixed_sum=0.8)
    both = dict.fromkeys(("voice_clear_from", "face_clear_from"), pytest.approx(clear_from))
    assert rule.moved(by) == replace(rule, **both)


def test_a_flat_distribution_is_unclear() -> None:
    assert FUSION.estimate([face(np.full(7, 1 / 7))], 10).state is State.UNCLEAR


def test_low_quality_alone_flattens_towards_not_knowing() -> None:
    sure = FUSION.estimate([voice(peaked(Emotion.SAD, 0.9))], 10)
    doubtful = FUSION.estimate([voice(peaked(Emotion.SAD, 0.9), quality=0.3)], 10)
    assert doubtful.confidence < sure.confidence
    assert doubtful.state is State.UNCLEAR


def test_nothing_is_no_signal() -> None:
    estimate = FUSION.estimate([], 10)
    assert (estimate.state, estimate.confidence, estimate.disagreement) == (State.NO_SIGNAL, 0, 0)


def test_one_modality_alone_disagrees_with_nobody() -> None:
    assert FUSION.estimate([voice(peaked(Emotion.SAD, 0.9))], 10).disagreement == 0


@pytest.mark.parametrize(
    ("age_s", "share"), [(-0.1, 0), (0, 1), (1, 1), (1.5, 0.75), (2, 0.5), (3, 0), (9, 0)]
)
def test_freshness_is_full_then_fades_in_a_line_then_is_gone(age_s: float, share: float) -> None:
    assert Validity(full_s=1.0, end_s=3.0).freshness(age_s) == share


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


def test_divergence_of_opposites_is_one_bit_and_of_half_opposites_half_of_it() -> None:
    a, b, c = np.eye(len(EMOTIONS))[:3]
    assert jensen_shannon_bits(a, b) == pytest.approx(1)
    assert jensen_shannon_bits((a + b) / 2, (a + c) / 2) == pytest.approx(0.5)


def test_divergence_is_never_more_than_one_bit_nor_less_than_none() -> None:
    rng = np.random.default_rng(0)
    for p in rng.dirichlet(np.ones(7), 50):
        other = np.where(np.arange(7) < 3, p, 0)
        apart = other / other.sum(), (p - other) / (p - other).sum()
        nearly = 0.999999999 * p + 0.000000001 * p[::-1]
        assert jensen_shannon_bits(*apart) <= 1
        assert jensen_shannon_bits(p, nearly) >= 0


@given(distributions, distributions, qualities, qualities)
@example(peaked(Emotion.ANGRY, 0.8), peaked(Emotion.HAPPY, 0.9), 1.0, 1.0)  # conflicting
@example(peaked(Emotion.ANGRY, 0.8), peaked(Emotion.ANGRY, 0.9), 1.0, 1.0)  # clear
@example(peaked(Emotion.ANGRY, 0.55), peaked(Emotion.HAPPY, 0.52), 0.9, 0.9)  # opposed, but not sure enough
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


def test_a_card_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    made = LateFusion(
        calibration={m: VectorScaling(rng.uniform(0.5, 2, 7), rng.normal(size=7)) for m in Modality},
        doubt=0.05,
        exponent={Modality.VOICE: 0.5, Modality.FACE: 1.5},
        rule=StateRule(0.75, 0.7, 0.8, 0.25, 0.4, 0.55, 0.06),
    )
    card = tmp_path / "card.json"
    written = {
        "calibration": {m.value: made.calibration[m].to_json() for m in Modality},
        "doubt": made.doubt,
        "exponent": {m.value: made.exponent[m] for m in Modality},
        "rule": asdict(made.rule),
    }
    card.write_text(json.dumps(written))
    read = load_fusion(card)
    assert (read.exponent, read.rule, read.baseline) == (made.exponent, made.rule, None)
    pieces = [voice(peaked(Emotion.HAPPY, 0.7), 0.8), face(peaked(Emotion.SURPRISED, 0.6), 0.7)]
    one, other = read.estimate(pieces, 10), made.estimate(pieces, 10)
    np.testing.assert_array_equal(one.probabilities, other.probabilities)
    for part in written:
        card.write_text(json.dumps({name: value for name, value in written.items() if name != part}))
        with pytest.raises(UserError, match="attune train fusion"):
            load_fusion(card)


@pytest.mark.parametrize("text", [None, "{}", "[]", "{"])
def test_a_broken_card_is_one_sentence(tmp_path: Path, text: str | None) -> None:
    card = tmp_path / "card.json"
    if text is not None:
        card.write_text(text)
    with pytest.raises(UserError, match=r"card\.json is no card of a fitted fusion .*attune train fusion"):
        load_fusion(card)


def test_what_comes_with_attune_is_what_its_card_says() -> None:
    assert asdict(LateFusion.shipped().rule) == json.loads(CARD.read_text(encoding="utf-8"))["rule"]


def test_a_voice_that_says_little_leaves_a_plain_smile_what_it_is() -> None:
    """Calm was said of such a pair with weights that were fitted to single emotions."""
    heard = np.array([0.32, 0.31, 0.10, 0.09, 0.07, 0.07, 0.04])
    seen = np.array([0.18, 0.80, 0.005, 0.004, 0.004, 0.004, 0.003])
    estimate = LateFusion.shipped().estimate([voice(heard, 0.63), face(seen, 0.99)], 10)
    assert estimate.ranking[0] is Emotion.HAPPY
    assert estimate.probabilities[Emotion.HAPPY.position] > 0.7


@given(distributions, st.floats(0.1, 1))
def test_nothing_said_by_one_changes_nothing_said_by_the_other(p: np.ndarray, quality: float) -> None:
    flat = np.full(7, 1 / 7)
    estimate = LateFusion.shipped().estimate([voice(flat, quality), face(p)], 10)
    alone = LateFusion.shipped().estimate([face(p)], 10)
    assert estimate.ranking[0] is alone.ranking[0] or p.max() == pytest.approx(np.sort(p)[-2])
    assert estimate.confidence <= alone.confidence + 1e-9
