"""From aligned crops to calibrated probabilities: the trained network with its card."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from face_model.alignment import CROP_PX
from face_model.classes import FERPLUS_CLASSES
from face_model.expression_graph import ExpressionGraph
from face_model.landmarks import Landmarks
from face_model.ranges import answering
from face_model.second_opinion import SecondOpinion, second_opinion_of
from fusion.arrays import Float32Array, FloatArray, Uint8Array
from fusion.calibration import log_softmax
from fusion.classifier import Classifier, Said
from fusion.emotions import EMOTIONS
from fusion.errors import UserError
from fusion.stored_model import Stored

SHIPPED_WEIGHTS = Path(__file__).parent / "weights" / "face.safetensors"
"""The weights that come with Attune."""


class HeadAnswers(NamedTuple):
    """What both heads of the network say: log-probabilities before calibration.

    Parameters
    ----------
    votes
        float64 (n, 8), how FER+'s voters would vote: the seven emotions, then contempt.
    labels
        float64 (n, 7), FER2013's single label.
    features
        float64 (n, d), what both rest on, the mean over a crop and its mirror image.
    """

    votes: FloatArray
    labels: FloatArray
    features: FloatArray


class Seen(NamedTuple):
    """What is said of faces whose shape is known too.

    Parameters
    ----------
    probabilities
        float64 (n, 7), calibrated, and the flatter the less familiar the face.
    familiar
        float64 (n,), as in :class:`fusion.classifier.Said`.
    agreement
        float64 (n,) in 0..1, how probable a second opinion lets each answer be called at most; ones where
        there is none.
    """

    probabilities: FloatArray
    familiar: FloatArray
    agreement: FloatArray


class FaceClassifier(Classifier[Uint8Array]):
    """Reads the expression in aligned crops; ``card`` tells ``mirrored`` too.

    Parameters
    ----------
    network
        Ready to answer.
    """

    shipped = SHIPPED_WEIGHTS
    missing = "{file} is missing; install Attune again, or train with “attune train face”."
    unfit = "{name} and {card} in {folder} cannot be used together; copy both again from one training run."

    def __init__(self, network: ExpressionGraph, card: dict[str, Any], sha256: str = "") -> None:
        super().__init__(card, sha256)
        self._network = network
        self._mirrored = bool(card.get("mirrored", True))
        self.corpora_met = _corpora_met(card.get("training", {}))
        """Names of the corpora beside FER2013 that these weights, or those they go on from, learned from."""
        self.ranges_sha256 = ""
        """Digest of the file by which the network answers in eight bits; "" where it answers in floats."""
        self.second: SecondOpinion | None = None
        """What else is asked about a face; None where nothing is."""

    @classmethod
    def load(cls, path: Path | None = None) -> FaceClassifier:
        """The shipped classifier, or one that was trained; see :meth:`fusion.classifier.Classifier.load`."""
        made = super().load(path)
        weights = path or SHIPPED_WEIGHTS
        try:
            made.second = second_opinion_of(
                weights / SHIPPED_WEIGHTS.name if weights.is_dir() else weights, made.sha256
            )
        except UserError as error:
            made.without_familiarity = made.without_familiarity or str(error)
        return made

    @property
    def known_as(self) -> tuple[object, ...]:
        """All that its answers depend on besides the code, as plain values."""
        return (*super().known_as, self.ranges_sha256, self.second.digest if self.second else "")

    @classmethod
    def of(cls, stored: Stored) -> FaceClassifier:
        """The classifier that these weights and this card make; see :meth:`load`."""
        if any(len(stored.card["calibration"][part]) != len(EMOTIONS) for part in ("scale", "bias")):
            raise ValueError("the calibration is not of seven emotions")
        network = answering(stored)
        made = cls(network.graph, stored.card, stored.sha256)
        made.ranges_sha256, made.without_familiarity = network.ranges_sha256, network.why_in_floats
        return made

    def probabilities(self, inputs: Uint8Array) -> FloatArray:
        """Calibrated probabilities of the seven emotions.

        Parameters
        ----------
        inputs
            Crops, uint8 (n, CROP_PX, CROP_PX), from :func:`face_model.alignment.align` or ``plain_crop``.

        Returns
        -------
        ndarray, float64 (n, 7)
            In the order of EMOTIONS. Contempt, which the network also knows, is set aside.
        """
        return self.said(inputs).probabilities

    def said(self, crops: Uint8Array) -> Said:
        """The same with how familiar each crop is; less sure where it is not."""
        answers = self.answers(crops)
        return self.in_doubt(self.calibrate(answers.votes), answers.features)

    def seen(self, crops: Uint8Array, points: Sequence[Landmarks]) -> Seen:
        """The same of faces whose landmarks are known, (468, 3) each, or NaN where none was found.

        What may be said at most is told beside, and is for whoever shows it to heed.
        """
        answers = self.answers(crops)
        said = self.in_doubt(self.calibrate(answers.votes), answers.features)
        if self.second is None or not len(crops):
            return Seen(*said, np.ones(len(crops)))
        return Seen(*said, self.second.limit(said.probabilities, answers.features, points))

    def calibrate(self, classes: FloatArray) -> FloatArray:
        """Calibrated probabilities (n, 7) of what :meth:`answers` said about the votes, (n, 8)."""
        return self._calibration.apply(without_contempt(classes))

    def answers(self, crops: Uint8Array, *, mirrored: bool | None = None) -> HeadAnswers:
        """What both heads say about crops uint8 (n, CROP_PX, CROP_PX), before calibration.

        ``mirrored`` says whether each crop's mirror image is asked too; as the card says unless given.
        """
        if crops.ndim != 3 or crops.shape[1:] != (CROP_PX, CROP_PX) or crops.dtype != np.uint8:
            raise ValueError(
                f"crops must be uint8 (n, {CROP_PX}, {CROP_PX}), got {crops.dtype} {crops.shape}"
            )
        both = self._mirrored if mirrored is None else mirrored
        votes, labels = [np.empty((0, len(FERPLUS_CLASSES)))], [np.empty((0, len(EMOTIONS)))]
        features = [np.empty((0, self._network.n_features))]
        for start in range(0, len(crops), 256):
            part = crops[start : start + 256]
            seen = np.concatenate([part, part[:, :, ::-1]]) if both else part
            found, by_votes, by_labels = self._network(seen)
            features.append(found.astype(np.float64).reshape(-1, len(part), found.shape[1]).mean(axis=0))
            votes.append(_mean_of_views(by_votes, len(part)))
            labels.append(_mean_of_views(by_labels, len(part)))
        return HeadAnswers(np.concatenate(votes), np.concatenate(labels), np.concatenate(features))


def without_contempt(votes: FloatArray) -> FloatArray:
    """Log-probabilities (n, 7) of the seven emotions, from (n, 8) with contempt last."""
    return log_softmax(votes[:, : len(EMOTIONS)])


def _mean_of_views(logits: Float32Array, n: int) -> FloatArray:
    """Log-probabilities averaged over a crop and its mirror image, renormalised; (n, classes)."""
    log_p = log_softmax(logits.astype(np.float64))
    return log_softmax(log_p.reshape(-1, n, log_p.shape[1]).mean(axis=0))


def _corpora_met(training: dict[str, Any]) -> frozenset[str]:
    earlier = _corpora_met(training["before"]) if "before" in training else frozenset()
    return earlier | frozenset(training.get("corpora", ()))
