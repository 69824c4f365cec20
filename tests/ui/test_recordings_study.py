from pathlib import Path

import numpy as np
import pytest

from fusion.emotions import Emotion
from fusion.evidence import Evidence, Modality
from ui.recordings_study import average, evaluate_recordings, label_of


def test_labels_come_from_ravdess_names_or_folders(tmp_path: Path) -> None:
    assert label_of(tmp_path / "01-01-08-02-01-01-19.mp4") is Emotion.SURPRISED
    assert label_of(tmp_path / "Anger" / "talk.mp4") is Emotion.ANGRY
    with pytest.raises(ValueError, match="no emotion of RAVDESS"):
        label_of(tmp_path / "01-01-09-02-01-01-19.mp4")


def test_the_average_is_geometric_and_weighted_by_quality() -> None:
    a, b = np.array([0.7, *[0.05] * 6]), np.array([0.1, 0.4, *[0.1] * 5])
    pieces = [Evidence(Modality.VOICE, 0, 1, a, 0.3), Evidence(Modality.VOICE, 1, 2, b, 0.9)]
    p, quality = average(pieces, Modality.VOICE)
    expected = a**0.25 * b**0.75
    np.testing.assert_allclose(p, expected / expected.sum(), atol=1e-9)
    assert quality == pytest.approx(0.6)
    assert average(pieces, Modality.FACE)[1] == 0


def test_a_folder_without_recordings_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="sub-folder an emotion"):
        evaluate_recordings(tmp_path)


@pytest.mark.corpus
def test_the_two_real_clips_are_understood(corpora: Path) -> None:
    figures = evaluate_recordings(corpora / "av_samples")
    assert figures["n"] == 2
    assert {"voice", "face", "attune", "dempster_shafer"} <= set(figures["rules"])
