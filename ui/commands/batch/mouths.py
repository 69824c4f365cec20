"""Everybody's mouth in a recording, look by look."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

import numpy as np

from face_model.reading import Mouth
from fusion.arrays import FloatArray


class SeenMouths:
    """Keeps how far each mouth was open: 16 bytes a look."""

    def __init__(self) -> None:
        self._looks: dict[int, array[float]] = {}

    def see(self, mouths: tuple[Mouth, ...]) -> None:
        """Take everybody's mouth at one look."""
        for mouth in mouths:
            self._looks.setdefault(mouth.person, array("d")).extend((mouth.t, mouth.opening))

    def of(self, people: Iterable[int]) -> dict[int, FloatArray]:
        """Of each of these people: times (s) and openings, (n, 2)."""
        return {person: np.array(self._looks[person]).reshape(-1, 2) for person in people}
