"""The graph that hears who speaks is the network that was trained: held to torch."""

from __future__ import annotations

import numpy as np
import torch
from safetensors.torch import load_file

from audio_model.speakers.model import SHIPPED_WEIGHTS, SpeakerModel
from audio_model.speakers.network import SpeakerNetwork
from audio_model.torch_log_mel import TorchLogMel

torch.set_num_threads(1)


def test_voices_are_those_of_torch(speech: np.ndarray) -> None:
    model = SpeakerModel.load()
    network = SpeakerNetwork(**model.card["network"])
    network.load_state_dict(load_file(SHIPPED_WEIGHTS))
    for n in (8_000, 16_384, 30_000):
        sounds = np.stack([speech[9_000 : 9_000 + n], speech[30_000 : 30_000 + n]])
        with torch.inference_mode():
            pictures = TorchLogMel(model._log_mel.parameters)(torch.from_numpy(sounds))
            expected = network.eval()(pictures).numpy()
        np.testing.assert_allclose(model.voices(sounds), expected, atol=1e-5)
