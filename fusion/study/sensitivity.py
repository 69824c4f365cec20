"""What would be shown on pairs, and what another share of ordinary moments would change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from fusion.emotions import Emotion
from fusion.evidence import Evidence, Modality, State
from fusion.late_fusion import LateFusion
from fusion.study.examples import ByCondition
from fusion.study.fitted_rules import FusionRule
from fusion.study.fitting import Choices, prepared_folds, rule_clear_from, thresholds_left_out
from fusion.study.pairs import Pairs, figures, make_pairs

SHARES = (0.2, 0.3, 0.4, 0.5, 0.6)
_PAIRS = 420


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


def neutral_shares(
    choices: Choices, voice: ByCondition, face: ByCondition, seed: int = 0, shares: Sequence[float] = SHARES
) -> list[dict[str, Any]]:
    """What the fusion would do, had it been fitted to other shares of neutral moments.

    Measured on thirds of the examples that are left out of the fit, clean: accuracy, calibration error and
    states on pairs of equally many of each emotion, and what is shown in ordinary moments (both neutral),
    from both and from either alone. Kinds of calibration, exponents and doubt stay as chosen; the
    thresholds of "clear" are set anew.
    """
    rows = []
    for share in shares:
        own = replace(choices, neutral_share=share)
        folds = prepared_folds(own, voice, face, seed)
        clear = {m: enough.threshold for m, enough in thresholds_left_out(own, folds).items()}
        answers, labels = [], []
        shown: dict[str, list[dict[str, float]]] = {}
        for fold in folds:
            fusion = replace(fold.fitted, rule=rule_clear_from(clear))
            pairs = make_pairs(fold.voice["clean"], fold.face["clean"], _PAIRS, seed)
            ordinary = make_pairs(fold.voice["clean"], fold.face["clean"], _PAIRS, seed, neutral_share=1.0)
            rule = FusionRule(fusion)
            qualities = pairs.voice.quality, pairs.face.quality
            answers.append(rule(pairs.voice.probabilities, pairs.face.probabilities, *qualities))
            labels.append(pairs.labels)
            for name, asked in (
                ("equal", pairs),
                ("ordinary", ordinary),
                ("ordinary_voice", replace(ordinary, face=ordinary.face.silenced())),
                ("ordinary_face", replace(ordinary, voice=ordinary.voice.silenced())),
            ):
                shown.setdefault(name, []).append(shown_on(fusion, asked))
        rows.append(
            {
                "neutral_share": share,
                "clear_from": {m.value: threshold for m, threshold in clear.items()},
                **figures(np.concatenate(answers), np.concatenate(labels)),
                "shown": {
                    name: {
                        what: float(np.mean([part.get(what, 0.0) for part in parts]))
                        for what in ("clear", "clear_is_right", "named_wrongly", "emotion_named_wrongly")
                    }
                    for name, parts in shown.items()
                },
            }
        )
    return rows
