"""Fits who speaks: how near to which voice the partner's speech lies, and how steady turns are.

Fitted on made dialogues of speakers that neither taught the speaker network nor are tested on. The partner's
voice is learnt while a dialogue goes on, by the rule itself; so the rule is fitted in rounds, each with the
one before.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from audio_model.evaluation.heard_dialogues import HeardDialogue, replay
from audio_model.evaluation.whose_voice import KEPT_FROM, OWN_COUNTED_UP_TO, figures
from audio_model.speakers.rule import AGES, Logistic, WhoseRule
from audio_model.speakers.whose import WhoseVoice
from fusion.arrays import BoolArray, FloatArray

FIRST_GUESS = WhoseRule(
    alone=(Logistic((-10.0, 0.0), 4.0),) * AGES,
    pair=(Logistic((-10.0, 0.0, 10.0), 0.0),) * AGES,
    lips=Logistic((0.0, 0.0), 0.0),
)
"""What the rounds begin with."""
_PENALTY = 1e-3
_FEWEST = 50
_TRUSTS = (0.7, 1.0, 1.5)
_STAYS = (0.8, 0.85, 0.9)
_LIPS_TRUSTS = (0.15, 0.3, 0.45, 0.7, 1.0)

Told = FloatArray


def fit_logistic(X: Told, is_partner: BoolArray) -> Logistic:
    """Logistic regression with a light penalty; both outcomes count alike however often they come."""
    from scipy.optimize import minimize

    middle, spread = X.mean(0), X.std(0) + 1e-9
    Z = (X - middle) / spread
    sign = np.where(is_partner, 1.0, -1.0)
    counts = np.where(is_partner, 0.5 / max(is_partner.mean(), 1e-9), 0.5 / max(1 - is_partner.mean(), 1e-9))

    def loss(w: Told) -> tuple[float, Told]:
        margin = sign * (Z @ w[:-1] + w[-1])
        p_wrong = 1 / (1 + np.exp(margin))
        slope = -counts * sign * p_wrong
        value = float((counts * np.logaddexp(0, -margin)).mean() + _PENALTY * w[:-1] @ w[:-1])
        return value, np.append(Z.T @ slope / len(Z) + 2 * _PENALTY * w[:-1], slope.mean())

    w = minimize(loss, np.zeros(X.shape[1] + 1), jac=True, method="L-BFGS-B").x
    weights = w[:-1] / spread
    return Logistic(tuple(float(v) for v in weights), float(w[-1] - weights @ middle))


def fit_voices(heard: Sequence[HeardDialogue], tell: Callable[[str], None]) -> WhoseRule:
    """The rule for voices; the lips' part, and the trust in each, are left as they were guessed."""
    rule = FIRST_GUESS
    for turn in range(4):
        rule = replace(rule, **_fitted(heard, rule))
        tell(f"round {turn + 1} of 4")
    return rule


def fit_known(heard: Sequence[HeardDialogue], rule: WhoseRule) -> WhoseRule:
    """The rule for voices that are both known beforehand, fitted on dialogues in which they are."""
    told: list[list[tuple[float, float, bool]]] = [[] for _ in range(AGES)]
    for one in heard:
        for age, near, is_partner in _nearness(one, rule):
            told[age].append((near[0], near[2], is_partner))
    return replace(rule, known=tuple(_fit_rows(rows) for rows in told))


def _nearness(one: HeardDialogue, rule: WhoseRule) -> list[tuple[int, tuple[float, float, float], bool]]:
    """Of each step in which one person speaks, at each age: how near it is to which voice, and whose."""
    found: list[tuple[int, tuple[float, float, float], bool]] = []

    def ask(whose: WhoseVoice, number: int) -> None:
        for age in range(min(AGES, number + 1)):
            share = one.own_share[number - age]
            if not (share < 0.1 or share > 0.9) or one.steps[number - age].speech < 0.5:
                continue
            near = whose.covering(age)
            if near is not None:
                found.append((age, near, bool(share < 0.5)))

    replay(one, rule, ask)
    return found


def _fit_rows(rows: Sequence[tuple[Any, ...]]) -> Logistic:
    return fit_logistic(np.array([row[:-1] for row in rows]), np.array([row[-1] for row in rows]))


def _fitted(heard: Sequence[HeardDialogue], rule: WhoseRule) -> dict[str, Any]:
    alone: list[list[tuple[float, float, bool]]] = [[] for _ in range(AGES)]
    pair: list[list[tuple[float, float, float, bool]]] = [[] for _ in range(AGES)]
    for one in heard:
        for age, near, is_partner in _nearness(one, rule):
            if np.isnan(near[1]):  # told apart by all that was heard: see fit_known
                continue
            alone[age].append((near[0], near[1], is_partner))
            if not np.isnan(near[2]):
                pair[age].append((*near, is_partner))
    fitted = {}
    for name, told in (("alone", alone), ("pair", pair)):
        if min(map(len, told)) < _FEWEST:  # nobody's voice became known yet
            continue
        fitted[name] = tuple(_fit_rows(rows) for rows in told)
    return fitted


def fit_trust(
    heard: Sequence[HeardDialogue],
    with_lips: Sequence[HeardDialogue],
    rule: WhoseRule,
    tell: Callable[[str], None],
) -> WhoseRule:
    """The rule with the trust in voice and lips, and the steadiness, that miss the bars by least.

    Parameters
    ----------
    heard
        Dialogues in which no lips are seen.
    with_lips
        The same with lips.
    rule
        Fitted in all else.
    tell
        Is handed a sentence now and then.
    """
    voices = [replace(rule, trust=(trust, 1.0), stay=stay) for trust in _TRUSTS for stay in _STAYS]
    by_voice = min(voices, key=lambda one: _missed_by(heard, one))
    both = [replace(by_voice, trust=(by_voice.trust[0], trust)) for trust in _LIPS_TRUSTS]
    chosen = min(both, key=lambda one: _missed_by(with_lips, one))
    tell(
        f"trust {chosen.trust}, stay {chosen.stay}: {_missed_by(with_lips, chosen):.2f} times what is allowed"
    )
    return chosen


def _missed_by(heard: Sequence[HeardDialogue], rule: WhoseRule) -> float:
    """The user's speech counted and the partner's lost, each as a multiple of what is allowed."""
    told = figures(heard, rule)
    return float(told["own_counted"] / OWN_COUNTED_UP_TO + (1 - told["partner_kept"]) / (1 - KEPT_FROM))
