"""What made the estimates is told of every file that they rest on."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

import audio_model
import face_model
import fusion
from audio_model.readers import VoiceReader
from ui.live import made_by as told

PACKAGES = (audio_model, face_model, fusion)
TRAINED = {
    hashlib.sha256(file.read_bytes()).hexdigest(): file.name
    for package in PACKAGES
    for file in (Path(next(iter(package.__path__))) / "weights").iterdir()
    if file.suffix == ".safetensors"
}


def test_every_file_of_weights_is_told() -> None:
    digests = set(told.made_by(VoiceReader.LARGE).values())
    assert [name for digest, name in TRAINED.items() if digest not in digests] == []


def test_the_larger_reader_is_told_only_where_it_hears() -> None:
    both, small = told.made_by(VoiceReader.LARGE), told.made_by()
    (more,) = both.keys() - small.keys()
    assert TRAINED[both[more]] == "voice_large.safetensors"


def test_what_is_not_there_is_told_as_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(told.FILES, "face ranges", tmp_path / "gone.safetensors")
    assert told.made_by.__wrapped__()["face ranges sha256"] == "missing"
