"""What every trained classifier of Attune has in common: its card, its digest, calibrated probabilities."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar

import numpy as np

from fusion.arrays import FloatArray
from fusion.calibration import calibration_from_json, safe_log
from fusion.errors import UserError
from fusion.familiarity import Familiarity, doubted, familiarity_of
from fusion.stored_model import Stored, card_beside, read_model

Inputs_in = TypeVar("Inputs_in", contravariant=True)
Self = TypeVar("Self", bound="Classifier[Any]")


class Said(NamedTuple):
    """What a classifier says of inputs.

    Parameters
    ----------
    probabilities
        float64 (n, 7), calibrated, and the flatter the less familiar the input.
    familiar
        float64 (n,) in 0..1, see :mod:`fusion.familiarity`; ones where nothing tells.
    """

    probabilities: FloatArray
    familiar: FloatArray


class Classifier(ABC, Generic[Inputs_in]):
    """A network with what is known of it; made by :meth:`load`, or by a training.

    Parameters
    ----------
    card
        What the weights say of themselves; ``calibration`` is used here.
    sha256
        Digest of the weights' file.
    """

    shipped: ClassVar[Path | None] = None
    """The weights of this kind that come with Attune, if any do."""
    missing: ClassVar[str]
    """The sentence for a file that is not there; ``{file}`` is its path."""
    unfit: ClassVar[str]
    """The sentence for weights and card that are damaged or not of one another.

    ``{weights}`` is the path; ``{name}`` and ``{card}`` are the files' names, in ``{folder}``.
    """

    def __init__(self, card: dict[str, Any], sha256: str = "") -> None:
        self.card = card
        self.sha256 = sha256
        self.familiarity: Familiarity | None = None
        """What tells how familiar an input is; None where nothing does."""
        self.without_familiarity = ""
        """Why nothing does, in a sentence; "" where nobody has looked, and where something does."""
        self._calibration = calibration_from_json(card["calibration"])

    @classmethod
    def load(cls: type[Self], path: Path | None = None) -> Self:
        """The shipped classifier, or one that was trained.

        Parameters
        ----------
        path
            The weights file, ``X.safetensors`` with ``X.card.json`` beside it, or the folder they lie in,
            named as the shipped ones. Not None where none are shipped.

        Raises
        ------
        UserError
            If either file is missing, or the two are damaged or do not belong together.
        ValueError
            If no path is given and none of this kind are shipped.
        """
        weights = path or cls.shipped
        if weights is None:
            raise ValueError(f"no weights of a {cls.__name__} come with Attune; name some")
        if cls.shipped is not None and weights.is_dir():
            weights = weights / cls.shipped.name
        card, folder = card_beside(weights).name, weights.parent
        unfit = cls.unfit.format(weights=weights, name=weights.name, card=card, folder=folder)
        made = read_model(weights, cls.of, missing=cls.missing, unfit=unfit)
        try:
            made.familiarity = familiarity_of(weights, made.sha256)
        except UserError as error:
            made.without_familiarity = str(error)
        return made

    @classmethod
    @abstractmethod
    def of(cls: type[Self], stored: Stored) -> Self:
        """The classifier that these weights and this card make.

        Whatever is raised over weights or a card of another shape is told by :meth:`load` as ``unfit``.
        """

    @abstractmethod
    def calibrate(self, classes: FloatArray) -> FloatArray:
        """Calibrated probabilities of the emotions (n, 7), of what the network said in its own classes."""

    @abstractmethod
    def probabilities(self, inputs: Inputs_in) -> FloatArray:
        """Calibrated, float64 (n, 7) in the order of EMOTIONS."""

    @property
    def known_as(self) -> tuple[object, ...]:
        """All that its answers depend on besides the code, as plain values."""
        told = self.familiarity.digest if self.familiarity else ""
        return self.sha256, self.card["calibration"], told

    def familiar(self, features: FloatArray) -> FloatArray:
        """How familiar inputs of these features (n, d) are, float64 (n,); ones where nothing tells."""
        return np.ones(len(features)) if self.familiarity is None else self.familiarity.of(features)

    def in_doubt(self, probabilities: FloatArray, features: FloatArray) -> Said:
        """What :meth:`calibrate` gave (n, 7), as far as the features (n, d) that it rests on are familiar."""
        familiar = self.familiar(features)
        return Said(doubted(probabilities, familiar), familiar)

    def log_probabilities(self, inputs: Inputs_in) -> FloatArray:
        """The logarithm of :meth:`probabilities`, float64 (n, 7)."""
        return safe_log(self.probabilities(inputs))
