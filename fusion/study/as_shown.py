"""What an evaluation tells of what is shown live: of strangers, and of people known in one way or another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from fusion.baseline import ORDINARY
from fusion.errors import UserError
from fusion.evidence import Modality
from fusion.late_fusion import CARD, LateFusion
from fusion.repertoire import REPERTOIRE
from fusion.stored_model import digest_of
from fusion.study.acquaintance import FILE_S, SEEDS, running_baselines
from fusion.study.alone import CLEARLY, ShownAlone, fusion_fitted_to, shown_alone
from fusion.study.examples import Examples
from fusion.study.metrics import Predictions
from fusion.study.people import own_neutral


@dataclass(frozen=True)
class AsShown:
    """What is shown of one modality's examples.

    Parameters
    ----------
    baseline
        As asked for: None where the figures are to stay those of the network alone.
    unknown
        While nobody is known.
    known
        With each person's baseline; None if that was not asked for. Of a running one it holds all examples
        once for each order that they came in, one order after the other.
    n_without
        Examples of whose person there is no other neutral one, or of whom nobody knows who it is.
    """

    baseline: str | None
    unknown: ShownAlone
    known: ShownAlone | None = None
    n_without: int = 0

    @property
    def asked(self) -> ShownAlone:
        """With the baseline, if one was asked for."""
        return self.known or self.unknown

    def figures(self) -> dict[str, Any]:
        """What an evaluation's JSON gains."""
        asked = self.asked.figures()
        told = {name: asked[name] for name in CLEARLY}
        told["as_shown"] = asked | {"weights_sha256": {"fusion": digest_of(CARD)}}
        if self.known:
            rests_on = {"repertoire": REPERTOIRE} if self.baseline == "running" else {"ordinary": ORDINARY}
            told["as_shown"]["weights_sha256"] |= {name: digest_of(file) for name, file in rests_on.items()}
            told["without_baseline"] = self.unknown.figures()
            name = "n_of_nobody_known" if self.baseline == "running" else "n_without_other_neutral"
            told[name] = self.n_without
            if self.baseline == "running":
                told["n"] = len(self.unknown.labels)
                told["orders"] = len(self.known.labels) // len(self.unknown.labels)
        return told

    def predictions(self, network: Predictions) -> Predictions:
        """Those shown, if a baseline (or none) was asked for; else the network's, and what is shown added."""
        if self.baseline is None:
            return replace(network, extra={**network.extra, **self.figures()})
        notes = ["All figures are of what is shown live, not of the network alone."]
        if self.baseline == "running":
            notes.append(
                f"Each person's files came in {len(SEEDS)} shuffled orders, {FILE_S:g} s each; a file is "
                "judged by what those before it taught, without labels. The figures are over all orders."
            )
        if self.n_without:
            lacking = "known person" if self.baseline == "running" else "other neutral one of the same person"
            notes.append(f"{self.n_without} examples have no {lacking} and are judged without a baseline.")
        return replace(
            network,
            probabilities=self.asked.probabilities,
            labels=self.asked.labels,
            silent=self.asked.silent,
            notes=(*network.notes, *notes),
            extra=self.figures(),
        )


def as_shown(
    modality: Modality,
    weights_sha256: str,
    examples: Examples,
    people: Sequence[str] = (),
    baseline: str | None = None,
) -> AsShown | None:
    """What is shown of examples as their model's weights calibrate them.

    Parameters
    ----------
    weights_sha256
        Digest of the weights that answered.
    people
        Whose each example is; "" where nobody knows.
    baseline
        One of :data:`fusion.study.people.BASELINES`; None to add what is shown of strangers to other figures.

    Returns
    -------
    AsShown or None
        None for weights that the fusion was not fitted to.

    Raises
    ------
    UserError
        If a baseline (or none) is asked for with such weights.
    """
    require_fitted(modality, weights_sha256, baseline)
    fusion = fusion_fitted_to(modality, weights_sha256)
    if fusion is None:
        return None
    unknown = shown_alone(fusion, modality, examples)
    if baseline == "running":
        known = running_alone(fusion, modality, examples, people)
        return AsShown(baseline, unknown, known, sum(not person for person in people))
    if baseline != "neutral":
        return AsShown(baseline, unknown)
    baselines = own_neutral(fusion, modality, examples, people)
    known = shown_alone(fusion, modality, examples, baselines)
    return AsShown(baseline, unknown, known, sum(b is None for b in baselines))


def require_fitted(modality: Modality, weights_sha256: str, baseline: str | None) -> None:
    """Raise UserError if a baseline (or none) is asked for with weights that the fusion was not fitted to."""
    if baseline is not None and fusion_fitted_to(modality, weights_sha256) is None:
        raise UserError(
            "The fusion was not fitted to these weights, so nothing tells what would be shown; leave out "
            "--baseline."
        )


def running_alone(
    fusion: LateFusion, modality: Modality, examples: Examples, people: Sequence[str]
) -> ShownAlone:
    """What is shown with each person's running baseline: all examples once for each order they come in."""
    orders = [
        shown_alone(fusion, modality, examples, running_baselines(fusion, modality, examples, people, seed))
        for seed in SEEDS
    ]
    return ShownAlone(
        np.concatenate([shown.probabilities for shown in orders]),
        np.concatenate([shown.clear for shown in orders]),
        np.concatenate([shown.silent for shown in orders]),
        np.concatenate([shown.labels for shown in orders]),
    )
