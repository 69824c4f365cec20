"""What files hold besides the usual: sample formats, turned pictures, covers, gaps, no stated length."""

from __future__ import annotations

import io
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import av
import av.error
import numpy as np
import pytest
from av.stream import Disposition

from fusion.interfaces import AudioChunk
from fusion.recordings.recording import Recording, _frame_period_s, _reason, upright_rgb
from fusion.recordings.sound import CHUNK_SAMPLES, SoundRun, channels_of
from fusion.recordings.tracks import _best

STEREO = np.array([[0.5, -0.5, 0.25, -1.0], [0.25, -0.5, -0.25, 0.0]])
"""Left and right."""


@pytest.mark.parametrize(
    ("kind", "dtype", "full_scale", "zero"),
    [
        ("u8", np.uint8, 128, 128),
        ("s16", np.int16, 2**15, 0),
        ("s32", np.int32, 2**31, 0),
        ("flt", np.float32, 1, 0),
        ("dbl", np.float64, 1, 0),
    ],
)
@pytest.mark.parametrize("planar", [False, True])
@pytest.mark.parametrize("layout", ["mono", "stereo"])
def test_every_sample_format_has_full_scale_at_one(
    kind: str, dtype: type, full_scale: int, zero: int, planar: bool, layout: str
) -> None:
    sound = STEREO if layout == "stereo" else STEREO[:1]
    samples = (sound * full_scale + zero).astype(dtype)
    data = samples if planar else samples.T.reshape(1, -1)
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(data), format=kind + "p" * planar, layout=layout)
    heard = channels_of(frame)
    assert heard.dtype == np.float32
    np.testing.assert_array_equal(heard, sound.T)


def test_what_is_no_number_is_silence() -> None:
    data = np.array([[np.nan, 0.5, np.nan]], np.float32)
    heard = channels_of(av.AudioFrame.from_ndarray(data, format="fltp", layout="mono"))
    assert heard.tolist() == [[0.0], [0.5], [0.0]]


@pytest.mark.parametrize("rotation", [0, 90, 180, -90, 270, -180, 89.6])
def test_a_turned_picture_is_turned_back(rotation: float) -> None:
    image = np.arange(2 * 3 * 3, dtype=np.uint8).reshape(2, 3, 3)
    frame: Any = SimpleNamespace(rotation=rotation, to_ndarray=lambda format, threads: image)
    upright = upright_rgb(frame)
    turned = {0: image, 90: image[:, ::-1].transpose(1, 0, 2), 180: image[::-1, ::-1]}
    turned |= {270: image[::-1].transpose(1, 0, 2)}
    np.testing.assert_array_equal(upright, turned[round(rotation) % 360 if rotation != 89.6 else 90])
    assert upright.flags.c_contiguous
    assert upright.dtype == np.uint8


def stream(average: Fraction | None, guessed: Fraction | None) -> Any:
    return SimpleNamespace(average_rate=average, guessed_rate=guessed)


def test_how_long_a_frame_without_a_stamp_is() -> None:
    assert _frame_period_s(stream(Fraction(50), Fraction(30))) == 0.02
    assert _frame_period_s(stream(None, Fraction(10))) == 0.1
    assert _frame_period_s(stream(None, None)) == 0.04


def test_a_cover_or_what_cannot_be_decoded_is_no_track() -> None:
    def best(**track: Any) -> Any:
        chosen = SimpleNamespace(**track)
        return _best(SimpleNamespace(streams=SimpleNamespace(best={"video": chosen}.get)), "video")

    plain = Disposition(0)
    assert best(codec_context="mpeg4", disposition=plain) is not None
    assert best(codec_context="mpeg4", disposition=Disposition.default) is not None
    assert best(codec_context="png", disposition=Disposition.attached_pic) is None
    assert best(codec_context=None, disposition=plain) is None
    assert _best(SimpleNamespace(streams=SimpleNamespace(best=lambda kind: None)), "video") is None


def test_the_reason_of_an_error_is_told_in_small_letters() -> None:
    assert _reason(OSError(111, "Connection refused")) == "connection refused"
    assert _reason(RuntimeError("Something Else")) == "something else"


# Runs of sound ----------------------------------------------------------------------------------


def joined(chunks: list[AudioChunk]) -> np.ndarray:
    return np.concatenate([chunk.samples for chunk in chunks])


def test_a_run_is_cut_into_chunks_stamped_by_counting_samples() -> None:
    run = SoundRun(5.0, 16_000)
    sound = np.linspace(-1, 1, 2500, dtype=np.float32)
    channel = sound[:, None]
    chunks = [*run.feed(channel[:1000]), *run.feed(channel[1000:2048])]
    assert [len(c.samples) for c in chunks] == [CHUNK_SAMPLES] * 2  # as soon as it is whole
    assert run.t_end == 5.0 + 2048 / 16_000
    chunks += [*run.feed(channel[2048:]), *run.flush()]
    assert [len(c.samples) for c in chunks] == [1024, 1024, 452]
    assert [c.t_start for c in chunks] == pytest.approx([5.0, 5.064, 5.128])
    np.testing.assert_array_equal(joined(chunks), sound)
    assert run.t_end == 5.0 + 2500 / 16_000
    assert list(SoundRun(0.0, 16_000).flush()) == []


def test_a_run_of_another_rate_keeps_its_length_and_pitch_to_the_last_sample() -> None:
    run = SoundRun(0.0, 8_000)
    t = np.arange(8_000) / 8_000
    chunks = [*run.feed(np.sin(2 * np.pi * 440 * t).astype(np.float32)[:, None]), *run.flush()]
    heard = joined(chunks)
    assert len(heard) == 16_000
    assert run.t_end == 1.0
    truth = np.sin(2 * np.pi * 440 * np.arange(16_000) / 16_000)
    assert np.abs(heard - truth)[800:-800].max() < 2e-3


@pytest.mark.parametrize("rate", [16_000, 44_100])
def test_a_run_that_resamples_more_at_once_gives_the_same_chunks(rate: int) -> None:
    sound = np.random.default_rng(0).normal(0, 0.1, (2 * rate, 1)).astype(np.float32)
    runs = SoundRun(1.0, rate), SoundRun(1.0, rate, at_once=8192)
    one, other = (
        [chunk for start in range(0, len(sound), 1152) for chunk in run.feed(sound[start : start + 1152])]
        + list(run.flush())
        for run in runs
    )
    assert [c.t_start for c in one] == [c.t_start for c in other]
    assert [len(c.samples) for c in one] == [len(c.samples) for c in other]
    np.testing.assert_array_equal(joined(one), joined(other))
    assert runs[0].t_end == runs[1].t_end == 3.0


# Whole files ------------------------------------------------------------------------------------


def film(target: Any, kind: str, frames: int = 50) -> None:
    """A film of 25 frames a second."""
    with av.open(target, "w", format=kind) as container:
        video = container.add_stream("mpeg4", rate=25)
        video.width, video.height, video.pix_fmt = 64, 48, "yuv420p"
        for k in range(frames):
            frame = av.VideoFrame.from_ndarray(np.full((48, 64, 3), 4 * k, np.uint8), format="rgb24")
            frame.pts, frame.time_base = k, Fraction(1, 25)
            container.mux(video.encode(frame))
        container.mux(video.encode())


def sound_file(path: Path, *parts: tuple[float, np.ndarray], rate_hz: int = 16_000) -> Path:
    """Sound in Matroska: each part at its time."""
    with av.open(str(path), "w", format="matroska") as container:
        audio = container.add_stream("pcm_s16le", rate=rate_hz, layout="mono")
        for start_s, samples in parts:
            sound = av.AudioFrame.from_ndarray(
                (samples * 32767).astype(np.int16)[None], format="s16", layout="mono"
            )
            sound.sample_rate, sound.time_base = rate_hz, Fraction(1, rate_hz)
            sound.pts = round(start_s * rate_hz)
            container.mux(audio.encode(sound))
        container.mux(audio.encode())
    return path


def test_a_file_that_does_not_state_its_length_is_measured(tmp_path: Path) -> None:
    class Pipe:  # nobody can go back in it to write the length
        def __init__(self) -> None:
            self.bytes = io.BytesIO()

        def write(self, data: bytes) -> int:
            return self.bytes.write(data)

    pipe = Pipe()
    film(pipe, "matroska")
    (tmp_path / "streamed.mkv").write_bytes(pipe.bytes.getvalue())
    streamed = Recording(tmp_path / "streamed.mkv")
    assert streamed.duration_s == pytest.approx(2.0)
    assert not streamed.is_endless
    assert len(list(streamed.video_frames())) == 50
    assert streamed.warning is None


@pytest.mark.parametrize(("gap_s", "gapless"), [(0.015, True), (0.025, False)])
def test_only_a_jump_that_no_container_rounds_to_is_a_gap(
    tmp_path: Path, gap_s: float, gapless: bool
) -> None:
    part = np.full(1600, 0.5)
    recording = Recording(sound_file(tmp_path / "gap.mkv", (0.0, part), (0.1 + gap_s, part)))
    chunks = list(recording.audio_chunks())
    lengths = [len(c.samples) for c in chunks]
    assert lengths == ([1024, 1024, 1024, 128] if gapless else [1024, 576, 1024, 576])
    assert chunks[2].t_start == pytest.approx(0.128 if gapless else 0.1 + gap_s, abs=1e-3)
