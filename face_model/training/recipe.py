"""How a training of the face goes, and with what it begins."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from face_model.network import WIDTHS
from face_model.training.augmentation import CLEAN_SHARE
from fusion.stored_model import digest_of

PEAK_RATE = 2e-3
DROPOUT = 0.3
EPOCHS = 40
LAST_EPOCHS = 4
TEACHERS_SHARE = 0.7


@dataclass(frozen=True)
class Recipe:
    """How a training goes; kept in the card of its weights.

    Parameters
    ----------
    soft_votes
        Learn from all votes; ``False``: from their majority alone.
    degrade
        Degrade the crops as webcams do; ``False``: only mirror every other one.
    widths
        Of the network: narrower for a short study.
    clean_share
        Share of the crops that are only framed and lit anew, 0..1.
    peak_rate
        Highest learning rate, above 0.
    dropout
        Share of features silenced before the heads, 0..1.
    blend
        What is kept lies at this share of the way from the weights blended with to those reached, above 0
        to 1; below 1 only where there are weights to blend with.
    balance
        How far corpora and classes are drawn alike, 0 (as often as they come) to 1; 0.5 makes square roots.
    shares
        How often each corpus is drawn instead, FER2013 first; they need not sum to 1.
    teachers_share
        Share of what teachers say in the targets, beside votes and labels, 0..1.
    """

    soft_votes: bool = True
    degrade: bool = True
    widths: tuple[int, ...] = WIDTHS
    clean_share: float = CLEAN_SHARE
    peak_rate: float = PEAK_RATE
    dropout: float = DROPOUT
    blend: float = 1.0
    balance: float = 0.0
    shares: tuple[float, ...] = ()
    teachers_share: float = TEACHERS_SHARE

    @staticmethod
    def last_stage() -> Recipe:
        """For trained weights: a low rate, and most crops as a good camera would give them."""
        return Recipe(clean_share=0.7, peak_rate=3e-4)


@dataclass(frozen=True)
class FaceTraining:
    """One training of the face: all that decides what it ends with, but the pictures.

    Parameters
    ----------
    seed
        Of weights, order and degradations.
    epochs
        Passes over the training pictures; unless given 40, 4 for a last stage, 1 for a quick try.
    quick
        One short epoch on a few hundred pictures, to see that everything works; no use as a model.
    teachers
        Weights' files of trained networks to learn from beside the labels: one network for an ensemble.
    start_from
        Weights' file to go on from, with a short last stage unless told otherwise.
    recipe
        How; the usual one of a first or of a last stage unless given. Weights that are gone on from keep
        their widths.
    corpora
        Names of other corpora beside FER2013 to learn from.
    earlier
        Weights' file to blend with, of a stage before those gone on from; unless given, those themselves.
    """

    seed: int = 0
    epochs: int | None = None
    quick: bool = False
    teachers: tuple[Path, ...] = ()
    start_from: Path | None = None
    recipe: Recipe | None = None
    corpora: tuple[str, ...] = ()
    earlier: Path | None = None

    @property
    def blend_with(self) -> Path | None:
        """Weights' file from which the way begins along which to blend, if any."""
        return self.earlier or self.start_from

    @property
    def n_epochs(self) -> int:
        """Passes over the training pictures."""
        return self.epochs or (1 if self.quick else LAST_EPOCHS if self.start_from else EPOCHS)

    @property
    def how(self) -> Recipe:
        """The recipe, the usual one unless given."""
        return self.recipe or (Recipe.last_stage() if self.start_from else Recipe())

    def with_widths(self, widths: tuple[int, ...]) -> FaceTraining:
        """The same training of a network of other widths."""
        return replace(self, recipe=replace(self.how, widths=widths))

    def to_json(self) -> dict[str, Any]:
        """Plain values; the files, which exist, by the SHA-256 of what is in them."""
        return asdict(self.how) | {
            "seed": self.seed,
            "epochs": self.n_epochs,
            "quick": self.quick,
            "corpora": self.corpora,
            "start_from": digest_of(self.start_from) if self.start_from else None,
            "earlier": digest_of(self.earlier) if self.earlier else None,
            "teachers": [digest_of(teacher) for teacher in self.teachers],
        }
