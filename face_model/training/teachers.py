"""Trained networks as teachers of another: what they say together about a batch of crops."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import load as load_tensors
from torch import Tensor

from face_model.network import ExpressionNetwork, fused
from fusion.stored_model import Stored, read_model


def load_network(file: Path) -> ExpressionNetwork:
    """The network of a weights' file with its card beside it, to be trained on.

    Raises
    ------
    UserError
        If the file or its card is missing, or the two do not belong together or are damaged.
    """

    def make(stored: Stored) -> ExpressionNetwork:
        network = ExpressionNetwork(**stored.card["network"])
        network.load_state_dict(load_tensors(stored.weights))
        return network

    return read_model(
        file,
        make,
        missing="The trained network {file} is missing; name weights with their card beside.",
        unfit=f"The network {file} and its card cannot be used together; name both of one training run.",
    )


def load_teachers(files: Sequence[Path]) -> list[ExpressionNetwork]:
    """Networks ready to answer; as :func:`load_network`."""
    return [fused(load_network(file)).requires_grad_(False) for file in files]


def teachers_answers(teachers: Sequence[ExpressionNetwork], crops: Tensor) -> tuple[Tensor, Tensor]:
    """Probabilities of votes (n, 8) and labels (n, 7): all teachers' mean log-probability, renormalised."""
    with torch.no_grad():
        answers = [teacher(crops) for teacher in teachers]
        return _together([a.votes for a in answers]), _together([a.labels for a in answers])


def _together(logits: list[Tensor]) -> Tensor:
    log_p = torch.stack([x.float().log_softmax(dim=1) for x in logits]).mean(dim=0)
    return log_p.softmax(dim=1)
