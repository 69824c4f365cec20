"""How far evidence can be trusted: parts that each take some of it away, and one figure of them all."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod


class Quality(ABC):
    """What was measured of a face or a sound before asking what it expresses."""

    @property
    @abstractmethod
    def parts(self) -> dict[str, float]:
        """Name -> value in [0, 1], where 1 is as good as in training."""

    @property
    def value(self) -> float:
        """All parts together, 0..1: their product."""
        return math.prod(self.parts.values())

    @property
    def worst(self) -> str:
        """Name of the part that is most in the way."""
        parts = self.parts
        return min(parts, key=lambda name: parts[name])
