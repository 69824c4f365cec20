#!/usr/bin/env bash
# Of a time in Praat's text files pympi-ling 1.71 takes the digits at the end of the line, without exponent or sign, and
# says nothing. Praat writes a boundary at 62 microseconds as 6.2e-05 (a click at the very beginning, or what remains
# where two tiers were cut by hand): it comes out at 5 seconds. A grid may begin before zero, as where "Shift times
# to..." counts from a word: -1.5 comes out as 1.5, and intervals run backwards. Of Praat's binary files it reads both.
# Seen: written by Praat itself (parselmouth); from the text 6.2e-05 is read as 5.0 and -1.5 as 1.5, from the binary
# file both as they are.
set -euo pipefail
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check pympi-ling==1.71 praat-parselmouth==0.4.7
cd "$work"
"$work/venv/bin/python" - <<'PYTHON'
import parselmouth
import pympi

call = parselmouth.praat.call
for start, as_text in ((6.2e-05, 5.0), (-1.5, 1.5)):
    grid = call("Create TextGrid", -2.0 if start < 0 else 0.0, 3.0, "speech", "")
    for boundary in (start, 1.25):
        call(grid, "Insert boundary", 1, boundary)
    call(grid, "Set interval text", 1, 2, "hello")
    read = {}
    for way in ("text", "binary"):
        call(grid, f"Save as {way} file...", f"{way}.TextGrid")
        tier = pympi.Praat.TextGrid(f"{way}.TextGrid").get_tier("speech")
        ((begun, end, _),) = [interval for interval in tier.get_intervals() if interval[2]]
        assert end == 1.25
        read[way] = begun
    print(f"what begins at {start} s is read {read}")
    assert read["text"] == as_text and abs(read["binary"] - start) < 1e-12
PYTHON
