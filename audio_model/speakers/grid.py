"""Who of several people in view speaks: the one whose mouth goes with what is heard."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Mapping

import numpy as np

from audio_model.speakers.lips import Lips, Loudness, movement
from audio_model.speakers.rule import Logistic
from audio_model.voice_activity import SPEECH_FROM
from fusion.arrays import Float32Array

STEP_FRAMES = 4
"""Who speaks is asked for 4 frames at once: 128 ms."""
WINDOW_S, MOVED_S = 1.0, 0.4
"""So many of the last seconds say how far a mouth goes with the sound, and whether it moves: less than of one
alone, as they are compared, and a mouth at rest is known as such at once."""
SEVERAL = Logistic((2.0, 3.0), 8.0)
"""Log-odds that a mouth is the one that is heard: of its movement, and of how far it goes with the sound."""
_LEAST_SPOKEN, _LEAST_LOOKS = 2, 3
_STAY, _SURE_FROM = 0.9, 0.7
"""Probability that whoever speaks still does 128 ms later, and from which another is believed to."""
_CERTAIN = 6.0


class WhoSpeaks:
    """Follows who of several people speaks; told of mouths and of sound on different threads.

    Parameters
    ----------
    changed
        Is told the number of whoever begins to speak, on the thread that hears.

    Notes
    -----
    One of those in view speaks, or nobody of them: a chain that keeps its state from step to step
    (:func:`audio_model.speakers.chain.smooth`), asked forwards only. Whoever spoke last stays the speaker in
    pauses, and while nobody's mouth goes with the sound.
    """

    def __init__(self, changed: Callable[[int], None] = lambda person: None) -> None:
        self._changed = changed
        self._mouths: dict[int, Lips] = {}
        self._lock = threading.Lock()
        self.speaker: int | None = None
        """The number of whoever spoke last; None before anybody did."""
        self.reset()

    def reset(self) -> None:
        """Forget what was heard, as after a gap."""
        self._loudness = Loudness()
        self._spoken = self._waiting = 0
        self._speaks: dict[int, float] = {}

    def see(self, t: float, openings: Mapping[int, float]) -> None:
        """At ``t`` (s) the mouths of these people were so far open; who is not named is not in view."""
        with self._lock:
            self._mouths = {person: self._mouths.get(person, Lips()) for person in openings}
            for person, opening in openings.items():
                self._mouths[person].look(t, opening)

    def hear(self, frame: Float32Array, speech: float, t_end: float) -> None:
        """Take the next frame (512,), its probability of speech, and its end on the session's clock, s.

        ``MISSED`` in place of the probability says that it was not heard.
        """
        self._loudness.hear(frame, missed=math.isnan(speech))
        self._spoken += speech >= SPEECH_FROM
        self._waiting += 1
        if self._waiting == STEP_FRAMES:
            if self._spoken >= _LEAST_SPOKEN:
                self._judge(t_end)
            self._spoken = self._waiting = 0

    def _judge(self, t_end: float) -> None:
        told = self.told(t_end)
        if not told:
            return
        anybody = (1 - _STAY) / (len(told) + 1)
        speaks = {
            person: (_STAY * self._speaks.get(person, 0.0) + anybody) * math.exp(odds)
            for person, odds in told.items()
        }
        nobody = _STAY * max(1 - sum(self._speaks.get(person, 0.0) for person in told), 0.0) + anybody
        whole = nobody + sum(speaks.values())
        self._speaks = {person: p / whole for person, p in speaks.items()}
        best = max(speaks, key=lambda person: speaks[person])
        if best != self.speaker and self._speaks[best] >= _SURE_FROM:
            self.speaker = best
            self._changed(best)

    def told(self, t_end: float) -> dict[int, float]:
        """Log-odds that it is theirs what was heard in the last second, of everybody seen in them."""
        with self._lock:
            mouths = dict(self._mouths)
        told = {}
        for person, lips in mouths.items():
            looks = lips.between(t_end - WINDOW_S, t_end)
            newest = looks[looks[:, 0] > t_end - MOVED_S, 1]
            features = self._loudness.beside(looks, t_end)
            if features is not None and len(newest) >= _LEAST_LOOKS:
                odds = SEVERAL.log_odds(movement(newest), float(features[1]))
                told[person] = float(np.clip(odds, -_CERTAIN, _CERTAIN))
        return told
