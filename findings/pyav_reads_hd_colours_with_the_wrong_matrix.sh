#!/usr/bin/env bash
# PyAV 16.1.0 and earlier turn HD video into RGB with BT.601's matrix although the file says BT.709 and the frame's
# colorspace attribute reads 1 (BT.709): to_ndarray(format="rgb24") of a plain colour R 200 G 60 B 40 gives 186, 46, 41.
# From 17.0.1 on it gives 199, 58, 39. Skin looks greener and darker; nothing warns, grey stays grey, SD video is right.
# Seen: as above; the clip is written with the right tags and with luma and chroma by ITU-R BT.709's formula.
set -euo pipefail
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
cd "$work"
cat >read.py <<'PYTHON'
import av
import numpy as np

red, green, blue = (value / 255 for value in (200, 60, 40))
luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue
planes = (16 + 219 * luma, 128 + 224 * (blue - luma) / 1.8556, 128 + 224 * (red - luma) / 1.5748)
with av.open("hd.mp4", "w") as clip:
    stream = clip.add_stream("libx264", rate=10)
    stream.width, stream.height, stream.pix_fmt = 1280, 720, "yuv420p"
    stream.codec_context.color_primaries = stream.codec_context.color_trc = 1
    stream.codec_context.colorspace = stream.codec_context.color_range = 1
    frame = av.VideoFrame(1280, 720, "yuv420p")
    for plane, value in zip(frame.planes, planes):
        plane.update(bytes([round(value)]) * plane.buffer_size)
    frame.pts = 0
    clip.mux(stream.encode(frame))
    clip.mux(stream.encode(None))
with av.open("hd.mp4") as clip:
    frame = next(clip.decode(video=0))
    colour = frame.to_ndarray(format="rgb24")[300, 300].astype(int).tolist()
print(f"PyAV {av.__version__}: colorspace {int(frame.colorspace)}, read as {colour}, made as [200, 60, 40]")
expected = {"16.1.0": [186, 46, 41], "17.0.1": [199, 58, 39]}[av.__version__]
assert int(frame.colorspace) == 1 and np.abs(np.subtract(colour, expected)).max() <= 1
PYTHON
for version in 16.1.0 17.0.1; do
    python3 -m venv "venv-$version"
    "venv-$version/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: "av==$version" "numpy==2.2.6"
    "venv-$version/bin/python" read.py
done
