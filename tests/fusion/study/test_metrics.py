import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fusion.errors import UserError
from fusion.study.metrics import (
    HEADLINE,
    Predictions,
    answer_figures,
    expected_calibration_error,
    headline,
    probability_figures,
    reliability,
    risk_coverage,
    score,
)

sklearn_metrics = pytest.importorskip("sklearn.metrics")


def made(n: int = 400, classes: tuple[int, ...] = tuple(range(7)), seed: int = 0) -> Predictions:
    rng = np.random.default_rng(seed)
    labels = rng.choice(classes, n)
    p = rng.dirichlet(np.ones(7), n) + 0.5 * np.eye(7)[labels]
    return Predictions(p / p.sum(1, keepdims=True), labels, "made", True, "0" * 64)


def test_figures_agree_with_scikit_learn() -> None:
    predictions = made()
    figures, answer = score(predictions), predictions.probabilities.argmax(1)
    assert figures["accuracy"] == pytest.approx(sklearn_metrics.accuracy_score(predictions.labels, answer))
    assert figures["uar"] == pytest.approx(
        sklearn_metrics.balanced_accuracy_score(predictions.labels, answer)
    )
    assert figures["macro_f1"] == pytest.approx(
        sklearn_metrics.f1_score(predictions.labels, answer, average="macro")
    )
    assert figures["confusion"] == sklearn_metrics.confusion_matrix(predictions.labels, answer).tolist()


def test_probability_outside_the_classes_of_the_data_is_set_aside_and_said() -> None:
    figures = score(made(classes=(1, 2, 3)))
    assert set(figures["recall"]) == {"happy", "sad", "angry"}
    assert figures["probability_set_aside"] > 0.1
    assert any("surprised" in note and "set aside" in note for note in figures["notes"])


def test_calibration_error_of_a_known_case() -> None:
    # 80 % confident, right half of the time: the gap is 0.3.
    assert expected_calibration_error([0.8] * 10, [1, 0] * 5) == pytest.approx(0.3)
    assert expected_calibration_error([1.0] * 4, [1] * 4) == 0


def test_a_reliability_diagram_agrees_with_scikit_learn() -> None:
    calibration = pytest.importorskip("sklearn.calibration")
    rng = np.random.default_rng(3)
    confidence = rng.uniform(0.2, 1, 500)
    correct = rng.random(500) < confidence**2
    curve = reliability(confidence, correct, bins=10)
    share, mean = calibration.calibration_curve(correct, confidence, n_bins=10)
    np.testing.assert_allclose(curve.accuracy[curve.count > 0], share)
    np.testing.assert_allclose(curve.confidence[curve.count > 0], mean)
    assert curve.count.sum() == 500
    assert np.isnan(curve.accuracy[curve.count == 0]).all()


def test_risk_against_coverage_of_a_known_case() -> None:
    curve = risk_coverage([0.9, 0.6, 0.8, 0.7], [1, 0, 1, 0])
    np.testing.assert_allclose(curve.coverage, [0.25, 0.5, 0.75, 1])
    np.testing.assert_allclose(curve.risk, [0, 0, 1 / 3, 1 / 2])
    assert curve.area == pytest.approx(5 / 24)
    assert [curve.at(share) for share in (0.1, 0.5, 1)] == [0, 0, 0.5]


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=1, max_size=30), st.randoms())
def test_equally_sure_answers_may_come_in_any_order(answers: list[tuple[int, bool]], order: object) -> None:
    first = risk_coverage(*zip(*answers, strict=True))
    order.shuffle(answers)  # type: ignore[attr-defined]
    again = risk_coverage(*zip(*answers, strict=True))
    np.testing.assert_allclose(again.risk, first.risk)
    assert first.risk[-1] == pytest.approx(np.mean([not right for _, right in answers]))
    assert np.all((first.risk >= -1e-12) & (first.risk <= 1 + 1e-12))


def test_an_empty_set_is_one_sentence() -> None:
    empty = Predictions(np.zeros((0, 7)), np.zeros(0, int), "nothing", None, "")
    with pytest.raises(UserError, match="no labelled example"):
        score(empty)


def test_the_documented_fields_are_there() -> None:
    assert {
        "protocol", "n", "accuracy", "uar", "macro_f1", "ece", "recall", "unseen_speakers", "weights_sha256",
    } <= set(score(made()))  # fmt: skip


def test_every_table_tells_the_same_of_the_same_answers() -> None:
    predictions = made()
    p, labels = predictions.probabilities, predictions.labels
    whole, plain = score(predictions), probability_figures(p, labels)
    assert headline(p, labels) == {name: whole[name] for name in HEADLINE}
    for name in (*HEADLINE, "risk_coverage_area"):
        assert plain[name] == pytest.approx(whole[name]), name
    answers = answer_figures(labels, p.argmax(1))
    assert all(plain[name] == answers[name] for name in answers)
    assert plain["log_loss"] == pytest.approx(sklearn_metrics.log_loss(labels, p))


def test_answers_outside_the_classes_of_the_data_count_as_wrong_where_all_are_allowed() -> None:
    p, labels = np.array([[0.1, 0.2, 0.7], [0.1, 0.8, 0.1]]), np.array([1, 1])
    assert probability_figures(p, labels)["accuracy"] == 0.5
    assert headline(np.pad(p, ((0, 0), (0, 4))), labels)["accuracy"] == 1
