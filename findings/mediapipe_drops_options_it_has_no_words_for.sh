#!/usr/bin/env bash
# mediapipe 0.10.21: what a graph does depends on what else Python has imported. Solutions read their graph into Python
# and write it out again; options whose *_pb2 module was not imported by then are left out, with no error and no
# warning. face_mesh itself does not import all that its graph needs: it works because the package imports holistic
# beside it. Loaded without its siblings (an application cut to size, a lazy import) FaceMesh loses "activation:
# SIGMOID" and compares a logit with min_tracking_confidence as if it were a share: .5 then asks for .62, .9 for .71.
# Seen: 15 lines less in the graph's text; of 80 portraits, more and more faded and blurred, min_tracking_confidence .99
# lets 70 pass with the whole package and 75 with face_mesh alone.
set -euo pipefail
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
pip=("$work/venv/bin/pip" install --quiet --disable-pip-version-check)
"${pip[@]}" --no-deps mediapipe==0.10.21
"${pip[@]}" "numpy==1.26.4" "opencv-contrib-python==4.11.0.86" "protobuf==4.25.9" "absl-py==2.3.1" "attrs==25.3.0" \
    "flatbuffers==25.2.10" "matplotlib==3.10.3" "sounddevice==0.5.2" "scikit-image==0.25.2" 2>/dev/null
cat > "$work/look.py" <<'PYTHON'
import importlib.util
import json
import sys

import cv2
import numpy as np
from skimage.data import astronaut  # a public-domain portrait

if sys.argv[1] == "alone":  # the packages without their __init__, so that nothing but face_mesh is loaded
    for name in ("mediapipe", "mediapipe.python.solutions"):
        sys.modules[name] = importlib.util.module_from_spec(importlib.util.find_spec(name))
from mediapipe.python.solutions import face_mesh

portrait = cv2.resize(astronaut()[0:256, 100:356], (400, 400)).astype(np.float32)
seen = {}
for confidence in (0.05, 0.99):
    with face_mesh.FaceMesh(static_image_mode=True, max_num_faces=1, min_tracking_confidence=confidence) as mesh:
        text = mesh._graph.text_config
        seen[confidence] = 0
        for faded in np.linspace(0, 0.97, 20):
            for side in (40, 80, 160, 400):
                small = cv2.resize(portrait, (side, side), interpolation=cv2.INTER_AREA)
                picture = 120 + (1 - faded) * (cv2.resize(small, (400, 400)) - 120)
                seen[confidence] += bool(mesh.process(picture.clip(0, 255).astype(np.uint8)).multi_face_landmarks)
print(json.dumps({"sigmoid": text.count("SIGMOID"), "lines": text.count("\n"), "seen": seen}))
PYTHON
look() { "$work/venv/bin/python" "$work/look.py" "$1" 2>/dev/null | tail -1; }
"$work/venv/bin/python" - "$(look whole)" "$(look alone)" <<'PYTHON'
import json
import sys

whole, alone = map(json.loads, sys.argv[1:])
for words, told in (("whole package", whole), ("face_mesh alone", alone)):
    print(f"{words}: SIGMOID {told['sigmoid']} times in {told['lines']} lines of graph; faces by confidence {told['seen']}")
assert whole["sigmoid"] == alone["sigmoid"] + 1
assert whole["seen"]["0.05"] >= alone["seen"]["0.05"] and whole["seen"]["0.99"] < alone["seen"]["0.99"]
PYTHON
