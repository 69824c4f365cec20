import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from audio_model.excerpts import clip_excerpts, pad_before, slice_padded, speech_span


def test_short_sound_is_padded_before() -> None:
    np.testing.assert_array_equal(pad_before(np.ones(2, np.float32), 4), [0, 0, 1, 1])
    np.testing.assert_array_equal(pad_before(np.arange(5, dtype=np.float32), 3), [2, 3, 4])


@given(st.integers(0, 30), st.integers(-40, 40), st.integers(1, 30))
def test_slices_are_those_of_endless_silence_around_the_sound(length: int, start: int, n: int) -> None:
    sound = np.arange(1, length + 1, dtype=np.float32)
    endless = np.concatenate([np.zeros(100, np.float32), sound, np.zeros(100, np.float32)])
    np.testing.assert_array_equal(slice_padded(sound, start, n), endless[100 + start : 100 + start + n])


@given(st.integers(0, 50), st.integers(1, 120), st.integers(5, 40), st.integers(1, 30))
def test_the_windows_of_a_clip_cover_its_speech(first: int, length: int, n: int, hop: int) -> None:
    hop = min(hop, n)
    sound = np.arange(1, 201, dtype=np.float32)
    excerpts = clip_excerpts(sound, (first, first + length), n, hop)
    assert excerpts.shape[1] == n
    assert (len(excerpts) == 1) == (length <= n)
    heard = set(excerpts.ravel())
    assert all(i + 1 in heard for i in range(first, first + length))
    starts = excerpts[:, 0]
    if len(excerpts) > 1:
        assert np.diff(starts).max() <= hop


def test_the_span_is_where_the_sound_is() -> None:
    rng = np.random.default_rng(0)
    sound = 1e-4 * rng.standard_normal(48_000)
    sound[16_000:32_000] += 0.1 * rng.standard_normal(16_000)
    first, last = speech_span(sound.astype(np.float32), 16_000)
    assert abs(first - 16_000) <= 320
    assert abs(last - 32_000) <= 320
