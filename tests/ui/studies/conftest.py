"""A RAVDESS of four actors and a FER2013 of one portrait, small enough to ask the models about."""

from __future__ import annotations

import csv
from itertools import product
from pathlib import Path

import cv2
import numpy as np
import pytest
import soundfile

ACTORS = ("03", "06", "02", "05")
"""Two for calibration and two for testing, by the shipped voice model's card."""
PICTURES_EACH = 4
"""Pictures of each emotion in each of FER2013's test splits."""
_RATE_HZ = 16_000
_VOTES = [
    *("neutral", "happiness", "surprise", "sadness", "anger"),
    *("disgust", "fear", "contempt", "unknown", "NF"),
]
_FER_TO_VOTES = (4, 5, 6, 1, 3, 2, 0)
"""FER2013's labels (angry first) as places in FER+'s table."""


def speech_like(seed: int) -> np.ndarray:
    """A second of syllables with harmonics, float32 (16000,); every seed sounds differently."""
    rng = np.random.default_rng(seed)
    t = np.arange(_RATE_HZ) / _RATE_HZ
    pitch = rng.uniform(100, 260) * (1 + 0.1 * np.sin(2 * np.pi * rng.uniform(1, 3) * t))
    phase = 2 * np.pi * np.cumsum(pitch) / _RATE_HZ
    voice = sum(np.sin(k * phase) / k for k in range(1, 12))
    syllables = np.clip(np.sin(2 * np.pi * rng.uniform(2.5, 4) * t), 0, 1)
    sound = 0.2 * voice * syllables + rng.normal(0, 0.001, len(t))
    return np.asarray(np.clip(sound, -1, 1), np.float32)


@pytest.fixture(scope="session")
def made_corpora(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with ``ravdess`` (two takes of eight emotions, four actors) and ``fer2013`` (84 pictures)."""
    skimage = pytest.importorskip("skimage.data")
    data = tmp_path_factory.mktemp("corpora")
    clips = product(ACTORS, range(1, 9), ("01", "02"))
    for seed, (actor, code, take) in enumerate(clips):
        folder = data / "ravdess" / f"Actor_{actor}"
        folder.mkdir(parents=True, exist_ok=True)
        name = f"03-01-{code:02}-01-01-{take}-{actor}.flac"
        soundfile.write(folder / name, speech_like(seed), _RATE_HZ)
    face = cv2.cvtColor(skimage.astronaut()[25:205, 135:315], cv2.COLOR_RGB2GRAY)
    small = cv2.resize(face, (48, 48), interpolation=cv2.INTER_AREA).astype(np.float64)
    folder = data / "fer2013"
    folder.mkdir()
    rows = list(product(("Training", "PublicTest", "PrivateTest"), range(7), range(PICTURES_EACH)))
    with (folder / "fer2013.csv").open("w") as pictures, (folder / "fer2013new.csv").open("w") as votes:
        pictures.write("emotion,pixels,Usage\n")
        table = csv.writer(votes)
        table.writerow(["Usage", "Image name", *_VOTES])
        for i, (split, label, _) in enumerate(rows):
            lit = np.clip(small * (0.5 + i / len(rows)), 0, 255).astype(np.uint8)
            pictures.write(f"{label},{' '.join(map(str, lit.ravel()))},{split}\n")
            chosen = _FER_TO_VOTES[label]
            table.writerow([split, f"fer{i:07}.png", *(10 * (k == chosen) for k in range(len(_VOTES)))])
    return data
