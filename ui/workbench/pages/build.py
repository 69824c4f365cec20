"""Writes the tables of figures in docs/results/*.md and README.md from the artefacts beside this file.

Each artefact is what ``attune evaluate ... --json docs/results/NAME.json`` wrote. Run after an evaluation:

    python ui/workbench/pages/build.py
"""

from __future__ import annotations

import json
import re
from typing import Any

from ui.workbench.pages.fusion import fusion_report
from ui.workbench.pages.places import RESULTS, ROOT

README = ROOT / "README.md"
REPORT = RESULTS / "models.md"
FUSION_REPORT = RESULTS / "fusion.md"
BASELINE_REPORT = RESULTS / "baseline.md"

# artefact, command that makes it (without --json), in the README's short table
ARTEFACTS = (
    ("voice_ravdess", "attune evaluate voice --corpus ravdess --data DATA", True),
    ("voice_emodb", "attune evaluate voice --corpus emodb --data DATA", False),
    ("face_ferplus", "attune evaluate face --protocol ferplus --data DATA", True),
    ("face_fer2013", "attune evaluate face --protocol fer2013 --data DATA", False),
    ("face_ck48", "attune evaluate face --protocol folders --data DATA/ck48", False),
)
_UNSEEN = {True: "yes", False: "no", None: "not known"}


def load() -> dict[str, dict[str, Any]]:
    """The artefacts that exist, by name."""
    found = {}
    for name, _, _ in ARTEFACTS:
        path = RESULTS / f"{name}.json"
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
        "emotions; ECE: expected calibration error, 15 bins. "
        "Written by `python ui/workbench/pages/build.py`.",
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


_BASELINE_WORDS = {
    "without": "without a baseline",
    "own": "with their own",
    "another_person": "with another person's (control)",
}


def baseline_report() -> str:
    """The page on allowing for a person's ordinary voice, from baseline.json."""
    figures = json.loads((RESULTS / "baseline.json").read_text(encoding="utf-8"))
    parts = [
        "# What knowing a person's ordinary voice gains",
        "`attune evaluate baseline --data DATA --json docs/results/baseline.json`; page written by "
        "`python ui/workbench/pages/build.py`.",
        f"{figures['n']} clips of the RAVDESS actors {', '.join(figures['actors'])}, on whom nothing was "
        "trained, calibrated or chosen. Each take is judged with a baseline learnt from the other take, so "
        f"that no clip is in its own baseline. The strength ({figures['strength']:g} of the difference from "
        "people in general) was chosen on the calibration actors' voices. A personal baseline is off unless "
        "switched on.",
    ]
    for name, block in figures["baselines"].items():
        gain = {
            kind: 100 * (block["pooled"][kind]["accuracy"] - block["pooled"]["without"]["accuracy"])
            for kind in ("own", "another_person")
        }
        parts += [
            f"## Baseline from {name.replace('_', ' ')} clips, {block['seconds']:.0f} s of each person",
            f"Accuracy {gain['own']:+.1f} points with one's own baseline, {gain['another_person']:+.1f} with "
            "another person's.",
            _baseline_table(block["pooled"]),
            _actors_table(block["actors"]),
        ]
    parts += ["\n".join(f"* {note}" for note in figures["notes"])]
    return "\n\n".join(parts) + "\n"


def _baseline_table(figures: dict[str, dict[str, float]]) -> str:
    rows = ["| all clips | accuracy | UAR | ECE | log-loss |", "|---|---|---|---|---|"]
    rows += [
        f"| {words} | {f['accuracy']:.1%} | {f['uar']:.1%} | {f['ece']:.3f} | {f['log_loss']:.3f} |"
        for words, f in ((_BASELINE_WORDS[kind], figures[kind]) for kind in _BASELINE_WORDS)
    ]
    return "\n".join(rows)


def _actors_table(actors: dict[str, dict[str, Any]]) -> str:
    rows = [
        "| actor | accuracy without | with | UAR without | with | ECE without | with "
        "| log-loss without | with |",
        "|---" * 9 + "|",
    ]
    for actor, f in actors.items():
        cells = [f"{f[k][m]:.1%}" for m in ("accuracy", "uar") for k in ("without", "own")]
        cells += [f"{f[k][m]:.3f}" for m in ("ece", "log_loss") for k in ("without", "own")]
        rows.append(f"| {actor} | {' | '.join(cells)} |")
    return "\n".join(rows)


def readme_with_figures(text: str, artefacts: dict[str, dict[str, Any]]) -> str:
    """The README with the short table between its markers."""
    short = [name for name, _, in_readme in ARTEFACTS if in_readme and name in artefacts]
    block = f"<!-- figures -->\n{table(short, artefacts)}\n<!-- /figures -->"
    return re.sub(r"<!-- figures -->.*<!-- /figures -->", lambda _: block, text, flags=re.DOTALL)


if __name__ == "__main__":
    all_artefacts = load()
    REPORT.write_text(report(all_artefacts), encoding="utf-8")
    FUSION_REPORT.write_text(fusion_report(), encoding="utf-8")
    BASELINE_REPORT.write_text(baseline_report(), encoding="utf-8")
    README.write_text(
        readme_with_figures(README.read_text(encoding="utf-8"), all_artefacts), encoding="utf-8"
    )
