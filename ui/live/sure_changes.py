"""Which of the card's changes are worth being told aloud: sure ones, and not too many."""

from __future__ import annotations

from fusion.emotions import EMOTIONS, Emotion
from ui.live.scene import Scene

LEAST_S = 5.0
"""Between two changes told, seconds."""
_FEELINGS = {emotion.value: emotion for emotion in EMOTIONS}


class SureChanges:
    """Takes every scene, and says when another feeling is to be told."""

    def __init__(self) -> None:
        self._told = ""
        self._told_s: float | None = None

    def take(self, scene: Scene) -> Emotion | None:
        """The feeling to tell now, None for none; one that was passed over is told later if it lasts."""
        reading, now = scene.reading, scene.now
        if self._told_s is not None and now < self._told_s:  # another conversation has begun
            self._told, self._told_s = "", None
        if scene.paused or scene.over or not reading.surely or reading.headline == self._told:
            return None
        if self._told_s is not None and now - self._told_s < LEAST_S:
            return None
        self._told, self._told_s = reading.headline, now
        return _FEELINGS[reading.look]
