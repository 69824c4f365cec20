"""Are small faces found, is none invented, are people known again, and what does it cost?"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np

from face_model.alignment import align
from face_model.appearance import appearance
from face_model.classifier import FaceClassifier
from face_model.corpora.folders import read_picture
from face_model.corpora.named import load_faces
from face_model.engines import face_mesh
from face_model.far import square_of
from face_model.finding import FaceFinder
from face_model.landmarks import Image, Landmarks
from face_model.quality import head_pose
from face_model.reading import StillPictures, face_at
from face_model.sparing import SparingMesh
from face_model.studies.faceless import KINDS, photograph
from face_model.studies.made_frames import MadeFrame, Sitter, meeting, room, tinted
from face_model.tracking import PartnerTracker, Place
from fusion.arrays import BoolArray

SIZES = (((720, 1280), 0.04), ((1080, 1920), 0.03))
"""Height and width of the frames (pixels), and how wide a face is in them (share of the width)."""

_CORPORA = ("rafdb", "sfew_train", "jaffe5")
_NEAR_PX = 150
_MOST_TURNED = 20  # degrees
_TRIALS = 20  # of who is known again


def study(
    data: Path,
    photographs: Sequence[Image],
    filmed: Sequence[Image],
    classifier: FaceClassifier,
    *,
    frames: int = 50,
    faceless: int = 100,
) -> dict[str, Any]:
    """All figures, ready for JSON.

    Parameters
    ----------
    data
        Holds the corpora rafdb, sfew_train and jaffe5.
    photographs
        Of things, without a face.
    filmed
        Frames of one near face, for the cost.
    frames, faceless
        Frames with faces of each kind and size, and frames without of each kind.
    """
    rng = np.random.default_rng(0)
    people = sitters(data, frames, rng)
    with closing(FaceFinder()) as finder:
        return {
            "sitters": f"{len(people)} frontal faces of {', '.join(_CORPORA)} that the mesh finds when near",
            "found": [
                found(finder, people, make, size, share, frames, rng)
                for size, share in SIZES
                for make in (room, meeting)
            ],
            "invented": invented(finder, photographs, faceless, rng),
            "emotions": emotions(finder, data, classifier, 2 * frames, rng),
            "known_again": known_again(finder, data, rng),
            "cost": cost(filmed),
            "weights_sha256": {"face": classifier.sha256},
            "ranges_sha256": classifier.ranges_sha256,
        }


def sitters(data: Path, n: int, rng: np.random.Generator) -> list[Sitter]:
    """Up to ``n`` people of each corpus whose face is frontal and found when it is near."""
    people: list[Sitter] = []
    with StillPictures() as still, face_mesh(static=True) as mesh:
        for name in _CORPORA:
            files = load_faces(name, data / name).files
            own: list[Sitter] = []
            for i in rng.permutation(len(files)):
                if len(own) == n:
                    break
                sitter = _sitter(still, tinted(read_picture(files[i]), rng))
                if sitter is not None and mesh.find(room([sitter], (500, 500), _NEAR_PX, rng).image):
                    own.append(sitter)
            people += own
    return people


def _sitter(still: StillPictures, picture: Image) -> Sitter | None:
    points = still.points(picture)
    if points is None:
        return None
    pose = head_pose(points)
    turned = max(abs(pose.yaw), abs(pose.pitch), abs(pose.roll))
    return Sitter(picture, points) if turned <= _MOST_TURNED else None


def found(
    finder: FaceFinder,
    people: Sequence[Sitter],
    make: Any,
    size: tuple[int, int],
    share: float,
    frames: int,
    rng: np.random.Generator,
) -> dict[str, Any]:
    """Share of the faces found in frames of one to nine, at the first look; and by the mesh alone."""
    n = hits = alone = more = 0
    with face_mesh(static=True) as mesh:
        for k in range(frames):
            chosen = rng.choice(len(people), 1 + k % 9, replace=False)
            frame: MadeFrame = make([people[i] for i in chosen], size, share * size[1], rng)
            finder.reset()
            seen = finder.find(frame.image)
            n += len(frame.faces)
            hits += _hits(frame.faces, seen)
            more += len(seen) - _hits(seen, frame.faces)
            alone += _hits(frame.faces, mesh.find(frame.image))
    return {
        "kind": make.__name__,
        "width_px": size[1],
        "face_share": share,
        "frames": frames,
        "faces": n,
        "found": hits / n,
        "found_by_the_mesh_alone": alone / n,
        "invented": more,
    }


def _hits(faces: Iterable[Landmarks], others: Iterable[Landmarks]) -> int:
    """How many of ``faces`` are among the others."""
    places = [square_of(points) for points in others]
    return sum(any(square_of(points).is_near(place) for place in places) for points in faces)


def invented(
    finder: FaceFinder, photographs: Sequence[Image], n: int, rng: np.random.Generator
) -> dict[str, dict[str, int]]:
    """How many frames without a face show one, in the first two looks at each."""
    size = (720, 1280)
    rows = {}
    for kind in (*KINDS, "photographs of things"):
        wrong = 0
        for _ in range(n):
            image = KINDS[kind](size, rng) if kind in KINDS else photograph(photographs, size, rng)
            finder.reset()
            wrong += bool(finder.find(image) or finder.find(image))
        rows[kind] = {"frames": n, "with_a_face": wrong}
    return rows


def emotions(
    finder: FaceFinder, data: Path, classifier: FaceClassifier, n: int, rng: np.random.Generator
) -> dict[str, Any]:
    """Accuracy on small faces of RAF-DB's test: by the landmarks found, and by those of the large picture."""
    files = load_faces("rafdb", data / "rafdb")
    rows = []
    with StillPictures() as still, face_mesh(static=True) as mesh:
        for share in (0.04, 0.08, 0.14):
            crops: dict[str, list[Image]] = {"found": [], "true": [], "mesh": []}
            labels: list[int] = []
            sizes = []
            for i in rng.permutation(len(files.files))[:n]:
                sitter = _sitter(still, read_picture(files.files[i]))
                if sitter is None:
                    continue
                frame = room([sitter], (720, 1280), share * 1280, rng)
                finder.reset()
                seen = [p for p in finder.find(frame.image) if _hits([p], frame.faces)]
                if not seen:
                    continue
                near = [p for p in mesh.find(frame.image) if _hits([p], frame.faces)]
                crops["found"].append(align(frame.image, seen[0]))
                crops["true"].append(align(frame.image, frame.faces[0]))
                crops["mesh"].append(
                    align(frame.image, near[0]) if near else np.zeros_like(crops["found"][-1])
                )
                labels.append(int(files.labels[i]))
                sizes.append(face_at(frame.image, seen[0]).quality.size)
            truth = np.array(labels)
            has_mesh = np.array([bool(crop.any()) for crop in crops["mesh"]])
            right = {
                way: classifier.probabilities(np.stack(cut)).argmax(axis=1) == truth
                for way, cut in crops.items()
            }
            rows.append(
                {
                    "face_share": share,
                    "faces": len(truth),
                    "accuracy": float(right["found"].mean()),
                    "accuracy_by_true_landmarks": float(right["true"].mean()),
                    "found_by_the_mesh_alone": int(has_mesh.sum()),
                    "accuracy_of_these": _mean(right["found"][has_mesh]),
                    "accuracy_of_these_by_the_mesh": _mean(right["mesh"][has_mesh]),
                    "quality_size_mean": float(np.mean(sizes)),
                }
            )
    return {"of": "RAF-DB test, frontal, in rooms 1280 pixels wide", "rows": rows}


def _mean(values: BoolArray) -> float | None:
    return float(values.mean()) if len(values) else None


def known_again(finder: FaceFinder, data: Path, rng: np.random.Generator) -> dict[str, Any]:
    """Five people in a meeting; after a pause all sit elsewhere and feel something else: who are they now?"""
    files = load_faces("jaffe5", data / "jaffe5").files
    names = sorted({file.name[:2] for file in files})
    own = {name: [file for file in files if file.name.startswith(name)] for name in names}
    same = other = new = 0
    with StillPictures() as still:
        for _ in range(_TRIALS):
            tracker = PartnerTracker()
            numbers: dict[str, int] = {}
            for t in (0.0, 60.0):
                seats = [names[i] for i in rng.permutation(len(names))]
                drawn = [own[name][rng.integers(len(own[name]))] for name in seats]
                people = [_sitter(still, read_picture(file)) for file in drawn]
                if any(sitter is None for sitter in people):
                    break
                frame = meeting([s for s in people if s is not None], (720, 1280), 0.06 * 1280, rng)
                finder.reset()
                for name, number in _numbers(tracker, frame, finder, seats, t).items():
                    if not t:
                        numbers[name] = number
                    elif number == numbers.get(name):
                        same += 1
                    elif number in numbers.values():
                        other += 1
                    else:
                        new += 1
    n = max(same + other + new, 1)
    return {"people": n, "themselves": same / n, "somebody_else": other / n, "somebody_new": new / n}


def _numbers(
    tracker: PartnerTracker, frame: MadeFrame, finder: FaceFinder, seats: Sequence[str], t: float
) -> dict[str, int]:
    """What the tracker calls each person at time ``t``."""
    faces = finder.find(frame.image)
    height, width = frame.image.shape[:2]
    places = []
    for points in faces:
        square = square_of(points)
        places.append(Place(square.x / width, square.y / height, float(np.ptp(points[:, 1])) / height))
    tracker.follow(places, t, lambda i: appearance(align(frame.image, faces[i])))
    return {
        name: number
        for name, truth in zip(seats, frame.faces, strict=True)
        for number, points in zip(tracker.people, faces, strict=True)
        if _hits([truth], [points])
    }


def cost(filmed: Sequence[Image]) -> dict[str, float]:
    """Processor's milliseconds a look at a near face: the live mesh alone, and with the search for others."""
    mesh, finder = SparingMesh(), FaceFinder()
    spent: dict[str, list[float]] = {"mesh": [], "finder": []}
    for image in filmed:
        for name, find in (("mesh", mesh.find), ("finder", finder.find)):
            start = time.process_time()
            find(image)
            spent[name].append(1e3 * (time.process_time() - start))
    mesh.close()
    finder.close()
    alone, both = (float(np.mean(ms[5:])) for ms in (spent["mesh"], spent["finder"]))
    return {"looks": len(filmed) - 5, "mesh_alone_ms": alone, "with_far_ms": both, "more_ms": both - alone}
