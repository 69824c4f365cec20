import gzip
import hashlib
import json
import lzma
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from skimage.data import astronaut

from face_model.alignment import CROP_PX
from face_model.classifier import FaceClassifier
from face_model.corpora.fer2013 import load_fer2013
from face_model.corpora.folders import load_folders, read_picture
from face_model.evaluation.pictures import evaluate, labelled_pictures
from face_model.training.augmentation import degrade
from face_model.training.blending import SHARES
from face_model.training.crops import load_crops
from face_model.training.dataset import DegradedCrops, EpochSampler, training_rows
from face_model.training.lessons import lessons_of, vote_targets
from face_model.training.recipe import FaceTraining, Recipe
from face_model.training.train import train
from fusion.emotions import Emotion
from fusion.errors import UserError
from fusion.stored_model import card_beside
from fusion.study.metrics import score
from fusion.training.conduct import Conduct
from fusion.training.progress import TrainingBar

torch.set_num_threads(1)

QUICK = FaceTraining(quick=True)


def test_fer2013_reads_labels_votes_and_twins(corpus: Path, faces: list[np.ndarray]) -> None:
    table = load_fer2013(corpus)
    assert (table.images == np.stack(faces)).all()
    assert [list(Emotion)[label] for label in table.labels[:4]] == [
        Emotion.ANGRY,
        Emotion.DISGUSTED,
        Emotion.AFRAID,
        Emotion.HAPPY,
    ]
    # FER+ writes neutral, happiness, surprise, sadness, anger, disgust, fear, contempt.
    assert table.votes[:8].argmax(axis=1).tolist() == [0, 1, 6, 2, 3, 5, 4, 7]
    assert np.flatnonzero(table.training_twin).tolist() == [3]
    assert len(table.rows("PrivateTest")) == 6


@pytest.mark.parametrize(("suffix", "pack"), [(".gz", gzip.compress), (".xz", lzma.compress)])
def test_fer2013_may_be_packed(corpus: Path, tmp_path: Path, suffix: str, pack: Any) -> None:
    source = corpus / "fer2013"
    (tmp_path / f"fer2013.csv{suffix}").write_bytes(pack((source / "fer2013.csv").read_bytes()))
    (tmp_path / "fer2013new.csv").write_bytes((source / "fer2013new.csv").read_bytes())
    assert (load_fer2013(tmp_path).images == load_fer2013(corpus).images).all()


def test_missing_tables_are_named(tmp_path: Path, corpus: Path) -> None:
    with pytest.raises(UserError, match=r"No fer2013\.csv"):
        load_fer2013(tmp_path)
    (tmp_path / "fer2013.csv").write_bytes((corpus / "fer2013" / "fer2013.csv").read_bytes())
    with pytest.raises(UserError, match=r"fer2013new\.csv"):
        load_fer2013(tmp_path)
    (tmp_path / "fer2013.csv").write_text("a,b\n")
    (tmp_path / "fer2013new.csv").write_text("a,b\n")
    with pytest.raises(UserError, match="does not begin with"):
        load_fer2013(tmp_path)


def test_vote_targets_leave_single_strays_out() -> None:
    votes = np.array([[5, 3, 1, 0, 0, 0, 0, 1], [1, 1, 0, 0, 0, 0, 0, 0], [0] * 8], np.float32)
    targets = vote_targets(votes)
    assert targets[0] == pytest.approx([5 / 8, 3 / 8, 0, 0, 0, 0, 0, 0])
    assert targets[1] == pytest.approx([0.5, 0.5, 0, 0, 0, 0, 0, 0])
    assert targets[2].sum() == 0


def test_training_leaves_out_twins_and_other_splits(corpus: Path, tmp_path: Path) -> None:
    crops = load_crops(corpus, tmp_path)
    rows = training_rows(crops)
    assert rows.tolist() == [i for i in range(24) if i != 3]
    assert crops.found.mean() > 0.9
    assert crops.evaluation_crops(rows).shape == (23, CROP_PX, CROP_PX)
    again = load_crops(corpus, tmp_path)
    assert (again.aligned == crops.aligned).all() and (again.corpus.usage == crops.corpus.usage).all()


def test_votes_and_twins_are_read_anew_beside_kept_crops(corpus: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(corpus / "fer2013", data)
    before = load_crops(data, tmp_path / "cache").corpus
    votes = data / "fer2013new.csv"
    lines = votes.read_text().splitlines()
    lines[1], lines[2] = lines[2], lines[1]
    votes.write_text("\n".join(lines) + "\n")
    (data / "near_duplicates.csv").write_text("row,usage,twin_row,twin_usage\n5,Training,25,PublicTest\n")
    after = load_crops(data, tmp_path / "cache").corpus
    assert (after.votes[:2] == before.votes[:2][::-1]).all() and not (after.votes == before.votes).all()
    assert np.flatnonzero(after.training_twin).tolist() == [5]
    assert after.calibration_rows().tolist() == [24, 26, 27, 28, 29]


def test_a_table_of_the_same_size_in_another_order_is_looked_at_anew(corpus: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(corpus / "fer2013", data)
    before = load_crops(data, tmp_path / "cache").aligned
    table = data / "fer2013.csv"
    header, *rows = table.read_text().splitlines()
    table.write_text("\n".join([header, rows[23], *rows[1:23], rows[0], *rows[24:]]) + "\n")
    after = load_crops(data, tmp_path / "cache").aligned
    assert (after[[0, 23]] == before[[23, 0]]).all() and (after[1:23] == before[1:23]).all()
    assert not (before[0] == before[23]).all()


def test_batches_depend_on_seed_and_epoch_alone(corpus: Path, tmp_path: Path) -> None:
    crops = load_crops(corpus, tmp_path)

    def batches(epoch: int, seed: int = 0) -> list[Any]:
        lessons = lessons_of(crops, training_rows(crops))
        sampler = EpochSampler(lessons.chances(0), 8, seed, epoch)
        dataset = DegradedCrops(lessons, seed)
        return [dataset[key] for key in sampler]

    first, same, later = batches(0), batches(0), batches(1)
    assert len(first) == 2
    assert all(torch.equal(a[0], b[0]) for a, b in zip(first, same, strict=True))
    assert not torch.equal(first[0][0], later[0][0])
    assert not torch.equal(first[0][0], batches(0, seed=1)[0][0])


def test_two_processes_see_the_two_halves_of_each_batch(corpus: Path, tmp_path: Path) -> None:
    crops = load_crops(corpus, tmp_path)
    alike = lessons_of(crops, training_rows(crops)).chances(0)
    whole, *halves = (
        [batch.tolist() for _, batch, _ in EpochSampler(alike, 8, 0, 1, share)]
        for share in ((0, 1), (0, 2), (1, 2))
    )
    assert [sorted(a + b) for a, b in zip(*halves, strict=True)] == [sorted(batch) for batch in whole]
    assert all(len(batch) == 4 for half in halves for batch in half)


def test_degraded_crops_stay_pictures_of_the_face(faces: list[np.ndarray]) -> None:
    wide = np.pad(faces[20], 10, mode="edge")
    made = [degrade(wide, np.random.default_rng(i)) for i in range(200)]
    assert {crop.shape for crop in made} == {(CROP_PX, CROP_PX)}
    assert {crop.dtype for crop in made} == {np.dtype(np.uint8)}
    assert np.mean([crop.std() > 5 for crop in made]) > 0.97
    likeness = [abs(np.corrcoef(crop.ravel(), made[0].ravel())[0, 1]) for crop in made]
    assert np.median(likeness) > 0.3


def test_a_killed_training_goes_on_as_if_nothing_had_happened(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    twice = FaceTraining(epochs=2, quick=True)
    whole = train(corpus, tmp_path / "whole", twice, Conduct(cache=tmp_path))

    class PulledPlugError(Exception):
        pass

    def pull_the_plug(_: Any, trainer: Any, *__: Any) -> None:
        if trainer.current_epoch == 1:
            raise PulledPlugError

    with monkeypatch.context() as patch, pytest.raises(PulledPlugError):
        patch.setattr(TrainingBar, "on_train_batch_end", pull_the_plug)
        train(corpus, tmp_path / "killed", twice, Conduct(cache=tmp_path))
    resumed = train(corpus, tmp_path / "killed", twice, Conduct(resume=True, cache=tmp_path))
    expected, got = load_file(whole), load_file(resumed)
    assert all(torch.allclose(expected[name], got[name], atol=1e-5) for name in expected)

    classifier = FaceClassifier.load(resumed)
    assert classifier.probabilities(np.zeros((2, CROP_PX, CROP_PX), np.uint8)).shape == (2, 7)
    card = json.loads(card_beside(resumed).read_text())
    assert card["seed"] == 0 and card["training"]["epochs"] == 2 and card["training"]["n"] == 23
    assert len(card["metrics"]) == 2

    predictions = evaluate("ferplus", corpus, classifier)
    # Rows 30..35 are FER+ classes 6..7 and 0..3 of its own order; one is contempt.
    assert len(predictions.labels) == 5 and predictions.extra["n_8_classes"] == 6
    assert score(predictions)["n"] == 5
    assert "training left out near-twins of test pictures." in predictions.notes[-1]
    by_label = evaluate("fer2013", corpus, classifier)
    # Row 31 has a near-twin among the training pictures.
    assert len(by_label.labels) == 6 and by_label.extra["without_twins"]["n"] == 5


def test_without_the_list_of_near_twins_nobody_says_that_they_were_left_out(
    corpus: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    shutil.copytree(corpus / "fer2013", data)
    (data / "near_duplicates.csv").unlink()
    classifier = FaceClassifier.load(train(data, tmp_path / "out", QUICK, Conduct(cache=tmp_path)))
    assert classifier.card["split"]["train"] == "FER2013 Training"
    assert (
        "may have been trained on: the figures may flatter" in evaluate("ferplus", data, classifier).notes[-1]
    )


def test_a_last_stage_goes_on_from_trained_weights(corpus: Path, tmp_path: Path) -> None:
    first = train(corpus, tmp_path / "first", QUICK, Conduct(cache=tmp_path))
    last = train(corpus, tmp_path / "last", replace(QUICK, seed=1, start_from=first), Conduct(cache=tmp_path))
    fresh = train(corpus, tmp_path / "fresh", replace(QUICK, seed=1), Conduct(cache=tmp_path))
    before, after, other = (load_file(weights)["votes.weight"] for weights in (first, last, fresh))
    assert (after - before).abs().max() < 0.2 * (other - before).abs().max()
    card = json.loads(card_beside(last).read_text())
    before = card["training"]["before"]
    assert before["weights_sha256"] == hashlib.sha256(first.read_bytes()).hexdigest()
    assert before["recipe"]["peak_rate"] > card["training"]["recipe"]["peak_rate"]
    assert card["training"]["recipe"]["clean_share"] > Recipe().clean_share
    with pytest.raises(UserError, match=r"trained network .* is missing"):
        nowhere = tmp_path / "no.safetensors"
        train(corpus, tmp_path / "none", replace(QUICK, start_from=nowhere), Conduct(cache=tmp_path))


def test_weights_between_the_beginning_and_the_end_can_be_kept(corpus: Path, tmp_path: Path) -> None:
    first = train(corpus, tmp_path / "first", QUICK, Conduct(cache=tmp_path))

    def last(name: str, blend: float) -> dict[str, torch.Tensor]:
        settings = replace(QUICK, start_from=first, recipe=Recipe(peak_rate=3e-3, blend=blend))
        return load_file(train(corpus, tmp_path / name, settings, Conduct(cache=tmp_path)))

    start, end, between = load_file(first), last("whole", 1.0), last("between", 0.25)
    for name in (name for name, tensor in start.items() if tensor.is_floating_point()):
        expected = 0.75 * start[name] + 0.25 * end[name]
        assert torch.allclose(between[name], expected, atol=1e-5), name
    card = json.loads(card_beside(tmp_path / "between" / "face.safetensors").read_text())
    assert card["training"]["recipe"]["blend"] == 0.25
    assert [b["share"] for b in card["training"]["blends_on_public_test"]] == list(SHARES)
    earlier = replace(
        QUICK, start_from=tmp_path / "whole" / "face.safetensors", earlier=first, recipe=Recipe(blend=0.25)
    )
    ends = [train(corpus, tmp_path / "late", replace(earlier, recipe=Recipe()), Conduct(cache=tmp_path))]
    ends.append(train(corpus, tmp_path / "later", earlier, Conduct(cache=tmp_path)))
    late, later = map(load_file, ends)
    name = "votes.weight"
    assert torch.allclose(later[name], 0.75 * start[name] + 0.25 * late[name], atol=1e-5)
    with pytest.raises(UserError, match="name the weights to go on from"):
        train(corpus, tmp_path / "none", replace(QUICK, recipe=Recipe(blend=0.5)), Conduct(cache=tmp_path))


def test_a_run_goes_on_only_as_it_was_started(corpus: Path, tmp_path: Path) -> None:
    settings = replace(QUICK, recipe=Recipe(dropout=0.1))
    first = train(corpus, tmp_path / "out", settings, Conduct(cache=tmp_path))
    assert json.loads(card_beside(first).read_text())["network"]["dropout"] == 0.1
    with pytest.raises(UserError, match=r"seed 0, now 1.*new folder"):
        train(corpus, first.parent, replace(settings, seed=1), Conduct(resume=True, cache=tmp_path))
    with pytest.raises(UserError, match=r"dropout 0\.1, now 0\.3"):
        train(corpus, first.parent, QUICK, Conduct(resume=True, cache=tmp_path))


def test_nothing_to_resume_is_said(corpus: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="without --resume"):
        train(corpus, tmp_path / "out", conduct=Conduct(resume=True, cache=tmp_path))


def test_a_batch_that_cannot_be_shared_is_said_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="A batch of 128 examples cannot be shared among 6 processes"):
        train(tmp_path, tmp_path / "out", conduct=Conduct(devices=3, nodes=2))  # there is no table to read


def test_folders_of_pictures(tmp_path: Path, faces: list[np.ndarray]) -> None:
    for folder in ("happy", "05_Sadness", "contempt"):
        (tmp_path / folder).mkdir()
        for i in range(3):
            cv2.imwrite(str(tmp_path / folder / f"{i}.png"), faces[10 + i])
    cv2.imwrite(str(tmp_path / "happy" / "large.jpg"), astronaut()[:, :, ::-1])
    (tmp_path / "happy" / "notes.txt").write_text("no picture")
    (tmp_path / "angry").mkdir()
    (tmp_path / "sounds").mkdir()
    files, labels, left_out = load_folders(tmp_path)
    assert len(files) == 7
    assert sorted(labels.tolist()) == [1, 1, 1, 1, 2, 2, 2]
    assert left_out == [
        "Folders that are none of the seven emotions are left out: contempt.",
        "Folders without a file to judge are left out: angry.",
    ]

    predictions = evaluate("folders", tmp_path)
    assert predictions.probabilities.shape == (7, 7)
    assert predictions.extra["detection_rate"] == 1.0
    assert predictions.extra["as_shown"]["n"] == 7
    right = predictions.probabilities.argmax(axis=1) == predictions.labels
    assert predictions.extra["among_all_seven"]["accuracy"] == pytest.approx(right.mean())
    assert any("contempt" in note for note in predictions.notes)


def test_pictures_that_cannot_be_read_are_named_and_left_out(tmp_path: Path, faces: list[np.ndarray]) -> None:
    (tmp_path / "sad" / "folder.png").mkdir(parents=True)
    (tmp_path / "sad" / "broken.png").write_bytes(b"not a picture")
    with pytest.raises(UserError, match="None of the 1 pictures"):
        evaluate("folders", tmp_path)
    cv2.imwrite(str(tmp_path / "sad" / "face.png"), faces[10])
    cv2.imwrite(str(tmp_path / "sad" / "strip.png"), np.zeros((1, 1200, 3), np.uint8))
    predictions = evaluate("folders", tmp_path)
    assert len(predictions.labels) == 2
    assert any("sad/broken.png" in note for note in predictions.notes)
    assert len(labelled_pictures("folders", tmp_path).pictures) == 2


def test_weights_the_fusion_was_not_fitted_to_have_no_figure_as_shown(
    corpus: Path, tmp_path: Path, faces: list[np.ndarray]
) -> None:
    (tmp_path / "sad").mkdir()
    cv2.imwrite(str(tmp_path / "sad" / "face.png"), faces[10])
    own = FaceClassifier.load(train(corpus, tmp_path / "own", QUICK, Conduct(cache=tmp_path)))
    assert "as_shown" not in evaluate("folders", tmp_path, own).extra


def test_wrong_folders_and_pictures_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="does not exist"):
        load_folders(tmp_path / "nowhere")
    with pytest.raises(UserError, match="holds no pictures"):
        load_folders(tmp_path)
    broken = tmp_path / "broken.png"
    for content in (b"", b"not a picture"):
        broken.write_bytes(content)
        with pytest.raises(UserError, match=r"broken\.png is not a picture"):
            read_picture(broken)
    with pytest.raises(UserError, match="use ferplus, fer2013 or folders"):
        evaluate("affectnet", tmp_path)
