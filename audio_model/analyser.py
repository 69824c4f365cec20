"""From microphone chunks to voice evidence."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

import numpy as np

from audio_model.classifier import VoiceClassifier
from audio_model.excerpts import pad_before
from audio_model.quality import judge
from audio_model.speakers.keeping import keep_partner
from audio_model.spectrogram import LogMelParameters
from audio_model.voice_activity import FRAME_S, FRAME_SAMPLES, MISSED, SPEECH_FROM, VoiceActivity
from fusion.arrays import Float32Array, FloatArray
from fusion.evidence import Evidence, Modality
from fusion.interfaces import SAMPLE_RATE_HZ, AudioChunk

if TYPE_CHECKING:
    from audio_model.speakers.whose import WhoseVoice

EVERY_FRAMES = 16
"""Evidence is given every 16 frames, 0.512 s, and at the first word after as long a pause: whoever goes on
speaking is not taken to be silent until the next turn of the frames."""
LEAST_SPEECH_S = 0.6
"""Less speech than this in the excerpt gives no evidence, seconds."""
GAP_S = 0.2
"""A chunk that begins so much later than the one before it ended does not go on with it: what lies between
was missed, seconds."""
AFRESH_S = 3.0
"""Where so much was missed nothing is left that could be read together, and all begins anew, seconds."""
_DRIFT_S = 0.01


class Listener(Protocol):
    """Who hears every frame beside the analyser, on the thread that feeds it."""

    def hear(self, frame: Float32Array, speech: float, t_end: float) -> None:
        """Take the next frame (512,), its probability of speech (or ``MISSED``), and its end (s)."""
        ...

    def reset(self) -> None:
        """Forget everything heard."""
        ...


class Watcher(Protocol):
    """Who wants to see what is heard, frame by frame; called on the thread that feeds the analyser."""

    def hear(self, frames: Float32Array, speech: FloatArray, t: float) -> None:
        """Take the newest frames (n, 512), their probabilities of speech (n,) and their end ``t`` (s).

        A frame that was missed is silence, without speech.
        """
        ...

    def reset(self) -> None:
        """Forget everything heard."""
        ...


class VoiceAnalyser:
    """Listens to the last three seconds, twice a second and when speech begins; says how the voice sounds.

    How the sound is cut into chunks makes no difference: all is done on frames of 512 samples counted from
    the first one. What was missed, as on a machine that is too busy, is silent frames, so that all keep the
    time; the network hears that silence (closing it up was a little worse), and the quality knows nothing of
    it.

    Parameters
    ----------
    classifier
        The trained network; None for the shipped one.
    """

    def __init__(self, classifier: VoiceClassifier | None = None) -> None:
        self._classifier = classifier or VoiceClassifier.load()
        self._activity = VoiceActivity()
        self._n_samples = self._classifier.parameters.n_samples
        n_frames = -(-self._n_samples // FRAME_SAMPLES)
        self._frames: deque[Float32Array] = deque(maxlen=n_frames)
        self._speech: deque[float] = deque(maxlen=n_frames)
        self.whose: WhoseVoice | None = None
        """Tells the user's voice from the partner's, set before the first sound: the user's own is left out,
        and the quality of what stays has the part ``partner_speaking``. None where all that is heard is
        the partner."""
        self.each: tuple[WhoseVoice, ...] = ()
        """In place of ``whose``: each tells one of several voices from all others, set before the first
        sound; the person of a piece of evidence is its number here."""
        self.listeners: tuple[Listener, ...] = ()
        """Hear every frame too, and change no evidence; set before the first sound."""
        self.watcher: Watcher | None = None
        """Is handed what was measured of each frame, and changes no evidence; may be set at any time."""
        self.reset()

    @property
    def parameters(self) -> LogMelParameters:
        """Of the picture the network looks at."""
        return self._classifier.parameters

    @property
    def without_familiarity(self) -> str:
        """Why nothing tells whether a voice is unlike those learned from; "" where something does."""
        return self._classifier.without_familiarity

    def reset(self) -> None:
        """Forget everything heard."""
        self._activity.reset()
        for listener in self._all_listeners():
            listener.reset()
        self._frames.clear()
        self._speech.clear()
        if (watcher := self.watcher) is not None:
            watcher.reset()
        self._remainder = np.zeros(0, dtype=np.float32)
        self._origin_s: float | None = None
        self._n_heard = 0
        self._n_framed = 0
        self._n_silent = 0

    def forget_before(self, seconds: float) -> None:
        """Read nothing any more of what was heard longer ago than this: somebody else has begun to speak.

        To be called on the thread that feeds, by a listener too.
        """
        while len(self._frames) * FRAME_S > seconds:
            self._frames.popleft()
            self._speech.popleft()

    def close(self) -> None:
        """Forget everything heard; there is nothing else to let go of."""
        self.reset()

    def feed(self, chunk: AudioChunk) -> list[Evidence]:
        """Take the next chunk; return what it completes.

        A piece for each 0.512 s in which something was said, and one at the first word after a pause.
        """
        missed = np.zeros(self._keep_time(chunk), dtype=np.float32)
        first, end = len(self._remainder), len(self._remainder) + len(missed)
        self._n_heard += len(missed) + len(chunk.samples)
        sound = np.concatenate([self._remainder, missed, chunk.samples])
        n_whole = len(sound) // FRAME_SAMPLES * FRAME_SAMPLES
        self._remainder = sound[n_whole:]
        frames = sound[:n_whole].reshape(-1, FRAME_SAMPLES)
        speech = np.zeros(len(frames))
        speech[-(-first // FRAME_SAMPLES) : end // FRAME_SAMPLES] = MISSED
        evidence: list[Evidence] = []
        for i, frame in enumerate(frames):
            if not np.isnan(speech[i]):
                speech[i] = self._activity.probability(frame)
            if self._hear(frame, speech[i]):
                read = (self._read(whose, number) for number, whose in enumerate(self._voices() or (None,)))
                evidence += [piece for piece in read if piece is not None]
        if (watcher := self.watcher) is not None and n_whole:
            watcher.hear(frames, np.nan_to_num(speech), self._time_of(self._n_framed))
        return evidence

    def _keep_time(self, chunk: AudioChunk) -> int:
        """How many samples were missed before a chunk; follows the slow drift of a device's clock.

        A device that was late tells so a little afterwards, so a chunk may seem to begin before the one
        before it ended: nothing is missed, and time is corrected.
        """
        if self._origin_s is not None:
            ahead_s = chunk.t_start - self._time_of(self._n_heard)
            if abs(ahead_s) > AFRESH_S:
                self.reset()
            elif ahead_s > GAP_S:
                return round(ahead_s * SAMPLE_RATE_HZ)
            elif abs(ahead_s) > _DRIFT_S:
                self._origin_s += ahead_s
        if self._origin_s is None:
            self._origin_s = chunk.t_start
        return 0

    def _time_of(self, n_samples: int) -> float:
        """Session time after ``n_samples``, seconds."""
        return (self._origin_s or 0.0) + n_samples / SAMPLE_RATE_HZ

    def _all_listeners(self) -> tuple[Listener, ...]:
        return (*self._voices(), *self.listeners)

    def _voices(self) -> tuple[WhoseVoice, ...]:
        return self.each if self.whose is None else (self.whose,)

    def _hear(self, frame: Float32Array, speech: float) -> bool:
        """Take the next frame; whether what was heard is to be read now."""
        self._frames.append(frame)
        self._speech.append(speech)
        self._n_framed += FRAME_SAMPLES
        for listener in self._all_listeners():
            listener.hear(frame, speech, self._time_of(self._n_framed))
        begins = speech >= SPEECH_FROM and self._n_silent >= EVERY_FRAMES
        self._n_silent = 0 if speech >= SPEECH_FROM else self._n_silent + 1
        return begins or self._n_framed % (EVERY_FRAMES * FRAME_SAMPLES) == 0

    def _read(self, whose: WhoseVoice | None, person: int) -> Evidence | None:
        probabilities = np.array(self._speech)
        frames = np.stack(self._frames)
        heard_s = min(frames.size, self._n_samples) / SAMPLE_RATE_HZ
        spoken = probabilities >= SPEECH_FROM
        surely: dict[str, float] = {}
        if whose is not None:
            kept, surely["partner_speaking"] = keep_partner(probabilities, whose.partner(len(frames)))
            spoken &= kept
            frames, probabilities = frames[kept], probabilities[kept]
        silent = int(np.argmax(spoken[::-1])) if spoken.any() else len(spoken)
        if spoken.sum() * FRAME_S < LEAST_SPEECH_S or silent >= EVERY_FRAMES:
            return None
        excerpt = pad_before(frames.ravel(), self._n_samples)
        said = self._classifier.said(excerpt[None])
        heard = ~np.isnan(probabilities)
        quality = replace(judge(frames[heard], probabilities[heard]), familiar=float(said.familiar[0]))
        now = self._time_of(self._n_framed)
        return Evidence(
            Modality.VOICE,
            now - heard_s,
            now - silent * FRAME_S,  # it grows old from the last word on
            said.probabilities[0],
            quality.value * surely.get("partner_speaking", 1.0),
            quality.parts | surely,
            person=person,
        )
