"""What was in trouble and is well again, told for a moment: that a warning is gone is easily missed."""

from __future__ import annotations

from collections.abc import Collection

from fusion.evidence import Modality
from ui.wording.captured import BACK
from ui.wording.translation import tr

TOLD_FOR_S = 6.0
"""So long it is told, seconds."""


class BackAgain:
    """Follows which of voice and face are in trouble.

    Attributes
    ----------
    follows : bool
        Whether there is something to follow, or to tell, with nothing in trouble.
    """

    def __init__(self) -> None:
        self.follows = False
        self._troubled: set[Modality] = set()
        self._since: dict[Modality, float] = {}

    def told(self, troubled: Collection[Modality], well: Collection[Modality], now: float) -> tuple[str, ...]:
        """The sentences at ``now`` (s).

        Parameters
        ----------
        troubled
            Those that give nothing.
        well
            Those of which sound or pictures come. Of what is in neither, because it is left out or has only
            just been opened, nothing is told yet.
        """
        for modality in Modality:
            if modality in troubled:
                self._troubled.add(modality)
                self._since.pop(modality, None)
            elif modality not in well:
                continue
            elif modality in self._troubled:
                self._troubled.remove(modality)
                self._since[modality] = now
        self._since = {m: t for m, t in self._since.items() if now - t < TOLD_FOR_S and m in well}
        self.follows = bool(self._troubled or self._since)
        return tuple(tr(BACK[m]) for m in Modality if m in self._since)
