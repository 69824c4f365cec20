"""What files hold besides the usual: sample formats, turned pictures, covers, no stated length, damage."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import av
import av.error
import numpy as np
import pytest
from av.stream import Disposition

from fusion.interfaces import AudioChunk, DeviceError
from fusion.recordings import recording as recordings
from fusion.recordings.recording import (
    CHUNK_SAMPLES,
    Recording,
    _best,
    _frame_period_s,
    _mono,
    _reason,
    _Run,
    upright_rgb,
)

STEREO = np.array([[0.5, -0.5, 0.25, 1.0], [0.25, -0.5, -0.25, 0.0]])
"""Left and right, of which the mean is taken."""


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
def test_every_sample_format_has_full_scale_at_one(
    kind: str, dtype: type, full_scale: int, zero: int, planar: bool
) -> None:
    largest = np.iinfo(dtype).max if np.issubdtype(dtype, np.integer) else np.inf
    samples = np.minimum(STEREO * full_scale + zero, largest).astype(dtype)
    data = samples if planar else samples.T.reshape(1, -1)
    frame = av.AudioFrame.from_ndarray(
        np.ascontiguousarray(data), format=kind + "p" * planar, layout="stereo"
    )
    heard = _mono(frame)
    assert heard.dtype == np.float32
    np.testing.assert_allclose(heard, [0.375, -0.5, 0.0, 0.5], atol=1 / full_scale if full_scale > 1 else 0)


def test_what_is_no_number_is_silence() -> None:
    data = np.array([[np.nan, 0.5, np.nan]], np.float32)
    assert _mono(av.AudioFrame.from_ndarray(data, format="fltp", layout="mono")).tolist() == [0.0, 0.5, 0.0]


@pytest.mark.parametrize("rotation", [0, 90, 180, -90, 270, -180, 89.6])
def test_a_turned_picture_is_turned_back(rotation: float) -> None:
    image = np.arange(2 * 3 * 3, dtype=np.uint8).reshape(2, 3, 3)
    frame: Any = SimpleNamespace(rotation=rotation, to_ndarray=lambda format: image)
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
    run = _Run(5.0, 16_000)
    sound = np.linspace(-1, 1, 2500, dtype=np.float32)
    chunks = [*run.feed(sound[:1000]), *run.feed(sound[1000:2048])]
    assert [len(c.samples) for c in chunks] == [CHUNK_SAMPLES] * 2  # as soon as it is whole
    assert run.t_end == 5.0 + 2048 / 16_000
    chunks += [*run.feed(sound[2048:]), *run.flush()]
    assert [len(c.samples) for c in chunks] == [1024, 1024, 452]
    assert [c.t_start for c in chunks] == pytest.approx([5.0, 5.064, 5.128])
    np.testing.assert_array_equal(joined(chunks), sound)
    assert run.t_end == 5.0 + 2500 / 16_000
    assert list(_Run(0.0, 16_000).flush()) == []


def test_a_run_of_another_rate_keeps_its_length_and_pitch_to_the_last_sample() -> None:
    run = _Run(0.0, 8_000)
    t = np.arange(8_000) / 8_000
    chunks = [*run.feed(np.sin(2 * np.pi * 440 * t).astype(np.float32)), *run.flush()]
    heard = joined(chunks)
    assert len(heard) == 16_000
    assert run.t_end == 1.0
    truth = np.sin(2 * np.pi * 440 * np.arange(16_000) / 16_000)
    assert np.abs(heard - truth)[800:-800].max() < 2e-3


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


class Pieces:
    """Stands in for a container: gives what the test says, an exception is raised."""

    def __init__(self, *pieces: Any, duration: int | None = 3_000_000, start_time: int = 500_000) -> None:
        self.pieces, self.duration, self.start_time = pieces, duration, start_time
        self.format = SimpleNamespace(name="made up")
        self.sought: list[tuple[int, bool]] = []
        self.track = SimpleNamespace(
            codec_context="made up",
            disposition=Disposition(0),
            duration=2000,
            start_time=500,
            time_base=Fraction(1, 1000),
            average_rate=Fraction(10),
            guessed_rate=None,
        )
        self.streams = SimpleNamespace(best=lambda kind: self.track)
        self.fails_to_seek = False

    def __enter__(self) -> Pieces:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def demux(self, *_: object) -> Iterator[Any]:
        for piece in self.pieces:
            if isinstance(piece, Exception):
                raise piece
            yield piece

    def seek(self, offset: int, backward: bool) -> None:
        self.sought.append((offset, backward))
        if self.fails_to_seek:
            raise av.error.PermissionError(1, "Operation not permitted")


def packet(*frames: Any, pts: int | None = None, duration: int | None = None) -> Any:
    def decode() -> list[Any]:
        if frames and isinstance(frames[0], Exception):
            raise frames[0]
        return list(frames)

    return SimpleNamespace(decode=decode, pts=pts, duration=duration, time_base=Fraction(1, 1000))


def sound(t: float, n: int, rate_hz: int) -> av.AudioFrame:
    frame = av.AudioFrame.from_ndarray(np.full((1, n), 0.5, np.float32), format="fltp", layout="mono")
    frame.sample_rate, frame.time_base = rate_hz, Fraction(1, 1000)
    frame.pts = round(1000 * t)
    return frame


def picture(t: float | None) -> Any:
    return SimpleNamespace(time=t)


BROKEN = av.error.InvalidDataError(1094995529, "Invalid data found when processing input")


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., tuple[Recording, Pieces]]:
    (tmp_path / "made-up.mp4").touch()

    def play(*pieces: Any, **container: Any) -> tuple[Recording, Pieces]:
        made = Pieces(*pieces, **container)
        monkeypatch.setattr(recordings.av, "open", lambda *_, **__: made)
        return Recording(tmp_path / "made-up.mp4"), made

    return play


Play = Callable[..., tuple[Recording, Pieces]]


def times(recording: Recording, start_s: float = 0.0) -> list[float]:
    return [t for _, t in recording.decoded_video(start_s)]


def test_times_count_from_the_recordings_zero_and_those_that_run_back_are_left_out(played: Play) -> None:
    recording, _ = played(
        packet(picture(0.5), picture(0.7)), packet(picture(0.6), picture(0.7), picture(0.8))
    )
    assert times(recording) == pytest.approx([0.0, 0.2, 0.3])
    assert recording.duration_s == 3.0


def test_a_frame_without_a_stamp_follows_the_last(played: Play) -> None:
    recording, _ = played(packet(picture(None), picture(None), picture(1.5), picture(None)))
    assert times(recording) == pytest.approx([0.0, 0.1, 1.0, 1.1])


def test_one_that_begins_in_the_middle_is_sought_from_there_and_gives_no_earlier_frame(played: Play) -> None:
    recording, made = played(packet(picture(0.9), picture(1.4), picture(1.5), picture(2.4)))
    assert times(recording, 1.0) == pytest.approx([1.0, 1.9])
    assert made.sought == [(1_500_000, True)]
    assert recording.warning is None
    assert times(recording) == pytest.approx([0.4, 0.9, 1.0, 1.9])
    assert len(made.sought) == 1  # from the start there is nothing to seek
    made.fails_to_seek = True
    assert times(recording, 1.0) == pytest.approx([1.0, 1.9])
    assert recording.warning == "“made-up.mp4” cannot be searched, so it starts slowly."


def test_sound_whose_rate_changes_goes_on_at_the_same_time(played: Play) -> None:
    frames = [sound(0.5, 1600, 16_000), sound(0.6, 800, 8_000), sound(0.7, 800, 8_000)]
    recording, _ = played(packet(*frames))
    chunks = list(recording.audio_chunks())
    assert [c.t_start for c in chunks] == pytest.approx([0.0, 0.064, 0.1, 0.164, 0.228, 0.292])
    assert [len(c.samples) for c in chunks] == [1024, 576, 1024, 1024, 1024, 128]
    later = list(recording.audio_chunks(0.1))
    assert [c.t_start for c in later][:2] == pytest.approx([0.0, 0.064])  # the frame that ends there is heard
    assert next(recording.audio_chunks(0.101)).t_start == pytest.approx(0.1)


def test_a_live_stream_is_stamped_as_it_arrives(played: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    file, made = played(packet(picture(0.5)))
    times(file)
    assert made.track.thread_type == "AUTO"
    now = 100.0

    def arrive(seconds: float, frame: Any) -> Any:
        def decode() -> list[Any]:
            nonlocal now
            now += seconds
            return [frame]

        return SimpleNamespace(decode=decode)

    monkeypatch.setattr(recordings.time, "monotonic", lambda: now)
    live = Pieces(*(arrive(0.25, picture(7.0)) for _ in range(3)), duration=None)
    monkeypatch.setattr(recordings.av, "open", lambda *_, **__: live)
    webcam = Recording("http://cam.local/live?token=secret")
    stamps: list[float] = []
    with pytest.raises(DeviceError) as caught:
        stamps.extend(t for _, t in webcam.decoded_video(2.0))
    assert str(caught.value) == (
        "The stream http://cam.local/live has ended; check that its sender still runs."
    )
    assert stamps == [2.25, 2.5, 2.75]
    assert (live.track.thread_type, live.sought) == ("SLICE", [])
    live.pieces = (arrive(0.25, sound(7.0, 1600, 16_000)),)
    heard: list[float] = []
    with pytest.raises(DeviceError, match="has ended"):
        heard.extend(chunk.t_start for chunk in webcam.audio_chunks(2.0))
    assert heard == pytest.approx([2.15])  # a chunk's first sample sounded before it arrived


def test_what_is_damaged_is_left_out_and_told(played: Play) -> None:
    recording, _ = played(packet(picture(0.5)), packet(BROKEN), packet(picture(2.4)))
    assert times(recording) == pytest.approx([0.0, 1.9])
    assert recording.warning == "“made-up.mp4” is damaged in places; the rest was used."
    recording, _ = played(packet(picture(2.4)), BROKEN, packet(picture(2.5)))
    assert times(recording) == pytest.approx([1.9])
    assert recording.warning == (
        "“made-up.mp4” cannot be read to its end (invalid data found when processing input)."
    )
    recording, _ = played(packet(BROKEN))
    with pytest.raises(DeviceError) as caught:
        times(recording)
    assert str(caught.value).startswith(
        "The picture of “made-up.mp4” cannot be decoded: the file is damaged; choose a video"
    )
    assert times(recording, 1.0) == []  # it may well have ended before


@pytest.mark.parametrize(("last_s", "told"), [(1.0, False), (0.9, True)])
def test_a_track_that_ends_more_than_a_second_early_is_told_of(
    played: Play, last_s: float, told: bool
) -> None:
    recording, made = played(packet(picture(0.5), picture(0.5 + last_s)))
    assert times(recording) == pytest.approx([0.0, last_s])  # two seconds are stated
    early = "The picture of “made-up.mp4” ends after 1 s, earlier than the file states."
    assert recording.warning == (early if told else None)
    made.track.duration = None
    recording.warning = None
    times(recording)
    assert recording.warning is None


def test_a_length_that_is_not_stated_is_where_the_last_packet_ends(played: Play) -> None:
    packets = (packet(pts=500, duration=40), packet(pts=2500), packet(pts=1500, duration=40), packet())
    recording, _ = played(*packets, duration=None)
    assert recording.duration_s == pytest.approx(2.0)
    assert recording.warning is None
    recording, _ = played(packet(pts=1500, duration=100), BROKEN, packet(pts=9000), duration=None)
    assert recording.duration_s == pytest.approx(1.1)
    assert recording.warning is not None and "cannot be read to its end (invalid data" in recording.warning


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (
            av.error.PermissionError(13, "Permission denied"),
            "“made-up.mp4” may not be read; change its permissions.",
        ),
        (BROKEN, "“made-up.mp4” is damaged or not a recording; choose a video or sound file such as"),
        (OSError(5, "Input/output error"), "“made-up.mp4” is damaged or not a recording; choose a video"),
    ],
)
def test_why_a_file_cannot_be_opened_is_told(
    played: Play, monkeypatch: pytest.MonkeyPatch, error: Exception, sentence: str
) -> None:
    recording, _ = played()

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(recordings.av, "open", fail)
    with pytest.raises(DeviceError) as caught:
        times(recording)
    assert str(caught.value).startswith(sentence)
    assert caught.value.__cause__ is error


def test_only_what_comes_over_a_network_is_waited_for_so_long(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    waits: dict[str, float | None] = {}

    def note(address: str, timeout: float | None) -> Pieces:
        waits[address] = timeout
        return Pieces(duration=None)

    monkeypatch.setattr(recordings.av, "open", note)
    (tmp_path / "a.mp4").touch()
    file, live = Recording(tmp_path / "a.mp4"), Recording("rtsp://ana:secret@cam.local/live")
    assert waits == {str(tmp_path / "a.mp4"): None, "rtsp://ana:secret@cam.local/live": 5.0}
    assert (file.is_endless, live.is_endless) == (False, True)
    assert (file.name, live.name) == ("a.mp4", "rtsp://cam.local/live")


def test_what_holds_neither_is_told(played: Play, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    class Nothing(Pieces):
        def __init__(self, name: str = "mov") -> None:
            super().__init__()
            self.streams = SimpleNamespace(best=lambda kind: None)
            self.format.name = name

    recording, _ = played()
    for name, sentence in (("mov", "holds neither sound nor picture"), ("tty", "is not a recording")):
        monkeypatch.setattr(recordings.av, "open", lambda *_, name=name, **__: Nothing(name))
        with pytest.raises(DeviceError) as caught:
            Recording(tmp_path / "made-up.mp4")
        assert str(caught.value).startswith(f"“made-up.mp4” {sentence}; choose a video or sound file such")
    with pytest.raises(DeviceError) as caught:
        Recording(tmp_path / "none.mp4")
    assert str(caught.value) == f"There is no file “{tmp_path / 'none.mp4'}”; check the path."
    recording._container = lambda: Nothing()  # type: ignore[method-assign]
    with pytest.raises(
        DeviceError, match=r"“made-up.mp4” has no picture; choose a video or sound file such as"
    ):
        times(recording)
    with pytest.raises(DeviceError, match=r"“made-up.mp4” has no sound; choose"):
        list(recording.audio_chunks())
