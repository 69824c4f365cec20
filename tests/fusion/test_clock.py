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


def test_a_jump_of_the_device_clock_starts_afresh() -> None:
    mapper = DeviceTimeMapper()
    for i in range(100):
        mapper.observe(i * 0.02, 1 + i * 0.02)
    assert mapper.observe(500.0, 10.0) == pytest.approx(10.0)


def test_before_the_first_observation_nothing_is_claimed() -> None:
    with pytest.raises(ValueError, match="not observed"):
        DeviceTimeMapper().map(1.0)
