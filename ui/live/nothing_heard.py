"""Whether a microphone has let nothing be heard since it was opened: muted, or not the one that is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from audio_model.spectrum_view import VoiceView

SILENT_DBFS = -90.0
"""No room is as silent as that, dB of full scale: its microphone hisses."""
LASTS_S = 10.0
"""So long it may take until something comes, seconds."""


class NothingHeard:
    """Follows the sound; one that takes noise away may be silent later, and that is not told.

    Attributes
    ----------
    told : bool
        Whether nothing was heard for so long from its beginning on.
    """

    def __init__(self) -> None:
        self.told = self._heard = False
        self._since: float | None = None

    def hear(self, view: VoiceView | None) -> None:
        """Take the newest sound; None where what was heard is forgotten."""
        if view is None:
            self.told, self._heard, self._since = False, False, None
        elif self._heard or view.level_dbfs > SILENT_DBFS:
            self._heard, self.told = True, False
        elif self._since is None:
            self._since = view.t
        else:
            self.told = view.t - self._since >= LASTS_S
