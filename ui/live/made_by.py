"""What makes the estimates: the version, and the digest of each shipped model."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from audio_model.classifier import SHIPPED_WEIGHTS as VOICE
from audio_model.large.reader import LARGE_WEIGHTS
from audio_model.readers import VoiceReader
from audio_model.speakers.model import SHIPPED_WEIGHTS as SPEAKER
from audio_model.speakers.rule import CARD as WHOSE
from face_model.classifier import SHIPPED_WEIGHTS as FACE
from face_model.ranges import file_beside as ranges_beside
from face_model.second_opinion import file_beside as second_opinion_beside
from fusion.baseline import ORDINARY
from fusion.familiarity import file_beside as familiarity_beside
from fusion.late_fusion import CARD as FUSION
from fusion.repertoire import REPERTOIRE
from fusion.stored_model import digest_of
from ui import __version__

FILES: Final[dict[str, Path]] = {
    "voice": VOICE,
    "voice familiarity": familiarity_beside(VOICE),
    "face": FACE,
    "face familiarity": familiarity_beside(FACE),
    "face ranges": ranges_beside(FACE),
    "second opinion": second_opinion_beside(FACE),
    "fusion": FUSION,
    "ordinary": ORDINARY,
    "repertoire": REPERTOIRE,
    "speaker": SPEAKER,
    "whose": WHOSE,
}
"""The networks and what is fitted beside them, the fusion's card, and what people in general look and sound
like at rest and otherwise."""
LARGE: Final = "larger voice"


@cache
def made_by(reader: VoiceReader = VoiceReader.SMALL) -> dict[str, str]:
    """Name -> version or SHA-256, as logs and exports tell it; of a file that is not there "missing".

    Parameters
    ----------
    reader
        Who hears the voice; the larger one stands on the small one and has a file more.
    """
    files = FILES if reader is VoiceReader.SMALL else {**FILES, LARGE: LARGE_WEIGHTS}
    digests = {f"{name} sha256": digest_of(f) if f.is_file() else "missing" for name, f in files.items()}
    return {"attune": __version__, **digests}
