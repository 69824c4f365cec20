import json
from dataclasses import replace

import numpy as np
import pytest

from fusion.emotions import EMOTIONS, Emotion
from fusion.evidence import Estimate, Evidence, Modality, State
from fusion.late_fusion import no_signal

UNIFORM = np.full(7, 1 / 7)


@pytest.mark.parametrize(
    "bad",
    [
        np.full(6, 1 / 6),
        np.full(7, 0.2),
        np.array([np.nan, *[1 / 6] * 6]),
        np.array([1.2, -0.2, 0, 0, 0, 0, 0]),
    ],
)
def test_evidence_refuses_what_is_no_distribution(bad: np.ndarray) -> None:
    with pytest.raises(ValueError, match=r"^evidence needs 7 probabilities that sum to 1"):
        Evidence(Modality.VOICE, 0, 1, bad, 1)


@pytest.mark.parametrize("quality", [-0.01, 1.01, float("nan")])
def test_evidence_refuses_a_quality_that_is_no_share(quality: float) -> None:
    with pytest.raises(ValueError, match=f"quality lies in 0..1, got {quality}"):
        Evidence(Modality.VOICE, 0, 1, UNIFORM, quality)


def test_evidence_sums_to_one_exactly_though_given_with_rounding() -> None:
    piece = Evidence(Modality.VOICE, 0, 1, UNIFORM * 1.00005, 1)
    np.testing.assert_allclose(piece.probabilities, UNIFORM, rtol=1e-12)
    certain = Evidence(Modality.VOICE, 0, 1, [0, 1, 0, 0, 0, 0, 0], 1)  # type: ignore[arg-type]
    assert (certain.probabilities.dtype, certain.leading) == (np.float64, Emotion.HAPPY)


def test_an_estimate_may_be_certain() -> None:
    assert replace(no_signal(1.0), confidence=1.0, disagreement=1.0).confidence == 1


def test_evidence_refuses_a_span_that_runs_backwards() -> None:
    with pytest.raises(ValueError, match="before it starts"):
        Evidence(Modality.VOICE, 2, 1, UNIFORM, 1)


def test_evidence_cannot_be_changed_from_outside() -> None:
    source = UNIFORM.copy()
    piece = Evidence(Modality.VOICE, 0, 1, source, 1)
    source[0] = 9
    assert piece.probabilities[0] == pytest.approx(1 / 7)
    with pytest.raises(ValueError, match="read-only"):
        piece.probabilities[0] = 0


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"t": float("nan")}, "a time in seconds, got nan"),
        ({"probabilities": np.full(6, 1 / 6)}, "an estimate needs 7 probabilities"),
        ({"probabilities": np.full(7, 0.2)}, "sum to 1"),
        ({"confidence": 1.5}, "confidence lies in 0..1, got 1.5"),
        ({"confidence": float("nan")}, "confidence lies in 0..1, got nan"),
        ({"disagreement": -0.1}, "disagreement lies in 0..1"),
        ({"weights": {Modality.VOICE: 0.5, Modality.FACE: 0.2}}, "weights sum to 1"),
        ({"weights": {Modality.VOICE: 1.5, Modality.FACE: -0.5}}, "weights sum to 1"),
        ({"weights": {Modality.VOICE: float("nan"), Modality.FACE: 0.0}}, "weights sum to 1"),
        ({"state": State.CLEAR}, "that is clear cannot name None"),
        ({"emotion": Emotion.SAD}, "that is no_signal cannot name"),
        ({"voice": Evidence(Modality.FACE, 0, 1, UNIFORM, 1)}, "voice evidence is expected, got face"),
    ],
)
def test_an_estimate_that_is_not_what_it_claims_is_refused(wrong: dict[str, object], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        replace(no_signal(1.0), **wrong)  # type: ignore[arg-type]


def test_an_estimate_cannot_be_changed_from_outside() -> None:
    source = UNIFORM.copy()
    estimate = replace(no_signal(1.0), probabilities=source)
    source[0] = 9
    assert estimate.probabilities[0] == 1 / 7
    with pytest.raises(ValueError, match="read-only"):
        estimate.probabilities[0] = 0


SEVENTHS = {e.value: 0.142857 for e in EMOTIONS}


def test_the_ranking_is_by_probability_and_of_equals_in_their_order() -> None:
    ranked = replace(no_signal(1.0), probabilities=np.array([0.1, 0.3, 0.1, 0.2, 0.1, 0.1, 0.1])).ranking
    neutral, happy, sad, angry, *others = EMOTIONS
    assert ranked == (happy, angry, neutral, sad, *others)


def test_the_json_line_carries_every_figure_to_the_sixth_decimal() -> None:
    estimate = Estimate(
        t=3.14159265,
        state=State.MIXED,
        emotion=Emotion.SAD,
        confidence=0.27182818,
        probabilities=UNIFORM,
        weights={Modality.VOICE: 1 / 3, Modality.FACE: 2 / 3},
        disagreement=0.57721566,
        voice=Evidence(Modality.VOICE, 0.12345678, 3.12345678, UNIFORM, 0.98765432),
        face=Evidence(Modality.FACE, 2.23606797, 2.44948974, UNIFORM, 0.69314718, raw=np.eye(7)[1], person=2),
    )
    assert json.loads(json.dumps(estimate.to_json())) == {
        "t": 3.141593,
        "state": "mixed",
        "emotion": "sad",
        "confidence": 0.271828,
        "probabilities": SEVENTHS,
        "weights": {"voice": 0.333333, "face": 0.666667},
        "disagreement": 0.577216,
        "voice": {
            "probabilities": SEVENTHS,
            "raw": None,
            "quality": 0.987654,
            "t_start": 0.123457,
            "t_end": 3.123457,
            "person": 0,
        },
        "face": {
            "probabilities": SEVENTHS,
            "raw": {e.value: float(e is EMOTIONS[1]) for e in EMOTIONS},
            "quality": 0.693147,
            "t_start": 2.236068,
            "t_end": 2.44949,
            "person": 2,
        },
    }


def test_the_json_line_says_null_of_what_is_not_there() -> None:
    voice = Evidence(Modality.VOICE, 0, 3, UNIFORM, 1.0)
    line = replace(no_signal(3.0), voice=voice, weights={Modality.VOICE: 1.0}).to_json()
    assert (line["emotion"], line["face"], line["voice"]["t_end"]) == (None, None, 3)
    assert line["weights"] == {"voice": 1.0, "face": 0.0}
    assert no_signal(3.0).to_json()["voice"] is None


def test_what_was_said_before_the_person_was_allowed_for_is_a_distribution_too() -> None:
    piece = Evidence(Modality.VOICE, 0, 3, UNIFORM, 1.0, raw=np.eye(7)[2] * (1 + 1e-6))
    assert piece.raw is not None and piece.raw.sum() == 1.0 and not piece.raw.flags.writeable
    with pytest.raises(ValueError, match="sum to 1"):
        Evidence(Modality.VOICE, 0, 3, UNIFORM, 1.0, raw=np.full(7, 0.2))
