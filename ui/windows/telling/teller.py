"""Follows the live window and tells sure changes aloud, as the settings ask."""

from __future__ import annotations

from typing import Protocol

from fusion.emotions import Emotion
from ui.live.scene import Scene
from ui.live.sure_changes import SureChanges
from ui.settings import Settings
from ui.windows.telling.speaker import Speaker
from ui.windows.telling.tones import Tones


class Voice(Protocol):
    """What tells aloud. ``trouble`` says why it cannot, "" where it can."""

    trouble: str

    def tell(self, feeling: Emotion, words: str) -> None:
        """Let a feeling be heard."""

    def close(self) -> None:
        """Be silent."""


def voice_for(settings: Settings) -> Voice | None:
    """What is to tell aloud; None where nothing is."""
    match settings.tell_changes:
        case "spoken":
            return Speaker(settings.language)
        case "tone":
            return Tones()
    return None


class Teller:
    """Nothing is loaded before something is to be told; what cannot be heard here stays silent.

    Parameters
    ----------
    settings
        Read anew at every scene.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._changes = SureChanges()
        self._made_for = ("off", "")
        self._voice: Voice | None = None

    def take(self, scene: Scene) -> None:
        """Tell of a scene what is to be told."""
        if self._settings.tell_changes == "off":
            return
        feeling = self._changes.take(scene)
        if feeling is not None:
            wanted = (self._settings.tell_changes, self._settings.language)
            if wanted != self._made_for:
                self.close()
                self._made_for, self._voice = wanted, voice_for(self._settings)
            if self._voice is not None:
                self._voice.tell(feeling, scene.reading.headline)

    def close(self) -> None:
        """Be silent."""
        if self._voice is not None:
            self._voice.close()
        self._made_for, self._voice = ("off", ""), None
