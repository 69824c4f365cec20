"""Do distances between landmarks know something that the network does not? A small study."""

from __future__ import annotations

from typing import Any

import numpy as np
from rich.progress import track

from face_model.alignment import EYE_DISTANCE_PX, similarity_to_canonical
from face_model.classifier import FaceClassifier
from face_model.landmarks import Landmarks
from face_model.reading import StillPictures
from face_model.training.crops import CropCache
from face_model.training.dataset import training_rows
from fusion.arrays import FloatArray, IntArray, Uint8Array
from fusion.calibration import safe_log
from fusion.emotions import EMOTIONS
from fusion.study.metrics import headline

_PAIRS = {
    "mouth width": ((61, 291),),
    "mouth opening": ((13, 14),),
    "lips, outer edges": ((0, 17),),
    "upper lip to nose": ((2, 0),),
    "lower lip to chin": ((17, 152),),
    "eye opening": ((159, 145), (386, 374)),
    "brow to eye, inner": ((55, 133), (285, 362)),
    "brow to eye, middle": ((105, 159), (334, 386)),
    "brow to eye, outer": ((70, 33), (300, 263)),
    "between the brows": ((55, 285),),
    "nose width": ((98, 327),),
    "cheek to mouth corner": ((50, 61), (280, 291)),
}
FEATURES: tuple[str, ...] = (*_PAIRS, "mouth corners raised")
"""Distances on the canonical face, in eye distances; of pairs the mean of left and right."""


def features(landmarks: Landmarks) -> FloatArray:
    """Mouth, brow and eye distances of a face laid onto the canonical one; float64 (13,), eye distances.

    Parameters
    ----------
    landmarks
        (468, 3), pixels of any picture: rotation, scale and place do not matter.
    """
    matrix = similarity_to_canonical(landmarks)
    points = (landmarks[:, :2].astype(np.float64) @ matrix[:, :2].T + matrix[:, 2]) / EYE_DISTANCE_PX
    distances = [
        float(np.mean([np.linalg.norm(points[a] - points[b]) for a, b in pairs])) for pairs in _PAIRS.values()
    ]
    middle = (points[13, 1] + points[14, 1]) / 2
    return np.array([*distances, middle - (points[61, 1] + points[291, 1]) / 2])


def features_of(pictures: Uint8Array) -> FloatArray:
    """Features (n, 13) of small grey pictures (n, 48, 48); NaN where no face is found."""
    rows = np.full((len(pictures), len(FEATURES)), np.nan)
    with StillPictures() as still:
        for i, picture in enumerate(track(pictures, description="Measuring faces")):
            points = still.points(picture)
            if points is not None:
                rows[i] = features(points)
    return rows


def study(
    crops: CropCache,
    classifier: FaceClassifier,
    *,
    n_train: int = 8000,
    n_held_out: int = 3589,
) -> dict[str, Any]:
    """Figures of the landmarks alone and beside the network, ready for JSON.

    A logistic model of the features is fitted on training pictures. Stackers (logistic models of
    log-probabilities) are fitted on PublicTest, one with the network alone as a control; all are judged on
    PrivateTest.

    Parameters
    ----------
    crops, classifier
        FER2013 and the network.
    n_train, n_held_out
        Training pictures, and pictures of each of the two other splits, at most; drawn by chance.
    """
    rng = np.random.default_rng(0)
    corpus = crops.corpus
    rows = {
        split: rng.permutation(kept)[:n]
        for split, kept, n in (
            ("train", np.intersect1d(training_rows(crops), corpus.of_an_emotion("Training")), n_train),
            ("fit", corpus.apart(corpus.of_an_emotion("PublicTest")), n_held_out),
            ("test", corpus.of_an_emotion("PrivateTest"), n_held_out),
        )
    }
    measured = {split: features_of(corpus.images[kept]) for split, kept in rows.items()}
    rows = {split: kept[~np.isnan(measured[split][:, 0])] for split, kept in rows.items()}
    measured = {split: found[~np.isnan(found[:, 0])] for split, found in measured.items()}
    labels = {split: corpus.majority[kept] for split, kept in rows.items()}
    geometry = logistic(measured["train"], labels["train"], squares=True)
    by_landmarks = {s: _log_p(geometry, measured[s]) for s in ("fit", "test")}
    by_network = {s: classifier.log_probabilities(crops.evaluation_crops(rows[s])) for s in ("fit", "test")}
    both = {s: np.hstack([by_network[s], by_landmarks[s]]) for s in ("fit", "test")}
    answers = {
        "landmarks alone": by_landmarks["test"],
        "network": by_network["test"],
        "network, stacked alone (control)": _stacked(by_network, labels["fit"]),
        "network and landmarks, stacked": _stacked(both, labels["fit"]),
    }
    right = {name: log_p.argmax(axis=1) == labels["test"] for name, log_p in answers.items()}
    gain = _interval(
        right["network and landmarks, stacked"].astype(float)
        - right["network, stacked alone (control)"].astype(float)
    )
    return {
        "split": {
            "landmarks fitted on": f"{len(rows['train'])} pictures of FER2013 Training",
            "stackers fitted on": f"{len(rows['fit'])} pictures of PublicTest",
            "judged on": f"{len(rows['test'])} pictures of PrivateTest, FER+ majority, face found",
        },
        "features": list(FEATURES),
        "rows": {name: _figures(log_p, labels["test"]) for name, log_p in answers.items()},
        "gain_of_landmarks_points": gain,
        "weights_sha256": classifier.sha256,
        "ranges_sha256": classifier.ranges_sha256,
    }


def logistic(inputs: FloatArray, labels: IntArray, *, squares: bool = False) -> Any:
    """A fitted scikit-learn pipeline: standardised inputs (with products of two, if asked), then logistic."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import PolynomialFeatures, StandardScaler

    steps = [StandardScaler(), *([PolynomialFeatures(2, include_bias=False)] if squares else [])]
    return make_pipeline(*steps, LogisticRegression(C=0.3, max_iter=2000)).fit(inputs, labels)


def _log_p(model: Any, inputs: FloatArray) -> FloatArray:
    """Log-probabilities (n, 7); an emotion that the model never met is all but impossible."""
    p = np.zeros((len(inputs), len(EMOTIONS)))
    p[:, model.classes_] = model.predict_proba(inputs)
    return safe_log(p)


def _stacked(log_p: dict[str, FloatArray], labels: IntArray) -> FloatArray:
    return _log_p(logistic(log_p["fit"], labels), log_p["test"])


def _figures(log_p: FloatArray, labels: IntArray) -> dict[str, float]:
    p = np.exp(log_p)
    p /= p.sum(axis=1, keepdims=True)
    return headline(p, labels.astype(np.int64), ("accuracy", "uar", "macro_f1", "ece"))


def _interval(differences: FloatArray) -> dict[str, float]:
    """Mean and 95 % bootstrap interval, in points."""
    rng = np.random.default_rng(0)
    means = [differences[rng.integers(0, len(differences), len(differences))].mean() for _ in range(2000)]
    low, high = np.percentile(means, [2.5, 97.5])
    return {"mean": 100 * float(differences.mean()), "low": 100 * float(low), "high": 100 * float(high)}
