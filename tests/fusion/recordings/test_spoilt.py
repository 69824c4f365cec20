"""Recordings that are spoilt in every way: read, or refused in a sentence; never a crash."""

from __future__ import annotations

import struct
import wave
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fusion.errors import UserError
from fusion.recordings.recording import Recording

RATE_HZ = 16_000


def sound(path: Path) -> None:
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE_HZ)
        out.writeframes(np.random.default_rng(0).integers(-3000, 3000, 8000, np.int16).tobytes())


def clip(video: str, audio: str) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        rng = np.random.default_rng(0)
        with av.open(str(path), "w") as container:
            pictures = container.add_stream(video, rate=10)
            pictures.width, pictures.height, pictures.pix_fmt = 64, 48, "yuv420p"
            tones = container.add_stream(audio, rate=RATE_HZ, layout="mono")
            for _ in range(6):
                picture = rng.integers(0, 255, (48, 64, 3), np.uint8)
                container.mux(pictures.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
            container.mux(pictures.encode())
            for at in range(6):
                block = rng.integers(-3000, 3000, (1, 1024), np.int16)
                if audio == "aac":
                    frame = av.AudioFrame.from_ndarray((block / 32768).astype(np.float32), "fltp", "mono")
                else:
                    frame = av.AudioFrame.from_ndarray(block, "s16", "mono")
                frame.sample_rate, frame.pts = RATE_HZ, at * 1024
                container.mux(tones.encode(frame))
            container.mux(tones.encode())

    return make


MAKERS: dict[str, Callable[[Path], None]] = {
    "talk.wav": sound,
    "talk.mp4": clip("libx264", "aac"),
    "talk.mkv": clip("mpeg4", "flac"),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("recordings")
    for name, make in MAKERS.items():
        make(folder / name)
    return folder


def read_all(path: Path) -> tuple[int, int]:
    """How many chunks and pictures there are, of the first thousand."""
    recording = Recording(path)
    chunks = sum(1 for _ in islice(recording.audio_chunks(), 1000)) if recording.has_audio else 0
    pictures = sum(1 for _ in islice(recording.video_frames(), 1000)) if recording.has_video else 0
    return chunks, pictures


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(sorted(MAKERS)),
    cut=st.floats(0, 1),
    changes=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=30),
)
def test_any_bytes_of_a_recording_are_read_or_refused_in_a_sentence(
    tmp_path: Path, made: Path, name: str, cut: float, changes: list[tuple[float, int]]
) -> None:
    data = bytearray((made / name).read_bytes())
    del data[round(cut * len(data)) :]
    for at, value in changes:
        if data:
            data[min(round(at * len(data)), len(data) - 1)] = value
    path = tmp_path / name
    path.write_bytes(data)
    try:
        read_all(path)
    except UserError as error:
        assert name in str(error)


@pytest.mark.parametrize("name", sorted(MAKERS))
def test_whole_they_are_read(made: Path, name: str) -> None:
    chunks, pictures = read_all(made / name)
    assert chunks > 1 and (pictures == 6) is (name != "talk.wav")


def test_a_title_that_is_no_utf_8_keeps_no_recording_from_being_read(tmp_path: Path) -> None:
    path = tmp_path / "talk.wav"
    sound(path)
    plain = read_all(path)
    title = "Gespräch".encode("cp1252")
    info = b"INFO" + b"INAM" + struct.pack("<I", len(title)) + title
    data = path.read_bytes() + b"LIST" + struct.pack("<I", len(info)) + info
    path.write_bytes(data[:4] + struct.pack("<I", len(data) - 8) + data[8:])
    assert read_all(path) == plain
