import sys
import time
from datetime import datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fusion.clock import DeviceTimeMapper, SessionClock


def test_the_clock_starts_near_zero_and_never_runs_backwards() -> None:
    clock = SessionClock()
    stamps = [clock.now() for _ in range(1000)]
    assert 0 <= stamps[0] < 1
    assert stamps == sorted(stamps)


def test_the_wall_time_of_the_start_is_kept_in_utc() -> None:
    before = datetime.now(timezone.utc)
    started_at = SessionClock().started_at
    assert started_at.utcoffset() == timedelta(0)
    assert before <= started_at <= datetime.now(timezone.utc)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the monotonic clock counts sleep")
def test_ten_minutes_of_sleep_are_ten_minutes_of_the_session(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = SessionClock()
    awake = time.clock_gettime(time.CLOCK_BOOTTIME)
    monkeypatch.setattr(time, "clock_gettime", lambda which: awake + 600 * (which == time.CLOCK_BOOTTIME))
    assert 600 <= clock.now() < 610


@given(drift_ppm=st.floats(-200, 200), origin=st.floats(0, 1e6), seed=st.integers(0, 1000))
def test_jitter_and_drift_are_taken_out(drift_ppm: float, origin: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    mapper = DeviceTimeMapper(window=300)
    device = np.arange(600) * 0.02
    true = 3.0 + device * (1 + drift_ppm * 1e-6)
    for d, s in zip(device, true + rng.normal(0, 0.004, len(device)), strict=True):
        mapped = mapper.observe(origin + d, s)
    # A line fitted to 300 points of 4 ms jitter ends with a standard error of 2 * 4 / sqrt(300) = 0.46 ms.
    assert mapped == pytest.approx(true[-1], abs=0.0025)


def observed(n: int, speed: float = 1.0) -> DeviceTimeMapper:
    """After n callbacks, 20 ms apart by the device's clock, of which ``speed`` pass by the session's."""
    mapper = DeviceTimeMapper()
    for i in range(n):
        mapper.observe(i * 0.02, speed * i * 0.02)
    return mapper


def test_the_line_rests_on_the_last_ten_seconds() -> None:
    mapper = DeviceTimeMapper()
    mapper.observe(0.00, 0.20)  # these two are late
    mapper.observe(0.02, 0.12)
    for i in range(2, 501):
        mapper.observe(i * 0.02, i * 0.02)
    assert mapper.map(20.0) != pytest.approx(20.0, abs=1e-4)
    mapper.observe(10.02, 10.02)
    assert mapper.map(20.0) == pytest.approx(20.0, abs=1e-9)


def test_drift_is_believed_once_it_was_seen_for_two_seconds() -> None:
    # 100 callbacks span 1.98 s, 101 span 2 s; the mean of the first 100 lies at 0.99 s.
    assert observed(100, 1.0005).map(1.98) == pytest.approx(1.0005 * 0.99 + 0.99, abs=1e-9)
    assert observed(101, 1.0005).map(2.00) == pytest.approx(1.0005 * 2.00, abs=1e-9)


@pytest.mark.parametrize(("speed", "believed"), [(1.01, 1.001), (0.99, 0.999), (1.0008, 1.0008)])
def test_no_clock_is_believed_to_be_wrong_by_more_than_a_thousandth(speed: float, believed: float) -> None:
    # The mean of 301 callbacks lies at 3 s.
    assert observed(301, speed).map(13.0) == pytest.approx(speed * 3.0 + believed * 10.0, abs=1e-9)


def test_a_jump_of_the_device_clock_starts_afresh() -> None:
    assert observed(100).observe(500.0, 10.0) == pytest.approx(10.0)


@pytest.mark.parametrize(("late_s", "smoothed"), [(0.25, 1.125), (-0.25, 0.875), (0.26, 1.26), (-0.26, 0.74)])
def test_up_to_a_quarter_of_a_second_is_jitter_and_more_is_a_jump(late_s: float, smoothed: float) -> None:
    mapper = DeviceTimeMapper()
    mapper.observe(0.0, 0.0)
    assert mapper.observe(1.0, 1.0 + late_s) == pytest.approx(smoothed)


def test_before_the_first_observation_nothing_is_claimed() -> None:
    with pytest.raises(ValueError, match="not observed"):
        DeviceTimeMapper().map(1.0)
