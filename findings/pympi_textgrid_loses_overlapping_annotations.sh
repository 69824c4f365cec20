#!/usr/bin/env bash
# pympi-ling 1.71: an ELAN tier may hold annotations that overlap, and add_annotation() takes them; to_textgrid()
# then drops the later one without a word, neither shortened nor moved to a tier of its own. Two people who talk over
# each other on one tier lose a turn on the way from ELAN to Praat.
# Seen: two annotations (0-1000 ms, 500-1500 ms) in the Eaf, one in the TextGrid, no exception, no warning.
set -euo pipefail
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check pympi-ling==1.71
cd "$work"
"$work/venv/bin/python" - <<'PYTHON'
import warnings

import pympi

eaf = pympi.Elan.Eaf()
eaf.add_tier("speech")
eaf.add_annotation("speech", 0, 1000, "first")
eaf.add_annotation("speech", 500, 1500, "second")
with warnings.catch_warnings(record=True) as said:
    warnings.simplefilter("always")
    grid = eaf.to_textgrid()
there = sorted(value for _, _, value in eaf.get_annotation_data_for_tier("speech"))
(tier,) = [t for t in grid.get_tiers() if t.name == "speech"]
arrived = [value for _, _, value in tier.get_intervals()]
told = [w for w in said if "overlap" in str(w.message).lower()]
print(f"in ELAN: {there}; in the TextGrid: {arrived}; warnings about it: {len(told)}")
assert (there, arrived, told) == (["first", "second"], ["first"], [])
PYTHON
