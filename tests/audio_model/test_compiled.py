"""Two processes never compile for librosa into one folder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numba
import numpy as np
import platformdirs
import pytest

from audio_model import compiled


def _elsewhere() -> subprocess.Popen[str]:
    """Another process that takes a folder, says which, and ends when told a word."""
    take = "from audio_model.compiled import take_folder; folder, held = take_folder()"
    code = f"{take}; print(folder, flush=True); input()"
    return subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def _said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_each_process_has_a_folder_to_itself_and_leaves_it_to_the_next() -> None:
    cache = platformdirs.user_cache_path("attune", appauthor=False) / "compiled"
    taken = compiled.take_folder()
    assert taken is not None
    folder, held = taken
    assert folder == cache / "0"
    with _elsewhere() as other:
        assert _said(other) == str(cache / "1")
        held.close()
        other.kill()  # however it ends, its folder is free again
    # One after the other: of two that ask at once either may find a folder held by one that then gives it up.
    with _elsewhere() as first:
        assert _said(first) == str(cache / "0")
        with _elsewhere() as second:
            assert _said(second) == str(cache / "1")
            for process in (first, second):
                process.communicate("\n")


def test_numba_compiles_into_that_folder_unless_the_user_named_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "_held", held := [])
    monkeypatch.setattr(numba.config, "CACHE_DIR", "/named/by/the/user")
    compiled.librosa()
    assert numba.config.CACHE_DIR == "/named/by/the/user" and not held

    monkeypatch.setattr(numba.config, "CACHE_DIR", "")
    compiled.librosa()
    compiled.librosa()
    folder = platformdirs.user_cache_path("attune", appauthor=False) / "compiled" / "0"
    assert str(folder) == numba.config.CACHE_DIR and len(held) == 1

    @numba.njit(cache=True)
    def doubled(x: float) -> float:
        return 2 * x

    assert doubled(np.float64(2)) == 4
    assert [file.suffix for file in folder.rglob("*.nbi")] == [".nbi"]
    held[0].close()


def test_without_a_folder_numba_goes_its_own_way(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert compiled.take_folder() is None
