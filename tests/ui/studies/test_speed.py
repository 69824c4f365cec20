"""Times are medians of what a stage took, and the commands tell them of every stage and alternative."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from ui.cli import app
from ui.studies import face_speed, speed
from ui.studies.face_speed import FLOATS, SHIPPED
from ui.studies.shipped import shipped_digests
from ui.studies.speed import timed


class Clock:
    """A clock that a test moves: each reading of it is where the test put it."""

    def __init__(self) -> None:
        self.s = 0.0

    def perf_counter(self) -> float:
        return self.s

    def process_time(self) -> float:
        return self.s / 2


@pytest.fixture
def few_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speed, "_WARM_UP", 1)
    monkeypatch.setattr(speed, "_ROUNDS", 3)
    monkeypatch.setattr(face_speed, "_FRAMES", 4)


def test_a_stage_is_timed_without_its_warm_up(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr(speed, "time", clock)
    took_ms = [500.0] * speed._WARM_UP + [float(ms) for ms in range(1, speed._ROUNDS + 1)]

    def stage(i: int) -> None:
        clock.s += took_ms[i] / 1e3

    found = timed("a stage", stage)
    counted = took_ms[speed._WARM_UP :]
    assert found.name == "a stage"
    assert found.median_ms == pytest.approx(np.median(counted))
    assert found.p95_ms == pytest.approx(np.percentile(counted, 95))
    assert found.processor_ms == pytest.approx(np.median(counted) / 2)


def test_the_command_times_every_stage(few_rounds: None, tmp_path: Path) -> None:
    out = tmp_path / "speed.json"
    told = CliRunner().invoke(app, ["bench", "speed", "--json", str(out)], catch_exceptions=False)
    assert told.exit_code == 0
    figures = json.loads(out.read_text(encoding="utf-8"))
    assert figures["weights_sha256"] == shipped_digests("voice", "face", "fusion")
    names = [stage["name"] for stage in figures["stages"]]
    assert [name.split(":")[0] for name in names] == ["voice", "whose voice", *["face"] * 5, "fusion"]
    assert all(0 < stage["median_ms"] <= stage["p95_ms"] for stage in figures["stages"])
    assert all(name in told.output for name in ("face: alignment", "fusion: one estimate"))


def test_alternatives_are_timed_beside_what_is_shipped(few_rounds: None, tmp_path: Path) -> None:
    pytest.importorskip("lightning")
    out = tmp_path / "variants.json"
    told = CliRunner().invoke(app, ["study", "face-speed", "--json", str(out)], catch_exceptions=False)
    assert told.exit_code == 0
    figures = json.loads(out.read_text(encoding="utf-8"))
    assert figures["weights_sha256"] == shipped_digests("face")
    ways = figures["network"]
    assert ways[FLOATS]["largest_change"] == 0
    assert 0 < ways[SHIPPED]["largest_change"] < 0.2
    assert ways["torch, crop and mirror image"]["largest_change"] < 1e-5
    assert ways["torch, weights laid out channels last"]["largest_change"] < 1e-3
    assert "largest_change" not in ways["torch, crop alone"]  # another question
    shipped, one, four = figures["mesh"].values()
    assert 0 < one < four and 0 < shipped < four
