"""What the face model says about labelled pictures, through the same detector and alignment as live."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from face_model.alignment import CROP_PX, align, plain_crop
from face_model.classifier import FaceClassifier, HeadAnswers
from face_model.corpora import (
    FERPLUS_CLASSES,
    Fer2013,
    load_fer2013,
    load_folders,
    read_picture,
)
from face_model.finding import find_in_small_picture
from face_model.landmarks import FaceMesh, Landmarks
from face_model.quality import PARTS, assess
from fusion.calibration import safe_log
from fusion.emotions import EMOTIONS
from fusion.errors import UserError
from fusion.evidence import Modality
from fusion.late_fusion import CARD, LateFusion
from fusion.study.metrics import Predictions, score

Crops = npt.NDArray[np.uint8]

_SMALL_PX = 160
_MIN_CONFIDENCE = 0.3


PROTOCOLS: tuple[str, ...] = ("ferplus", "fer2013", "folders")
"""FER2013's private test with the majority of FER+'s votes, the same with FER2013's labels, plain folders."""

_SHORT = ("n", "accuracy", "uar", "macro_f1", "ece", "accuracy_most_confident_half")


@dataclass(frozen=True)
class Looks:
    """Pictures of one face each, as the network is shown them.

    Parameters
    ----------
    crops
        uint8 (n, CROP_PX, CROP_PX); the plain crop where the face mesh found no face.
    found
        bool (n,), where it found one.
    quality
        float64 (n,), what the live path would say; 0 where no face was found.
    parts
        float64 (n, parts), what it is made of, in the order of PARTS.
    """

    crops: Crops
    found: npt.NDArray[np.bool_]
    quality: npt.NDArray[np.float64]
    parts: npt.NDArray[np.float64]


@dataclass(frozen=True)
class Labelled:
    """Pictures with their emotion.

    Parameters
    ----------
    pictures
        Grey or RGB, one face each.
    labels
        int64 (n,), positions in EMOTIONS.
    """

    pictures: Sequence[npt.NDArray[np.uint8]]
    labels: npt.NDArray[np.int64]


def evaluate(protocol: str, data: Path, classifier: FaceClassifier | None = None) -> Predictions:
    """Run the face model over labelled pictures.

    Parameters
    ----------
    protocol
        ``ferplus`` (FER2013's private test, majority of the FER+ votes), ``fer2013`` (the same pictures with
        FER2013's own labels), or ``folders`` (one sub-folder an emotion).
    data
        The corpus's folder.
    classifier
        The shipped one unless given.

    Raises
    ------
    UserError
        If the protocol is not known or the folder holds nothing to evaluate.
    UserError
        If its files are missing.
    """
    _require_known(protocol)
    classifier = classifier or FaceClassifier.load()
    if protocol == "folders":
        return _folders(data, classifier)
    table = load_fer2013(data)
    rows = table.rows("PrivateTest")
    looks = look_at([table.images[row] for row in rows])
    make = predictions_ferplus if protocol == "ferplus" else predictions_fer2013
    return make(classifier, table, rows, looks.crops, looks.found, table.twin[rows])


def labelled_pictures(protocol: str, data: Path, usage: str = "PrivateTest") -> Labelled:
    """The pictures that :func:`evaluate` scores, before anything looks at them (contempt left out)."""
    _require_known(protocol)
    if protocol == "folders":
        files, labels, _ = load_folders(data)
        unreadable: list[Path] = []
        pictures = list(_readable(files, unreadable))
        return Labelled(pictures, labels[_kept(files, unreadable)])
    table = load_fer2013(data)
    rows, labels = table.rows(usage), table.labels
    if protocol == "ferplus":
        labels = table.votes.argmax(axis=1).astype(np.int64)
        rows = rows[~table.no_majority[rows]]
        rows = rows[labels[rows] < len(EMOTIONS)]
    return Labelled(list(table.images[rows]), labels[rows])


def look_at(pictures: Iterable[npt.NDArray[np.uint8]]) -> Looks:
    """Find the face in each picture, grey (height, width) or RGB (height, width, 3), and cut it out.

    Of several faces the largest counts. The pictures are taken one after the other and not kept.
    """
    crops: list[Crops] = []
    found: list[bool] = []
    parts: list[list[float]] = []
    with FaceMesh(static=True, max_faces=4, min_confidence=_MIN_CONFIDENCE) as mesh:
        for picture in pictures:
            points = _largest_face(mesh, picture)
            found.append(points is not None)
            if points is None:
                crops.append(plain_crop(picture))
                parts.append([0.0] * len(PARTS))
                continue
            crops.append(align(picture, points))
            quality = assess(points, crops[-1], (picture.shape[0], picture.shape[1]))
            parts.append([quality.parts[name] for name in PARTS])
    rated = np.array(parts).reshape(-1, len(PARTS))
    cut = np.array(crops, np.uint8).reshape(-1, CROP_PX, CROP_PX)
    return Looks(cut, np.array(found, np.bool_), rated.prod(axis=1), rated)


def _readable(files: Iterable[Path], unreadable: list[Path]) -> Iterator[npt.NDArray[np.uint8]]:
    """The pictures in ``files``, read one after the other; those that cannot be are put on the list."""
    for file in files:
        try:
            picture = read_picture(file)
        except (OSError, UserError):
            unreadable.append(file)
        else:
            yield picture


def _kept(files: Sequence[Path], unreadable: Sequence[Path]) -> npt.NDArray[np.bool_]:
    """Where in ``files`` those are that could be read. Raises UserError if none is."""
    if len(unreadable) == len(files):
        raise UserError(
            f"None of the {len(files)} pictures can be read, {files[0]} for one; save them as PNG or JPEG."
        )
    return ~np.isin([str(file) for file in files], [str(file) for file in unreadable])


def _largest_face(mesh: FaceMesh, picture: npt.NDArray[np.uint8]) -> Landmarks | None:
    if max(picture.shape[:2]) > _SMALL_PX and picture.ndim == 3:
        faces = mesh.find(picture)
        if faces:
            return max(faces, key=lambda face: float(np.ptp(face[:, 1])))
    return find_in_small_picture(mesh, picture)


def _require_known(protocol: str) -> None:
    if protocol not in PROTOCOLS:
        raise UserError(
            f"“{protocol}” is not a protocol for faces known here; use ferplus, fer2013 or folders."
        )


def predictions_ferplus(
    classifier: FaceClassifier,
    table: Fer2013,
    rows: npt.NDArray[np.int64],
    crops: Crops,
    found: npt.NDArray[np.bool_],
    twin: npt.NDArray[np.bool_] | None = None,
) -> Predictions:
    """Answers to FER+'s majority label on ``rows``, whose crops are given in the same order.

    Rows on which "unknown" or "no face" got as many votes as any class are left out; of equal votes the
    class that comes first in EMOTIONS counts. ``twin`` marks rows with a near-twin among the training
    pictures or in PublicTest: figures without them are added.
    """
    kept = ~table.no_majority[rows]
    majority = table.votes[rows[kept]].argmax(axis=1)
    answers = classifier.answers(crops[kept]).votes
    seven = majority < len(EMOTIONS)
    labels = majority[seven].astype(np.int64)
    probabilities = classifier.calibrate(answers[seven])
    one_view = classifier.answers(crops[kept][seven], mirrored=False)
    return Predictions(
        probabilities=probabilities,
        labels=labels,
        protocol="FER+ test (FER2013 PrivateTest), majority of the votes",
        unseen_speakers=None,
        weights_sha256=classifier.sha256,
        notes=(
            f"{int((~kept).sum())} pictures without a majority for an emotion are left out.",
            f"accuracy_8_classes counts the {int((~seven).sum())} contempt pictures and the network's answer"
            " contempt; the other figures leave both out.",
            "FER2013 does not say who is in a picture; training left out near-twins of test pictures.",
        ),
        extra={
            "accuracy_8_classes": float(np.mean(answers.argmax(axis=1) == majority)),
            "n_8_classes": len(majority),
            "classes_8": list(FERPLUS_CLASSES),
            "detection_rate": float(found.mean()),
            "without_flip": _short(classifier.calibrate(one_view.votes), labels),
        }
        | _parts(probabilities, labels, found[kept][seven], None if twin is None else twin[kept][seven]),
    )


def predictions_fer2013(
    classifier: FaceClassifier,
    table: Fer2013,
    rows: npt.NDArray[np.int64],
    crops: Crops,
    found: npt.NDArray[np.bool_],
    twin: npt.NDArray[np.bool_] | None = None,
) -> Predictions:
    """Answers to FER2013's own labels on all of ``rows``; parameters as for :func:`predictions_ferplus`."""
    labels = table.labels[rows]
    answers = classifier.answers(crops)
    one_view = classifier.answers(crops, mirrored=False)
    probabilities = classifier.calibrate(answers.votes)
    head: dict[str, Any] = {"with_flip": _label_head(answers, labels)}
    head["without_flip"] = _label_head(one_view, labels)
    if twin is not None:
        kept = HeadAnswers(answers.votes[~twin], answers.labels[~twin])
        head["without_twins"] = _label_head(kept, labels[~twin])
    return Predictions(
        probabilities=probabilities,
        labels=labels,
        protocol="FER2013 PrivateTest, FER2013's labels",
        unseen_speakers=None,
        weights_sha256=classifier.sha256,
        notes=(
            "The probabilities shown are learned from FER+'s votes, which often differ from these labels;"
            " accuracy_label_head is the network's head that learned FER2013's labels.",
        ),
        extra={
            "accuracy_label_head": float(np.mean(answers.labels.argmax(axis=1) == labels)),
            "label_head": head,
            "detection_rate": float(found.mean()),
            "without_flip": _short(classifier.calibrate(one_view.votes), labels),
        }
        | _parts(probabilities, labels, found, twin),
    )


def _folders(data: Path, classifier: FaceClassifier) -> Predictions:
    files, labels, left_out = load_folders(data)
    unreadable: list[Path] = []
    looks = look_at(_readable(files, unreadable))
    labels = labels[_kept(files, unreadable)]
    notes: list[str] = []
    if unreadable:
        names = ", ".join(str(file.relative_to(data)) for file in unreadable[:5])
        more = f" and {len(unreadable) - 5} more" if len(unreadable) > 5 else ""
        notes.append(f"Files that cannot be read as pictures are left out: {names}{more}.")
    if left_out:
        notes.append(f"Folders that are none of the seven emotions are left out: {', '.join(left_out)}.")
    probabilities = classifier.probabilities(looks.crops)
    one_view = classifier.calibrate(classifier.answers(looks.crops, mirrored=False).votes)
    extra: dict[str, Any] = {
        "detection_rate": float(looks.found.mean()),
        "without_flip": _short(one_view, labels),
        "among_all_seven": _among_all(probabilities, labels),
    }
    shown = _as_shown(probabilities, classifier.sha256)
    if shown is not None:
        extra["as_shown"] = _short(shown, labels) | {"among_all_seven": _among_all(shown, labels)}
    return Predictions(
        probabilities=probabilities,
        labels=labels,
        protocol=f"folders: {data.name}",
        unseen_speakers=None,
        weights_sha256=classifier.sha256,
        notes=tuple(notes),
        extra=extra | _parts(probabilities, labels, looks.found, None),
    )


def _as_shown(probabilities: npt.NDArray[np.float64], weights_sha256: str) -> npt.NDArray[np.float64] | None:
    """What the window makes of a face's probabilities (n, 7): the fusion expects rare emotions more often.

    None for weights that the fusion was not fitted to.
    """
    card = json.loads(CARD.read_text(encoding="utf-8"))
    if card.get("weights_sha256", {}).get(Modality.FACE.value) != weights_sha256:
        return None
    return LateFusion.shipped().calibration[Modality.FACE].apply(safe_log(probabilities))


def _among_all(probabilities: npt.NDArray[np.float64], labels: npt.NDArray[np.int64]) -> dict[str, float]:
    """Accuracy and UAR with all seven answers allowed, also those that no picture shows."""
    right = probabilities.argmax(axis=1) == labels
    recalls = [right[labels == label].mean() for label in np.unique(labels)]
    return {"accuracy": float(right.mean()), "uar": float(np.mean(recalls))}


def _parts(
    probabilities: npt.NDArray[np.float64],
    labels: npt.NDArray[np.int64],
    found: npt.NDArray[np.bool_],
    twin: npt.NDArray[np.bool_] | None,
) -> dict[str, Any]:
    """Figures of parts of a test set: where a face was found and where not, and without near-twins."""
    blocks = {"face_found": found, "no_face_found": ~found}
    if twin is not None:
        blocks["without_twins"] = ~twin
    return {name: _short(probabilities[part], labels[part]) for name, part in blocks.items() if part.any()}


def _short(probabilities: npt.NDArray[np.float64], labels: npt.NDArray[np.int64]) -> dict[str, float]:
    figures = score(Predictions(probabilities, labels, "", None, ""))
    return {name: figures[name] for name in _SHORT}


def _label_head(answers: HeadAnswers, labels: npt.NDArray[np.int64]) -> dict[str, float]:
    """Figures of the head that learned FER2013's labels; it is not calibrated."""
    return _short(np.exp(answers.labels), labels)
