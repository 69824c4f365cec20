"""Listens to a running session until it has met enough of someone's ordinary face and voice."""

from __future__ import annotations

import threading

from fusion.baseline import PersonalBaseline, learn_baseline
from fusion.evidence import Evidence, Modality
from fusion.moment import Moment
from fusion.session.session import Session

ENOUGH_S = 20.0
_LONGEST_GAP_S = 0.3
"""Estimates further apart than this (a pause) do not count as time met."""


class BaselineRecorder:
    """Gathers the evidence of one person at ease; no thread of its own.

    The session must allow for nobody meanwhile: what is learnt is what the models say, not what is left of
    it after another baseline.

    Parameters
    ----------
    session
        Running.
    enough_s
        How long somebody has to be heard or seen, seconds.
    """

    def __init__(self, session: Session, enough_s: float = ENOUGH_S) -> None:
        self.session = session
        self.enough_s = enough_s
        self._lock = threading.Lock()
        self._pieces: dict[tuple[Modality, float], Evidence] = {}
        self._met_s = 0.0
        self._newest_t: float | None = None
        self._detach = session.subscribe(self._put)

    @property
    def met_s(self) -> float:
        """For how long somebody has been heard or seen, seconds up to ``enough_s``."""
        with self._lock:
            return min(self._met_s, self.enough_s)

    @property
    def done(self) -> bool:
        """Whether that is enough."""
        return self.met_s >= self.enough_s

    def learn(self, name: str, made_at: str) -> PersonalBaseline:
        """What has been met so far as ``name``'s baseline; see :func:`fusion.baseline.learn_baseline`."""
        with self._lock:
            pieces = list(self._pieces.values())
        return learn_baseline(pieces, name, made_at)

    def close(self) -> None:
        """Listen no more; harmless when called twice."""
        self._detach()
        self._detach = lambda: None

    def _put(self, moment: Moment) -> None:
        """Called on the session's ticker."""
        estimate = moment.estimate
        met = [piece for piece in (estimate.voice, estimate.face) if piece is not None]
        with self._lock:
            if self._met_s >= self.enough_s:
                return
            if met and self._newest_t is not None and estimate.t - self._newest_t <= _LONGEST_GAP_S:
                self._met_s += max(estimate.t - self._newest_t, 0.0)
            self._newest_t = estimate.t
            for piece in met:
                self._pieces[piece.modality, piece.t_end] = piece
