"""The user's own microphone beside a call: who of the two speaks, and what is only the call heard again."""

from __future__ import annotations

import math
import threading
from collections import deque

import numpy as np

from audio_model.speakers.vectors import correlation
from audio_model.voice_activity import FRAME_S, FRAME_SAMPLES, SPEECH_FROM, VoiceActivity
from fusion.arrays import Float32Array, FloatArray
from fusion.evidence import Evidence
from fusion.interfaces import SAMPLE_RATE_HZ, AudioChunk
from fusion.speaking import Speaking

_SHARE_FRAMES = 8
_ECHO_S = 1.5
_EARLIEST_ECHO_S, _LATEST_ECHO_S = -0.15, 0.4
"""An echo comes late, but what is played may be told of later still."""
_ECHO_FROM = 0.6
"""A microphone whose loudness goes so far with what was played just before hears a loudspeaker."""

Levels = FloatArray


class Ears:
    """How loud one side was and whether it spoke; told and asked on different threads.

    An :class:`audio_model.analyser.Listener`.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.reset()

    def reset(self) -> None:
        """Forget everything heard."""
        with self._lock:
            kept = round((_ECHO_S + _LATEST_ECHO_S - _EARLIEST_ECHO_S) / FRAME_S) + 1
            self._levels: deque[tuple[float, float]] = deque(maxlen=kept)
            self._speech: deque[bool] = deque(maxlen=_SHARE_FRAMES)

    def hear(self, frame: Float32Array, speech: float, t_end: float) -> None:
        """Take the next frame (512,), its probability of speech, and its end on the session's clock, s."""
        if math.isnan(speech):  # it was missed: how loud it was nobody knows
            return
        level = 10 * np.log10(float(np.square(frame).mean()) + 1e-8)
        with self._lock:
            self._levels.append((t_end, level))
            self._speech.append(speech >= SPEECH_FROM)

    def share(self) -> float | None:
        """Of the newest quarter of a second, how much holds speech; None before anything was heard."""
        with self._lock:
            return sum(self._speech) / len(self._speech) if self._speech else None

    def levels(self) -> Levels:
        """Times (s) and levels (dB) of the newest frames, (n, 2)."""
        with self._lock:
            return np.array(self._levels, dtype=np.float64).reshape(-1, 2)


class OwnMicrophone:
    """An :class:`fusion.interfaces.Analyser` of the user's microphone, which gives no evidence at all."""

    def __init__(self) -> None:
        self.ears = Ears()
        self._activity = VoiceActivity()
        self._rest = np.zeros(0, np.float32)

    def feed(self, chunk: AudioChunk) -> list[Evidence]:
        """Take the next chunk."""
        sound = np.concatenate([self._rest, chunk.samples])
        n_whole = len(sound) // FRAME_SAMPLES * FRAME_SAMPLES
        begins = chunk.t_end - len(sound) / SAMPLE_RATE_HZ
        self._rest = sound[n_whole:]
        for number, frame in enumerate(sound[:n_whole].reshape(-1, FRAME_SAMPLES)):
            t_end = begins + (number + 1) * FRAME_S
            self.ears.hear(frame, self._activity.probability(frame), t_end)
        return []

    def reset(self) -> None:
        """Forget everything heard."""
        self.ears.reset()
        self._activity.reset()
        self._rest = np.zeros(0, np.float32)

    def close(self) -> None:
        """Forget everything heard; there is nothing else to let go of."""
        self.reset()


class CallSides:
    """Who speaks on a call: the other person is what is played, the user is the microphone.

    Parameters
    ----------
    played
        Hears what the computer plays.
    own
        Hears the microphone.
    """

    def __init__(self, played: Ears, own: Ears) -> None:
        self._played, self._own = played, own

    def now(self) -> Speaking | None:
        """Who speaks just now; None before anything was heard."""
        partner, own = self._played.share(), self._own.share()
        if partner is None and own is None:
            return None
        if own and is_echo(self._own.levels(), self._played.levels()):
            own = 0.0
        return Speaking(partner=partner or 0.0, own=own or 0.0)


def is_echo(heard: Levels, played: Levels) -> bool:
    """Whether a microphone hears a loudspeaker: it grows loud and soft as what was played just before.

    Parameters
    ----------
    heard, played
        Times (s) and levels (dB), (n, 2) and (m, 2).
    """
    if len(heard) == 0 or len(played) < 2:
        return False
    lags = np.arange(_EARLIEST_ECHO_S, _LATEST_ECHO_S, FRAME_S)
    return max(_alike_at(lag, heard, played) for lag in lags) >= _ECHO_FROM


def _alike_at(lag: float, heard: Levels, played: Levels) -> float:
    """Correlation of what was heard with what was played ``lag`` (s) before, as far as both are told of."""
    until = min(heard[-1, 0], played[-1, 0] + lag)
    told = heard[(heard[:, 0] > until - _ECHO_S) & (heard[:, 0] <= until)]
    return correlation(told[:, 1], np.interp(told[:, 0] - lag, *played.T)) if len(told) > 1 else 0.0
