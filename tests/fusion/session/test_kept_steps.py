"""What is kept of steps as numbers is what they were."""

from __future__ import annotations

import numpy as np

from fusion.evidence import Evidence, Modality
from fusion.session.kept_steps import KeptSteps
from fusion.session.steps import Step
from fusion.speaking import Speaking


def piece(modality: Modality, seed: int, **parts: float) -> Evidence:
    rng = np.random.default_rng(seed)
    p = rng.dirichlet(np.ones(7))
    return Evidence(modality, seed / 3, seed / 3 + rng.random(), p, rng.random(), parts, person=seed)


def plain(step: Step) -> tuple[object, ...]:
    """Everything a step says, its probabilities to a last digit that a sum may cost."""
    told = [
        (
            e.modality,
            e.t_start,
            e.t_end,
            e.quality,
            dict(e.quality_parts),
            e.person,
            e.probabilities.round(15),
        )
        for e in step.pieces
    ]
    return step.t_end, step.speaking, str(told)


def test_steps_come_back_as_they_were_as_often_as_wanted() -> None:
    steps = [
        Step(0.1, []),
        Step(0.7, [piece(Modality.FACE, 3, blur=0.25, familiar=0.5), piece(Modality.VOICE, 0)]),
        Step(0.7, [], Speaking(0.0, 1.0)),
        *(Step(1 + k / 7, [piece(Modality.VOICE, k, snr=k / 40)], Speaking(1 / 3, 0.1)) for k in range(40)),
        Step(9.0, [piece(Modality.FACE, 2, familiar=1.0, blur=0.0)]),
    ]
    kept = KeptSteps(iter(steps))
    for _ in range(2):
        assert [plain(step) for step in kept] == [plain(step) for step in steps]


def test_of_no_steps_there_are_none() -> None:
    assert list(KeptSteps([])) == []
