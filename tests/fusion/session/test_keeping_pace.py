"""A worker whose device or analyser is late: it skips ahead, says so, and stamps stay true."""

from __future__ import annotations

import numpy as np
import pytest
from scripted_worker import Desk, HandClock, Hearing, Script

from fusion.evidence import Evidence, Modality
from fusion.interfaces import AudioChunk, DeviceState


class Slow(Hearing):
    """Takes so long for each chunk."""

    def __init__(self, clock: HandClock, takes_s: float) -> None:
        super().__init__()
        self.clock, self.takes_s = clock, takes_s
        self.fed: list[float] = []
        self.fed_late_s: list[float] = []

    def feed(self, chunk: AudioChunk) -> list[Evidence]:
        self.fed.append(chunk.t_start)
        self.fed_late_s.append(self.clock.t - chunk.t_end)
        self.clock.t += self.takes_s
        return [Evidence(Modality.VOICE, chunk.t_start, chunk.t_end, np.full(7, 1 / 7), 1.0)]


class Ring(Script):
    """A microphone that has a chunk of 0.1 s every 0.1 s, stamped 0.3 s late, whoever fetches it when."""

    def __init__(self, until_s: float) -> None:
        super().__init__()
        self.until_s, self.given = until_s, 0

    def read(self, timeout_s: float) -> AudioChunk | None:
        t = 0.1 * self.given
        if t >= self.until_s:
            self.at_the_end()
            return None
        if (ready_at := t + 0.1 + 0.3) > self.clock.t:
            self.clock.t = ready_at  # waited for
        self.given += 1
        return AudioChunk(np.zeros(1600, np.float32), t)


class Unlucky(Ring):
    """Whoever reads it waits for their turn first, as on a machine that does a lot else, whatever waits."""

    def read(self, timeout_s: float) -> AudioChunk | None:
        self.clock.t += 0.02
        return super().read(timeout_s)


@pytest.mark.parametrize("takes_s", [0.05, 0.25])
def test_who_waits_for_their_turn_does_not_take_it_that_nothing_waits(takes_s: float) -> None:
    desk = Desk(Unlucky(until_s=120.0))
    desk.clock = desk.worker._clock = HandClock()
    slow = desk.worker.analyser = Slow(desk.clock, takes_s)
    desk.run()
    assert max(slow.fed_late_s) <= 0.3 + 1.5 + takes_s + 0.05
    assert slow.fed[-1] > 115.0
    assert len(slow.fed) == 1200 if takes_s < 0.1 else 0.25 < len(slow.fed) / 1200 < 0.5


class Later(Script):
    """A device that is 5 s later from its 10th second on."""

    given = 0

    def read(self, timeout_s: float) -> AudioChunk | None:
        t = 0.1 * self.given
        if t >= 30.0:
            self.at_the_end()
            return None
        self.clock.t = max(self.clock.t, t + 0.1 + (0.3 if t < 10.0 else 5.3))
        self.given += 1
        return AudioChunk(np.zeros(1600, np.float32), t)


def test_a_device_that_is_later_than_before_is_soon_heard_again() -> None:
    desk = Desk(Later())
    desk.clock = desk.worker._clock = HandClock()
    slow = desk.worker.analyser = Slow(desk.clock, 0.01)
    desk.run()
    passed_over = np.flatnonzero(~np.isin(np.arange(300), np.round(np.array(slow.fed) / 0.1)))
    np.testing.assert_array_equal(passed_over, np.arange(100, 100 + len(passed_over)))
    assert 0 < len(passed_over) <= 52
    assert len([s for s in desk.statuses if "too busy" in s.sentence]) == 1
    assert desk.statuses[-2].sentence == ""


@pytest.mark.parametrize("takes_s", [0.05, 0.25])
def test_a_slow_analyser_skips_ahead_says_so_and_stamps_stay_true(takes_s: float) -> None:
    source = Ring(until_s=60.0)
    desk = Desk(source)
    desk.clock = desk.worker._clock = HandClock()
    slow = desk.worker.analyser = Slow(desk.clock, takes_s)
    pieces: list[Evidence] = []
    desk.worker._on_evidence = pieces.append
    desk.run()
    busy = [s for s in desk.statuses if "too busy" in s.sentence]
    assert [p.t_start for p in pieces] == slow.fed
    assert all(t == pytest.approx(0.1 * round(t / 0.1)) for t in slow.fed)  # nothing was stamped anew
    if takes_s < 0.1:
        assert not busy and len(slow.fed) == 600
        return
    assert max(slow.fed_late_s) <= 0.3 + 1.5 + takes_s
    assert 0.3 < len(slow.fed) / 600 < 0.5  # it works as much as it can: two in five
    assert slow.fed[-1] > 55.0
    (said,) = busy
    assert said.state is DeviceState.LIVE
    assert said.sentence == (
        "This computer is too busy to keep up, so some moments are passed over; close what else is running."
    )
