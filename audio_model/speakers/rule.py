"""The fitted numbers of whose voice it is, read from their card."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from fusion.errors import UserError

CARD = Path(__file__).parent.parent / "weights" / "whose.card.json"
COVER = (1.0, 3.0, 3.0, 1.0)
"""How much a window says of a step that lies at its end, ..., at its start."""
AGES = len(COVER)
"""A step of sound is judged anew with each of so many windows that come to cover it."""


@dataclass(frozen=True)
class Logistic:
    """Weights of some features and a bias; what comes out is the logarithm of odds."""

    weights: tuple[float, ...]
    bias: float

    def log_odds(self, *features: float) -> float:
        """Of features in the order of the weights."""
        return float(np.dot(self.weights, features)) + self.bias


@dataclass(frozen=True)
class WhoseRule:
    """Log-odds that speech is the partner's; each of a step of 256 ms at the ages 0 (just heard) to 3
    (settled).

    Parameters
    ----------
    alone
        Of how near the sound is to the user's voice, and how near what is nearest comes here, while the
        partner's voice is not yet known.
    pair
        Of these two, and of how near it is to the partner's voice.
    known
        Of how near it is to the user's voice and to the partner's, where both are known beforehand from the
        whole of a recording.
    lips
        Of how much the partner's mouth moves, and how far in step; of 1.5 s of any age.
    trust
        With what share each is counted: voice, lips.
    stay
        Probability that whoever speaks still does 256 ms later.
    """

    alone: tuple[Logistic, ...]
    pair: tuple[Logistic, ...]
    lips: Logistic
    trust: tuple[float, float] = (1.0, 1.0)
    stay: float = 0.9
    known: tuple[Logistic, ...] = (Logistic((-10.0, 10.0), 0.0),) * AGES

    @staticmethod
    def shipped() -> WhoseRule:
        """The rule fitted by ``attune train whose-voice``."""
        return read_rule(CARD)

    def to_json(self) -> dict[str, Any]:
        """Plain values for the card."""
        return asdict(self)


def read_rule(card: Path) -> WhoseRule:
    """The rule of a card.

    Raises
    ------
    UserError
        If the file is missing or holds no such rule.
    """
    try:
        data = json.loads(card.read_text(encoding="utf-8"))["rule"]
        alone, pair, known = (
            tuple(_logistic(values) for values in data[name]) for name in ("alone", "pair", "known")
        )
        rule = WhoseRule(
            alone,
            pair,
            _logistic(data["lips"]),
            (float(data["trust"][0]), float(data["trust"][1])),
            float(data["stay"]),
            known,
        )
        if {len(rule.alone), len(rule.pair), len(rule.known)} != {AGES}:
            raise ValueError("other ages")
    except (OSError, KeyError, TypeError, ValueError, IndexError) as error:
        raise UserError(
            f"{card} does not tell voices apart ({error}); run “attune train whose-voice” "
            "or install Attune again."
        ) from error
    return rule


def _logistic(values: dict[str, Any]) -> Logistic:
    return Logistic(tuple(float(w) for w in values["weights"]), float(values["bias"]))
