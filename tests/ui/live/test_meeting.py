"""A meeting on this computer, end to end on real parts: whoever speaks is read, and is in what is written."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from ui.studies.live_meeting import attend_live, own_desktop
from ui.studies.meeting import judged, make_meeting, with_mirror
from ui.studies.stand_ins.display import xvfb_is_installed
from ui.studies.stand_ins.pulse import pulse_is_installed

pytest.importorskip("mss")
pytestmark = [
    pytest.mark.skipif(
        not (pulse_is_installed() and xvfb_is_installed()), reason="needs pulseaudio and Xvfb"
    ),
    pytest.mark.timeout(300),
]
FOUND_WITHIN_S = 2.0
TURNS = 5
PORTRAIT = Path(__file__).with_name("portrait.mp4")
"""The demo before, a portrait of the public domain, moved; the made head is nearly its own mirror image."""


def test_in_a_meeting_whoever_speaks_is_read_soon_and_is_whom_the_lines_are_of(tmp_path: Path) -> None:
    meeting = make_meeting(with_mirror(PORTRAIT), np.random.default_rng(0), TURNS)
    lines = tmp_path / "lines.jsonl"
    with own_desktop() as env:
        attended, began = attend_live(meeting, env, follow=True, lines=lines)
    (seats,) = zip(*attended.tiles.values(), strict=True)  # each person in one tile, and in no other
    found = [lag for lag in judged(meeting, attended.read)["lags_s"] if lag <= FOUND_WITHIN_S]
    assert len(found) >= 4  # one person has the word three times: by that alone it would be three
    people = dict(zip(attended.tiles, seats, strict=True))
    named = [
        (line["t"] - began, people[line["face"]["person"]])
        for line in map(json.loads, lines.read_text(encoding="utf-8").splitlines())
        if line["face"] is not None
    ]
    settled = [
        [seat == who for t, seat in named if begin + FOUND_WITHIN_S <= t < end]
        for begin, end, who, _ in meeting.turns
    ]
    rightly = [float(np.mean(turn)) > 0.5 for turn in settled if turn]
    assert sum(rightly) > len(rightly) / 2
