"""The card of the second opinion on faces: what it learned from, and what it is worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from face_model.corpora.named import FACE_CORPORA
from face_model.training.card import licence_of
from fusion.emotions import EMOTIONS
from fusion.stored_model import card_beside, digest_of, save_card


def write_second_card(
    file: Path,
    face_sha256: str,
    figures: Mapping[str, Any],
    corpora: Sequence[str],
    *,
    seed: int,
    commit: str,
) -> Path:
    """Write it beside ``file``.

    Parameters
    ----------
    file
        The second opinion.
    face_sha256
        Of the weights that it is about.
    figures
        As :meth:`face_model.training.second_opinion.Fitted.to_json` gives them.
    corpora
        Names of the corpora that its worth was seen on, in :data:`FACE_CORPORA`.
    seed, commit
        Of the fitting.
    """
    strange = " and ".join(FACE_CORPORA[name].title for name in corpora)
    card = {
        "name": "Attune second opinion on faces",
        "classes": [e.value for e in EMOTIONS],
        "weights_sha256": digest_of(file),
        "about_weights_sha256": face_sha256,
        "licence": licence_of(corpora),
        "seed": seed,
        "commit": commit,
        "features": "468 landmarks on the canonical face, in eye distances with their depth; and the "
        "network's features, by their distances from the feelings' means",
        "split": {
            "shape": "FER2013 Training with FER+'s majority, without near-twins of other splits",
            "trust": f"{strange} without what is kept for testing, as weights read them that never met them; "
            "FER2013 PublicTest",
            "budget": "FER2013 PublicTest",
            "test": "attune evaluate strangers",
        },
        **figures,
    }
    return save_card(card, card_beside(file))
