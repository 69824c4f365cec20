"""Trained networks as teachers of another: what they say together about a batch of crops."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor

from face_model.classifier import card_beside
from face_model.network import ExpressionNetwork, fused


def load_teachers(files: Sequence[Path]) -> list[ExpressionNetwork]:
    """Networks of weights' files with their cards beside them, ready to answer.

    Raises
    ------
    FileNotFoundError
        If a file or its card is missing.
    """
    teachers = []
    for file in files:
        for needed in (file, card_beside(file)):
            if not needed.is_file():
                raise FileNotFoundError(
                    f"The teacher {needed} is missing; name weights with their card beside."
                )
        card = json.loads(card_beside(file).read_text(encoding="utf-8"))
        network = ExpressionNetwork(**card["network"])
        network.load_state_dict(load_file(file))
        teachers.append(fused(network).requires_grad_(False))
    return teachers


def teachers_answers(teachers: Sequence[ExpressionNetwork], crops: Tensor) -> tuple[Tensor, Tensor]:
    """Probabilities of votes (n, 8) and labels (n, 7): all teachers' mean log-probability, renormalised."""
    with torch.no_grad():
        answers = [teacher(crops) for teacher in teachers]
        return _together([a.votes for a in answers]), _together([a.labels for a in answers])


def _together(logits: list[Tensor]) -> Tensor:
    log_p = torch.stack([x.float().log_softmax(dim=1) for x in logits]).mean(dim=0)
    return log_p.softmax(dim=1)
