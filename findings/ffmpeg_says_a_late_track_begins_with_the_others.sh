#!/usr/bin/env bash
# When a track of a recording begins: PyAV 17.0.1 (FFmpeg's start_time) says 0 s of a picture whose first packet is
# stamped 160 s, in Matroska and MPEG-TS, as it gives a track of which it has met nothing so far the container's own
# start, and not None. Of the same tracks in mp4 it says 160 s.
# Who puts sound and picture side by side by start_time moves one of them by minutes: read the first packet instead.
set -euo pipefail
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check av==17.0.1 "numpy<2.3"
cd "$work"
"$work/venv/bin/python" - <<'PYTHON'
from fractions import Fraction

import av
import numpy as np

RATE, LATE_S = 16_000, 160
found = {}
for name in ("late.mkv", "late.ts", "late.mp4"):
    with av.open(name, "w") as container:
        sound = container.add_stream("mp2", rate=RATE, layout="mono")
        picture = container.add_stream("mpeg4", rate=2)
        picture.width = picture.height = 64
        for first in range(0, 200 * RATE, 1152):
            frame = av.AudioFrame.from_ndarray(np.zeros((1, 1152), np.int16), format="s16", layout="mono")
            frame.sample_rate, frame.pts, frame.time_base = RATE, first, Fraction(1, RATE)
            container.mux(sound.encode(frame))
        container.mux(sound.encode())
        for k in range(60):
            frame = av.VideoFrame.from_ndarray(np.full((64, 64, 3), 90, np.uint8), format="rgb24")
            frame.pts, frame.time_base = LATE_S * 2 + k, Fraction(1, 2)
            container.mux(picture.encode(frame))
        container.mux(picture.encode())
    with av.open(name) as container:
        track = container.streams.video[0]
        stated = float(track.start_time * track.time_base)
        packet = next(p for p in container.demux(track) if p.pts is not None)
        found[name] = round(stated), round(float(packet.pts * packet.time_base))
    print(f"{name}: stated start {found[name][0]} s, first packet {found[name][1]} s")
assert found["late.mkv"][0] == found["late.ts"][0] == 0, found
assert found["late.mp4"][0] == LATE_S, found
assert all(abs(first - LATE_S) <= 2 for _, first in found.values()), found
PYTHON
