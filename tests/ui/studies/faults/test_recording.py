"""A long recording that costs little, and how far its analysis has come."""

from __future__ import annotations

from pathlib import Path

import pytest

from fusion.recordings.recording import Recording
from ui.demo.clip import DEMO_CLIP
from ui.studies.faults.recording import newest, sparse_demo
from ui.studies.performance import made_recording


def heard_s(path: Path) -> float:
    return sum(len(chunk.samples) for chunk in Recording(path).audio_chunks()) / 16_000


def test_it_has_the_demos_sound_and_a_picture_a_second_as_often_as_wanted(tmp_path: Path) -> None:
    once = sparse_demo(tmp_path / "sparse.mp4")
    times = [frame.t_start for frame in Recording(once).video_frames()]
    assert (
        times[:-1] == pytest.approx(range(len(times) - 1), abs=0.05) and len(times) > 20
    )  # and the last one
    assert heard_s(once) == pytest.approx(heard_s(DEMO_CLIP), abs=0.1)
    twice = made_recording(tmp_path / "long.mp4", 1.5 * len(times), once)
    assert heard_s(twice) == pytest.approx(2 * heard_s(once), abs=0.2)
    assert len(list(Recording(twice).video_frames())) == 2 * len(times)


def test_the_newest_line_is_a_whole_one(tmp_path: Path) -> None:
    lines = tmp_path / "lines"
    assert newest(lines) is None
    lines.write_text('{"t": 0.1}\n{"t": 0.2}\n{"t": 0.')
    assert newest(lines) == 0.2
