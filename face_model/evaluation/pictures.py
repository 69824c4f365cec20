"""What the face model says about labelled pictures, through the same detector and alignment as live."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from face_model.alignment import CROP_PX, plain_crop
from face_model.classifier import FaceClassifier
from face_model.corpora.fer2013 import load_fer2013
from face_model.corpora.folders import load_folders, read_picture
from face_model.corpora.named import PictureFiles
from face_model.evaluation.fer2013 import Tested, parts, predictions_fer2013, predictions_ferplus
from face_model.landmarks import N_LANDMARKS, NO_LANDMARKS, Image, Landmarks
from face_model.quality import PARTS
from face_model.reading import StillPictures
from fusion.arrays import BoolArray, Float32Array, FloatArray, IntArray
from fusion.emotions import EMOTIONS
from fusion.errors import UserError
from fusion.evidence import Modality
from fusion.people import people_by
from fusion.study.answers import FileAnswers
from fusion.study.as_shown import as_shown, require_fitted
from fusion.study.examples import Examples
from fusion.study.metrics import Predictions, headline, probability_figures
from fusion.study.people import require_baseline

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
    points
        float32 (n, 468, 3), its landmarks; NaN where it found none.
    """

    crops: Image
    found: BoolArray
    quality: FloatArray
    parts: FloatArray
    points: Float32Array

    def examples(self, labels: IntArray, classifier: FaceClassifier) -> Examples:
        """What is said of them live: where no face was found, nothing."""
        probabilities, familiar, agreement = classifier.seen(self.crops, list(self.points))
        probabilities[~self.found] = 1 / len(EMOTIONS)
        quality = self.quality * familiar
        return Examples(probabilities, quality, labels, familiar=familiar, agreement=agreement)


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
    labels: IntArray


def evaluate(
    protocol: str,
    data: Path,
    classifier: FaceClassifier | None = None,
    *,
    person: str | None = None,
    baseline: str | None = None,
    each_file: Callable[[FileAnswers], None] | None = None,
) -> Predictions:
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
    person
        Of folders, a regular expression whose first group, found in a file's name, is who is seen.
    baseline
        ``none`` for figures of what is shown live, not of the network alone; ``neutral`` for what is shown
        where each person is known by their other neutral pictures.
    each_file
        Of folders: called with the answers to the single pictures.

    Raises
    ------
    UserError
        If the protocol is not known, the folder holds nothing to evaluate, files are missing, nothing tells
        the people that a baseline is asked for, or FER2013's pictures, which are no files, are asked for by
        file.
    """
    _require_known(protocol)
    if protocol != "folders" and (person is not None or baseline is not None):
        raise UserError("Nobody knows who is in FER2013's pictures; --person and --baseline are for folders.")
    if protocol != "folders" and each_file is not None:
        raise UserError("FER2013's pictures are no files of their own; --answers is for folders.")
    require_baseline(baseline, people_known=person is not None)
    classifier = classifier or FaceClassifier.load()
    require_fitted(Modality.FACE, classifier.sha256, baseline)
    if protocol == "folders":
        return _folders(data, classifier, person, baseline, each_file)
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
        rows, labels = table.of_an_emotion(usage), table.majority
    return Labelled(list(table.images[rows]), labels[rows])


def look_at(pictures: Iterable[Image]) -> Faces:
    """Find the face in each picture and cut it out.

    Of several faces the largest counts. The pictures are taken one after the other and not kept.
    """
    crops: list[Image] = []
    found: list[bool] = []
    rated: list[list[float]] = []
    points: list[Landmarks] = []
    with StillPictures(max_faces=4) as still:
        for picture in pictures:
            face = still.face(picture)
            found.append(face is not None)
            crops.append(plain_crop(picture) if face is None else face.crop)
            points.append(NO_LANDMARKS if face is None else face.points)
            rated.append([0.0 if face is None else face.quality.parts[name] for name in PARTS])
    cut = np.array(crops, np.uint8).reshape(-1, CROP_PX, CROP_PX)
    by_part = np.array(rated).reshape(-1, len(PARTS))
    where = np.array(points, np.float32).reshape(-1, N_LANDMARKS, 3)
    return Faces(cut, np.array(found, np.bool_), by_part.prod(axis=1), by_part, where)


def examples_of(pictures: PictureFiles, classifier: FaceClassifier) -> Examples:
    """What is said live of pictures in files; ``examples`` are the places of those that could be read."""
    unreadable: list[Path] = []
    faces = look_at(_readable(pictures.files, unreadable))
    kept = _kept(pictures.files, unreadable)
    return replace(faces.examples(pictures.labels[kept], classifier), examples=np.flatnonzero(kept))


def _readable(files: Iterable[Path], unreadable: list[Path]) -> Iterator[Image]:
    """The pictures in ``files``, read one after the other; those that cannot be are put on the list."""
    for file in files:
        try:
            picture = read_picture(file)
        except (OSError, UserError):
            unreadable.append(file)
        else:
            yield picture


def _kept(files: Sequence[Path], unreadable: Sequence[Path]) -> BoolArray:
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


def _folders(
    data: Path,
    classifier: FaceClassifier,
    person: str | None,
    baseline: str | None,
    each_file: Callable[[FileAnswers], None] | None,
) -> Predictions:
    files, labels, left_out = load_folders(data)
    people = people_by(person, [file.name for file in files]) if person is not None else ("",) * len(files)
    unreadable: list[Path] = []
    faces = look_at(_readable(files, unreadable))
    kept = _kept(files, unreadable)
    labels = labels[kept]
    notes: list[str] = []
    if unreadable:
        names = ", ".join(str(file.relative_to(data)) for file in unreadable[:5])
        more = f" and {len(unreadable) - 5} more" if len(unreadable) > 5 else ""
        notes.append(f"Files that cannot be read as pictures are left out: {names}{more}.")
    notes += left_out
    probabilities = classifier.probabilities(faces.crops)
    one_view = classifier.calibrate(classifier.answers(faces.crops, mirrored=False).votes)
    network = Predictions(
        probabilities=probabilities,
        labels=labels,
        protocol=f"folders: {data.resolve().name}",
        unseen_speakers=None,
        weights_sha256=classifier.sha256,
        notes=tuple(notes),
        extra={
            "ranges_sha256": classifier.ranges_sha256,
            "detection_rate": float(faces.found.mean()),
            "without_flip": headline(one_view, labels),
            "among_all_seven": _among_all(probabilities, labels),
        }
        | parts(probabilities, labels, faces.found),
    )
    known = [who for who, read in zip(people, kept, strict=True) if read]
    shown = as_shown(Modality.FACE, classifier.sha256, faces.examples(labels, classifier), known, baseline)
    asked = shown.predictions(network) if shown else network
    if each_file is not None:
        each_file(FileAnswers([f for f, read in zip(files, kept, strict=True) if read], known, asked, shown))
    return asked


def _among_all(probabilities: FloatArray, labels: IntArray) -> dict[str, float]:
    """Accuracy and UAR with all seven answers allowed, also those that no picture shows."""
    figures = probability_figures(probabilities, labels)
    return {name: figures[name] for name in ("accuracy", "uar")}
