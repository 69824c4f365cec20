"""The user's own voice as it is kept: a few hundred numbers, never the sound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from audio_model.voice_activity import FRAME_S, SPEECH_FROM, VoiceActivity, frames_of
from fusion.arrays import Float32Array
from fusion.errors import UserError

if TYPE_CHECKING:
    from audio_model.speakers.model import SpeakerModel

ENOUGH_SPEECH_S = 6.0
"""Less speech than this makes no voiceprint, seconds."""
MOST_MOODS = 4
ANOTHERS_BELOW = 0.5
"""A reading that is less like every one known is taken for somebody else's. Chosen on six speakers kept for
fitting: of their readings in other moods one of 28 is, of other speakers' of the same corpus 28 of 30."""
WINDOW_FRAMES, HOP_FRAMES = 32, 8
"""A voice is heard in windows of a second, begun a quarter of a second apart."""
LEAST_SPEECH = 0.5
"""Windows that hold less speech tell nothing."""


@dataclass(frozen=True, eq=False)
class Voiceprint:
    """How the user sounds.

    Parameters
    ----------
    voices
        Float32 (moods, embedding), a unit vector for each reading.
    model
        Digest of the network that heard them: to another they mean nothing.
    made_at
        When the newest was made, ISO 8601.
    """

    voices: Float32Array
    model: str
    made_at: str

    def sounds_like(self, other: Voiceprint) -> bool:
        """Whether another reading can be the same person's; to another network nothing can be said."""
        return self.model != other.model or float((self.voices @ other.voices.T).max()) >= ANOTHERS_BELOW

    def with_reading(self, other: Voiceprint) -> Voiceprint:
        """As :meth:`with_mood`. Raises UserError where it sounds like somebody else's."""
        if not self.sounds_like(other):
            raise UserError(
                "This sounded like somebody else, so it was not added; if it was you, read once more, nearer "
                "to how you usually sound."
            )
        return self.with_mood(other)

    def with_mood(self, other: Voiceprint) -> Voiceprint:
        """What another reading adds to it; of too many the first and the newest stay.

        One that another network heard takes its place.
        """
        voices = np.concatenate([self.voices, other.voices]) if self.model == other.model else other.voices
        if len(voices) > MOST_MOODS:
            voices = np.concatenate([voices[:1], voices[-MOST_MOODS + 1 :]])
        return Voiceprint(voices, other.model, other.made_at)

    def to_json(self) -> dict[str, Any]:
        """Plain values for the settings."""
        return {
            "voices": [[round(float(v), 5) for v in voice] for voice in self.voices],
            "model": self.model,
            "made_at": self.made_at,
        }

    @classmethod
    def from_json(cls, values: Any) -> Voiceprint:
        """What :meth:`to_json` gave.

        Raises
        ------
        UserError
            If it is something else.
        """
        try:
            voices = np.array(values["voices"], dtype=np.float32)
            lengths = np.linalg.norm(voices, axis=1)
            if not (1 <= len(voices) <= MOST_MOODS and np.all(np.abs(lengths - 1) < 0.01)):
                raise ValueError
            return cls(voices, str(values["model"]), str(values["made_at"]))
        except (KeyError, TypeError, ValueError) as error:
            raise UserError("The voiceprint in the settings is damaged; record it anew.") from error


class Reading:
    """Sound of the user reading aloud, gathered frame by frame; told and asked from different threads."""

    def __init__(self) -> None:
        self._frames: list[Float32Array] = []
        self.speech_s = 0.0
        """Seconds of speech so far."""
        self.quiet_s = 0.0
        """Seconds since speech was last heard."""

    def hear(self, frame: Float32Array, speech: float) -> None:
        """Take the next frame, (512,), and its probability of speech."""
        self._frames.append(frame)
        spoken = speech >= SPEECH_FROM
        self.speech_s += FRAME_S * spoken
        self.quiet_s = 0.0 if spoken else self.quiet_s + FRAME_S

    @property
    def sound(self) -> Float32Array:
        """All of it, float32 (n,)."""
        return np.concatenate([np.zeros(0, np.float32), *self._frames])


def enrol(sounds: Sequence[Float32Array], model: SpeakerModel, made_at: str) -> Voiceprint:
    """The voiceprint of one or several readings (moods), float32 (n,) each at 16 kHz.

    Raises
    ------
    UserError
        If one of them holds too little speech.
    """
    return Voiceprint(np.stack([_voice_in(sound, model) for sound in sounds]), model.sha256, made_at)


def _voice_in(sound: Float32Array, model: SpeakerModel) -> Float32Array:
    from audio_model.speakers.model import middle_of

    frames = frames_of(sound)
    speech = VoiceActivity().probabilities(frames) >= SPEECH_FROM
    if speech.sum() * FRAME_S < ENOUGH_SPEECH_S:
        heard_s = int(speech.sum() * FRAME_S)
        raise UserError(
            f"Too little speech was heard ({heard_s} s); read aloud for about ten seconds, nearer to the "
            "microphone."
        )
    windows = [
        frames[first : first + WINDOW_FRAMES].ravel()
        for first in range(0, len(frames) - WINDOW_FRAMES + 1, HOP_FRAMES)
        if speech[first : first + WINDOW_FRAMES].mean() >= LEAST_SPEECH
    ]
    return middle_of(model.voices(np.stack(windows)))
