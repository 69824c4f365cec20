"""How the times of the lanes are measured: that each is, not how long it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from ui.cli import app


def test_each_time_is_told(qtbot: Any, tmp_path: Path) -> None:
    out = tmp_path / "review.json"
    done = CliRunner().invoke(
        app, ["bench", "review", "--minutes", "1", "--json", str(out)], catch_exceptions=False
    )
    assert done.exit_code == 0 and "read and painted first" in done.output
    figures = json.loads(out.read_text())
    assert figures["minutes"] == 1.0
    assert all(figures[key] > 0 for key in ("open_s", "zoomed_ms", "moved_ms", "pointed_ms"))
