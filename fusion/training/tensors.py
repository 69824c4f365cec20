"""A trained network's weights, as what answers without torch takes them."""

from __future__ import annotations

from torch import nn

from fusion.arrays import Float32Array


def tensors_of(network: nn.Module) -> dict[str, Float32Array]:
    """The weights by name, float32; those of an averaged or otherwise trained network, as they are now."""
    state = network.state_dict()
    return {name: value.detach().cpu().numpy() for name, value in state.items() if value.is_floating_point()}
