#!/usr/bin/env bash
# MediaPipe 0.10.21's face mesh works on the processor alone, and its graph is named so (face_landmark_front_cpu). As it
# is made it asks for a context of OpenGL ES all the same, wherever EGL has a driver to offer; in a backtrace:
# CalculatorGraph::PrepareServices, GpuResources::Create, GlContext::CreateContext. With Mesa and a screen that loads
# LLVM: seen 382 MB of memory in place of 319 in a program that finds faces.
# Here a driver that does nothing but say that it was loaded is offered to EGL. Seen: importing mediapipe does not load it,
# FaceMesh() does, before any picture.
set -euo pipefail
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check mediapipe==0.10.21
cd "$work"
cat > driver.c <<'C'
#include <stdio.h>
#include <stdlib.h>
__attribute__((constructor)) static void loaded(void) {
    FILE *said = fopen(getenv("SAID"), "w");
    if (said) fclose(said);
}
C
cc -shared -fPIC -o driver.so driver.c
echo "{\"file_format_version\": \"1.0.0\", \"ICD\": {\"library_path\": \"$work/driver.so\"}}" > driver.json
SAID=$work/said __EGL_VENDOR_LIBRARY_FILENAMES=$work/driver.json "$work/venv/bin/python" - 2>/dev/null <<'PYTHON'
import os
from pathlib import Path

import mediapipe as mp

said = Path(os.environ["SAID"])
before = said.exists()
with mp.solutions.face_mesh.FaceMesh():
    after = said.exists()
print(f"the driver was loaded by import: {before}, by FaceMesh(): {after}")
assert (before, after) == (False, True)
PYTHON
