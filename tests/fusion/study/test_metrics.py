import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fusion.emotions import EMOTIONS
from fusion.errors import UserError
from fusion.study.metrics import (
    HEADLINE,
    Predictions,
    RiskCoverage,
    answer_figures,
    answers_and_confidence,
    confidence_and_hits,
    expected_calibration_error,
    headline,
    probability_figures,
    reliability,
    restrict_to_classes,
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


def test_of_one_emotion_alone_it_is_said_that_every_answer_is_right() -> None:
    figures = score(made(classes=(2,)))
    assert figures["accuracy"] == figures["uar"] == 1
    assert any("accuracy and recall tell nothing" in note for note in figures["notes"])
    assert not any("tell nothing" in note for note in score(made(classes=(1, 2)))["notes"])


def test_calibration_error_of_a_known_case() -> None:
    # 80 % confident, right half of the time: the gap is 0.3.
    assert expected_calibration_error([0.8] * 10, [1, 0] * 5) == pytest.approx(0.3)
    assert expected_calibration_error([1.0] * 4, [1] * 4) == 0
    # .2 (wrong) and .7 (right): each in a bin of its own, or both in the only one.
    assert expected_calibration_error([0.2, 0.7], [0, 1], bins=2) == pytest.approx(0.25)
    assert expected_calibration_error([0.2, 0.7], [0, 1], bins=1) == pytest.approx(0.05)
    # An answer of 1 is in the last of fifteen bins, with those just below it.
    assert reliability([1.0, 0.95], [1, 0]).count.tolist() == [0] * 14 + [2]
    # Both in the last of fifteen bins.
    assert expected_calibration_error([0.935, 0.94], [0, 1]) == pytest.approx(0.9375 - 0.5)


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
    surest_is_wrong = risk_coverage([0.9, 0.8, 0.7, 0.6], [0, 1, 1, 1])
    assert [surest_is_wrong.at(share) for share in (0, 0.25, 0.5, 2)] == [1, 1, 0.5, 0.25]


def test_a_long_curve_is_thinned_to_a_hundred_and_one_points() -> None:
    n = np.arange(1, 1002)
    thin = RiskCoverage(n / 1001, n / 2002).thinned()
    every_tenth = np.arange(1, 1002, 10)
    assert thin["coverage"] == [round(x / 1001, 4) for x in every_tenth.tolist()]
    assert thin["risk"] == [round(x / 2002, 4) for x in every_tenth.tolist()]
    short = RiskCoverage(np.array([1 / 3, 2 / 3, 1]), np.array([0, 1 / 2, 2 / 3])).thinned()
    assert short == {"coverage": [0.3333, 0.6667, 1.0], "risk": [0.0, 0.5, 0.6667]}


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


def test_probability_is_shared_out_within_the_classes_kept() -> None:
    p = np.array([[0.2, 0.1, 0.7], [0.3, 0.1, 0.6], [0.0, 0.0, 1.0]])
    inside, set_aside = restrict_to_classes(p, np.array([0, 1]))
    np.testing.assert_allclose(inside, [[2 / 3, 1 / 3, 0], [0.75, 0.25, 0], [0.5, 0.5, 0]])
    assert set_aside == pytest.approx((0.7 + 0.6 + 1) / 3)


def test_what_was_not_said_is_no_answer_and_not_sure() -> None:
    p = np.array([[0.2, 0.7, 0.1], [0.6, 0.3, 0.1]])
    silent = np.array([False, True])
    answers, confidence = answers_and_confidence(p, silent)
    assert (answers.tolist(), confidence.tolist()) == ([1, -1], [0.7, 0.0])
    assert answers_and_confidence(p)[0].tolist() == [1, 0]


def test_how_sure_and_whether_right_within_the_classes_of_the_data() -> None:
    p = np.zeros((4, 7))
    p[:, :3] = [[0.2, 0.1, 0.7], [0.3, 0.1, 0.6], [0.1, 0.8, 0.1], [0.6, 0.2, 0.2]]
    silent = np.array([False, False, False, True])
    predictions = Predictions(p, np.array([0, 1, 1, 0]), "made", None, "", silent=silent)
    confidence, hits = confidence_and_hits(predictions)
    np.testing.assert_allclose(confidence, [2 / 3, 0.75, 8 / 9, 0])
    assert hits.tolist() == [True, False, True, False]


def test_the_surer_half_is_of_the_likeliest_answers_and_early_ones_among_equals() -> None:
    # The two surest of four: right and wrong. One answer is its own half.
    sure = np.array([0.5, 0.9, 0.8, 0.6])
    p, labels = np.stack([sure, 1 - sure], axis=1), np.array([1, 0, 1, 1])
    assert probability_figures(p, labels)["accuracy_most_confident_half"] == 0.5
    assert probability_figures(p[1:2], labels[1:2])["accuracy_most_confident_half"] == 1
    assert probability_figures(p[1:4], labels[1:4])["accuracy_most_confident_half"] == 1
    early = np.tile([[0.9, 0.1], [0.9, 0.1], [0.6, 0.4]], (40, 1))
    right = (np.arange(120) >= 60).astype(int)  # eighty equally sure, of which forty early ones are right
    assert probability_figures(early, right)["accuracy_most_confident_half"] == pytest.approx(40 / 60)


def test_nothing_is_noted_where_every_class_occurs() -> None:
    assert score(made())["notes"] == []
    (note,) = score(made(classes=(0, 1, 2, 3, 4)))["notes"]
    assert "No example of " + ", ".join(e.value for e in EMOTIONS[5:]) + ":" in note
