"""One tick of a session: what was estimated, and what is shown of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fusion.emotions import Emotion
from fusion.evidence import Estimate, State
from fusion.speaking import Speaking


@dataclass(frozen=True)
class Shown:
    """What is on the screen: a decision over time, not the newest estimate.

    Parameters
    ----------
    state
        What is said.
    emotion
        The emotion named, ``None`` unless the state is clear or mixed.
    since
        When this was decided, seconds on the session clock.
    second
        The other feeling of the two named where the state is mixed. Logs do not keep it: read from one it is
        the likeliest of all others while the two were shown.
    lately
        The feeling named until the signal went, or the two; not of the present, and not logged.
    """

    state: State
    emotion: Emotion | None
    since: float
    second: Emotion | None = None
    lately: tuple[Emotion, ...] = ()


@dataclass(frozen=True)
class Moment:
    """What was estimated at one moment, untouched, and what was shown then.

    ``speaking`` is who spoke, None where nobody told the two people apart.
    """

    estimate: Estimate
    shown: Shown
    speaking: Speaking | None = None

    @property
    def t(self) -> float:
        """Seconds on the session clock."""
        return self.estimate.t

    def to_json(self) -> dict[str, Any]:
        """The documented JSON line of ``attune analyze`` and ``attune live --jsonl``."""
        shown = self.shown
        return self.estimate.to_json() | {
            "shown": {
                "state": shown.state.value,
                "emotion": shown.emotion.value if shown.emotion else None,
                "second": shown.second.value if shown.second else None,
                "since": round(shown.since, 6),
            },
            "speaking": self.speaking.to_json() if self.speaking else None,
        }
