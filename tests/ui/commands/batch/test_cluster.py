"""The same over a Ray cluster of two nodes on this machine, one of which is lost in the middle."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from made_films import beginning

from fusion.errors import UserError
from fusion.mode import Mode
from fusion.moment import Moment
from fusion.recordings.sound import USUAL_SOUND
from ui.commands.batch.cluster import over_a_cluster
from ui.commands.batch.found import jobs_of
from ui.commands.batch.one import How
from ui.commands.batch.processes import one_by_one
from ui.demo.clip import DEMO_CLIP

os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
ray = pytest.importorskip("ray")
HOW = How("jsonl", Mode.BOTH)


def nobody_keeps(_number: int, _moments: list[Moment]) -> None:
    raise AssertionError("nobody asked for it")


pytestmark = [pytest.mark.filterwarnings("ignore"), pytest.mark.timeout(400)]


@pytest.fixture
def cluster() -> Iterator[Any]:
    from ray.cluster_utils import Cluster

    nodes = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    yield nodes
    nodes.shutdown()


def test_a_node_that_is_lost_loses_nothing_and_the_bytes_are_the_same(cluster: Any, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for n in range(6):
        beginning(DEMO_CLIP, tmp_path / "in" / f"{n}.mp4", 4.0 + n / 2)
    (tmp_path / "in" / "bad.mp4").write_bytes(b"not a film")
    second = cluster.add_node(num_cpus=1)
    outcomes = []
    jobs = jobs_of([tmp_path / "in"], [USUAL_SOUND], tmp_path / "cluster", ".jsonl")
    for outcome in over_a_cluster(jobs, HOW, nobody_keeps, cluster.address):
        outcomes.append(outcome)
        if len(outcomes) == 1:
            cluster.remove_node(second, allow_graceful=False)
    assert sorted(outcome.number for outcome in outcomes) == list(range(7))
    (bad,) = (outcome for outcome in outcomes if outcome.problem)
    assert "bad.mp4" in bad.problem
    jobs = jobs_of([tmp_path / "in"], [USUAL_SOUND], tmp_path / "here", ".jsonl")
    list(one_by_one(jobs, HOW, lambda _n, _t: None, nobody_keeps))
    for n in range(6):
        there, here = ((tmp_path / where / f"{n}.jsonl").read_bytes() for where in ("cluster", "here"))
        assert there == here
        lines = [json.loads(line) for line in here.splitlines()]
        assert len(lines) >= 39 + 5 * n
        assert any(line["face"] for line in lines) and any(line["voice"] for line in lines)


def test_without_a_cluster_a_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(**_: object) -> None:
        raise ConnectionError("Could not connect\nmuch more")

    monkeypatch.setattr(ray, "init", nobody)
    with pytest.raises(UserError, match=r"no Ray cluster at localhost:1 \(Could not connect\)"):
        list(over_a_cluster([], HOW, nobody_keeps, "localhost:1"))
