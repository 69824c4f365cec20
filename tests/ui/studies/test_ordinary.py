"""How far a face's baseline is to be allowed for, chosen on made faces whose bias is known."""

from __future__ import annotations

import json

import numpy as np
import pytest

from fusion.baseline import ORDINARY, centred_log
from fusion.evidence import Modality
from fusion.late_fusion import LateFusion
from fusion.study.examples import Examples
from ui.studies.ordinary import STRENGTHS, face_losses, strength_of

SURE = np.full((7, 7), 0.05) + 0.65 * np.eye(7)
PEOPLE = {m: centred_log(SURE[0]) for m in Modality}
PULLED = np.array([0.0, 0.0, 0.0, 1.2, 0.0, 0.0, -0.5])


def pictures(people: dict[str, tuple[np.ndarray, np.ndarray]]) -> tuple[Examples, list[str]]:
    """Two neutral pictures and one of each emotion of each person; either kind is pulled by (7,) nats."""
    rows, labels, who = [], [], []
    for person, (at_ease, moved) in people.items():
        for label in (0, 0, *range(1, 7)):
            p = SURE[label] * np.exp(moved if label else at_ease)
            rows.append(p / p.sum())
            labels.append(label)
            who.append(person)
    return Examples(np.array(rows), np.ones(len(rows)), np.array(labels)), who


def test_a_pull_that_is_there_whatever_is_shown_asks_for_all_of_it() -> None:
    said, who = pictures({"a": (PULLED, PULLED), "b": (-PULLED, -PULLED)})
    losses = face_losses(LateFusion(), said, who, PEOPLE)
    for by_strength in losses.values():
        assert list(by_strength) == list(STRENGTHS)
        assert sorted(by_strength.values(), reverse=True) == list(by_strength.values())
    assert strength_of(losses) == 1.0


def test_one_that_is_there_only_while_at_ease_asks_for_less() -> None:
    said, who = pictures({"a": (PULLED, np.zeros(7)), "b": (-PULLED, np.zeros(7))})
    losses = face_losses(LateFusion(), said, who, PEOPLE)
    assert losses["a"][0.0] == pytest.approx((2 * at_ease_loss(PULLED) - 6 * np.log(0.7)) / 8)
    assert strength_of(losses) < 1.0


def at_ease_loss(pull: np.ndarray) -> float:
    """Of a neutral picture, nats, by the softmax in closed form."""
    return float(-np.log(0.7 / (0.7 + 0.05 * np.exp(pull[1:]).sum())))


def test_where_nobody_tells_all_of_it_is_allowed_for() -> None:
    assert strength_of({}) == 1.0


def test_without_each_of_them_the_others_were_asked() -> None:
    written = json.loads(ORDINARY.read_text(encoding="utf-8"))
    losses = written["log_loss_by_strength"]
    for kind in ("voice", "face"):
        least = min(losses[kind], key=lambda strength: losses[kind][strength])
        assert written["strength"][kind] == float(least)
    assert set(written["face_strength_without"].values()) <= set(STRENGTHS)
