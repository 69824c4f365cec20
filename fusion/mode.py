"""Which modalities take part in a session; imports nothing, so that the command line starts at once."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fusion.evidence import Modality


class Mode(str, Enum):
    """Which modalities take part; a device that is left out is closed."""

    BOTH = "both"
    VOICE = "voice"
    FACE = "face"

    def includes(self, modality: Modality) -> bool:
        """Whether the mode uses a modality."""
        return self is Mode.BOTH or self.value == modality.value
