"""Who of the two people speaks, as far as that can be told."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Speaking:
    """Who speaks at a moment: two probabilities, both near 0 while nobody does.

    Parameters
    ----------
    partner
        That the other person speaks, 0..1.
    own
        That the user does, 0..1.

    Raises
    ------
    ValueError
        If either is no probability.
    """

    partner: float
    own: float

    def __post_init__(self) -> None:
        for name, value in (("partner", self.partner), ("own", self.own)):
            if not 0.0 <= value <= 1.0:
                raise ValueError(f"a probability lies in 0..1, got {name} {value}")

    def to_json(self) -> dict[str, float]:
        """Plain values for one JSON line."""
        return {"partner": round(self.partner, 6), "own": round(self.own, 6)}
