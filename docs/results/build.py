"""Writes the tables of figures in docs/results/models.md and README.md from the artefacts beside this file.

Each artefact is what ``attune evaluate ... --json docs/results/NAME.json`` wrote. Run after an evaluation:

    python docs/results/build.py
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
README = HERE.parent.parent / "README.md"
REPORT = HERE / "models.md"

# artefact, command that makes it (without --json), in the README's short table
ARTEFACTS = (
    ("voice_ravdess", "attune evaluate voice --corpus ravdess --data DATA", True),
    ("voice_emodb", "attune evaluate voice --corpus emodb --data DATA", False),
    ("face_ferplus", "attune evaluate face --corpus ferplus --data DATA", True),
    ("face_fer2013", "attune evaluate face --corpus fer2013 --data DATA", False),
    ("face_ck48", "attune evaluate face --corpus folders --data DATA/ck48", False),
)
_UNSEEN = {True: "yes", False: "no", None: "not known"}


def load() -> dict[str, dict[str, Any]]:
    """The artefacts that exist, by name."""
    found = {}
    for name, _, _ in ARTEFACTS:
        path = HERE / f"{name}.json"
        if path.exists():
            found[name] = json.loads(path.read_text(encoding="utf-8"))
    return found


def table(names: list[str], artefacts: dict[str, dict[str, Any]]) -> str:
    """One row an evaluation, its split beside it."""
    rows = [
        "| test set and split | examples | accuracy | UAR | ECE | accuracy, surer half | unseen people |",
        "|---|---|---|---|---|---|---|",
    ]
    for name in names:
        f = artefacts[name]
        rows.append(
            f"| {f['protocol']} | {f['n']} | {f['accuracy']:.1%} | {f['uar']:.1%} | {f['ece']:.3f} "
            f"| {f['accuracy_most_confident_half']:.1%} | {_UNSEEN[f['unseen_speakers']]} |"
        )
    return "\n".join(rows)


def report(artefacts: dict[str, dict[str, Any]]) -> str:
    """The page of all figures."""
    parts = [
        "# What the shipped models reach",
        "Seven emotions (calm counts as neutral) unless a line says otherwise. UAR: mean recall over the "
        "emotions; ECE: expected calibration error, 15 bins. Written by `python docs/results/build.py`.",
        table(list(artefacts), artefacts),
    ]
    commands = {name: command for name, command, _ in ARTEFACTS}
    for name, f in artefacts.items():
        recall = ", ".join(f"{emotion} {value:.0%}" for emotion, value in f["recall"].items())
        lines = [
            f"## {f['protocol']}",
            f"`{commands[name]} --json docs/results/{name}.json`",
            f"Recall: {recall}.",
        ]
        more = {k: v for k, v in f.items() if isinstance(v, float) and k.startswith(("uar_", "accuracy_"))}
        more.pop("accuracy_most_confident_half", None)
        if eight := f.get("voice_classes"):
            more["UAR over the corpus's own eight classes"] = eight["uar"]
        if more:
            lines.append("; ".join(f"{k.replace('_', ' ')}: {v:.1%}" for k, v in more.items()) + ".")
        lines += [f"* {note}" for note in f["notes"]]
        lines.append(f"Weights: `{f['weights_sha256'][:16]}`.")
        parts.append("\n\n".join(lines))
    return "\n\n".join(parts) + "\n"


def readme_with_figures(text: str, artefacts: dict[str, dict[str, Any]]) -> str:
    """The README with the short table between its markers."""
    short = [name for name, _, in_readme in ARTEFACTS if in_readme and name in artefacts]
    block = f"<!-- figures -->\n{table(short, artefacts)}\n<!-- /figures -->"
    return re.sub(r"<!-- figures -->.*<!-- /figures -->", lambda _: block, text, flags=re.DOTALL)


if __name__ == "__main__":
    all_artefacts = load()
    REPORT.write_text(report(all_artefacts), encoding="utf-8")
    README.write_text(
        readme_with_figures(README.read_text(encoding="utf-8"), all_artefacts), encoding="utf-8"
    )
