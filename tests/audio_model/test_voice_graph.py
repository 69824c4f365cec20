"""The graph that answers in use is the network that was trained: held to torch."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from audio_model.classifier import VoiceClassifier
from audio_model.network import VoiceNetwork, network_of
from audio_model.torch_log_mel import TorchLogMel
from audio_model.voice_graph import VoiceGraph
from fusion.training.tensors import tensors_of

torch.set_num_threads(1)


def answers_of(network: VoiceNetwork, pictures: torch.Tensor) -> tuple[np.ndarray, np.ndarray]:
    with torch.inference_mode():
        features = network.eval().features(pictures)
        return features.numpy(), network.judged(features).numpy()


@pytest.mark.parametrize("frames", [188, 187, 61])
@pytest.mark.parametrize("pooling", ["attentive", "mean"])
def test_a_network_answers_as_it_was_trained(frames: int, pooling: str) -> None:
    torch.manual_seed(2)
    settings: dict[str, Any] = {"widths": [4, 8, 8, 12], "embedding": 10, "pooling": pooling}
    network = VoiceNetwork(**settings)
    with torch.no_grad():
        network(torch.randn(8, 64, 188))  # gives the norms something to remember
    pictures = torch.rand(3, 64, frames) * 2 - 1
    graph = VoiceGraph(settings, tensors_of(network))
    assert graph.n_features == 10
    for got, expected in zip(graph(pictures.numpy()), answers_of(network, pictures), strict=True):
        np.testing.assert_allclose(got, expected, atol=2e-5)


def test_the_shipped_network_hears_speech_as_in_torch_and_twice_the_same(speech: np.ndarray) -> None:
    classifier = VoiceClassifier.load()
    sounds = np.stack([speech[:48_000], speech[-48_000:], 0.02 * speech[9_000:57_000]])
    heard = classifier.hear(sounds)
    pictures = TorchLogMel(classifier.parameters)(torch.from_numpy(sounds))
    features, logits = answers_of(network_of(classifier.network), pictures)
    np.testing.assert_allclose(heard.features, features, atol=1e-4)
    np.testing.assert_allclose(heard.classes, torch.softmax(torch.from_numpy(logits), 1).numpy(), atol=1e-5)
    assert heard.classes.tobytes() == VoiceClassifier.load().hear(sounds).classes.tobytes()
