"""Whom the weights that a training rests on have heard: nobody it is calibrated or tested on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from audio_model.corpora.split import Split
from audio_model.corpora.waveforms import Waveforms
from fusion.errors import UserError
from fusion.stored_model import card_beside


def heard_by(weights: Path, found: Mapping[str, Waveforms], splits: Mapping[str, Split]) -> dict[str, Any]:
    """The split in the card beside ``weights``, by corpus; empty where there is no card to tell.

    Parameters
    ----------
    weights
        What a network begins with, or a teacher.
    found, splits
        The corpora of the training and their speakers' parts.

    Raises
    ------
    UserError
        If somebody who is kept for calibration or testing here was trained on there: the figures would
        flatter.
    """
    card_file = card_beside(weights)
    if not card_file.is_file():
        return {}
    try:
        told: dict[str, Any] = json.loads(card_file.read_text(encoding="utf-8")).get("split", {})
    except (ValueError, AttributeError) as error:
        raise UserError(f"{card_file} is damaged, so nothing tells whom {weights} has heard.") from error
    for corpus, parts in told.items():
        if corpus not in found:
            continue
        split = splits[corpus]
        # Of plain folders a name is that of a file, unless the same part of the files' names told the people.
        if corpus == "folders" and not (split.person and parts.get("person") == split.person):
            continue
        kept = ("test",) if split.by_clip else ("calibration", "test")
        known = {
            clip.speaker
            for clip in found[corpus].clips
            if split.part(clip) in kept
            and clip.speaker in parts["train"]
            and clip.path.stem not in parts.get("test_clips", ())
        }
        if known:
            raise UserError(
                f"{weights} was trained on speakers of {corpus} who are kept for calibration or testing here "
                f"({', '.join(sorted(known))}); take other weights."
            )
    return told
