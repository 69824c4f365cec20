"""What an evaluation tells of what is shown live: of strangers, or of people known by their neutral files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from fusion.baseline import ORDINARY
from fusion.errors import UserError
from fusion.evidence import Modality
from fusion.late_fusion import CARD
from fusion.stored_model import digest_of
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
        With each person's baseline from their other neutral examples; None if that was not asked for.
    n_without
        Examples of whose person there is no other neutral one.
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
            told["as_shown"]["weights_sha256"]["ordinary"] = digest_of(ORDINARY)
            told["without_baseline"] = self.unknown.figures()
            told["n_without_other_neutral"] = self.n_without
        return told

    def predictions(self, network: Predictions) -> Predictions:
        """Those shown, if a baseline (or none) was asked for; else the network's, and what is shown added."""
        if self.baseline is None:
            return replace(network, extra={**network.extra, **self.figures()})
        notes = ["All figures are of what is shown live, not of the network alone."]
        if self.n_without:
            notes.append(
                f"{self.n_without} examples have no other neutral one of the same person and are judged "
                "without a baseline."
            )
        return replace(
            network,
            probabilities=self.asked.probabilities,
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
    fusion = fusion_fitted_to(modality, weights_sha256)
    if fusion is None:
        if baseline is not None:
            raise UserError(
                "The fusion was not fitted to these weights, so nothing tells what would be shown; leave out "
                "--baseline."
            )
        return None
    unknown = shown_alone(fusion, modality, examples)
    if baseline != "neutral":
        return AsShown(baseline, unknown)
    baselines = own_neutral(fusion, modality, examples, people)
    known = shown_alone(fusion, modality, examples, baselines)
    return AsShown(baseline, unknown, known, sum(b is None for b in baselines))
