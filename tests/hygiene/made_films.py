"""Films for a test: the beginning of another, or pictures without sound."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import av
import numpy as np


def beginning(source: Path, target: Path, seconds: float) -> Path:
    """The beginning of a film, its packets as they are."""
    with av.open(str(source)) as whole, av.open(str(target), "w") as part:
        tracks = {track.index: part.add_stream_from_template(track) for track in whole.streams}
        for packet in whole.demux():
            if packet.dts is not None and packet.dts * packet.time_base < seconds:
                packet.stream = tracks[packet.stream.index]
                part.mux(packet)
    return target


def silent(path: Path, pictures: Iterable[np.ndarray], codec: str = "mpeg4") -> Path:
    """Pictures of one size, uint8 (height, width, 3), ten a second."""
    shown = list(pictures)
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=10)
        stream.height, stream.width = shown[0].shape[:2]
        stream.pix_fmt = "yuv420p"
        for picture in shown:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode())
    return path
