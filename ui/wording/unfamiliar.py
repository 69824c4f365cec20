"""That somebody is unlike those whom Attune learned from, in words."""

from __future__ import annotations

from fusion.evidence import Estimate, Modality
from fusion.familiarity import NAME, STRANGE_BELOW
from ui.wording.translation import tr


def unfamiliar(estimate: Estimate) -> str:
    """The sentence for the card; "" where both are familiar, or nothing tells."""
    strange = [
        piece.modality.value
        for piece in (estimate.voice, estimate.face)
        if piece is not None and piece.quality_parts.get(NAME, 1.0) < STRANGE_BELOW
    ]
    if not strange:
        return ""
    if len(strange) == 2:
        return tr("This voice and this face are unlike those Attune learned from.")
    return (
        tr("This voice is unlike those Attune learned from.")
        if strange[0] == Modality.VOICE.value
        else tr("This face is unlike those Attune learned from.")
    )
