#!/usr/bin/env bash
# Praat writes a boundary at 62 microseconds as 6.2e-05 (a click at the very beginning, or what remains where two tiers
# were cut by hand). pympi-ling 1.71 takes the digits at the end of the line: the boundary comes out at 5 seconds, later
# than the interval's other end, and nothing is said.
# Seen: written by Praat itself (parselmouth) and read back by it 0.000062; read by pympi 5.0.
set -euo pipefail
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check pympi-ling==1.71 praat-parselmouth==0.4.7
cd "$work"
"$work/venv/bin/python" - <<'PYTHON'
import parselmouth
import pympi

call = parselmouth.praat.call
grid = call("Create TextGrid", 0.0, 3.0, "speech", "")
for boundary in (6.2e-05, 1.25):
    call(grid, "Insert boundary", 1, boundary)
call(grid, "Set interval text", 1, 2, "hello")
call(grid, "Save as text file...", "talk.TextGrid")
praat = call(parselmouth.read("talk.TextGrid"), "Get start time of interval", 1, 2)
((start, end, text),) = [i for i in pympi.Praat.TextGrid("talk.TextGrid").get_tier("speech").get_intervals() if i[2]]
print(f"{text!r} begins at {praat} for Praat and at {start} for pympi, for both it ends at {end}")
assert abs(praat - 6.2e-05) < 1e-12 and (start, end, text) == (5.0, 1.25, "hello")
PYTHON
