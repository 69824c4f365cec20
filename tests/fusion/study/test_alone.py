"""What is shown of one modality alone, counted by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from fusion.baseline import ORDINARY
from fusion.errors import UserError
from fusion.evidence import Evidence, Modality
from fusion.late_fusion import CARD, LateFusion, StateRule
from fusion.stored_model import digest_of
from fusion.study.alone import CLEARLY, fusion_fitted_to, shown_alone
from fusion.study.as_shown import as_shown
from fusion.study.examples import Examples
from fusion.study.metrics import Predictions, score
from ui.live.made_by import FILES

PLAIN = replace(LateFusion(), rule=StateRule(voice_clear_from=0.6, face_clear_from=0.6))


def row(leading: int, p: float) -> np.ndarray:
    rest = (1 - p) / 6
    return np.array([p if k == leading else rest for k in range(7)])


# leading, its probability, the truth: three clear, two of them right; one right but not clear; one silent.
SAID = [(1, 0.7, 1), (1, 0.7, 2), (0, 0.64, 0), (3, 0.4, 3), (0, 0.9, 0)]
MADE = Examples(
    np.array([row(leading, p) for leading, p, _ in SAID]),
    np.array([1.0, 1.0, 1.0, 1.0, 0.0]),
    np.array([label for *_, label in SAID]),
)


def test_clear_and_wrong_are_counted_of_all() -> None:
    shown = shown_alone(PLAIN, Modality.FACE, MADE)
    figures = shown.figures()
    assert {name: figures[name] for name in CLEARLY} == pytest.approx(
        {"called_clear": 3 / 5, "right_when_clear": 2 / 3, "clear_and_wrong": 1 / 5}
    )
    assert figures["nothing_said"] == pytest.approx(1 / 5)
    seven = figures["among_all_seven"]
    assert seven["accuracy"] == pytest.approx(3 / 5)  # the silent one, whose truth leads a flat row, is not
    # Recall: neutral 1 of 2, happy 1 of 1, sad 0 of 1, angry 1 of 1.
    assert seven["recall"] == pytest.approx({"neutral": 0.5, "happy": 1.0, "sad": 0.0, "angry": 1.0})
    assert seven["uar"] == pytest.approx(2.5 / 4)
    # Fifteenths: .7 twice (one right), .64, .4 and none at 0, each in a bin of its own.
    ece = (2 * abs(0.7 - 0.5) + abs(0.64 - 1) + abs(0.4 - 1) + 0) / 5
    assert seven["ece"] == pytest.approx(ece)
    curve = shown.risk_coverage()
    np.testing.assert_allclose(curve.risk, [0.5, 0.5, 1 / 3, 1 / 4, 2 / 5])


def test_classes_that_do_not_occur_are_set_aside_in_the_headline_only() -> None:
    said = Examples(np.array([row(6, 0.5), row(1, 0.5)]), np.ones(2), np.array([1, 2]))
    figures = shown_alone(PLAIN, Modality.VOICE, said).figures()
    assert figures["among_all_seven"]["accuracy"] == 0.0
    assert figures["accuracy"] == 0.5  # of happy and sad the first row leans to neither: happy comes first
    assert figures["called_clear"] == 0.0
    assert figures["right_when_clear"] is None


def test_what_is_silent_is_not_right_even_where_its_truth_leads_a_flat_row() -> None:
    silent = Examples(np.full((1, 7), 1 / 7), np.zeros(1), np.zeros(1, dtype=np.int64))
    shown = replace(shown_alone(PLAIN, Modality.FACE, silent), clear=np.ones(1, dtype=bool))
    assert shown.figures()["right_when_clear"] == 0.0
    assert shown.figures()["clear_and_wrong"] == 1.0
    nothing = shown_alone(PLAIN, Modality.FACE, silent.take(np.zeros(0, dtype=np.int64)))
    assert nothing.probabilities.shape == (0, 7)
    assert nothing.clear.dtype == nothing.silent.dtype == np.bool_


def test_it_is_what_the_fusion_says_of_that_evidence() -> None:
    fusion = LateFusion.shipped()
    rng = np.random.default_rng(0)
    said = Examples(rng.dirichlet(np.full(7, 0.4), 30), rng.uniform(0.2, 1, 30), rng.integers(0, 7, 30))
    shown = shown_alone(fusion, Modality.VOICE, said)
    for i in range(30):
        piece = Evidence(Modality.VOICE, 4.0, 7.0, said.probabilities[i], float(said.quality[i]))
        estimate = fusion.estimate([piece], at=7.0)
        np.testing.assert_array_equal(shown.probabilities[i], estimate.probabilities)
        assert shown.clear[i] == (estimate.state.value == "clear")


def test_bad_quality_takes_the_clearness() -> None:
    dim = Examples(MADE.probabilities[:1], np.array([0.2]), MADE.labels[:1])
    assert shown_alone(PLAIN, Modality.FACE, dim).figures()["called_clear"] == 0.0


def test_only_weights_the_fusion_was_fitted_to_are_shown() -> None:
    digest = digest_of(FILES["face"])
    assert fusion_fitted_to(Modality.FACE, digest) is not None
    assert fusion_fitted_to(Modality.VOICE, digest) is None
    assert as_shown(Modality.FACE, "0" * 64, MADE) is None
    with pytest.raises(UserError, match="not fitted to these weights"):
        as_shown(Modality.FACE, "0" * 64, MADE, baseline="none")


def test_an_evaluation_keeps_the_networks_figures_unless_a_baseline_is_named() -> None:
    digest = digest_of(FILES["face"])
    network = Predictions(
        MADE.probabilities, MADE.labels, "made", None, digest, notes=("as the network",), extra={"more": 1}
    )
    alone = score(network)

    def asked(baseline: str | None) -> dict[str, object]:
        shown = as_shown(Modality.FACE, digest, MADE, ["a"] * 5, baseline)
        assert shown is not None
        return score(shown.predictions(network))

    added = asked(None)
    assert {name: added[name] for name in alone} == alone
    assert {*CLEARLY, "as_shown"} <= added.keys()
    none, neutral = asked("none"), asked("neutral")
    assert none["accuracy"] == none["as_shown"]["accuracy"]  # type: ignore[index]
    assert neutral["without_baseline"]["ece"] == none["ece"]  # type: ignore[index]
    assert neutral["ece"] == neutral["as_shown"]["ece"] != none["ece"]  # type: ignore[index]
    assert neutral["n_without_other_neutral"] == 1  # the only neutral picture in which a face was found
    assert np.sum(none["confusion"]) == 4  # type: ignore[arg-type]
    fusion, ordinary = digest_of(CARD), digest_of(ORDINARY)
    assert none["as_shown"]["weights_sha256"] == {"fusion": fusion}  # type: ignore[index]
    assert neutral["as_shown"]["weights_sha256"] == {"fusion": fusion, "ordinary": ordinary}  # type: ignore[index]
    first = "All figures are of what is shown live, not of the network alone."
    assert none["notes"][:2] == ["as the network", first]
    assert neutral["notes"][:3] == [
        "as the network",
        first,
        "1 examples have no other neutral one of the same person and are judged without a baseline.",
    ]
