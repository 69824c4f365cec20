"""The page on the public interface is run as it stands."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from made_films import beginning
from typer.testing import CliRunner

import audio_model
import face_model
import fusion
from ui.cli import app
from ui.demo.clip import DEMO_CLIP

ROOT = Path(__file__).parents[1]
BLOCKS = re.findall(
    r"```python\n(.*?)```", (ROOT / "docs" / "python.md").read_text(encoding="utf-8"), flags=re.DOTALL
)


def test_from_a_file_to_a_frame_in_ten_lines(tmp_path: Path) -> None:
    pytest.importorskip("pandas")
    pytest.importorskip("pympi")
    beginning(DEMO_CLIP, tmp_path / "talk.mp4", 2.5)
    first, second = BLOCKS
    assert len([line for line in first.splitlines() if line]) <= 11
    checks = "assert len(frame) >= 20 and frame['face_quality'].notna().any(), frame"
    kept = "frame.to_json('frame.json', orient='records')"
    program = f"import pathlib\n{first}\n{checks}\n{kept}\n{second}"
    done = subprocess.run(
        [sys.executable, "-W", "error::DeprecationWarning:__main__", "-c", program],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=170,
    )
    assert done.returncode == 0, done.stderr
    assert "shown_state" in done.stdout
    assert (tmp_path / "talk.eaf").is_file()
    asked = [str(tmp_path / "talk.mp4"), "--baseline", "none", "--out", str(tmp_path), "--format", "json"]
    told = CliRunner().invoke(app, ["analyze", *asked], catch_exceptions=False)
    assert told.exit_code == 0, told.output
    estimates = json.loads((tmp_path / "talk.json").read_text(encoding="utf-8"))["estimates"]
    rows = json.loads((tmp_path / "frame.json").read_text(encoding="utf-8"))
    for name in ("happy", "surprised"):
        analysed = [estimate["probabilities"][name] for estimate in estimates]
        assert [row[f"p_{name}"] for row in rows] == pytest.approx(analysed, abs=1e-4)


@pytest.mark.parametrize("package", [fusion, audio_model, face_model])
def test_every_public_name_is_there_and_documented(package: object) -> None:
    names = package.__all__  # type: ignore[attr-defined]
    assert names == sorted(names)
    for name in names:
        assert getattr(package, name).__doc__
    with pytest.raises(AttributeError):
        _ = package.nothing  # type: ignore[attr-defined]


def test_nothing_heavy_is_imported_with_the_packages() -> None:
    heavy = "[m for m in ('torch', 'av', 'cv2') if m in sys.modules]"
    program = f"import sys, fusion, audio_model, face_model; print({heavy})"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"
