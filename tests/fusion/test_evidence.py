import json

import numpy as np
import pytest

from fusion.evidence import Evidence, Modality
from fusion.late_fusion import LateFusion

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


def test_json_line_has_the_documented_fields() -> None:
    piece = Evidence(Modality.FACE, 0, 1, UNIFORM, 0.5)
    line = json.loads(json.dumps(LateFusion().estimate([piece], 1.0).to_json()))
    assert set(line) == {
        "t", "state", "emotion", "confidence", "probabilities", "weights", "disagreement", "voice", "face",
    }  # fmt: skip
    assert line["voice"] is None
    assert set(line["face"]) == {"probabilities", "quality", "t_start", "t_end"}
    assert set(line["weights"]) == {"voice", "face"}
