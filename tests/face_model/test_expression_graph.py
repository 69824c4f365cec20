"""The graph that answers in use is the network that was trained: held to torch."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from skimage.data import astronaut

from face_model.alignment import CROP_PX, align
from face_model.classifier import SHIPPED_WEIGHTS
from face_model.engines import face_mesh
from face_model.expression_graph import ExpressionGraph
from face_model.network import ExpressionNetwork
from face_model.training.held_out import answering
from face_model.training.teachers import load_network
from fusion.training.tensors import tensors_of

torch.set_num_threads(1)


def crops(n: int) -> np.ndarray:
    return np.random.default_rng(1).integers(0, 256, (n, CROP_PX, CROP_PX), dtype=np.uint8)


def answers_of(network: ExpressionNetwork, seen: np.ndarray) -> list[np.ndarray]:
    with torch.inference_mode():
        features = network.eval().features(torch.from_numpy(seen))
        return [part.numpy() for part in (features, *network.judged(features))]


@pytest.mark.parametrize(
    "settings",
    [
        {"widths": (8, 16, 24), "blocks": (1, 2)},
        {"widths": (8, 8, 16), "blocks": (2, 1)},
        {"widths": (4, 12), "blocks": (1,)},
    ],
    ids=["projected", "first stage as it comes", "one stage"],
)
def test_a_network_answers_as_it_was_trained(settings: dict[str, Any]) -> None:
    torch.manual_seed(2)
    network = ExpressionNetwork(**settings)
    with torch.no_grad():
        network(torch.rand(16, CROP_PX, CROP_PX) * 255)  # gives the norms something to remember
    graph = ExpressionGraph(network.settings, tensors_of(network))
    for got, expected in zip(graph(crops(3)), answers_of(network, crops(3)), strict=True):
        np.testing.assert_allclose(got, expected, atol=1e-5)


def test_the_shipped_network_answers_in_floats_as_in_torch_and_twice_the_same() -> None:
    picture = astronaut()
    with face_mesh(static=True) as mesh:
        crop = align(picture, mesh.find(picture)[0])
    seen = np.stack([crop, np.ascontiguousarray(crop[:, ::-1]), np.zeros_like(crop), *crops(2)])
    trained = load_network(SHIPPED_WEIGHTS)
    said = answering(trained)(seen)
    for got, expected in zip(said, answers_of(trained, seen), strict=True):
        np.testing.assert_allclose(got, expected, atol=5e-5)
    again = answering(trained)(seen)
    assert [part.tobytes() for part in said] == [part.tobytes() for part in again]


def test_weights_of_another_shape_are_refused() -> None:
    network = ExpressionNetwork(widths=(8, 16), blocks=(1,))
    with pytest.raises((KeyError, ValueError)):
        ExpressionGraph({"widths": [8, 16, 16], "blocks": [1, 1]}, tensors_of(network))
    wrong = tensors_of(network) | {"votes.weight": np.zeros((8, 3), np.float32)}
    with pytest.raises(ValueError, match="not of such a network"):
        ExpressionGraph(network.settings, wrong)
