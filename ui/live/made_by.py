"""What makes the estimates: the version, and the digest of each shipped model."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from audio_model.classifier import SHIPPED_WEIGHTS as VOICE
from audio_model.speakers.model import SHIPPED_WEIGHTS as SPEAKER
from audio_model.speakers.rule import CARD as WHOSE
from face_model.classifier import SHIPPED_WEIGHTS as FACE
from face_model.ranges import file_beside as ranges_beside
from face_model.second_opinion import file_beside as second_opinion_beside
from fusion.baseline import ORDINARY
from fusion.late_fusion import CARD as FUSION
from fusion.running import REPERTOIRE
from fusion.stored_model import digest_of
from ui import __version__

FILES: Final[dict[str, Path]] = {
    "voice": VOICE,
    "face": FACE,
    "face ranges": ranges_beside(FACE),
    "second opinion": second_opinion_beside(FACE),
    "fusion": FUSION,
    "ordinary": ORDINARY,
    "repertoire": REPERTOIRE,
    "speaker": SPEAKER,
    "whose": WHOSE,
}
"""The networks, the fusion's card, and what people in general look and sound like at rest and otherwise."""


@cache
def made_by() -> dict[str, str]:
    """Name -> version or SHA-256, as logs and exports tell it."""
    digests = {f"{name} sha256": digest_of(file) for name, file in FILES.items()}
    return {"attune": __version__, **digests}
