"""Who of several people in view speaks: the one whose mouth goes with what is heard."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

from audio_model.speakers.lips import Lips, Loudness
from audio_model.speakers.rule import Logistic
from audio_model.voice_activity import SPEECH_FROM

STEP_FRAMES = 4
"""Who speaks is asked for 4 frames at once: 128 ms."""
WINDOW_S = 1.0
"""Mouths are judged by so many of the last seconds: less than of one alone, as they are compared."""
_LEAST_SPOKEN = 2
_AHEAD = 1.0
"""By so much, in log-odds, another mouth must go better with the sound than that of who spoke last,"""
_STEPS_AHEAD = 2
"""and for so many steps: a quarter of a second."""
_CERTAIN = 6.0


class WhoSpeaks:
    """Follows who of several people speaks; told of mouths and of sound on different threads.

    Parameters
    ----------
    lips
        Log-odds that a mouth is the one that is heard, as :attr:`audio_model.speakers.rule.WhoseRule.lips`.
    changed
        Is told the number of whoever begins to speak, on the thread that hears.

    Notes
    -----
    Whoever spoke last stays the speaker in pauses, and while nobody's mouth goes with the sound.
    """

    def __init__(self, lips: Logistic, changed: Callable[[int], None] = lambda person: None) -> None:
        self._rule, self._changed = lips, changed
        self._mouths: dict[int, Lips] = {}
        self._lock = threading.Lock()
        self.speaker: int | None = None
        """The number of whoever spoke last; None before anybody did."""
        self.reset()

    def reset(self) -> None:
        """Forget what was heard, as after a gap."""
        self._loudness = Loudness()
        self._spoken = self._waiting = 0
        self._rival: int | None = None
        self._rival_steps = 0

    def see(self, t: float, openings: Mapping[int, float]) -> None:
        """At ``t`` (s) the mouths of these people were so far open; who is not named is not in view."""
        with self._lock:
            self._mouths = {person: self._mouths.get(person, Lips()) for person in openings}
            for person, opening in openings.items():
                self._mouths[person].look(t, opening)

    def hear(self, frame: npt.NDArray[np.float32], speech: float, t_end: float) -> None:
        """Take the next frame (512,), its probability of speech, and its end on the session's clock, s."""
        self._loudness.hear(frame)
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
        best = max(told, key=lambda person: told[person])
        staying = told.get(self.speaker, -_CERTAIN) if self.speaker is not None else -_CERTAIN
        if best == self.speaker or told[best] <= 0 or told[best] < staying + _AHEAD:
            self._rival, self._rival_steps = None, 0
            return
        self._rival_steps = self._rival_steps + 1 if best == self._rival else 1
        self._rival = best
        if self._rival_steps >= _STEPS_AHEAD:
            self.speaker, self._rival, self._rival_steps = best, None, 0
            self._changed(best)

    def told(self, t_end: float) -> dict[int, float]:
        """Log-odds that it is theirs what was heard in the last second, of everybody seen in them."""
        with self._lock:
            mouths = dict(self._mouths)
        told = {}
        for person, lips in mouths.items():
            features = self._loudness.beside(lips.between(t_end - WINDOW_S, t_end), t_end)
            if features is not None:
                told[person] = float(np.clip(self._rule.log_odds(*features), -_CERTAIN, _CERTAIN))
        return told
