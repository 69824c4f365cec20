#!/usr/bin/env bash
# OpenCV 4.11.0.86 (the one that mediapipe 0.10.21 brings, as opencv-contrib-python) reads an upright phone video
# lying on its side: CAP_PROP_ORIENTATION_AUTO, documented as on by default, is 0; the rotation is known (270) and not
# applied. From 4.12.0.88 on it is 1 and the picture is turned. An update turns every face, and landmarks cached by
# pixel with it; switching the property on by hand gives the same in both.
# Seen: 320x240 stored, to be shown 240x320: 4.11 gives 320x240 (auto 0), 4.12 gives 240x320 (auto 1).
set -euo pipefail
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
cd "$work"
cat >read.py <<'PYTHON'
import subprocess

import cv2
import imageio_ffmpeg

ffmpeg = [imageio_ffmpeg.get_ffmpeg_exe(), "-y", "-loglevel", "error"]
made = ["-f", "lavfi", "-i", "color=red:size=320x240:rate=10", "-t", "1", "-pix_fmt", "yuv420p", "flat.mp4"]
subprocess.run([*ffmpeg, *made], check=True)
subprocess.run([*ffmpeg, "-display_rotation", "90", "-i", "flat.mp4", "-c", "copy", "turned.mp4"], check=True)


def size(automatic=None):
    video = cv2.VideoCapture("turned.mp4")
    if automatic is not None:
        video.set(cv2.CAP_PROP_ORIENTATION_AUTO, automatic)
    height, width = video.read()[1].shape[:2]
    return width, height


auto = int(cv2.VideoCapture("turned.mp4").get(cv2.CAP_PROP_ORIENTATION_AUTO))
print(cv2.__version__, "automatic:", auto, "as read:", size(), "switched on:", size(1))
expected = {"4.11.0": (0, (320, 240)), "4.12.0": (1, (240, 320))}[cv2.__version__]
assert (auto, size()) == expected and size(1) == (240, 320)
PYTHON
for version in 4.11.0.86 4.12.0.88; do
    python3 -m venv "venv-$version"
    "venv-$version/bin/pip" install --quiet --disable-pip-version-check \
        "opencv-python-headless==$version" "imageio-ffmpeg==0.6.0"
    "venv-$version/bin/python" read.py
done
