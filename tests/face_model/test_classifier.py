import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from skimage.data import astronaut

from face_model.alignment import CROP_PX, align
from face_model.classifier import SHIPPED_WEIGHTS, FaceClassifier
from face_model.engines import face_mesh
from face_model.network import ExpressionNetwork, fused
from fusion.calibration import VectorScaling
from fusion.emotions import EMOTIONS
from fusion.errors import UserError
from fusion.stored_model import card_beside, digest_of

torch.set_num_threads(1)


def crops(n: int) -> np.ndarray:
    return np.random.default_rng(1).integers(0, 256, (n, CROP_PX, CROP_PX), dtype=np.uint8)


@pytest.fixture
def untrained(tmp_path: Path) -> Path:
    torch.manual_seed(0)
    network = ExpressionNetwork(widths=(8, 16, 16), blocks=(1, 1))
    weights = tmp_path / "face.safetensors"
    save_file(network.state_dict(), weights)
    card = {
        "network": network.settings,
        "calibration": VectorScaling.identity(7).to_json(),
        "weights_sha256": hashlib.sha256(weights.read_bytes()).hexdigest(),
    }
    card_beside(weights).write_text(json.dumps(card))
    return weights


def test_probabilities_sum_to_one_whatever_the_number_of_crops(untrained: Path) -> None:
    classifier = FaceClassifier.load(untrained)
    assert classifier.probabilities(crops(0)).shape == (0, 7)
    many = classifier.probabilities(crops(300))
    assert many.dtype == np.float64
    assert many.sum(axis=1) == pytest.approx(np.ones(300))
    assert classifier.probabilities(crops(300)[:3]) == pytest.approx(many[:3], abs=1e-5)


def test_weights_are_found_by_their_folder_too_and_known_by_their_digest(untrained: Path) -> None:
    by_file, by_folder = FaceClassifier.load(untrained), FaceClassifier.load(untrained.parent)
    assert by_file.sha256 == by_folder.sha256 == digest_of(untrained)
    np.testing.assert_allclose(np.exp(by_file.log_probabilities(crops(2))), by_folder.probabilities(crops(2)))


def test_a_face_and_its_mirror_image_get_the_same_answer(untrained: Path) -> None:
    classifier = FaceClassifier.load(untrained)
    some = crops(4)
    mirrored = np.ascontiguousarray(some[:, :, ::-1])
    assert classifier.probabilities(mirrored) == pytest.approx(classifier.probabilities(some), abs=1e-5)


def test_exposure_does_not_matter(untrained: Path) -> None:
    classifier = FaceClassifier.load(untrained)
    some = crops(4)
    dimmer = (some // 2 + 20).astype(np.uint8)
    assert classifier.probabilities(dimmer) == pytest.approx(classifier.probabilities(some), abs=0.02)


def test_contempt_is_set_aside(untrained: Path) -> None:
    classifier = FaceClassifier.load(untrained)
    votes = classifier.answers(crops(5)).votes
    seven = np.exp(votes[:, :7])
    assert classifier.probabilities(crops(5)) == pytest.approx(seven / seven.sum(axis=1, keepdims=True))


def test_folding_the_norms_changes_no_answer() -> None:
    torch.manual_seed(1)
    network = ExpressionNetwork(widths=(8, 16, 16), blocks=(1, 1))
    with torch.no_grad():
        network(torch.rand(16, CROP_PX, CROP_PX) * 255)  # gives the norms something to remember
        network.eval()
        expected = network(torch.from_numpy(crops(3)))
        got = fused(network)(torch.from_numpy(crops(3)))
    assert torch.allclose(expected.votes, got.votes, atol=1e-5)
    assert torch.allclose(expected.labels, got.labels, atol=1e-5)
    assert not any(isinstance(m, torch.nn.BatchNorm2d) for m in network.modules())


def test_wrong_crops_are_refused(untrained: Path) -> None:
    classifier = FaceClassifier.load(untrained)
    for wrong in (np.zeros((1, 64, 64), np.uint8), np.zeros((1, CROP_PX, CROP_PX), np.float32)):
        with pytest.raises(ValueError, match="crops must be uint8"):
            classifier.probabilities(wrong)


def test_missing_damaged_and_mixed_up_weights_say_what_to_do(untrained: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="train with"):
        FaceClassifier.load(tmp_path / "nowhere.safetensors")
    good = card_beside(untrained).read_text()
    for damaged in ({"calibration": {"scale": [1], "bias": [0]}}, {"training": "on everything"}):
        card_beside(untrained).write_text(json.dumps(json.loads(good) | damaged))
        with pytest.raises(UserError, match="cannot be used together"):
            FaceClassifier.load(untrained)
    card_beside(untrained).write_text(good)
    FaceClassifier.load(untrained)
    data = untrained.read_bytes()
    untrained.write_bytes(data[:-4] + b"\0\0\0\0")
    with pytest.raises(UserError, match="cannot be used together"):
        FaceClassifier.load(untrained)
    card_beside(untrained).write_text("{")
    with pytest.raises(UserError, match="cannot be used together"):
        FaceClassifier.load(untrained)


def test_shipped_weights_know_a_smile_and_what_they_are() -> None:
    classifier = FaceClassifier.load()
    image = astronaut()
    with face_mesh(static=True) as mesh:
        crop = align(image, mesh.find(image)[0])
    answer = classifier.probabilities(crop[None])[0]
    assert EMOTIONS[int(answer.argmax())].value == "happy"
    card = classifier.card
    assert card["weights_sha256"] == classifier.sha256
    assert card["parameters"] <= 5_000_000
    assert SHIPPED_WEIGHTS.stat().st_size < 10_000_000
    assert {"training", "metrics", "limits", "calibration", "licence", "seed", "commit", "split"} <= set(card)
    assert card["metrics"][0]["accuracy_8_classes"] >= 0.78
