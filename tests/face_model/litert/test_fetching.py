import hashlib
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest

from face_model.litert import fetching, models
from face_model.litert.models import MODELS, ModelFile, read
from fusion.errors import UserError


@pytest.fixture
def wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a wheel as published, of models of a few bytes, known by their digests."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    contents = {model.path: model.path.encode() for model in MODELS}
    with zipfile.ZipFile(folder / fetching.WHEEL, "w") as wheel:
        for path, content in contents.items():
            wheel.writestr(f"mediapipe/modules/{path}", content)
    small = tuple(ModelFile(path, hashlib.sha256(content).hexdigest()) for path, content in contents.items())
    monkeypatch.setattr(fetching, "MODELS", small)
    digest = hashlib.sha256((folder / fetching.WHEEL).read_bytes()).hexdigest()
    monkeypatch.setattr(fetching, "WHEEL_SHA256", digest)
    return folder


def test_the_models_are_taken_out_of_the_wheel_once(wheels: Path, tmp_path: Path) -> None:
    target = tmp_path / "a" / "models"
    assert fetching.fetch_models(target, wheels) == target
    assert {file.name for file in target.iterdir()} == {model.name for model in MODELS}
    assert [read(model, target) for model in fetching.MODELS] == [m.path.encode() for m in fetching.MODELS]
    (wheels / fetching.WHEEL).unlink()
    fetching.fetch_models(target, wheels)  # they are there: the wheel is not looked for
    (target / MODELS[0].name).write_bytes(b"damaged")
    with pytest.raises(UserError, match="is missing"):
        fetching.fetch_models(target, wheels)


def test_pip_is_asked_for_the_known_wheel_alone(
    wheels: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []

    def pip(command: list[str], **_: Any) -> None:
        asked.append(command)
        wanted = Path(command[command.index("-r") + 1])
        assert wanted.read_text() == f"mediapipe==0.10.21 --hash=sha256:{fetching.WHEEL_SHA256}\n"
        into = Path(command[command.index("-d") + 1])
        (into / fetching.WHEEL).write_bytes((wheels / fetching.WHEEL).read_bytes())

    monkeypatch.setattr(subprocess, "run", pip)
    fetching.fetch_models(tmp_path / "models")
    assert len(asked) == 1 and {"download", "--no-deps", "--require-hashes"} <= set(asked[0])


def test_without_a_connection_the_remedy_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(command: list[str], **_: Any) -> None:
        raise subprocess.CalledProcessError(1, command)

    monkeypatch.setattr(subprocess, "run", fails)
    with pytest.raises(UserError, match=r"is this computer online.*--wheels"):
        fetching.fetch_models(tmp_path / "models")


def test_another_wheel_is_refused(wheels: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "WHEEL_SHA256", "0" * 64)
    with pytest.raises(UserError, match="not the package that Attune knows"):
        fetching.fetch_models(tmp_path / "models", wheels)


def test_a_folder_that_cannot_be_made_is_named(wheels: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match=r"file.* cannot be written to"):
        fetching.fetch_models(tmp_path / "file" / "models", wheels)


def test_a_missing_or_changed_model_says_how_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="attune fetch-face-models"):
        read(MODELS[0], tmp_path)
    (tmp_path / MODELS[0].name).write_bytes(b"something else")
    with pytest.raises(UserError, match="is not the model that Attune knows"):
        read(MODELS[0], tmp_path)


def test_where_mediapipe_is_its_own_files_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("mediapipe")
    assert all(models.read(model) for model in MODELS)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert models.file_of(MODELS[0]) == models.models_folder() / MODELS[0].name
