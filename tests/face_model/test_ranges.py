"""In eight bits the shipped network answers as it was trained, within what is stated here."""

from __future__ import annotations

import shutil
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
import torch

from face_model.classifier import SHIPPED_WEIGHTS, FaceClassifier, HeadAnswers
from face_model.corpora.folders import read_picture
from face_model.corpora.parting import every_picture, part_of
from face_model.network import ExpressionNetwork
from face_model.ranges import file_beside, save_ranges
from face_model.reading import StillPictures
from face_model.training.held_out import answering
from face_model.training.ranges import change
from face_model.training.teachers import load_network
from fusion.calibration import log_softmax
from fusion.recordings.recording import Recording
from fusion.stored_model import card_beside, digest_of
from ui.demo.clip import DEMO_CLIP

torch.set_num_threads(1)

MEAN, LARGEST, SAME = 0.0025, 0.08, 0.985
"""Of what the trained network says: how far a probability may lie from it on average, and at most, and in how
large a share of pictures the same emotion has to lead."""


@pytest.fixture(scope="module")
def shipped() -> FaceClassifier:
    return FaceClassifier.load()


@pytest.fixture(scope="module")
def demo_faces() -> np.ndarray:
    """A face a second of the demo."""
    with StillPictures() as still:
        frames = (frame.image for frame in islice(Recording(DEMO_CLIP).video_frames(), 0, None, 25))
        return np.stack([face.crop for image in frames if (face := still.face(image))])


def trained_says(network: ExpressionNetwork, classifier: FaceClassifier, crops: np.ndarray) -> np.ndarray:
    """Calibrated probabilities of torch's network, of each crop and its mirror image."""
    both = np.concatenate([crops, crops[:, :, ::-1]])
    with torch.inference_mode():
        votes = network.eval()(torch.from_numpy(both)).votes.numpy().astype(np.float64)
    log_p = log_softmax(votes).reshape(2, len(crops), -1).mean(axis=0)
    return classifier.calibrate(log_softmax(log_p))


def hold_to_torch(classifier: FaceClassifier, crops: np.ndarray) -> None:
    expected = trained_says(load_network(SHIPPED_WEIGHTS), classifier, crops)
    apart = change(expected, classifier.calibrate(classifier.answers(crops).votes))
    assert 0 < apart["mean_change"] < MEAN
    assert apart["largest_change"] < LARGEST
    assert apart["same_answer"] >= SAME


def test_the_demos_faces_are_read_as_the_trained_network_reads_them(
    shipped: FaceClassifier, demo_faces: np.ndarray
) -> None:
    assert shipped.ranges_sha256 == digest_of(file_beside(SHIPPED_WEIGHTS))
    assert len(demo_faces) >= 10
    hold_to_torch(shipped, demo_faces)


@pytest.mark.corpus
def test_pictures_held_out_are_read_as_the_trained_network_reads_them(
    shipped: FaceClassifier, corpora: Path
) -> None:
    if not (corpora / "rafdb").is_dir():
        pytest.skip("RAF-DB is not here")
    pictures = every_picture("rafdb", corpora / "rafdb")
    some = np.flatnonzero(part_of("rafdb", pictures) == "held_out")[::8]
    with StillPictures() as still:
        found = [still.face(read_picture(pictures.files[row])) for row in some]
    hold_to_torch(shipped, np.stack([face.crop for face in found if face is not None]))


def as_bytes(answers: HeadAnswers) -> list[bytes]:
    return [part.tobytes() for part in answers]


def test_answers_are_the_same_twice_and_in_whatever_company(
    shipped: FaceClassifier, demo_faces: np.ndarray
) -> None:
    together = shipped.answers(demo_faces)
    assert as_bytes(FaceClassifier.load().answers(demo_faces)) == as_bytes(together)
    for n in (1, 3):
        parts = [shipped.answers(demo_faces[i : i + n]) for i in range(0, len(demo_faces), n)]
        for got, expected in zip(zip(*parts, strict=True), together, strict=True):
            np.testing.assert_array_equal(np.concatenate(got), expected)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The shipped weights with all that lies beside them, in a folder of their own."""
    for file in SHIPPED_WEIGHTS.parent.glob("face.*"):
        shutil.copy(file, tmp_path)
    return tmp_path / SHIPPED_WEIGHTS.name


def floats(demo_faces: np.ndarray) -> np.ndarray:
    return answering(load_network(SHIPPED_WEIGHTS))(demo_faces)[0].astype(np.float64)


def test_without_ranges_weights_answer_in_floats(copied: Path, demo_faces: np.ndarray) -> None:
    with_them = FaceClassifier.load(copied)
    file_beside(copied).unlink()
    without = FaceClassifier.load(copied)
    assert (without.ranges_sha256, without.without_familiarity) == ("", "")
    assert without.known_as != with_them.known_as
    features = without.answers(demo_faces, mirrored=False).features
    np.testing.assert_array_equal(features, floats(demo_faces))


@pytest.mark.parametrize("what", ["other weights", "damaged", "too few", "upside down"])
def test_ranges_that_do_not_fit_are_told_and_left_aside(
    what: str, copied: Path, demo_faces: np.ndarray
) -> None:
    digest, good = digest_of(copied), np.tile([-3.0, 9.0], (21, 1))
    if what == "damaged":
        file_beside(copied).write_bytes(b"no tensors")
    elif what == "other weights":
        save_ranges(good, copied, "abc")
    else:
        save_ranges(good[:-1] if what == "too few" else good[:, ::-1], copied, digest)
    told = FaceClassifier.load(copied)
    sentence = "of other weights than" if what == "other weights" else "is damaged"
    assert sentence in told.without_familiarity
    assert told.without_familiarity.endswith("“attune train face-ranges” makes it anew.")
    assert told.ranges_sha256 == ""
    features = told.answers(demo_faces, mirrored=False).features
    np.testing.assert_array_equal(features, floats(demo_faces))


def test_the_cards_file_tells_nothing_of_ranges(copied: Path) -> None:
    """They are found by their name alone, so that a user's weights need no new card."""
    assert "ranges" not in card_beside(copied).read_text(encoding="utf-8")
