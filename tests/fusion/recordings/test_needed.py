from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import av
import numpy as np
import pytest

from fusion.interfaces import VideoFrame
from fusion.recordings.needed import marked
from fusion.recordings.recording import Recording
from ui.demo.clip import DEMO_CLIP

FEW_REST_ON_OTHERS = {"bf": "7", "b_strategy": "0", "refs": "1"}


@pytest.fixture(scope="module", params=["demo", "h264", "mpeg4", "libvpx-vp9", "mjpeg"])
def clip(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo, or squares that move, 20 a second, so that steps of .15 s are met to the last digit only."""
    if request.param == "demo":
        return DEMO_CLIP
    path = tmp_path_factory.mktemp("needed") / "made.mkv"
    rng = np.random.default_rng(0)
    with av.open(str(path), "w") as out:
        try:
            stream: Any = out.add_stream(request.param, rate=20)
        except Exception:
            pytest.skip(f"FFmpeg lacks {request.param} here")
        stream.width, stream.height = 96, 64
        stream.pix_fmt = "yuvj420p" if request.param == "mjpeg" else "yuv420p"
        if request.param in ("h264", "mpeg4"):
            stream.options = FEW_REST_ON_OTHERS
            stream.codec_context.max_b_frames = 7
        picture = rng.integers(0, 256, (64, 96, 3), dtype=np.uint8)
        for i in range(90):
            picture = np.roll(picture, 2, axis=1)
            picture[:8, :8] = i
            for packet in stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")):
                out.mux(packet)
        for packet in stream.encode():
            out.mux(packet)
    return path


Shown = tuple[float, int]
"""When a picture is shown (s), and a number that another one hardly has."""


def shown(frame: VideoFrame) -> Shown:
    return frame.t_start, hash(frame.image.tobytes())


@pytest.fixture(scope="module")
def every(clip: Path) -> list[Shown]:
    """All pictures of the clip."""
    return [shown(frame) for frame in Recording(clip).video_frames()]


@pytest.mark.parametrize("step_s", [0.0625, 0.15, 0.19, 1.0, 1000.0])
def test_the_pictures_looked_at_are_the_same_as_where_all_are_decoded(
    clip: Path, every: list[Shown], step_s: float
) -> None:
    wanted: list[Shown] = []
    for t, picture in every:
        if not wanted or t - wanted[-1][0] >= step_s:
            wanted.append((t, picture))
    if wanted[-1] != every[-1]:
        wanted.append(every[-1])
    assert [shown(frame) for frame in Recording(clip).video_frames(least_step_s=step_s)] == wanted


def test_pictures_are_those_that_ffmpeg_gives_with_as_many_threads_as_it_likes(
    clip: Path, every: list[Shown]
) -> None:
    with av.open(str(clip)) as container:
        container.streams.video[0].thread_type = "AUTO"
        theirs = [hash(frame.to_ndarray(format="rgb24").tobytes()) for frame in container.decode(video=0)]
    assert [picture for _, picture in every] == theirs


def test_of_the_demo_less_than_three_quarters_are_decoded() -> None:
    recording = Recording(DEMO_CLIP)
    every, few = (sum(1 for _ in recording._decoded("video", 0.0, step_s)) for step_s in (0.0, 0.15))
    assert few < 0.75 * every


def packet(dts: int | None, pts: int | None) -> Any:
    return SimpleNamespace(dts=dts, pts=pts, time_base=Fraction(1, 10))


def test_packets_come_in_their_order_and_are_marked_by_when_they_are_shown() -> None:
    shown = [3, 7, 4, 5, 6, 10, 8, 9]
    packets = [packet(2 + i, pts) for i, pts in enumerate(shown)]
    found = list(marked(iter(packets), 0.0, 0.3))
    assert [one for one, _ in found] == packets
    needed = {one.pts for one, looked_at in found if looked_at}
    assert {3, 6, 9} <= needed and not needed & {4, 5, 7}


def test_from_a_packet_without_a_stamp_on_all_count() -> None:
    def packets() -> Iterator[Any]:
        yield from (packet(i, i) for i in range(4))
        yield packet(None, 4)
        yield from (packet(i, i) for i in range(5, 8))

    looked_at = [needed for _, needed in marked(packets(), 0.0, 100.0)]
    assert looked_at == [True, False, False, False, True, True, True, True]
