import json
from pathlib import Path

import numpy as np
import pytest
import torch

from face_model.classifier import SHIPPED_WEIGHTS
from face_model.studies.ablation import ENSEMBLE, VARIANTS, Variant, run_study
from face_model.training.crops import MARGIN_PX, load_crops
from face_model.training.dataset import DegradedCrops
from face_model.training.held_out import uncalibrated
from face_model.training.lessons import lessons_of
from face_model.training.recipe import Recipe
from face_model.training.teachers import load_network, load_teachers, teachers_answers
from fusion.errors import UserError
from fusion.stored_model import card_beside

torch.set_num_threads(1)


def test_teachers_come_before_their_pupils() -> None:
    names = list(VARIANTS)
    for name, variant in VARIANTS.items():
        assert all(names.index(teacher) < names.index(name) for teacher in variant.teachers)
    assert set(ENSEMBLE) <= set(names)


def test_a_study_trains_each_variant_once_and_goes_on(corpus: Path, tmp_path: Path) -> None:
    crops = load_crops(corpus, tmp_path / "cache")
    variants = {"full": Variant("all"), "taught": Variant("taught", teachers=("full",))}
    settings = {"epochs": 1, "variants": variants, "ensemble": ("full", "taught"), "quick": True}
    artefact = tmp_path / "f.json"
    with pytest.raises(UserError, match="train these first"):
        run_study(crops, tmp_path / "out", artefact, only=["taught"], **settings)
    first = run_study(crops, tmp_path / "out", artefact, only=["full"], **settings)
    assert list(first["rows"]) == ["full"]
    weights = tmp_path / "out" / "full" / "face.safetensors"
    stamp = weights.stat().st_mtime_ns
    both = run_study(crops, tmp_path / "out", artefact, **settings)
    assert weights.stat().st_mtime_ns == stamp
    assert list(both["rows"]) == ["full", "taught", "ensemble"]
    assert {"accuracy", "ece", "accuracy_degraded", "accuracy_without_flip"} <= set(both["rows"]["taught"])
    assert json.loads(artefact.read_text()) == both
    card = json.loads(card_beside(tmp_path / "out" / "taught" / "face.safetensors").read_text())
    assert card["training"]["teachers"] == 1
    with pytest.raises(UserError, match="other settings"):
        run_study(crops, tmp_path / "out", artefact, **(settings | {"epochs": 2}))
    with pytest.raises(UserError, match="no variant"):
        run_study(crops, tmp_path / "out", artefact, only=["mixup"], **settings)


def test_a_teacher_alone_says_what_its_classifier_says() -> None:
    crops = np.random.default_rng(0).integers(0, 256, (3, 48, 48), dtype=np.uint8)
    votes, labels = teachers_answers(
        load_teachers([SHIPPED_WEIGHTS, SHIPPED_WEIGHTS]), torch.from_numpy(crops)
    )
    expected = uncalibrated(load_network(SHIPPED_WEIGHTS)).answers(crops, mirrored=False)
    assert votes.numpy() == pytest.approx(np.exp(expected.votes), abs=1e-5)
    assert labels.numpy() == pytest.approx(np.exp(expected.labels), abs=1e-5)


def test_a_missing_teacher_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"none\.safetensors"):
        load_teachers([tmp_path / "none.safetensors"])


def test_recipes_leave_out_what_they_say(corpus: Path, tmp_path: Path) -> None:
    crops = load_crops(corpus, tmp_path)
    rows = np.array([0, 1, 2])
    plain = crops.without_alignment()
    assert (plain.evaluation_crops(rows) == crops.corpus.images[rows]).all()
    assert not plain.found.any()
    mixed = crops.corpus.votes.copy()
    mixed[0] = [6, 4, 0, 0, 0, 0, 0, 0]
    object.__setattr__(crops.corpus, "votes", mixed)
    hard, soft = (lessons_of(crops, rows, soft_votes=soft).votes for soft in (False, True))
    assert hard[0].tolist() == [1, 0, 0, 0, 0, 0, 0, 0] and soft[0, 0] == pytest.approx(0.6)
    unspoilt = DegradedCrops(lessons_of(plain, rows), 0, Recipe(degrade=False))
    pictures, *_ = unspoilt[0, rows, rows]
    for made, row in zip(pictures.numpy(), rows, strict=True):
        whole = plain.aligned[row, MARGIN_PX:-MARGIN_PX, MARGIN_PX:-MARGIN_PX]
        assert (made == whole).all() or (made == whole[:, ::-1]).all()
