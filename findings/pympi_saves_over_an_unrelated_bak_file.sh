#!/usr/bin/env bash
# pympi-ling 1.71: Eaf.to_file("talk.eaf") renames a talk.eaf that is there to talk.bak before it writes, whatever talk.bak
# was. On Linux and macOS that replaces it without a word (on Windows it raises): whoever keeps "interview.bak" beside
# "interview.eaf" loses it the first time the annotations are saved. ELAN itself writes .001, .002.
# Seen: notes in talk.bak before the second save, the older annotations there after it; no warning, no exception.
set -euo pipefail
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check pympi-ling==1.71
cd "$work"
"$work/venv/bin/python" - <<'PYTHON'
import pathlib
import warnings

import pympi

kept = pathlib.Path("talk.bak")
kept.write_text("the only copy of something else")
eaf = pympi.Elan.Eaf()
with warnings.catch_warnings(record=True) as said:
    warnings.simplefilter("always")
    eaf.to_file("talk.eaf")
    first = kept.read_text()
    eaf.to_file("talk.eaf")
    second = kept.read_text()
print(f"talk.bak after the first save: {first!r}; after the second: {second[:38]!r}...; warnings: {len(said)}")
assert first == "the only copy of something else" and "ANNOTATION_DOCUMENT" in second and not said
PYTHON
