"""The page of all evaluations, docs/results/models.md, and the short table in README.md."""

from __future__ import annotations

import re

from ui.workbench.pages.artefacts import RESULTS, ROOT, Artefacts, artefacts, made_by
from ui.workbench.pages.tables import table

README = ROOT / "README.md"
PAGE = RESULTS / "models.md"

COMMANDS = {
    "voice_ravdess": "attune evaluate voice --corpus ravdess --data DATA",
    "voice_emodb": "attune evaluate voice --corpus emodb --data DATA",
    "face_ferplus": "attune evaluate face --protocol ferplus --data DATA",
    "face_fer2013": "attune evaluate face --protocol fer2013 --data DATA",
    "face_ck48": "attune evaluate face --protocol folders --data DATA/ck48",
}
"""The command that makes each artefact, without --json."""
IN_README = ("voice_ravdess", "face_ferplus")
_UNSEEN = {True: "yes", False: "no", None: "not known"}
_OF_FOLDERS = {"face_ck48": {"protocol": "CK+48 without contempt", "unseen_speakers": True}}
"""What a command cannot know of folders: which corpus lies in them, and that nothing was learnt from it."""


def load() -> Artefacts:
    """The artefacts that exist, by name."""
    return {name: figures | _OF_FOLDERS.get(name, {}) for name, figures in artefacts(COMMANDS).items()}


def page(found: Artefacts) -> str:
    """The page of all figures."""
    parts = [
        "# What the shipped models reach",
        "Seven emotions (calm counts as neutral) unless a line says otherwise. UAR: mean recall over the "
        "emotions; ECE: expected calibration error, 15 bins. "
        "Written by `attune pages`.",
        _evaluations(found),
    ]
    for name, f in found.items():
        recall = ", ".join(f"{emotion} {value:.0%}" for emotion, value in f["recall"].items())
        lines = [f"## {f['protocol']}", made_by(COMMANDS, name), f"Recall: {recall}."]
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


def readme_with_figures(text: str, found: Artefacts) -> str:
    """The README with the short table between its markers."""
    short = {name: found[name] for name in IN_README if name in found}
    block = f"<!-- figures -->\n{_evaluations(short)}\n<!-- /figures -->"
    return re.sub(r"<!-- figures -->.*<!-- /figures -->", lambda _: block, text, flags=re.DOTALL)


def _evaluations(found: Artefacts) -> str:
    """One row an evaluation, its split beside it."""
    header = [
        *("test set and split", "examples", "accuracy", "UAR", "ECE"),
        *("accuracy, surer half", "unseen people"),
    ]
    rows = []
    for f in found.values():
        shares = [f"{f[k]:.1%}" for k in ("accuracy", "uar")]
        surer = f"{f['accuracy_most_confident_half']:.1%}"
        rows.append(
            [f["protocol"], str(f["n"]), *shares, f"{f['ece']:.3f}", surer, _UNSEEN[f["unseen_speakers"]]]
        )
    return table(header, rows)
