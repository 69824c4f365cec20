"""Finds from where to where what lies between the face network's layers reaches, on what it learned from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from face_model.classifier import FaceClassifier
from face_model.evaluation.answered import held_out_from, learned_from
from face_model.expression_graph import ExpressionGraph, extremes
from face_model.landmarks import Image
from face_model.ranges import save_ranges
from fusion.arrays import FloatArray
from fusion.onnx_graph import Tensors

HELD = 0.95
"""A range holds all that lies there in so large a share of the pictures; beyond, it is cut off.

Of those tried, by how little the probabilities of pictures held out changed, .9 to .99 were alike; .75 cut
off too much, and the outermost of all made the steps too wide.
"""


@dataclass(frozen=True)
class Found:
    """What was found.

    Parameters
    ----------
    file
        What was written.
    pictures
        How many were looked at, by corpus; each with its mirror image.
    rows
        For each corpus, of pictures held out: ``corpus``, ``n``, and how answers in eight bits differ from
        those in floats: ``mean_change`` and ``largest_change`` of a probability, and ``same_answer``, the
        share in which the same emotion leads.
    """

    file: Path
    pictures: dict[str, int]
    rows: list[dict[str, Any]]

    def to_json(self) -> dict[str, Any]:
        """What was looked at and how the answers differ, ready for JSON."""
        return {"held": HELD, "pictures": self.pictures, "rows": self.rows}


def train_ranges(data: Path, weights: Path) -> Found:
    """Find the ranges of the weights, write them beside them, and compare the answers.

    They are seen on pictures that the weights were trained on, and on their mirror images: nothing that tests
    or calibrates has a part in them.

    Raises
    ------
    UserError
        If weights or corpora are missing.
    """
    from safetensors.numpy import load_file

    before = FaceClassifier.load(weights)
    settings, tensors = before.card["network"], load_file(weights)
    learned = {title: faces.crops for title, faces in learned_from(data, before).items()}
    ranges = ranges_in(settings, tensors, np.concatenate(list(learned.values())))
    file = save_ranges(ranges, weights, before.sha256)
    in_floats = FaceClassifier(ExpressionGraph(settings, tensors), before.card, before.sha256)
    in_eight_bits = FaceClassifier.load(weights)
    rows = []
    for title, faces in held_out_from(data, before).items():
        p, q = (_probabilities(asked, faces.crops) for asked in (in_floats, in_eight_bits))
        rows.append({"corpus": title, "n": len(faces.crops), **change(p, q)})
    return Found(file, {title: len(crops) for title, crops in learned.items()}, rows)


def ranges_in(settings: Mapping[str, Any], tensors: Tensors, crops: Image) -> FloatArray:
    """The ranges of a network that hold what it makes of these crops and their mirror images, (n, 2)."""
    reach = extremes(settings, tensors, np.concatenate([crops, crops[:, :, ::-1]]))
    low, high = np.quantile(reach[..., 0], 1 - HELD, axis=0), np.quantile(reach[..., 1], HELD, axis=0)
    return np.asarray(np.stack([np.minimum(low, 0), high], axis=1), np.float64)


def change(floats: FloatArray, eight_bits: FloatArray) -> dict[str, float]:
    """How probabilities (n, 7) differ: the figures of :class:`Found`."""
    apart = np.abs(floats - eight_bits)
    return {
        "mean_change": float(apart.mean()),
        "largest_change": float(apart.max()),
        "same_answer": float((floats.argmax(axis=1) == eight_bits.argmax(axis=1)).mean()),
    }


def _probabilities(classifier: FaceClassifier, crops: Image) -> FloatArray:
    return classifier.calibrate(classifier.answers(crops).votes)
