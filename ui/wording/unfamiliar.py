"""That somebody is unlike those whom Attune learnt from, or is read in two ways, in words."""

from __future__ import annotations

from fusion.evidence import Estimate, Modality
from fusion.familiarity import NAME, STRANGE_BELOW
from fusion.second_opinion import NAME as AGREEMENT
from fusion.whom import Whom
from ui.wording.whom import say

CONTRADICTED_BELOW = 0.6
"""Of a face of which a second opinion lets less be said than this it is told that it is read in two ways."""


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
        return say(whom, "This voice and this face are unlike those Attune learnt from.")
    return (
        say(whom, "This voice is unlike those Attune learnt from.")
        if strange[0] == Modality.VOICE.value
        else say(whom, "This face is unlike those Attune learnt from.")
    )


def read_in_two_ways(whom: Whom, estimate: Estimate) -> str:
    """The sentence for a face whose shape speaks against what is said of it; "" where none does.

    Of a face that is unlike those learned from, that is all that is said.
    """
    face = estimate.face
    if face is None or face.quality_parts.get(AGREEMENT, 1.0) >= CONTRADICTED_BELOW:
        return ""
    if face.quality_parts.get(NAME, 1.0) < STRANGE_BELOW:
        return ""
    return say(whom, "Attune reads this face in two ways that differ.")
