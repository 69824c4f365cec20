"""What every test gets: folders of its own, no screen needed, and nothing left running."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import settings
from left_behind import nothing_left
from made_films import silent

from fusion.log.timeline import Timeline
from ui.studies.stand_ins.pulse import PulseMicrophone, pulse_is_installed

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Its threads wait for one another in a loop: on a busy machine small products took ten times as long.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

ROOT = Path(__file__).parent.parent
_NUMBER = count()

# Two processes that compile for librosa at once can leave one function's code under another's name in a cache
# that they share (numba 0.68): whoever loads it from then on falls over.
os.environ["NUMBA_CACHE_DIR"] = str(
    ROOT / ".pytest_cache" / "numba" / os.environ.get("PYTEST_XDIST_WORKER", "alone")
)

settings.register_profile("attune", deadline=None, max_examples=40)
settings.load_profile("attune")


@pytest.fixture(autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Data, settings, cache and log folders that belong to the test: the user's own are never touched."""
    # Not by mktemp, which looks through all folders of the run for the next number.
    base = tmp_path_factory.getbasetemp() / "homes" / str(next(_NUMBER))
    base.mkdir(parents=True)
    for variable in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(variable, str(base / variable.lower()))
    return base


@pytest.fixture(autouse=True)
def clean() -> Iterator[None]:
    """Fail a test that leaves a thread, a timer, an animation, a job or a window behind."""
    with nothing_left():
        yield


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The folder of the corpora; the test is skipped where there is none."""
    folder = Path(os.environ.get("ATTUNE_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("the corpora are not here (set ATTUNE_DATA)")
    return folder


@pytest.fixture
def sound_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[PulseMicrophone]:
    """A sound server that belongs to the test, with a loudspeaker; skipped where there is none."""
    if not pulse_is_installed():
        pytest.skip("needs pulseaudio and its tools")
    with PulseMicrophone() as server:
        monkeypatch.setenv("PULSE_SERVER", server.env["PULSE_SERVER"])
        yield server


@pytest.fixture
def timeline(tmp_path: Path) -> Iterator[Timeline]:
    """An empty log that is open."""
    with Timeline(tmp_path / "log.db") as opened:
        yield opened


@pytest.fixture
def hd_clip(tmp_path: Path) -> Path:
    """Ten pictures of one colour, red 200, green 60, blue 40, as HD video says it (BT.709)."""
    red, green, blue = (value / 255 for value in (200, 60, 40))
    luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue  # ITU-R BT.709-6, 3.2 to 3.4
    planes = 16 + 219 * luma, 128 + 224 * (blue - luma) / 1.8556, 128 + 224 * (red - luma) / 1.5748
    path = tmp_path / "hd.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 1280, 720, "yuv420p"
        for tag in ("color_primaries", "color_trc", "colorspace", "color_range"):
            setattr(stream.codec_context, tag, 1)
        for number in range(10):
            frame = av.VideoFrame(1280, 720, "yuv420p")
            for plane, value in zip(frame.planes, planes, strict=True):
                plane.update(bytes([round(value)]) * plane.buffer_size)
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


@pytest.fixture
def phone_clip(tmp_path: Path) -> Path:
    """Pictures 64 pixels wide and 48 high, bright at the left, to be shown turned clockwise by a quarter."""
    image = np.zeros((48, 64, 3), np.uint8)
    image[:, :16] = 255
    path = silent(tmp_path / "turned.mp4", [image] * 10)
    # The display matrix in the track header (ISO 14496-12)
    plain = struct.pack(">9i", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
    clockwise = struct.pack(">9i", 0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000)
    data = path.read_bytes()
    at = data.index(plain, data.index(b"tkhd"))
    path.write_bytes(data[:at] + clockwise + data[at + 36 :])
    return path
