import numpy as np
import pytest
import soxr
from hypothesis import given, settings
from hypothesis import strategies as st

from audio_model.capture.resampling import StampedResampler


def through(sound: np.ndarray, rate: float, block: int, t_start: float = 0.0) -> tuple[np.ndarray, list]:
    resampler, chunks = StampedResampler(rate), []
    for at in range(0, len(sound), block):
        resampler.put(sound[at : at + block], t_start + at / rate)
        chunk = resampler.take(1)
        if chunk is not None:
            chunks.append(chunk)
    return np.concatenate([c.samples for c in chunks]), chunks


@settings(max_examples=15)
@given(rate=st.sampled_from([8_000, 16_000, 22_050, 44_100, 48_000, 96_000]), block=st.integers(50, 5_000))
def test_blocks_give_what_the_whole_gives(rate: int, block: int) -> None:
    sound = (0.2 * np.random.default_rng(0).standard_normal(rate)).astype(np.float32)
    streamed, chunks = through(sound, rate, block, t_start=3.0)
    whole = sound if rate == 16_000 else soxr.resample(sound, rate, 16_000)
    assert len(streamed) > 0.8 * len(whole)
    np.testing.assert_allclose(streamed, np.clip(whole[: len(streamed)], -1, 1), atol=2e-4)
    ends = [c.t_end for c in chunks]
    starts = [c.t_start for c in chunks]
    np.testing.assert_allclose(starts, [3.0, *ends[:-1]], atol=1e-9)


@pytest.mark.parametrize("rate", [44_100, 48_000])
def test_a_click_keeps_its_time(rate: int) -> None:
    sound = np.zeros(rate, dtype=np.float32)
    sound[round(0.5 * rate)] = 1.0
    streamed, chunks = through(sound, rate, 441, t_start=7.0)
    loudest = int(np.argmax(np.abs(streamed)))
    before = 0
    for chunk in chunks:
        if loudest < before + len(chunk.samples):
            assert chunk.t_start + (loudest - before) / 16_000 == pytest.approx(7.5, abs=1e-4)
            return
        before += len(chunk.samples)
    pytest.fail("the click was lost")


def test_nothing_is_delivered_before_there_is_enough() -> None:
    resampler = StampedResampler(16_000)
    resampler.put(np.zeros(400, np.float32), 0.0)
    assert resampler.take(512) is None
    resampler.put(np.zeros(400, np.float32), 0.025)
    chunk = resampler.take(512)
    assert chunk is not None
    assert len(chunk.samples) == 800
    assert resampler.take(1) is None


def test_exactly_enough_is_delivered_within_the_converters_limits() -> None:
    resampler = StampedResampler(16_000)
    block = np.zeros(512, np.float32)
    block[:4] = (1.5, -1.5, 0.999, -0.999)
    resampler.put(block, 2.0)
    chunk = resampler.take(512)
    assert chunk is not None and chunk.t_start == 2.0 and chunk.samples.dtype == np.float32
    np.testing.assert_array_equal(chunk.samples[:4], np.float32([1.0, -1.0, 0.999, -0.999]))
