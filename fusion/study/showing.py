"""What would be shown on pairs."""

from __future__ import annotations

from collections import Counter

from fusion.emotions import Emotion
from fusion.evidence import Evidence, Modality, State
from fusion.late_fusion import LateFusion
from fusion.study.pairs import Pairs


def shown_on(fusion: LateFusion, pairs: Pairs) -> dict[str, float]:
    """Share of each state over the pairs, and how often what is named is right.

    ``clear_is_right``: share of the clear ones that name the voice's emotion. ``named_wrongly``: share of all
    that are clear and name another one. ``emotion_named_wrongly``: those of them that do not say "neutral".
    """
    states: Counter[str] = Counter()
    right = wrong = emotional = 0
    for i, label in enumerate(pairs.labels):
        evidence = [
            Evidence(m, 0.0, 1.0, s.probabilities[i] / s.probabilities[i].sum(), float(s.quality[i]))
            for m, s in ((Modality.VOICE, pairs.voice), (Modality.FACE, pairs.face))
        ]
        estimate = fusion.estimate(evidence, 1.0)
        states[estimate.state.value] += 1
        if estimate.state is State.CLEAR and estimate.emotion:
            right += bool(estimate.emotion.position == label)
            wrong += bool(estimate.emotion.position != label)
            emotional += bool(estimate.emotion.position != label and estimate.emotion is not Emotion.NEUTRAL)
    n = len(pairs.labels)
    shares = {state: count / n for state, count in states.most_common()}
    return {
        **shares,
        "clear_is_right": right / max(1, states["clear"]),
        "named_wrongly": wrong / n,
        "emotion_named_wrongly": emotional / n,
    }
