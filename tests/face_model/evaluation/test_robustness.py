import math
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from skimage.data import astronaut

from face_model.classifier import FaceClassifier
from face_model.evaluation.degradations import DEGRADATIONS
from face_model.evaluation.pictures import Labelled, labelled_pictures, look_at
from face_model.evaluation.robustness import (
    CLEAN,
    Trial,
    degradation_figures,
    quality_figures,
    some_of,
    try_conditions,
)
from face_model.quality import PARTS
from fusion.errors import UserError
from fusion.study.telling import auroc
from ui.workbench.evaluation import Evaluation
from ui.workbench.face import evaluate_face

torch.set_num_threads(1)

sklearn_metrics = pytest.importorskip("sklearn.metrics")


def trial(quality: np.ndarray, right: np.ndarray) -> Trial:
    labels = np.ones(len(right), np.int64)
    answers = np.where(right, 1, 2)
    probabilities = np.full((len(right), 7), 0.05)
    probabilities[np.arange(len(right)), answers] = 0.7
    return Trial(probabilities, labels, quality > 0, quality, np.ones((len(right), len(PARTS))))


def test_quality_that_tells_is_monotone_and_quality_that_does_not_is_not() -> None:
    rng = np.random.default_rng(0)
    quality = rng.uniform(0.01, 1, 4000)
    telling = quality_figures({(CLEAN, 0): trial(quality, rng.random(4000) < quality)})
    assert telling["spearman_bins"] == pytest.approx(1.0)
    assert [row["n"] for row in telling["bins"]] == [400] * 10
    assert telling["auroc"] > 0.7
    silent = quality_figures({(CLEAN, 0): trial(quality, rng.random(4000) < 0.5)})
    assert silent["auroc"] == pytest.approx(0.5, abs=0.03)


def test_what_was_not_found_has_no_quality() -> None:
    quality = np.array([0.0, 0.0, 0.5, 1.0])
    figures = quality_figures({(CLEAN, 0): trial(quality, np.array([True, False, False, True]))}, bins=2)
    assert figures["n"] == 2 and figures["auroc"] == 1.0
    assert math.isnan(figures["spearman_conditions"])


def test_auroc_agrees_with_scikit_learn() -> None:
    rng = np.random.default_rng(1)
    scores, right = rng.integers(0, 20, 300), rng.random(300) < 0.6
    assert auroc(scores, right) == pytest.approx(sklearn_metrics.roc_auc_score(right, scores))
    assert math.isnan(auroc(scores, np.ones(300, np.bool_)))


def test_a_share_of_the_pictures_begins_with_those_of_a_smaller_one() -> None:
    pictures = [np.full((2, 2), i, np.uint8) for i in range(40)]
    labelled = Labelled(pictures, np.arange(40))
    small, large = some_of(labelled, 0.25), some_of(labelled, 0.5)
    assert len(small.labels) == 10
    assert large.labels[:10].tolist() == small.labels.tolist()
    assert [p[0, 0] for p in small.pictures] == small.labels.tolist()
    with pytest.raises(ValueError, match="above 0"):
        some_of(labelled, 0.0)


def test_degraded_faces_go_through_the_live_path() -> None:
    face = cv2.resize(astronaut()[25:205, 135:315], (48, 48), interpolation=cv2.INTER_AREA)
    labelled = Labelled([face, np.full((48, 48), 90, np.uint8)], np.array([1, 0]))
    looks = look_at(labelled.pictures)
    assert looks.found.tolist() == [True, False]
    assert looks.quality[0] == pytest.approx(looks.parts[0].prod()) and looks.quality[1] == 0

    done: list[tuple[str, int]] = []
    figures = degradation_figures(try_conditions(labelled, FaceClassifier.load(), after_each=done.append))
    assert len(done) == 1 + 3 * len(DEGRADATIONS)
    assert set(figures["degraded"]) == set(DEGRADATIONS)
    assert figures["clean"]["detection_rate"] == 0.5
    row = figures["degraded"]["focus blur"]["medium"]
    assert row["level"] == "2 px"
    assert row["points_lost"] == pytest.approx(100 * (figures["clean"]["accuracy"] - row["accuracy"]))


def test_labelled_pictures_are_those_that_are_scored(corpus: Path) -> None:
    # Rows 30..35 are FER+ classes 6, 7 and 0..3 in its own order; contempt is left out.
    assert len(labelled_pictures("ferplus", corpus).labels) == 5
    assert labelled_pictures("fer2013", corpus, "PublicTest").labels.shape == (6,)
    with pytest.raises(UserError, match="use ferplus, fer2013 or folders"):
        labelled_pictures("affectnet", corpus)


def test_the_command_writes_figures_and_pictures(corpus: Path, tmp_path: Path) -> None:
    asked = Evaluation(corpus, tmp_path / "f.json", pictures=tmp_path)
    evaluate_face(asked, "ferplus", degradations=True, share=0.2)
    made = sorted(file.name for file in tmp_path.glob("*.png"))
    expected = [
        "confusion.png",
        "degradations_1.png",
        "degradations_2.png",
        "quality.png",
        "risk_coverage.png",
    ]
    assert made == expected
    for name in made:
        assert cv2.imread(str(tmp_path / name)) is not None
