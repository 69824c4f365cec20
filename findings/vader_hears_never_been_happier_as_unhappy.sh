#!/usr/bin/env bash
# VADER (vaderSentiment 3.3.2) on speech as a recogniser writes it: "never" and "nothing" turn the word they stand
# before, so the happiest sentences come out negative, and a "no" that answers a question dampens what follows once the
# comma is gone, as it is in every transcript.
# Seen: "never been happier" -.42, "nothing could be better" -.34; "no, it is great" .62, "no it is great" .44.
set -euo pipefail
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "vaderSentiment==3.3.2"
cd "$work"
"$work/venv/bin/python" - <<'PYTHON'
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

score = SentimentIntensityAnalyzer().polarity_scores
found = {
    text: score(text)["compound"]
    for text in ("never been happier", "nothing could be better", "no, it is great", "no it is great")
}
for text, value in found.items():
    print(f"{text!r}: {value:+.4f}")
assert list(found.values()) == [-0.4168, -0.3412, 0.6249, 0.4404]
PYTHON
