"""Of several people in view the one who speaks is read, while the user wants it so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from audio_model.speakers.grid import WINDOW_S, WhoSpeaks

if TYPE_CHECKING:
    from face_model.reading import Mouth


class OneOfSeveral(Protocol):
    """Who reads one of several faces; asked from another thread than the one that looks."""

    def prefer(self, person: int) -> None:
        """Read the person of this number, or whoever is nearest with 0."""
        ...

    def choose(self, x_fraction: float, y_fraction: float) -> None:
        """Read the face at this point of the picture."""
        ...


class Hearing(Protocol):
    """Who reads the voice; asked from the thread that hears."""

    def forget_before(self, seconds: float) -> None:
        """Leave out of what comes what was heard more than so long ago."""
        ...


class SpeakerChoice:
    """Joins mouths and sound, and tells the face analyser whom to read.

    Parameters
    ----------
    face
        Reads one of the faces.
    on
        Whether whoever speaks is read from the start.
    voice
        Reads the voice: of whoever spoke before, nothing is to be read beside another's face.
    """

    def __init__(self, face: OneOfSeveral, on: bool, voice: Hearing | None = None) -> None:
        self._face, self._voice = face, voice
        self.who = WhoSpeaks(self._begins)
        """Hears the sound."""
        self.on = on
        """Whether whoever speaks is read."""

    def see(self, mouths: tuple[Mouth, ...]) -> None:
        """Take everybody's mouth at one look."""
        if mouths:
            self.who.see(mouths[0].t, {mouth.person: mouth.opening for mouth in mouths})

    def turn(self, on: bool) -> None:
        """Read whoever speaks from now on, or stay with whoever is read now."""
        self.on = on
        if on:
            self._face.prefer(self.who.speaker or 0)

    def choose(self, x: float, y: float) -> None:
        """Read the face at this point of the picture (fractions) instead."""
        self.on = False
        self._face.choose(x, y)

    def _begins(self, person: int) -> None:
        if self.on:
            self._face.prefer(person)
            if self._voice is not None:
                self._voice.forget_before(WINDOW_S)  # so long was heard until it was known who speaks
