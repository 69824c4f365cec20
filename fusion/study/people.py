"""What each person's other neutral files say of how they usually are."""

from __future__ import annotations

from collections.abc import Sequence

from fusion.baseline import Ordinary, PersonalBaseline, learn_baseline
from fusion.emotions import Emotion
from fusion.errors import UserError
from fusion.evidence import Evidence, Modality
from fusion.late_fusion import LateFusion
from fusion.study.examples import Examples

BASELINES = ("none", "neutral", "running")
"""Nobody is known; each person's other neutral files are; all of theirs that came before are, unlabelled."""
LEARNT_S = 20.0
"""For how long somebody's ordinary files count together, seconds: so long the window remembers somebody."""


def require_baseline(baseline: str | None, people_known: bool) -> None:
    """Raise UserError unless this is one of :data:`BASELINES` (or None), for people who can be told apart."""
    if baseline is not None and baseline not in BASELINES:
        raise UserError(f"“{baseline}” is no baseline known here; use none, neutral or running.")
    if baseline in ("neutral", "running") and not people_known:
        raise UserError("Say what in a file's name is the person (--person REGEX), to know them by.")


def own_neutral(
    fusion: LateFusion,
    modality: Modality,
    examples: Examples,
    people: Sequence[str],
    ordinary: Ordinary | None = None,
) -> list[PersonalBaseline | None]:
    """Each example's baseline from the neutral examples of the same person, itself left out.

    What the fusion understands of them is put one after the other, together :data:`LEARNT_S` long, and learnt
    from as live.

    Parameters
    ----------
    people
        Whose each example is; "" where nobody knows.
    ordinary
        What to compare with; the shipped one if None.

    Returns
    -------
    list
        One for each example; None where there is no other neutral example of that person.
    """
    neutral: dict[str, list[int]] = {}
    for i, person in enumerate(people):
        if person and examples.labels[i] == Emotion.NEUTRAL.position and examples.quality[i] > 0:
            neutral.setdefault(person, []).append(i)
    learnt: dict[tuple[int, ...], PersonalBaseline] = {}
    baselines: list[PersonalBaseline | None] = []
    for i, person in enumerate(people):
        others = tuple(j for j in neutral.get(person, ()) if j != i)
        if others and others not in learnt:
            learnt[others] = learn_baseline(
                _one_after_the_other(fusion, modality, examples, others), person, ordinary=ordinary
            )
        baselines.append(learnt[others] if others else None)
    return baselines


def _one_after_the_other(
    fusion: LateFusion, modality: Modality, examples: Examples, rows: Sequence[int]
) -> list[Evidence]:
    each_s = LEARNT_S / len(rows)
    return [
        fusion.understood(examples.evidence(i, modality, at * each_s, (at + 1) * each_s))
        for at, i in enumerate(rows)
    ]
