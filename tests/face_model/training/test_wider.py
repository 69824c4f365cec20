"""Training on other corpora beside FER2013: who is in which part, what is drawn, and what leans apart."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from face_model.classifier import FaceClassifier
from face_model.corpora.named import FACE_CORPORA, load_faces
from face_model.corpora.parting import PARTED, every_picture, never_trained_on, part_of
from face_model.network import ExpressionNetwork
from face_model.training.crops import load_crops
from face_model.training.dataset import DegradedCrops, EpochSampler, training_rows
from face_model.training.habits import Habits
from face_model.training.held_out import uncalibrated
from face_model.training.lessons import NO_LABEL, Lessons, OtherCorpus, lessons_of, load_others
from face_model.training.recipe import FaceTraining, Recipe
from face_model.training.settling import settled
from face_model.training.train import train
from fusion.errors import UserError
from fusion.stored_model import card_beside
from fusion.training.conduct import Conduct

torch.set_num_threads(1)

_FILMS = {"airheads": 3, "missmarch": 2, "town": 1}  # learned from, held out, for testing


@pytest.fixture(scope="module")
def both(corpus: Path, faces: list[np.ndarray]) -> Path:
    """The tiny FER2013 with a tiny RAF-DB and a tiny SFEW beside it."""
    for part, n in (("train", 40), ("test", 5)):
        folder = corpus / "rafdb" / part
        folder.mkdir(parents=True)
        rows = []
        for i in range(n):
            name = f"{part}_{i:05}_aligned"
            cv2.imwrite(str(folder / f"{name}.png"), faces[i % len(faces)])
            rows.append(f"{name}.jpg,{4 if i % 4 else 1 + i % 7}\n")
        (folder.parent / f"{part}_labels.csv").write_text("image,label\n" + "".join(rows))
    for emotion in ("happy", "fear"):
        (corpus / "sfew_train" / emotion).mkdir(parents=True)
        for film, n in _FILMS.items():
            for i in range(n):
                cv2.imwrite(str(corpus / "sfew_train" / emotion / f"{film}_{i}.png"), faces[i])
    return corpus


@pytest.fixture(scope="module")
def cache(both: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Crops of all three."""
    folder = tmp_path_factory.mktemp("crops")
    load_crops(both, folder)
    load_others(both, tuple(PARTED), folder)
    return folder


@pytest.fixture
def others(both: Path, cache: Path) -> tuple[OtherCorpus, ...]:
    return load_others(both, tuple(PARTED), cache)


def test_films_and_official_tests_stay_whole(both: Path) -> None:
    pictures = every_picture("sfew_train", both / "sfew_train")
    parts = part_of("sfew_train", pictures)
    films = [file.name.split("_")[0] for file in pictures.files]
    by_film = Counter(zip(films, parts.tolist(), strict=True))
    assert by_film == {("airheads", "train"): 6, ("missmarch", "held_out"): 4, ("town", "test"): 2}
    pictures = every_picture("rafdb", both / "rafdb")
    parts = part_of("rafdb", pictures)
    official = np.array([file.parent.name for file in pictures.files])
    assert (official[parts == "test"] == "test").all() and (parts == "test").sum() == 5
    assert (official[parts != "test"] == "train").all()
    tested = never_trained_on(FACE_CORPORA["sfew_train"], both / "sfew_train")
    assert {file.name for file in tested.files} == {"town_0.png"} and len(tested.files) == 2
    assert len(never_trained_on(FACE_CORPORA["rafdb"], both / "rafdb").files) == 5


@pytest.mark.corpus
def test_the_parts_at_hand(corpora: Path) -> None:
    expected = {"rafdb": {"train": 11_010, "held_out": 1_261, "test": 3_068}, "sfew_train": {}}
    for name, counts in expected.items():
        pictures = every_picture(name, corpora / name)
        parts = part_of(name, pictures)
        if counts:
            assert Counter(parts.tolist()) == counts
        for part in ("train", "held_out", "test"):
            assert len(set(pictures.labels[parts == part].tolist())) == 7
    films = [file.name.split("_")[0].split("-")[0] for file in pictures.files]
    assert len(set(zip(films, parts.tolist(), strict=True))) == len(set(films))


def test_each_part_is_learned_from_once(both: Path, cache: Path, others: tuple[OtherCorpus, ...]) -> None:
    crops = load_crops(both, cache)
    rows = training_rows(crops)
    lessons = lessons_of(crops, rows, others)
    n_raf, n_sfew = ((other.part == "train").sum() for other in others)
    assert Counter(lessons.corpus.tolist()) == {0: len(rows), 1: n_raf, 2: n_sfew}
    assert lessons.votes.sum(axis=1) == pytest.approx(np.ones(len(lessons)), abs=1e-6)
    elsewhere = lessons.corpus > 0
    assert (lessons.labels[elsewhere] == NO_LABEL).all() and (lessons.labels[~elsewhere] >= 0).all()
    assert (lessons.votes[elsewhere, 7] == 0).all()
    raf = load_faces("rafdb", both / "rafdb", "train")
    own = [label for label, part in zip(raf.labels, part_of("rafdb", raf), strict=True) if part == "train"]
    assert lessons.classes()[lessons.corpus == 1].tolist() == own
    held_out = lessons_of(crops, crops.corpus.calibration_rows(), others, "held_out")
    assert (held_out.corpus == 2).sum() == 4
    crops_seen = lessons.evaluation_crops()
    again = lessons_of(crops, rows[:0], others).evaluation_crops()
    assert (crops_seen[elsewhere] == again).all()


def uneven() -> Lessons:
    """Two corpora of 90 and 10 pictures; in each, one class nine times as often as another."""
    classes = np.array([0] * 81 + [1] * 9 + [1] * 9 + [2])
    return Lessons(
        ("fer2013", "rafdb"),
        np.array([0] * 90 + [1] * 10),
        np.zeros((100, 68, 68), np.uint8),
        np.zeros((100, 48, 48), np.uint8),
        np.eye(8, dtype=np.float32)[classes],
        np.where(np.arange(100) < 90, classes, NO_LABEL),
    )


@pytest.mark.parametrize(("balance", "corpus", "classes"), [(0.0, 9, 9), (0.5, 3, 3), (1.0, 1, 1)])
def test_balance_draws_corpora_and_classes_alike(balance: float, corpus: float, classes: float) -> None:
    lessons = uneven()
    chances = lessons.chances(balance)
    assert chances.sum() == pytest.approx(1)
    first, second = chances[:90], chances[90:]
    assert first.sum() / second.sum() == pytest.approx(corpus)
    assert first[:81].sum() / first[81:].sum() == pytest.approx(classes)
    assert second[:9].sum() / second[9:].sum() == pytest.approx(classes)
    told = lessons.chances(balance, (3, 2))
    assert told[:90].sum() == pytest.approx(0.6)
    assert told[:81].sum() / told[81:90].sum() == pytest.approx(classes)


def test_an_epoch_draws_as_likely_as_told_and_each_draw_is_spoilt_anew() -> None:
    lessons = uneven()
    chances = lessons.chances(0.5)
    rows = np.concatenate([rows for _, rows, _ in EpochSampler(chances, 10, 3, 1)])
    times = np.bincount(rows, minlength=100)
    assert times.sum() == 100 and (np.abs(times - 100 * chances) < 1).all()
    alike = np.concatenate([rows for _, rows, _ in EpochSampler(np.full(100, 0.01), 10, 3, 1)])
    assert sorted(alike) == list(range(100))
    seen = Lessons(
        lessons.corpora,
        lessons.corpus,
        np.random.default_rng(0).integers(0, 256, (100, 68, 68), dtype=np.uint8),
        lessons.plain,
        lessons.votes,
        lessons.labels,
    )
    crops, *_ = DegradedCrops(seen, 0, Recipe(degrade=True))[0, np.full(4, 7), np.arange(4)]
    assert len(np.unique(crops.numpy().reshape(4, -1), axis=0)) > 1


def test_habits_are_added_in_training_only_where_they_belong() -> None:
    lessons = uneven()
    habits = Habits(lessons, lessons.chances(0.5))
    logits = torch.zeros(2, 8)
    first, second = habits(logits, torch.tensor([0, 1])).softmax(dim=1)
    # A network that says nothing answers as often as each class is drawn in proportion to how it comes.
    assert (first[1] / first[0]).item() == pytest.approx((1 / 4) / 0.1 / ((3 / 4) / 0.9), rel=1e-4)
    assert first[7].item() == pytest.approx(0) and second[0].item() == pytest.approx(0)
    with torch.no_grad():
        habits.leaning[0, 2] = 3.0
    changed_first, changed_second = habits(logits, torch.tensor([0, 1])).softmax(dim=1)
    assert torch.equal(changed_first, first) and changed_second[2] > second[2]


def test_a_training_on_all_corpora_says_so_in_its_card(both: Path, cache: Path, tmp_path: Path) -> None:
    settings = FaceTraining(quick=True, corpora=tuple(PARTED), recipe=Recipe(balance=0.5))
    weights = train(both, tmp_path / "out", settings, Conduct(cache=cache))
    card = json.loads(card_beside(weights).read_text())
    for name in PARTED:
        assert FACE_CORPORA[name].title in card["split"]["train"]
        assert FACE_CORPORA[name].licence in card["licence"]
    assert [given["citation"] for given in card["training"]["beside"]] == [
        FACE_CORPORA[name].citation for name in PARTED
    ]
    assert "town" in card["split"]["test"] and "missmarch" in card["split"]["calibration"]
    assert [row["n"] for row in card["metrics"]][2:] == [5, 2]
    assert all("not trained on" in row["split"] for row in card["metrics"][2:])
    assert set(PARTED) < set(card["held_out"])
    assert all(np.isfinite(value.numpy()).all() for value in load_file(weights).values())
    taught = FaceTraining(
        quick=True, corpora=("rafdb",), start_from=weights, teachers=(weights,), recipe=Recipe(blend=0.5)
    )
    weights_later = train(both, tmp_path / "later", taught, Conduct(cache=cache))
    later = json.loads(card_beside(weights_later).read_text())
    assert {"rafdb", "votes_8_classes"} < set(later["training"]["blends_on_public_test"][0])
    assert FACE_CORPORA["sfew_train"].title not in later["split"]["train"]
    # Trained on RAF-DB alone, but going on from weights that know the films.
    assert FaceClassifier.load(weights_later).corpora_met == {"rafdb", "sfew_train"}


def test_shares_are_told_of_all_corpora(both: Path, cache: Path, tmp_path: Path) -> None:
    settings = FaceTraining(quick=True, corpora=("rafdb",), recipe=Recipe(shares=(1.0,)))
    with pytest.raises(UserError, match="--share 2 times, above 0: of fer2013, rafdb, in this order"):
        train(both, tmp_path / "out", settings, Conduct(cache=cache))
    alone = FaceTraining(quick=True, recipe=Recipe(shares=(0.0,)))
    with pytest.raises(UserError, match="leave out --share, or add --corpus"):
        train(both, tmp_path / "out", alone, Conduct(cache=cache))


@pytest.mark.parametrize(
    ("name", "told"), [("jaffe5", "for testing only"), ("affectnet", "no corpus “affectnet”")]
)
def test_what_cannot_be_trained_on_is_refused(name: str, told: str, both: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=told):
        train(both, tmp_path / "out", FaceTraining(quick=True, corpora=(name,)))


def test_the_answer_is_settled_to_how_often_the_voters_say_each_class(both: Path, cache: Path) -> None:
    crops = load_crops(both, cache)
    rows = crops.corpus.calibration_rows()
    majority = crops.corpus.votes[rows].argmax(axis=1)
    torch.manual_seed(0)
    network = ExpressionNetwork((8, 8, 8, 8)).eval()

    def likelihood(of: ExpressionNetwork) -> float:
        said = uncalibrated(of).answers(crops.evaluation_crops(rows)).votes
        return float(said[np.arange(len(rows)), majority].mean())

    before = {name: value.clone() for name, value in network.state_dict().items()}
    moved = settled(network, crops)
    assert likelihood(moved) > likelihood(network)
    changed = {name for name, value in moved.state_dict().items() if not torch.equal(value, before[name])}
    assert changed == {"votes.bias"}
    assert all(torch.equal(value, before[name]) for name, value in network.state_dict().items())
