"""Made meetings: who speaks when, and what is seen and heard of it."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from ui.studies.meeting import FRAME_PX, LOOKS_PER_S, TILES, Person, Talk, make_meeting
from ui.studies.stand_ins import meeting_player


def people() -> list[Person]:
    """Two who can talk: each is one grey while they rest and a brighter one while they speak."""
    told = []
    for number in range(6):
        resting = np.full((350, 416, 3), 10 * number, np.uint8)
        talk = Talk((resting + 100,) * 20, np.full(16_000 + 8_000 * number, 0.1 * (number + 1), np.float32))
        told.append(Person(f"p{number}", (talk,) if number < 2 else (), (resting,)))
    return told


def test_one_speaks_at_a_time_and_what_is_seen_and_heard_is_theirs() -> None:
    meeting = make_meeting(people(), np.random.default_rng(0))
    sound = meeting.sound
    assert all(b[0] > a[1] for a, b in pairwise(meeting.turns))
    assert all(a[2] != b[2] for a, b in pairwise(meeting.turns))
    for begin, end, who, _ in meeting.turns:
        t = (begin + end) / 2
        assert meeting.speaker(t) == who
        level = float(meeting.people[who].talks[0].sound[0])
        assert sound[round(t * 16_000)] == np.float32(level)
        frame = meeting.frame(round(t * LOOKS_PER_S)).image
        row, column = divmod(who, TILES[0])
        middle = frame[
            row * FRAME_PX[1] // 2 + FRAME_PX[1] // 4, column * FRAME_PX[0] // 3 + FRAME_PX[0] // 6, 0
        ]
        assert middle >= 100
        others = [
            frame[r * FRAME_PX[1] // 2 + FRAME_PX[1] // 4, c * FRAME_PX[0] // 3 + FRAME_PX[0] // 6, 0]
            for r in range(TILES[1])
            for c in range(TILES[0])
            if (r, c) != (row, column)
        ]
        assert max(others) < 100


def test_nobody_speaks_before_the_first_turn() -> None:
    meeting = make_meeting(people(), np.random.default_rng(1))
    assert meeting.speaker(0.5) is None and not meeting.sound[:8000].any()


def test_sound_stays_in_its_place_where_the_machine_was_held_up(monkeypatch: pytest.MonkeyPatch) -> None:
    now, heard = 100.0, []

    class Clock:
        @staticmethod
        def monotonic() -> float:
            return now

        @staticmethod
        def sleep(seconds: float) -> None:
            nonlocal now
            now += seconds

    def write(block: np.ndarray) -> None:
        nonlocal now
        heard.append((now, block))
        if len(heard) == 20:
            now += 0.5

    monkeypatch.setattr(meeting_player, "time", Clock)
    meeting_player.sounded(np.arange(2 * 16_000, dtype=np.float32) / 16_000, 101.0, write)
    late_s = [at - 101.0 - float(block[0]) for at, block in heard]
    assert min(late_s) > -0.06 and max(late_s) <= 1e-6
    assert sum(len(block) for _, block in heard) / 16_000 == pytest.approx(1.5, abs=0.08)
