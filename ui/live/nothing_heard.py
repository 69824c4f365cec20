"""Whether a microphone lets nothing be heard, not even its room: muted, or not the one that is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.wording.captured import NO_SOUND_ANY_MORE, NO_SOUND_AT_ALL

if TYPE_CHECKING:
    from audio_model.spectrum_view import VoiceView

SILENT_DBFS = -90.0
"""Softer than this the sound is nothing, dB of full scale. One step of 16-bit sound is -90.3: below it the
samples are the same number nearly all of the time, and a microphone's own hiss and a room's hum are above."""
AT_FIRST_S = 10.0
"""So long it may take until something comes, seconds: the first sound came .02 to 1.3 s after a stream was
opened (PortAudio on PulseAudio, 5 openings), and a wireless headset takes some seconds to wake."""
LATER_S = 20.0
"""So long nothing may come once something did, seconds: one that takes noise away is silent while nobody
speaks, and in six excerpts of meetings nobody did for 15.3 s at most."""
KNOWN_TO_PAUSE_S = 60.0
"""So long of one that was silent before and came back by itself, seconds."""
_A_PAUSE_S = 1.0


class NothingHeard:
    """Follows the sound.

    Attributes
    ----------
    told : str
        What is to be said of it; "" while something is heard, or may come.
    """

    def __init__(self) -> None:
        self.told = ""
        self._heard = self._pauses = False
        self._since: float | None = None

    def hear(self, view: VoiceView | None) -> None:
        """Take the newest sound; None where what was heard is forgotten."""
        if view is None:
            self.told, self._heard, self._pauses, self._since = "", False, False, None
        elif view.level_dbfs > SILENT_DBFS:
            if self._heard and self._since is not None and not self.told:
                self._pauses |= view.t - self._since >= _A_PAUSE_S
            self.told, self._heard, self._since = "", True, None
        elif self._since is None:
            self._since = view.t
        elif view.t - self._since >= self._may_last_s:
            self.told = NO_SOUND_ANY_MORE if self._heard else NO_SOUND_AT_ALL

    @property
    def heard(self) -> bool:
        """Whether something is heard, or was before a pause that may pass."""
        return self._heard and not self.told

    @property
    def _may_last_s(self) -> float:
        if not self._heard:
            return AT_FIRST_S
        return KNOWN_TO_PAUSE_S if self._pauses else LATER_S
