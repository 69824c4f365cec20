"""The user's own voice from a recording of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from audio_model.speakers.voiceprint import Voiceprint, enrol
from fusion.arrays import Float32Array
from fusion.interfaces import DeviceError
from fusion.recordings.recording import Recording
from ui.settings import made_now

if TYPE_CHECKING:
    from audio_model.speakers.model import SpeakerModel


def voiceprint_of(sound: Float32Array, model: SpeakerModel) -> Voiceprint:
    """The voiceprint of one reading, float32 (n,) at 16 kHz, made now. Raises UserError."""
    return enrol([sound], model, made_now())


def sound_of(path: Path) -> Float32Array:
    """All the sound of a recording, float32 (n,) at 16 kHz.

    Raises
    ------
    UserError
        If it cannot be read, or has none.
    """
    recording = Recording(path)
    if not recording.has_audio:
        raise DeviceError(f"“{recording.name}” has no sound; name a recording of your voice.")
    return np.concatenate([np.zeros(0, np.float32), *(chunk.samples for chunk in recording.audio_chunks())])
