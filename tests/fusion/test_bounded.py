"""What is too large is refused in a sentence, before memory is taken for it."""

from __future__ import annotations

import resource
from pathlib import Path

import numpy as np
import pytest
from made_films import silent

from fusion.bounded import LARGEST_LABELS, LARGEST_SETTINGS, LARGEST_WEIGHTS, TooLargeError, read_bounded
from fusion.errors import UserError
from fusion.interfaces import DeviceError
from fusion.labels.reading import read_labels
from fusion.recordings import recording
from fusion.recordings.recording import Recording
from fusion.stored_model import read_model
from ui.settings import Settings
from ui.settings_file import load_settings


def huge(path: Path, size: int) -> Path:
    """A file that says it has this size and takes no room."""
    with path.open("wb") as file:
        file.truncate(size)
    return path


def test_a_file_up_to_the_bound_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"12345")
    assert read_bounded(tmp_path / "file", 5) == b"12345"
    with pytest.raises(TooLargeError):
        read_bounded(tmp_path / "file", 4)
    with pytest.raises(TooLargeError):
        read_bounded(Path("/dev/zero"), 1000)  # says it has no size, and never ends


def test_the_memory_is_not_taken_first(tmp_path: Path) -> None:
    terabyte = huge(tmp_path / "weights.safetensors", 1 << 40)
    (tmp_path / "weights.card.json").write_text("{}")
    settings = huge(tmp_path / "settings.json", LARGEST_SETTINGS + 1)
    labels = huge(tmp_path / "labels.csv", LARGEST_LABELS + 1)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(UserError, match="unfit"):
        read_model(terabyte, lambda stored: stored, missing="missing", unfit="unfit")
    found, sentence = load_settings(settings)
    assert found == Settings() and "could not be understood" in sentence
    with pytest.raises(UserError, match="no file of labels"):
        read_labels(labels)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < LARGEST_WEIGHTS / 1024 / 10


def test_a_picture_beyond_any_camera_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    film = silent(tmp_path / "film.mp4", np.zeros((3, 48, 64, 3), np.uint8))
    assert len(list(Recording(film).video_frames())) == 3
    opened = Recording(film)
    monkeypatch.setattr(recording, "LARGEST_PICTURE_PIXELS", 64 * 48 - 1)
    with pytest.raises(DeviceError, match="64x48, larger than Attune reads"):
        Recording(film)
    with pytest.raises(DeviceError, match="cannot be decoded"):  # nor where only the frames are so large
        list(opened.video_frames())
