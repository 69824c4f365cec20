import json
from dataclasses import replace

import numpy as np
import pytest

from fusion.emotions import Emotion
from fusion.evidence import Evidence, Modality, State
from fusion.interfaces import AudioChunk, VideoFrame
from fusion.late_fusion import LateFusion, no_signal

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
    with pytest.raises(ValueError, match="sum to 1"):
        Evidence(Modality.VOICE, 0, 1, bad, 1)


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


@pytest.mark.parametrize(
    ("samples", "t", "told"),
    [
        (np.zeros(4), 0.0, r"float32 \(n,\), got float64 \(4,\)"),
        (np.zeros((1, 4), np.float32), 0.0, r"got float32 \(1, 4\)"),
        (np.zeros(4, np.float32), float("inf"), "a time in seconds, got inf"),
    ],
)
def test_sound_of_another_shape_is_refused(samples: np.ndarray, t: float, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        AudioChunk(samples, t)


@pytest.mark.parametrize(
    ("image", "t", "told"),
    [
        (np.zeros((4, 5), np.uint8), 0.0, r"uint8 \(height, width, 3\), got uint8 \(4, 5\)"),
        (np.zeros((4, 5, 4), np.uint8), 0.0, r"got uint8 \(4, 5, 4\)"),
        (np.zeros((4, 5, 3), np.float32), 0.0, r"got float32 \(4, 5, 3\)"),
        (np.zeros((4, 5, 3), np.uint8), float("nan"), "a time in seconds, got nan"),
    ],
)
def test_a_picture_of_another_shape_is_refused(image: np.ndarray, t: float, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        VideoFrame(image, t)


def test_json_line_has_the_documented_fields() -> None:
    piece = Evidence(Modality.FACE, 0, 1, UNIFORM, 0.5)
    line = json.loads(json.dumps(LateFusion().estimate([piece], 1.0).to_json()))
    assert set(line) == {
        "t", "state", "emotion", "confidence", "probabilities", "weights", "disagreement", "voice", "face",
    }  # fmt: skip
    assert line["voice"] is None
    assert set(line["face"]) == {"probabilities", "quality", "t_start", "t_end"}
    assert set(line["weights"]) == {"voice", "face"}
