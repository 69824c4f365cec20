"""That somebody is unlike those whom Attune learned from, in words."""

from __future__ import annotations

from fusion.evidence import Estimate, Modality
from fusion.familiarity import NAME, STRANGE_BELOW
from fusion.whom import Whom
from ui.wording.whom import say


def unfamiliar(whom: Whom, estimate: Estimate) -> str:
    """The sentence for the card; "" where both are familiar, or nothing tells."""
    strange = [
        piece.modality.value
        for piece in (estimate.voice, estimate.face)
        if piece is not None and piece.quality_parts.get(NAME, 1.0) < STRANGE_BELOW
    ]
    if not strange:
        return ""
    if len(strange) == 2:
        return say(whom, "This voice and this face are unlike those Attune learned from.")
    return (
        say(whom, "This voice is unlike those Attune learned from.")
        if strange[0] == Modality.VOICE.value
        else say(whom, "This face is unlike those Attune learned from.")
    )
