"""Ranges are found on what the weights were trained on, and kept beside them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from face_model.classifier import SHIPPED_WEIGHTS, FaceClassifier
from face_model.evaluation import answered
from face_model.ranges import file_beside
from face_model.training.ranges import HELD, change, ranges_in
from fusion.stored_model import card_beside, digest_of
from ui.cli import app


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Weights of the user's own, without ranges."""
    for file in (SHIPPED_WEIGHTS, card_beside(SHIPPED_WEIGHTS)):
        shutil.copy(file, tmp_path)
    return tmp_path / SHIPPED_WEIGHTS.name


def test_the_command_finds_them_on_training_pictures_and_says_what_they_change(
    own: Path, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at = []
    cut = answered.faces_in

    def noted(pictures: object, labels: np.ndarray) -> object:
        found = cut(pictures, labels)  # type: ignore[arg-type]
        looked_at.append(len(found[0]))
        return found

    monkeypatch.setattr(answered, "faces_in", noted)
    out = tmp_path / "ranges.json"
    asked = ["train", "face-ranges", "--data", str(corpus), "--weights", str(own.parent), "--json", str(out)]
    told = CliRunner().invoke(app, asked, catch_exceptions=False)
    assert told.exit_code == 0
    assert file_beside(own).name in told.output.replace("\n", "")
    figures = json.loads(out.read_text(encoding="utf-8"))
    digests = {"face": digest_of(own), "face ranges": digest_of(file_beside(own))}
    assert figures["weights_sha256"] == digests
    assert [row["n"] for row in figures["rows"]] + [*figures["pictures"].values()] == looked_at[::-1]
    # Training has 24 pictures of this corpus: one is a test picture's twin, three show contempt.
    assert figures["pictures"] == {"FER+": 20}
    assert FaceClassifier.load(own).ranges_sha256 == digests["face ranges"]


def test_a_range_holds_all_of_most_pictures_and_its_zero(own: Path) -> None:
    from safetensors.numpy import load_file

    from face_model.expression_graph import extremes

    settings, tensors = FaceClassifier.load(own).card["network"], load_file(own)
    crops = np.random.default_rng(0).integers(0, 256, (100, 48, 48), dtype=np.uint8)
    ranges = ranges_in(settings, tensors, crops)
    reach = extremes(settings, tensors, np.concatenate([crops, crops[:, :, ::-1]]))
    assert reach.shape == (200, len(ranges), 2)
    within = (reach[..., 0] >= ranges[:, 0]).mean(axis=0), (reach[..., 1] <= ranges[:, 1]).mean(axis=0)
    assert (within[0] >= HELD - 0.01).all()
    assert within[1] == pytest.approx(np.full(len(ranges), HELD), abs=0.01)
    assert (ranges[:, 0] <= 0).all() and (ranges[:, 0] == 0).any() and (ranges[:, 0] < 0).any()


def test_a_change_is_told_by_its_mean_its_largest_and_its_answers() -> None:
    before = np.array([[0.6, 0.4], [0.5, 0.5]])
    after = np.array([[0.4, 0.6], [0.5, 0.5]])
    assert change(before, after) == pytest.approx(
        {"mean_change": 0.1, "largest_change": 0.2, "same_answer": 0.5}
    )
