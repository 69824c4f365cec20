"""The encoder's file in the user's data folder: made once from published packages, checked at each use."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import platformdirs

from fusion.arrays import Float16Array
from fusion.errors import UserError

if TYPE_CHECKING:
    from audio_model.large.encoder import WhisperEncoder

ENCODER_FILE = "whisper_base_encoder.safetensors"
ENCODER_SHA256 = "b0db8e7fe5d0afd27774741965e7e708e6d5ad59dcad8fdb9fffa42239c20ab4"
"""Of the names and values of its weights, see :func:`digest_of_weights`."""
GET_IT = "“attune fetch-voice-reader” gets it"


def encoder_path() -> Path:
    """Where the encoder is kept for this user."""
    return platformdirs.user_data_path("attune", appauthor=False) / ENCODER_FILE


def digest_of_weights(weights: Mapping[str, Float16Array]) -> str:
    """SHA-256 of the weights by name, however the file around them is written."""
    digest = hashlib.sha256()
    for name in sorted(weights):
        value = np.ascontiguousarray(weights[name])
        digest.update(f"{name} {value.dtype} {value.shape}\n".encode())
        digest.update(value.tobytes())
    return digest.hexdigest()


def load_encoder() -> WhisperEncoder:
    """The encoder of this user, in evaluation mode.

    Raises
    ------
    UserError
        If it was not fetched yet, or is damaged.
    """
    import torch
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    from audio_model.large.encoder import WhisperEncoder
    from audio_model.large.features import LAYERS

    file = encoder_path()
    if not file.is_file():
        raise UserError(f"The larger voice reader is not on this computer yet; {GET_IT} (150 MB, once).")
    try:
        weights = load_file(file)
    except (SafetensorError, OSError) as error:
        raise UserError(f"{file} is damaged; remove it, and {GET_IT} anew.") from error
    if digest_of_weights(weights) != ENCODER_SHA256:
        raise UserError(f"{file} is not the encoder that Attune knows; remove it, and {GET_IT} anew.")
    torch.set_num_threads(1)  # as all networks here, whose streams run side by side
    encoder = WhisperEncoder(max(LAYERS))
    encoder.load_state_dict({name: torch.from_numpy(value).float() for name, value in weights.items()})
    return encoder.eval()
