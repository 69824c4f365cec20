"""``attune bench`` puts every figure into one file, and its parts tell theirs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from ui.cli import app
from ui.studies import floors, performance, skew, speed
from ui.studies.shipped import shipped_digests
from ui.workbench.performance import LIVE, MEMORY, START

WINDOW = dict.fromkeys(START | LIVE | MEMORY, 1.5)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """Measurements that are made up; what was asked of them."""
    calls: list[tuple[Any, ...]] = []

    def analyze(*arguments: Any) -> dict[str, Any]:
        calls.append(arguments)
        return {
            "recording_s": 180.0,
            "times": 2,
            "offline_x_realtime": 16.0,
            "offline_x_processor": 12.0,
            "analyze_ratio": 5.25,
            "analyze_ratio_least_most": [5.0, 5.5],
            "analyze_clock_ratio": 7.25,
            "analyze_clock_ratio_least_most": [7.0, 7.5],
        }

    def window(*arguments: Any) -> tuple[dict[str, float], dict[str, float]]:
        calls.append(arguments)
        return WINDOW, {}

    monkeypatch.setattr(performance, "measure_analyze", analyze)
    monkeypatch.setattr(performance, "measure_window", window)
    monkeypatch.setattr(floors, "floors", lambda: {"mesh_ms": 20.0})
    monkeypatch.setattr(speed, "measure_stages", lambda: [speed.Stage("mesh", 2.0, 3.0, 1.0)])
    monkeypatch.setattr(skew, "measure_stage", lambda _: skew.compare("devices", [1, 2], [1.02, 2.04]))
    return calls


def bench(*arguments: str) -> str:
    told = CliRunner().invoke(app, ["bench", *arguments], catch_exceptions=False, env={"COLUMNS": "200"})
    assert told.exit_code == 0
    return told.output


def test_everything_goes_into_one_file(asked: list[tuple[Any, ...]], tmp_path: Path) -> None:
    out = tmp_path / "performance.json"
    told = bench("--json", str(out), "--times", "2")
    figures = json.loads(out.read_text(encoding="utf-8"))
    assert {*WINDOW, "analyze_ratio", "offline_x_realtime", "stages", "floors", "cores"} <= set(figures)
    assert figures["skew_p95_ms"] == pytest.approx(39, abs=1.1)
    assert figures["weights_sha256"] == shipped_digests("voice", "face", "fusion")
    assert "16.0 times as fast" in told
    assert "first frame after, s" in told
    assert asked[0][:2] == (180, 2)


def test_each_part_tells_its_own(asked: list[tuple[Any, ...]]) -> None:
    assert "5.25 (5.00 to 5.50 in 2 pairs" in bench("analyze", "--minutes", "0.5")
    assert asked[-1][0] == 30
    for part, words in (("live", LIVE), ("start", START), ("memory", MEMORY)):
        told = bench(part)
        assert all(
            (sentence in told) == (sentence in words.values())
            for sentence in (LIVE | START | MEMORY).values()
        )


def test_a_commit_that_is_not_there_is_told(asked: list[tuple[Any, ...]]) -> None:
    from fusion.errors import UserError

    with pytest.raises(UserError, match="no commit of-no-such-name here"):
        CliRunner().invoke(app, ["bench", "analyze", "--against", "of-no-such-name"], catch_exceptions=False)
