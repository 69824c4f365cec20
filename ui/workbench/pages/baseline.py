"""The page on allowing for a person's ordinary voice, docs/results/baseline.md."""

from __future__ import annotations

from typing import Any

from ui.studies.baseline import NOTES
from ui.workbench.pages.artefacts import RESULTS, Artefact, made_by
from ui.workbench.pages.tables import table

PAGE = RESULTS / "baseline.md"
COMMANDS = {"baseline": "attune evaluate baseline --data DATA"}
_WORDS = {
    "without": "without a baseline",
    "own": "with their own",
    "another_person": "with another person's (control)",
}


def page(figures: Artefact) -> str:
    """The whole page."""
    parts = [
        "# What knowing a person's ordinary voice gains",
        f"{made_by(COMMANDS, 'baseline')}; page written by `attune pages`.",
        f"{figures['n']} clips of the RAVDESS actors {', '.join(figures['actors'])}, on whom nothing was "
        "trained, calibrated or chosen. Each take is judged with a baseline learnt from the other take, so "
        f"that no clip is in its own baseline. The strength ({figures['strength']:g} of the difference from "
        "people in general) was chosen on the calibration actors' voices. This is of the guided seconds in "
        "which somebody with a name is remembered; what is learnt along the way, of anybody, is on the page "
        "about [people never met](strangers.md).",
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
            _all_clips(block["pooled"]),
            _by_actor(block["actors"]),
        ]
    parts += ["\n".join(f"* {note}" for note in NOTES)]
    return "\n\n".join(parts) + "\n"


def _all_clips(figures: dict[str, dict[str, float]]) -> str:
    rows = [
        [words, f"{f['accuracy']:.1%}", f"{f['uar']:.1%}", f"{f['ece']:.3f}", f"{f['log_loss']:.3f}"]
        for words, f in ((words, figures[kind]) for kind, words in _WORDS.items())
    ]
    return table(["all clips", "accuracy", "UAR", "ECE", "log-loss"], rows)


def _by_actor(actors: dict[str, dict[str, Any]]) -> str:
    measures = ("accuracy", "UAR", "ECE", "log-loss")
    header = ["actor", *(cell for measure in measures for cell in (f"{measure} without", "with"))]
    rows = []
    for actor, f in actors.items():
        cells = [f"{f[k][m]:.1%}" for m in ("accuracy", "uar") for k in ("without", "own")]
        cells += [f"{f[k][m]:.3f}" for m in ("ece", "log_loss") for k in ("without", "own")]
        rows.append([actor, *cells])
    return table(header, rows)
