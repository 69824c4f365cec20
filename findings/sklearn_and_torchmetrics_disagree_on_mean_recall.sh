#!/usr/bin/env bash
# Mean recall over classes (UAR) of the same four answers, where one class is predicted that the truth lacks:
# scikit-learn 1.9.1 balanced_accuracy_score leaves the absent class out (.75), recall_score(average="macro") counts it
# as 0 because it was predicted (.50), with labels= all seven classes everything absent counts as 0 (.21), and
# torchmetrics 1.9.0 macro recall with num_classes=7 leaves out only what is absent from truth and answers (.50). In
# speech emotion, where a test speaker may lack a class, the choice of function decides the figure.
# Seen: .75, .50, .21, .50.
set -euo pipefail
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "scikit-learn==1.9.1" "torchmetrics==1.9.0" "torch==2.13.0"
cd "$work"
"$work/venv/bin/python" - <<'PYTHON'
import warnings

import torch
from sklearn.metrics import balanced_accuracy_score, recall_score
from torchmetrics.functional.classification import multiclass_recall

warnings.simplefilter("ignore")
truth, answers = [0, 0, 1, 1], [0, 2, 1, 1]
figures = {
    "balanced_accuracy_score": balanced_accuracy_score(truth, answers),
    "recall_score, macro": recall_score(truth, answers, average="macro"),
    "recall_score, macro, labels=0..6": recall_score(truth, answers, average="macro", labels=range(7)),
    "multiclass_recall, macro, 7": float(
        multiclass_recall(torch.tensor(answers), torch.tensor(truth), num_classes=7, average="macro")
    ),
}
for name, value in figures.items():
    print(f"{name}: {value:.3f}")
assert [round(v, 3) for v in figures.values()] == [0.75, 0.5, 0.214, 0.5]
PYTHON
