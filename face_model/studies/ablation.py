"""What each part of the training is worth: the same short schedule with one part left out at a time.

Stopped, it goes on where it was: finished variants are kept, a broken one resumes from its checkpoint.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from face_model.classifier import FaceClassifier, without_contempt
from face_model.network import ExpressionNetwork
from face_model.training.augmentation import degrade
from face_model.training.crops import CropCache
from face_model.training.recipe import FaceTraining, Recipe
from face_model.training.train import WEIGHTS_NAME, train_on
from fusion.arrays import FloatArray, Uint8Array
from fusion.calibration import fit_vector_scaling, log_softmax
from fusion.errors import UserError
from fusion.provenance import commit
from fusion.study.metrics import headline
from fusion.training.conduct import Conduct
from fusion.training.record import newest_checkpoint

EPOCHS = 5
NARROW = (24, 48, 96, 192)
"""Short runs of a network narrower than the shipped one, so that all variants fit into an hour."""


@dataclass(frozen=True)
class Variant:
    """One training of the study.

    Parameters
    ----------
    words
        For the table.
    recipe
        What is left out.
    aligned
        ``False``: the plain crop in training and test.
    seed
        Of the training.
    teachers
        Names of variants that it learns from.
    """

    words: str
    recipe: Recipe = field(default_factory=lambda: Recipe(widths=NARROW))
    aligned: bool = True
    seed: int = 0
    teachers: tuple[str, ...] = ()


ENSEMBLE: tuple[str, ...] = ("full", "seed_1")
"""Variants whose mean log-probability is the row "ensemble"."""

VARIANTS: Mapping[str, Variant] = {
    "full": Variant("everything"),
    "hard_labels": Variant("majority instead of all votes", Recipe(soft_votes=False, widths=NARROW)),
    "no_alignment": Variant("plain crops, no alignment", aligned=False),
    "no_degradations": Variant("mirrored only, no degradations", Recipe(degrade=False, widths=NARROW)),
    "seed_1": Variant("everything, another seed", seed=1),
    "distilled": Variant("one network taught by the ensemble", teachers=ENSEMBLE),
}
"""In the order in which they are trained; teachers before their pupils."""


def run_study(
    crops: CropCache,
    out: Path,
    artefact: Path,
    *,
    epochs: int = EPOCHS,
    only: Sequence[str] | None = None,
    variants: Mapping[str, Variant] = VARIANTS,
    ensemble: Sequence[str] = ENSEMBLE,
    quick: bool = False,
) -> dict[str, Any]:
    """Train and measure the variants; write the artefact after each.

    Parameters
    ----------
    crops
        FER2013 with its crops.
    out
        Folder with one sub-folder a variant.
    artefact
        JSON file for the figures of all variants finished so far.
    epochs
        Of each training.
    only
        Names of the variants to train now; all unless given.
    variants, ensemble, quick
        Others than the study's own, and a few pictures only, in tests.

    Raises
    ------
    UserError
        If a name is not a variant, or its teachers have not been trained.
    """
    for name in only or variants:
        if name not in variants:
            raise UserError(f"There is no variant “{name}”; use one of {', '.join(variants)}.")
        _train_variant(variants, name, crops, out, epochs, quick)
        rows = _rows(variants, ensemble, crops, out)
        figures = {
            "split": "FER2013 PrivateTest, FER+ majority; trained on Training, calibrated on PublicTest",
            "commit": commit(),
            "epochs": epochs,
            "parameters": sum(p.numel() for p in ExpressionNetwork(NARROW).parameters()),
            "rows": rows,
        }
        artefact.parent.mkdir(parents=True, exist_ok=True)
        artefact.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return json.loads(artefact.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def _train_variant(
    variants: Mapping[str, Variant], name: str, crops: CropCache, out: Path, epochs: int, quick: bool
) -> None:
    variant, folder = variants[name], out / name
    made = folder / "trained.json"
    recipe = json.loads(
        json.dumps({"epochs": epochs, "quick": quick, "teachers": variant.teachers} | asdict(variant.recipe))
    )
    if made.is_file():
        if json.loads(made.read_text(encoding="utf-8")) != recipe:
            raise UserError(f"{folder} holds a training of other settings; remove it or name another --out.")
        return
    teachers = [out / teacher / WEIGHTS_NAME for teacher in variant.teachers]
    missing = [file.parent.name for file in teachers if not file.is_file()]
    if missing:
        raise UserError(f"“{name}” learns from {', '.join(missing)}: train these first.")
    train_on(
        crops if variant.aligned else crops.without_alignment(),
        folder,
        FaceTraining(variant.seed, epochs, quick, tuple(teachers), recipe=variant.recipe),
        Conduct(resume=newest_checkpoint(folder) is not None),
    )
    made.write_text(json.dumps(recipe) + "\n", encoding="utf-8")


def _rows(
    variants: Mapping[str, Variant], ensemble: Sequence[str], crops: CropCache, out: Path
) -> dict[str, Any]:
    """Figures of every variant that is trained, and of the ensemble where all its members are."""
    rows: dict[str, Any] = {}
    for name, variant in variants.items():
        weights = out / name / WEIGHTS_NAME
        if not (out / name / "trained.json").is_file():
            continue
        kept = out / name / "figures.json"
        if not kept.is_file():
            seen = crops if variant.aligned else crops.without_alignment()
            row = {"words": variant.words} | _measure([FaceClassifier.load(weights)], seen)
            kept.write_text(json.dumps(row), encoding="utf-8")
        rows[name] = json.loads(kept.read_text(encoding="utf-8"))
    if ensemble and all(name in rows for name in ensemble):
        members = [FaceClassifier.load(out / name / WEIGHTS_NAME) for name in ensemble]
        rows["ensemble"] = {"words": f"mean of {len(members)} networks"} | _measure(members, crops)
    return rows


def _measure(networks: Sequence[FaceClassifier], crops: CropCache) -> dict[str, Any]:
    """Figures on PrivateTest: as it is, without the mirror image, and with every crop degraded."""
    corpus = crops.corpus
    rows, fit_rows = corpus.of_an_emotion("PrivateTest"), corpus.apart(corpus.of_an_emotion("PublicTest"))
    labels = corpus.majority[rows]
    calibration = fit_vector_scaling(
        _together(networks, crops.evaluation_crops(fit_rows), mirrored=True), corpus.majority[fit_rows]
    )
    seen = crops.evaluation_crops(rows)
    spoilt = np.stack(
        [degrade(crops.aligned[row], np.random.default_rng((7, row)), clean_share=0) for row in rows.tolist()]
    )

    def figures(pictures: Uint8Array, mirrored: bool) -> dict[str, Any]:
        return headline(calibration.apply(_together(networks, pictures, mirrored=mirrored)), labels)

    return figures(seen, True) | {
        "weights_sha256": [network.sha256 for network in networks],
        "accuracy_without_flip": figures(seen, False)["accuracy"],
        "accuracy_degraded": figures(spoilt, True)["accuracy"],
    }


def _together(networks: Sequence[FaceClassifier], pictures: Uint8Array, *, mirrored: bool) -> FloatArray:
    """Mean log-probability of some networks before calibration, renormalised; (n, 7)."""
    answers = [without_contempt(n.answers(pictures, mirrored=mirrored).votes) for n in networks]
    return log_softmax(np.mean(answers, axis=0))
