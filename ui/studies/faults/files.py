"""Files that are damaged, of another version, or spoilt otherwise: one sentence each, and none is touched."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from shutil import copy
from typing import Any, NamedTuple

import audio_model
import face_model
from audio_model.classifier import VoiceClassifier
from face_model.classifier import FaceClassifier
from fusion.errors import UserError
from fusion.late_fusion import load_fusion
from fusion.log.database import SCHEMA_VERSION
from fusion.log.timeline import Timeline
from fusion.mode import Mode
from fusion.stored_model import card_beside
from ui.settings_file import load_settings


class SpoiltFile(NamedTuple):
    """One row: what is wrong with a file, made in a folder, and who then reads it (giving a sentence)."""

    name: str
    make: Callable[[Path], Path]
    read: Callable[[Path], str]


def spoilt_files(folder: Path) -> list[dict[str, Any]]:
    """Try each; what was ``said``, and whether the file is ``untouched`` (or kept aside)."""
    rows = []
    for at, row in enumerate(SPOILT):
        place = folder / str(at)
        place.mkdir()
        file = row.make(place)
        before = file.read_bytes()
        said = row.read(file)
        kept = [f for f in (file, file.with_name(file.name + ".bak")) if f.exists()]
        untouched = any(f.read_bytes() == before for f in kept)
        rows.append({"name": row.name, "said": said.replace(str(place), "FOLDER"), "untouched": untouched})
    return rows


def _said(do: Callable[[], object]) -> str:
    try:
        do()
    except UserError as error:
        return str(error)
    return ""


def _log(folder: Path) -> Path:
    with Timeline(folder / "log.db") as timeline:
        timeline.end(timeline.begin(Mode.BOTH, "demo"))
    return folder / "log.db"


def _newer(folder: Path) -> Path:
    with closing(sqlite3.connect(_log(folder))) as db:
        db.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
        db.execute("PRAGMA journal_mode = DELETE")
    return folder / "log.db"


def _torn(folder: Path) -> Path:
    file = _log(folder)
    file.write_bytes(file.read_bytes()[:5000] + bytes(range(256)) * 40)
    return file


def _garbage(folder: Path, name: str = "log.db") -> Path:
    (folder / name).write_bytes(b"not what it should be\n" * 100)
    return folder / name


def _use_log(file: Path) -> str:
    def use() -> None:
        with Timeline(file) as timeline:
            for record in timeline.sessions():
                timeline.moments(record.id), timeline.events(record.id)
            timeline.begin(Mode.BOTH, "demo")

    return _said(use)


def _model(package: Any, name: str, spoil: Callable[[Path], Path]) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        weights = Path(package.__file__).parent / "weights" / f"{name}.safetensors"
        for file in (weights, card_beside(weights)):
            copy(file, folder)
        return spoil(folder / weights.name)

    return make


def _half(weights: Path) -> Path:
    data = weights.read_bytes()
    weights.write_bytes(data[: len(data) // 2])
    return weights


def _card(weights: Path) -> Path:
    card_beside(weights).write_text('{"weights_sha256": ', encoding="utf-8")
    return card_beside(weights)


def _of_card(file: Path) -> Path:
    return file.with_name(file.name.removesuffix(".card.json") + ".safetensors")


def _settings(file: Path) -> str:
    return load_settings(file)[1]


SPOILT = (
    SpoiltFile("log that is no database", _garbage, _use_log),
    SpoiltFile("log torn in the middle", _torn, _use_log),
    SpoiltFile("log of a newer version", _newer, _use_log),
    SpoiltFile(
        "voice's weights torn",
        _model(audio_model, "voice", _half),
        lambda file: _said(lambda: VoiceClassifier.load(file)),
    ),
    SpoiltFile(
        "voice's card damaged",
        _model(audio_model, "voice", _card),
        lambda file: _said(lambda: VoiceClassifier.load(_of_card(file))),
    ),
    SpoiltFile(
        "face's weights torn",
        _model(face_model, "face", _half),
        lambda file: _said(lambda: FaceClassifier.load(file)),
    ),
    SpoiltFile(
        "face's card damaged",
        _model(face_model, "face", _card),
        lambda file: _said(lambda: FaceClassifier.load(_of_card(file))),
    ),
    SpoiltFile(
        "fusion's card damaged",
        lambda folder: _garbage(folder, "fusion.card.json"),
        lambda file: _said(lambda: load_fusion(file)),
    ),
    SpoiltFile("settings damaged", lambda folder: _garbage(folder, "settings.json"), _settings),
)
