"""Which voice reader is used: the small one that comes along, or the larger one that is fetched."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from audio_model.classifier import VoiceClassifier


class VoiceReader(str, Enum):
    """Values of ``--voice-reader``."""

    SMALL = "small"
    LARGE = "large"

    def load(self) -> VoiceClassifier:
        """The shipped reader of this size.

        Raises
        ------
        UserError
            As :meth:`VoiceClassifier.load`; of the large one also if it was not fetched yet.
        """
        if self is VoiceReader.LARGE:
            from audio_model.large.reader import LargeReader

            return LargeReader.load()
        from audio_model.classifier import VoiceClassifier

        return VoiceClassifier.load()
