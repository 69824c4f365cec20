"""The part of docs/results/face.md on what each piece of the training is worth."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ui.studies.shipped import shipped_digests
from ui.workbench.pages.tables import table


def ablation_section(artefacts: dict[str, dict[str, Any]], made_by: Callable[[str], str]) -> str:
    """Tables of the flip, of the landmarks and of the trainings with one part left out."""
    votes, geometry = artefacts["face_ferplus"], artefacts.get("face_geometry")
    flip = table(
        ["shipped network, FER+ test", "accuracy", "UAR", "ECE"],
        [
            [words, f"{f['accuracy']:.1%}", f"{f['uar']:.1%}", f"{f['ece']:.3f}"]
            for words, f in (("with test-time flip", votes), ("without", votes["without_flip"]))
        ],
    )
    parts = ["**Test-time flip** (no training; calibration as with flip)", flip, "**Landmark geometry**"]
    if geometry is None:
        parts.append(f"Not measured yet: {made_by('face_geometry')}.")
    else:
        rows = [
            [name, f"{f['accuracy']:.1%}", f"{f['uar']:.1%}", f"{f['macro_f1']:.1%}", f"{f['ece']:.3f}"]
            for name, f in geometry["rows"].items()
        ]
        gain, split = geometry["gain_of_landmarks_points"], geometry["split"]
        helps = gain["low"] > 0
        parts += [
            table([split["judged on"], "accuracy", "UAR", "macro F1", "ECE"], rows),
            f"{len(geometry['features'])} distances of mouth, brows and eyes on the canonical face, a "
            "logistic "
            f"model of them and their products fitted on {split['landmarks fitted on']}; stackers fitted on "
            f"{split['stackers fitted on']}. Beside the network the landmarks bring {gain['mean']:+.1f} "
            f"points over the control (95 % interval {gain['low']:+.1f} to {gain['high']:+.1f}): "
            + ("a gain, not shipped yet. " if helps else "no clear gain, so they are not shipped. ")
            + f"Made by {made_by('face_geometry')}{_since(geometry['weights_sha256'])}.",
        ]
    parts.append("**Parts of the training**")
    study = artefacts.get("face_ablation")
    if study is None:
        parts.append(
            "Votes against hard labels, alignment, degradations, ensemble and distillation need trainings: "
            f"{made_by('face_ablation')} runs them, each with the same short schedule, and goes "
            "on where it was stopped. It has not been run for this page."
        )
        return "\n\n".join(parts)
    rows = []
    for f in study["rows"].values():
        cells = [f"{f[k]:.1%}" for k in ("accuracy", "uar", "accuracy_without_flip", "accuracy_degraded")]
        rows.append([f["words"], *cells, f"{f['ece']:.3f}"])
    missing = [name for name in ("seed_1", "ensemble", "distilled") if name not in study["rows"]]
    header = ["variant", "accuracy", "UAR", "without flip", "on degraded crops", "ECE"]
    words = (
        f"{study['split']}; {study['epochs']} epochs each, of a network of {study['parameters'] / 1e6:.1f} M "
        f"parameters: short runs, whose order may change in long ones. Degraded crops as in the training, "
        "none of them spared. "
        f"Made by {made_by('face_ablation')}."
    )
    if missing:
        words += f" Not trained yet: {', '.join(missing)}; the command goes on from here."
    return "\n\n".join([*parts, table(header, rows), words])


def _since(digest: str) -> str:
    """That other weights have replaced those a figure speaks of; "" where they are still the shipped ones."""
    same = digest == shipped_digests("face")["face"]
    return "" if same else f", with the weights `{digest[:16]}`, which newer ones have replaced since"
