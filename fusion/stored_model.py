"""A trained model on disk: a file of weights, and beside it the card that tells of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from fusion.bounded import LARGEST_CARD, LARGEST_WEIGHTS, MIB, read_bounded
from fusion.errors import UserError
from fusion.whole_files import whole

Model = TypeVar("Model")


class Stored(NamedTuple):
    """What was read.

    Parameters
    ----------
    card
        What is known of the weights.
    weights
        The weights' file, as it is (safetensors).
    sha256
        Its digest.
    file
        Where it was read from.
    """

    card: dict[str, Any]
    weights: bytes
    sha256: str
    file: Path


def card_beside(weights: Path) -> Path:
    """Where the card of a weights' file lies: ``X.card.json`` beside ``X.safetensors``."""
    return weights.with_suffix(".card.json")


def digest_of(file: Path) -> str:
    """The SHA-256 by which a file is known, as cards and artefacts tell that of weights."""
    found = hashlib.sha256()
    with file.open("rb") as opened:
        while block := opened.read(MIB):
            found.update(block)
    return found.hexdigest()


def save_card(card: Any, file: Path) -> Path:
    """Write what is told of weights, or other fitted numbers, as JSON; returns the file."""
    with whole(file) as part:
        part.write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return file


def read_model(weights: Path, make: Callable[[Stored], Model], *, missing: str, unfit: str) -> Model:
    """The model that ``make`` builds of weights and card.

    Parameters
    ----------
    weights
        The weights' file; its card lies beside it.
    make
        What it raises over a card or weights of another shape is told as ``unfit``.
    missing
        The sentence for a file that is not there, whose path takes the place of ``{file}``.
    unfit
        The sentence for weights and a card that are damaged or not of one another.

    Raises
    ------
    UserError
        With ``missing`` or ``unfit``.
    """
    from safetensors import SafetensorError

    for file in (weights, card_beside(weights)):
        if not file.is_file():
            raise UserError(missing.format(file=file))
    try:
        card = dict(json.loads(read_bounded(card_beside(weights), LARGEST_CARD)))
        data = read_bounded(weights, LARGEST_WEIGHTS)
        digest = hashlib.sha256(data).hexdigest()
        if card.get("weights_sha256") not in (None, digest):
            raise ValueError("the card tells of other weights")
        return make(Stored(card, data, digest, weights))
    except (
        SafetensorError,
        RuntimeError,
        AttributeError,
        KeyError,
        TypeError,
        ValueError,
        UserError,
    ) as error:
        raise UserError(unfit) from error


def read_fitted(card: Path, make: Callable[[Any], Model]) -> Model:
    """What ``make`` builds of one of the fusion's files of fitted numbers (JSON).

    Raises
    ------
    UserError
        If the file is missing, damaged, or not of the shape that ``make`` asks for.
    """
    try:
        return make(json.loads(card.read_text(encoding="utf-8")))
    except (OSError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise UserError(
            f"{card} is no card of a fitted fusion ({error}); run “attune train fusion”."
        ) from error


def write_fitted(numbers: Any, shipped: Path, out: Path | None) -> Path:
    """Write one of these files in place of the shipped one, or in the folder ``out``; which file it is."""
    return save_card(numbers, shipped if out is None else out / shipped.name)
