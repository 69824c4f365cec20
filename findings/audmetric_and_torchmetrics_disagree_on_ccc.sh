#!/usr/bin/env bash
# Lin's concordance correlation coefficient, the measure of valence and arousal challenges, of the same two traces:
# audmetric 1.4.2 divides by n, as Lin's paper has it, torchmetrics 1.9.0 by n - 1. Unlike in Pearson's correlation that
# does not cancel, as the difference of the means in the denominator is not divided: short clips score higher.
# Seen: for four points .8696 and .8719; for two points that differ by a shift of 1, .33 and .50.
set -euo pipefail
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check audmetric==1.4.2 torchmetrics==1.9.0 torch==2.13.0
cd "$work"
"$work/venv/bin/python" - <<'PYTHON'
import audmetric
import torch
from torchmetrics.functional import concordance_corrcoef

found = {}
for one, other in (([0.0, 1, 2, 5], [0.0, 2, 1, 4]), ([0.0, 1], [1.0, 2])):
    theirs = float(concordance_corrcoef(torch.tensor(other), torch.tensor(one)))
    found[tuple(one)] = round(audmetric.concordance_cc(one, other), 4), round(theirs, 4)
    print(f"{one} and {other}: audmetric {found[tuple(one)][0]}, torchmetrics {found[tuple(one)][1]}")
assert list(found.values()) == [(0.8696, 0.8719), (0.3333, 0.5)], found
PYTHON
