"""Ratios are of pairs of runs; the recording that is analysed is the demo again and again."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from fusion.recordings.recording import Recording
from ui.demo.clip import DEMO_CLIP
from ui.studies.builds import Build, Run
from ui.studies.performance import made_recording, measure_analyze, measure_window


class Told(Build):
    """A build whose runs took what a test says."""

    runs: list[Run]
    asked: list[Sequence[str]]

    def run(self, arguments: Sequence[str], home: Path) -> Run:
        self.asked.append(arguments)
        return self.runs.pop(0)


def told(*runs: Run) -> Told:
    build = Told()
    object.__setattr__(build, "runs", list(runs))
    object.__setattr__(build, "asked", [])
    return build


def test_the_made_recording_goes_on_without_a_gap(tmp_path: Path) -> None:
    demo, made = Recording(DEMO_CLIP), Recording(made_recording(tmp_path / "made.mp4", 70))
    assert demo.duration_s is not None
    assert made.duration_s == pytest.approx(2 * demo.duration_s, abs=0.2)
    sound_s = sum(len(chunk.samples) for chunk in made.audio_chunks()) / 16_000
    assert sound_s == pytest.approx(made.duration_s, abs=0.2)
    times = [frame.t_start for frame in made.video_frames()]
    steps = [b - a for a, b in pairwise(times)]
    assert max(steps) < 0.15
    assert min(steps) > 0


def test_the_ratio_is_the_median_of_pairs_with_its_spread() -> None:
    this = told(Run(9.0, 9.0, ""), *(Run(2.0, 4.0, "") for _ in range(3)))  # the first does not count
    pairs = ((99.0, 99.0), (10.0, 16.0), (12.0, 28.0), (9.0, 20.0))
    other = told(*(Run(worked_s, took_s, "") for worked_s, took_s in pairs))
    figures = measure_analyze(5, 3, this, other)
    assert figures["analyze_ratio"] == 5
    assert figures["analyze_ratio_least_most"] == [4.5, 6]
    assert figures["analyze_clock_ratio"] == 5
    assert figures["analyze_clock_ratio_least_most"] == [4, 7]
    assert figures["offline_x_realtime"] == pytest.approx(figures["recording_s"] / 4)
    assert figures["offline_x_processor"] == pytest.approx(figures["recording_s"] / 2)
    assert len({tuple(asked) for asked in (*this.asked, *other.asked)}) == 8  # each into a folder of its own


def test_alone_there_is_no_ratio() -> None:
    assert "analyze_ratio" not in measure_analyze(5, 1, told(*[Run(2.0, 4.0, "")] * 2), None)


def test_the_first_start_does_not_count_and_chatter_is_passed_over() -> None:
    said = [
        "",
        'chatter\n{"rss_mb": 300, "x": null}\n',
        '{"rss_mb": 320, "x": null}',
        '{"rss_mb": 900, "x": 2}',
    ]
    ours, theirs = measure_window(10, 3, told(*(Run(1, 1, line) for line in said)), None)
    assert ours == {"rss_mb": 320, "x": 2}
    assert theirs == {}
