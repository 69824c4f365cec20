#!/usr/bin/env bash
# mediapipe 0.10.21: FaceDetection(min_detection_confidence=c) changes nothing. It hands c to an option that its graphs
# never read; what holds is written in them: .6 for the full-range model, .5 for the short-range one. FaceMesh, which
# names the calculator instead, does as it is told, and so does the very graph of FaceDetection run that way.
# Seen, 24 frames with a portrait of 3 to 13 % of the width: FaceDetection, model 1, gives the same 18 faces with .05
# and with .95, scores .61 to .94. Set on the calculator, .2 gives 26 faces and .95 none.
set -euo pipefail
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
pip=("$work/venv/bin/pip" install --quiet --disable-pip-version-check)
"${pip[@]}" --no-deps mediapipe==0.10.21
"${pip[@]}" "numpy==1.26.4" "opencv-contrib-python==4.11.0.86" "protobuf==4.25.9" "absl-py==2.3.1" "attrs==25.3.0" \
    "flatbuffers==25.2.10" "matplotlib==3.10.3" "sounddevice==0.5.2" "scikit-image==0.25.2"
"$work/venv/bin/python" - <<'PYTHON'
import cv2
import mediapipe
import numpy as np
from mediapipe.python.solution_base import SolutionBase
from skimage.data import astronaut  # a public-domain portrait

portrait = astronaut()[0:256, 100:356]


def frame(side_px, x):
    picture = np.full((720, 720, 3), 90, np.uint8)
    picture[300 : 300 + side_px, x : x + side_px] = cv2.resize(portrait, (side_px, side_px), interpolation=cv2.INTER_AREA)
    return picture


frames = [frame(side, x) for side in (70, 90, 110, 130, 160, 260) for x in (40, 170, 310, 420)]


def as_documented(confidence):
    detector = mediapipe.solutions.face_detection.FaceDetection(model_selection=1, min_detection_confidence=confidence)
    return [[round(face.score[0], 3) for face in detector.process(picture).detections or []] for picture in frames]


def on_the_calculator(confidence):
    detector = SolutionBase(
        binary_graph_path="mediapipe/modules/face_detection/face_detection_full_range_cpu.binarypb",
        calculator_params={
            "facedetectionfullrange__facedetection__TensorsToDetectionsCalculator.min_score_thresh": confidence
        },
        outputs=["detections"],
    )
    found = [detector.process({"image": picture}).detections or [] for picture in frames]
    return [[round(face.score[0], 3) for face in faces] for faces in found]


low, high = as_documented(0.05), as_documented(0.95)
scores = sorted(score for faces in low for score in faces)
print(f"mediapipe {mediapipe.__version__}, {len(frames)} frames, FaceDetection(model_selection=1):")
print(f"  confidence .05 and .95 answer alike: {low == high}; scores {scores[0]} to {scores[-1]}, {len(scores)} faces")
lower, higher = on_the_calculator(0.2), on_the_calculator(0.95)
n_lower, n_higher = (sum(map(len, faces)) for faces in (lower, higher))
print(f"  set on the calculator: {n_lower} faces with .2, {n_higher} with .95")
assert low == high and min(scores) >= 0.6 and max(scores) < 0.95
assert n_higher == 0 and n_lower > len(scores)
PYTHON
