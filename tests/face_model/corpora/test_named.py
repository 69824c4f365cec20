"""Corpora of faces are read by their authors' names, tables and folders."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import cv2
import numpy as np
import pytest

from face_model.corpora.named import FACE_CORPORA, load_faces, refuse_test_corpora
from face_model.corpora.parting import PARTED, require_trainable
from face_model.training.train import train
from fusion.emotions import EMOTIONS, Emotion
from fusion.errors import UserError
from fusion.people import people_by

MADE = {
    "jaffe5": {
        "angry/KA.AN1.39.webp": ("KA", Emotion.ANGRY),
        "fear/KL.FE2.175.webp": ("KL", Emotion.AFRAID),
        "neutral/MK.NE1.113.webp": ("MK", Emotion.NEUTRAL),
    },
    "sfew_train": {
        "angry/airheads_000519240_00000005.webp": ("airheads", Emotion.ANGRY),
        "surprise/alexemma_000225840_00000024.webp": ("alexemma", Emotion.SURPRISED),
    },
    "ck48": {
        "anger/S010_004_00000017.png": ("S010", Emotion.ANGRY),
        "sadness/S999_001_00000014.png": ("S999", Emotion.SAD),
        "contempt/S138_008_00000007.png": None,
    },
}


def make(folder: Path, names: list[str]) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(folder / name), np.zeros((8, 8), np.uint8))


@pytest.mark.parametrize("name", MADE)
def test_emotion_and_person_are_read_from_folder_and_name(name: str, tmp_path: Path) -> None:
    make(tmp_path, list(MADE[name]))
    found = load_faces(name, tmp_path)
    people = people_by(FACE_CORPORA[name].person, [file.name for file in found.files])
    told = {
        str(file.relative_to(tmp_path)): (person, EMOTIONS[label])
        for file, person, label in zip(found.files, people, found.labels, strict=True)
    }
    assert told == {file: what for file, what in MADE[name].items() if what}


def test_rafdb_is_read_by_its_tables_and_official_split(tmp_path: Path) -> None:
    make(tmp_path, [f"test/test_{i:04}_aligned.webp" for i in range(1, 8)])
    make(tmp_path, ["train/train_00001_aligned.webp"])
    rows = "".join(f"test_{i:04}_aligned.jpg,{i}\n" for i in range(1, 8))
    (tmp_path / "test_labels.csv").write_text("image,label\n" + rows)
    (tmp_path / "train_labels.csv").write_text("image,label\ntrain_00001_aligned.jpg,4\n")
    test, trained = (load_faces("rafdb", tmp_path, part) for part in ("test", "train"))
    assert [EMOTIONS[label].value for label in test.labels] == [
        *("surprised", "afraid", "disgusted", "happy", "sad", "angry", "neutral"),
    ]
    assert [file.name for file in trained.files] == ["train_00001_aligned.webp"]
    (tmp_path / "test" / "test_0003_aligned.webp").unlink()
    with pytest.raises(UserError, match=r"names test_0003_aligned\.jpg, which is not in"):
        load_faces("rafdb", tmp_path)
    with pytest.raises(UserError, match=r"test_labels\.csv is missing"):
        load_faces("rafdb", tmp_path / "test")
    with pytest.raises(UserError, match="There is no folder"):
        load_faces("rafdb", tmp_path / "nowhere")


@pytest.mark.parametrize(
    "table",
    [
        "image,label\ntest_0001_aligned.jpg,0\n",  # they are counted from 1: none is 0, least of all the last
        "image,label\ntest_0001_aligned.jpg,8\n",
        "image,label\ntest_0001_aligned.jpg,happy\n",
        "image,label\ntest_0001_aligned.jpg\n",
        "picture,label\ntest_0001_aligned.jpg,1\n",
    ],
)
def test_another_table_than_rafdbs_is_refused_in_one_sentence(table: str, tmp_path: Path) -> None:
    make(tmp_path, ["test/test_0001_aligned.webp"])
    (tmp_path / "test_labels.csv").write_text(table)
    with pytest.raises(UserError, match=r"test_labels\.csv is damaged or not its .*get it anew"):
        load_faces("rafdb", tmp_path)


def test_every_corpus_is_parted_for_training_or_for_testing_only() -> None:
    assert all(corpus.for_testing_only is (name not in PARTED) for name, corpus in FACE_CORPORA.items())
    with pytest.raises(UserError, match="no corpus “affectnet” to train on"):
        require_trainable(["rafdb", "affectnet"])


@pytest.mark.parametrize("name", ["jaffe5", "ck48"])
def test_a_training_refuses_what_is_for_testing_only(name: str, tmp_path: Path) -> None:
    make(tmp_path / name, list(MADE[name]))
    with pytest.raises(UserError, match="is for testing only, never for training"):
        train(tmp_path / name, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    refuse_test_corpora(tmp_path)


@pytest.mark.corpus
def test_the_faces_at_hand(corpora: Path) -> None:
    counts = {
        (name, part): len(load_faces(name, corpora / name, part).files)
        for name, part in (
            *(("jaffe5", "test"), ("sfew_train", "test"), ("ck48", "test")),
            *(("rafdb", "train"), ("rafdb", "test")),
        )
    }
    assert counts == {
        ("jaffe5", "test"): 108,
        ("sfew_train", "test"): 855,
        ("ck48", "test"): 981 - 54,  # contempt is none of the seven
        ("rafdb", "train"): 12_271,
        ("rafdb", "test"): 3068,
    }
    five = load_faces("jaffe5", corpora / "jaffe5")
    people = people_by(FACE_CORPORA["jaffe5"].person, [file.name for file in five.files])
    assert set(people) == {"KA", "KL", "KM", "KR", "MK"}
    neutral = Counter(p for p, y in zip(people, five.labels, strict=True) if y == Emotion.NEUTRAL.position)
    assert set(neutral.values()) == {3}
