"""One public-domain portrait, its landmarks, and a tiny FER2013 with FER+ votes drawn from it."""

import csv
from pathlib import Path

import cv2
import numpy as np
import pytest
from skimage.data import astronaut

from face_model.engines import face_mesh

SPLITS = ["Training"] * 24 + ["PublicTest"] * 6 + ["PrivateTest"] * 6
VOTES = [
    "neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", "contempt", "unknown", "NF",
]  # fmt: skip


@pytest.fixture(scope="module")
def portrait() -> np.ndarray:
    """A public-domain photograph of one person."""
    return astronaut()


@pytest.fixture(scope="module")
def points(portrait: np.ndarray) -> np.ndarray:
    """The landmarks of the portrait's face, (468, 3)."""
    with face_mesh(static=True) as mesh:
        (found,) = mesh.find(portrait)
    return found


@pytest.fixture(scope="module")
def faces() -> list[np.ndarray]:
    """Small grey pictures of one face under different light."""
    face = cv2.cvtColor(astronaut()[25:205, 135:315], cv2.COLOR_RGB2GRAY)
    small = cv2.resize(face, (48, 48), interpolation=cv2.INTER_AREA)
    return [np.clip(small * (0.5 + i / 60), 0, 255).astype(np.uint8) for i in range(len(SPLITS))]


@pytest.fixture(scope="module")
def people(corpora: Path) -> list[np.ndarray]:
    """RAF-DB's test pictures, one in ten: of fewer one toss-up would be a point."""
    files = sorted((corpora / "rafdb" / "test").glob("*.webp"))[::10]
    return [cv2.cvtColor(cv2.imread(str(file)), cv2.COLOR_BGR2RGB) for file in files]


@pytest.fixture(scope="module")
def small_people(people: list[np.ndarray]) -> list[np.ndarray]:
    """Half of them as FER2013 has its own: grey, of 48 pixels."""
    grey = (cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY) for picture in people[::2])
    return [cv2.resize(picture, (48, 48), interpolation=cv2.INTER_AREA) for picture in grey]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory, faces: list[np.ndarray]) -> Path:
    """A FER2013 of 36 pictures: row i has FER label i % 7, and all votes for FER+ class i % 8."""
    data = tmp_path_factory.mktemp("corpora")
    folder = data / "fer2013"
    folder.mkdir()
    with (folder / "fer2013.csv").open("w") as file:
        file.write("emotion,pixels,Usage\n")
        for i, (face, split) in enumerate(zip(faces, SPLITS, strict=True)):
            file.write(f"{i % 7},{' '.join(map(str, face.ravel()))},{split}\n")
    with (folder / "fer2013new.csv").open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["Usage", "Image name", *VOTES])
        for i, split in enumerate(SPLITS):
            table.writerow([split, f"fer{i:07}.png", *(10 if k == i % 8 else 0 for k in range(10))])
    (folder / "near_duplicates.csv").write_text(
        "row,usage,twin_row,twin_usage,correlation\n31,PrivateTest,3,Training,1.0\n"
    )
    return data
