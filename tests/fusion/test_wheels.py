"""Packages are fetched into one folder, and nowhere else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from fusion.wheels import download_wheels


def test_pip_lays_what_has_only_begun_to_come_in_the_folder_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[dict[str, Any]] = []
    with monkeypatch.context() as patched:
        patched.setattr(subprocess, "run", lambda *_, **options: asked.append(options))
        download_wheels({"one==1": "0" * 64}, tmp_path, remedy="")
    where = [sys.executable, "-c", "import tempfile; print(tempfile.gettempdir())"]
    said = subprocess.run(where, env=asked[0]["env"], check=True, capture_output=True, text=True)
    assert said.stdout.strip() == str(tmp_path)
