#!/usr/bin/env bash
# A TextGrid may begin before zero, as where Praat's "Shift times to..." counts from a word. Of Praat's text files
# pympi-ling 1.71 takes the digits at the end of the line: -1.5 comes out as 1.5, so that intervals run backwards or lie
# where others are, and nothing is said. Of Praat's binary files it keeps the sign: one grid, two answers.
# Seen: written by Praat itself (parselmouth); read by pympi 1.5 to 0.5 from the text, -1.5 to -0.5 from the binary file.
set -euo pipefail
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check pympi-ling==1.71 praat-parselmouth==0.4.7
cd "$work"
"$work/venv/bin/python" - <<'PYTHON'
import parselmouth
import pympi

call = parselmouth.praat.call
grid = call("Create TextGrid", -2.0, 3.0, "speech", "")
for boundary in (-1.5, -0.5):
    call(grid, "Insert boundary", 1, boundary)
call(grid, "Set interval text", 1, 2, "hello")
read = {}
for way in ("text", "binary"):
    call(grid, f"Save as {way} file...", f"{way}.TextGrid")
    tier = pympi.Praat.TextGrid(f"{way}.TextGrid").get_tier("speech")
    ((start, end, _),) = [interval for interval in tier.get_intervals() if interval[2]]
    read[way] = (start, end)
print(f"what Praat wrote from -1.5 to -0.5 s is read {read}")
assert read == {"text": (1.5, 0.5), "binary": (-1.5, -0.5)}
PYTHON
