"""What the face model says about labelled pictures, through the same detector and alignment as live."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from face_model.alignment import CROP_PX, plain_crop
from face_model.classifier import FaceClassifier
from face_model.corpora.fer2013 import load_fer2013
from face_model.corpora.folders import load_folders, read_picture
from face_model.evaluation.fer2013 import Tested, parts, predictions_fer2013, predictions_ferplus
from face_model.landmarks import Image
from face_model.quality import PARTS
from face_model.reading import StillPictures
from fusion.calibration import safe_log
from fusion.emotions import EMOTIONS
from fusion.errors import UserError
from fusion.evidence import Modality
from fusion.late_fusion import CARD, LateFusion
from fusion.stored_model import digest_of
from fusion.study.metrics import Predictions, headline, probability_figures

PROTOCOLS: tuple[str, ...] = ("ferplus", "fer2013", "folders")
"""FER2013's private test with the majority of FER+'s votes, the same with FER2013's labels, plain folders."""


@dataclass(frozen=True)
class Faces:
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

    crops: Image
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

    pictures: Sequence[Image]
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
    faces = look_at([table.images[row] for row in rows])
    make = predictions_ferplus if protocol == "ferplus" else predictions_fer2013
    return make(classifier, Tested(table, rows, faces.crops, faces.found, table.twin[rows]))


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


def look_at(pictures: Iterable[Image]) -> Faces:
    """Find the face in each picture and cut it out.

    Of several faces the largest counts. The pictures are taken one after the other and not kept.
    """
    crops: list[Image] = []
    found: list[bool] = []
    rated: list[list[float]] = []
    with StillPictures(max_faces=4) as still:
        for picture in pictures:
            face = still.face(picture)
            found.append(face is not None)
            crops.append(plain_crop(picture) if face is None else face.crop)
            rated.append([0.0 if face is None else face.quality.parts[name] for name in PARTS])
    cut = np.array(crops, np.uint8).reshape(-1, CROP_PX, CROP_PX)
    by_part = np.array(rated).reshape(-1, len(PARTS))
    return Faces(cut, np.array(found, np.bool_), by_part.prod(axis=1), by_part)


def _readable(files: Iterable[Path], unreadable: list[Path]) -> Iterator[Image]:
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


def _require_known(protocol: str) -> None:
    if protocol not in PROTOCOLS:
        raise UserError(
            f"“{protocol}” is not a protocol for faces known here; use ferplus, fer2013 or folders."
        )


def _folders(data: Path, classifier: FaceClassifier) -> Predictions:
    files, labels, left_out = load_folders(data)
    unreadable: list[Path] = []
    faces = look_at(_readable(files, unreadable))
    labels = labels[_kept(files, unreadable)]
    notes: list[str] = []
    if unreadable:
        names = ", ".join(str(file.relative_to(data)) for file in unreadable[:5])
        more = f" and {len(unreadable) - 5} more" if len(unreadable) > 5 else ""
        notes.append(f"Files that cannot be read as pictures are left out: {names}{more}.")
    if left_out:
        notes.append(f"Folders that are none of the seven emotions are left out: {', '.join(left_out)}.")
    probabilities = classifier.probabilities(faces.crops)
    one_view = classifier.calibrate(classifier.answers(faces.crops, mirrored=False).votes)
    extra: dict[str, Any] = {
        "detection_rate": float(faces.found.mean()),
        "without_flip": headline(one_view, labels),
        "among_all_seven": _among_all(probabilities, labels),
    }
    shown = _as_shown(probabilities, classifier.sha256)
    if shown is not None:
        extra["as_shown"] = headline(shown, labels) | {
            "among_all_seven": _among_all(shown, labels),
            "weights_sha256": {"fusion": digest_of(CARD)},
        }
    return Predictions(
        probabilities=probabilities,
        labels=labels,
        protocol=f"folders: {data.name}",
        unseen_speakers=None,
        weights_sha256=classifier.sha256,
        notes=tuple(notes),
        extra=extra | parts(probabilities, labels, faces.found),
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
    figures = probability_figures(probabilities, labels)
    return {name: figures[name] for name in ("accuracy", "uar")}
