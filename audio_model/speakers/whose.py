"""Whose voice is heard, 256 ms by 256 ms: by how it sounds, and by the other person's lips."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field

import numpy as np

from audio_model.speakers.apart import BothVoices, told_apart
from audio_model.speakers.chain import smooth_two
from audio_model.speakers.lips import LIPS_WINDOW_S, Lips, Loudness
from audio_model.speakers.model import SpeakerModel, Voice, middle_of
from audio_model.speakers.rule import AGES, COVER, WhoseRule
from audio_model.speakers.throughout import Throughout
from audio_model.speakers.voiceprint import Reading, Voiceprint
from audio_model.voice_activity import FRAME_S, SPEECH_FROM
from fusion.arrays import Float32Array, FloatArray
from fusion.speaking import Speaking

STEP_FRAMES = 8
"""Who speaks is decided for 8 frames at once: 256 ms."""
STEP_S = STEP_FRAMES * FRAME_S
_WINDOW_STEPS = 4
_LEAST_WINDOW_SPEECH = 0.35
_LEAST_WINDOW_FRAMES = 2 * STEP_FRAMES  # so much a voice needs; fewer are left where moments were missed
_KEPT_STEPS = 24
_CERTAIN = 6.0
_NEIGHBOURS_ASKED = 0.5
_LEARN_FROM = 0.8
_FURTHER_BY, _FURTHER_COUNTS = 0.17, 15.0
"""So much further off than the nearest, a voice is as likely another's; chosen by hand."""
_KEPT_VOICES, _NEAREST = 240, 0.85
"""Rooms and microphones bring voices nearer or further: the nearest of the last minute says how near."""
_APART_FROM, _APART_EVERY = 24, 4
"""From six seconds on the two voices are told apart by that minute, every second anew."""
_ENROLLED_COUNTS = 12.0
_KNOWN_FROM = 4.0
"""In steps: how much the enrolled voice counts beside the session's own, and how much makes a voice known."""


@dataclass
class Step:
    """256 ms of sound.

    Parameters
    ----------
    t_end
        Its end, session seconds.
    speech
        Share of its frames that hold speech.
    voice
        What is heard in the second that ends with it; None where that holds little speech.
    lips
        Log-odds of the lips in the 1.5 s that end with it; None where they were hardly seen.
    held
        The user said that they were speaking.
    near
        Of the second that ends with it: how near to the user's voice, how near what is nearest usually comes
        here, and how near to the partner's voice (nan: not known).
    log_odds
        That its speech is the partner's, before its neighbours are asked; None where nothing tells.
    level
        How loud its speech is, dB; nan where it holds little, and where nobody asks.
    """

    t_end: float
    speech: float
    voice: Voice | None = None
    lips: FloatArray | None = None
    held: bool = False
    near: tuple[float, float, float] = (math.nan, math.nan, math.nan)
    log_odds: float | None = None
    level: float = math.nan


@dataclass
class _Known:
    """A voice as it is learnt while it speaks."""

    sum: FloatArray | None = None
    weight: float = 0.0

    def add(self, voice: Voice, weight: float) -> None:
        self.sum = weight * voice.astype(np.float64) + (0.0 if self.sum is None else self.sum)
        self.weight += weight


@dataclass
class WhoseVoice:
    """Follows who of two people speaks; plain, without threads or a clock.

    Parameters
    ----------
    rule
        The fitted one.
    model
        Hears voices; needed where ``own`` is given.
    own
        The user's voice; None where they never read aloud: then the lips alone tell.
    both
        Both voices where they are known beforehand: then nothing is learnt on the way.
    throughout
        Whose voice it is at any time, where all of it was heard beforehand: then no voice is heard anew.
    """

    rule: WhoseRule
    model: SpeakerModel | None = None
    own: Voiceprint | None = None
    both: BothVoices | None = None
    throughout: Throughout | None = None
    lips: Lips = field(default_factory=Lips)
    held: bool = False
    """Set while the user says that they are speaking; may be set from any thread."""
    reading: Reading | None = None
    """Is handed every frame while the user reads aloud to be known; may be set from any thread."""

    def __post_init__(self) -> None:
        self.know(self.model, self.own)
        self.reset()

    def know(self, model: SpeakerModel | None, own: Voiceprint | None) -> None:
        """Tell the user by this voice from now on; by the lips alone with None."""
        self.model, self.own = model, own
        self._session_own, self._partner = _Known(), _Known()
        self._came: deque[float] = deque(maxlen=_KEPT_VOICES)
        self._heard: deque[Voice] = deque(maxlen=_KEPT_VOICES)
        self._apart: BothVoices | None = None
        self._new = 0

    def reset(self) -> None:
        """Forget what was heard, as after a gap; the voices learnt so far stay known."""
        self.steps: deque[Step] = deque(maxlen=_KEPT_STEPS)
        self._now: Speaking | None = None
        self._frames: deque[Float32Array] = deque(maxlen=_WINDOW_STEPS * STEP_FRAMES)
        self._speech: deque[float] = deque(maxlen=_WINDOW_STEPS * STEP_FRAMES)
        self._loudness = Loudness()
        self._waiting = 0

    def hear(self, frame: Float32Array, speech: float, t_end: float) -> None:
        """Take the next frame (512,), its probability of speech, and its end on the session's clock, s.

        ``MISSED`` in place of the probability says that it was not heard.
        """
        if (reading := self.reading) is not None and not math.isnan(speech):
            reading.hear(frame, speech)
        self._frames.append(frame)
        self._speech.append(speech)
        self._loudness.hear(frame, missed=math.isnan(speech))
        self._waiting += 1
        if self._waiting == STEP_FRAMES:
            self._waiting = 0
            self._take(t_end)

    def partner(self, n_frames: int) -> FloatArray:
        """Probability that speech in each of the newest frames is the partner's, (n_frames,)."""
        smoothed = self.smoothed()
        of_frames = np.repeat(smoothed, STEP_FRAMES)[-n_frames:]
        return np.concatenate([np.full(n_frames - len(of_frames), 1.0), of_frames])

    def now(self) -> Speaking | None:
        """Who speaks in the newest 256 ms; None before there are any. May be asked from any thread."""
        return self._now

    @property
    def hears_voices(self) -> bool:
        """Whether voices are listened to."""
        return self.own is not None and self.throughout is None

    def told(self) -> list[float]:
        """For each step kept: log-odds that its speech is the partner's, its neighbours not asked."""
        return [self._said(step) for step in self.steps]

    def smoothed(self) -> FloatArray:
        """For each step kept, its neighbours asked: the probability that its speech is the partner's."""
        # What was told from all of a recording has asked the neighbours already.
        return smooth_two(self.told(), self.rule.stay if self.throughout is None else _NEIGHBOURS_ASKED)

    def _said(self, step: Step) -> float:
        if step.held:
            return -_CERTAIN
        if step.log_odds is None:
            return _CERTAIN if self.own is None and self.throughout is None else 0.0
        return step.log_odds

    def _take(self, t_end: float) -> None:
        newest = list(self._speech)[-STEP_FRAMES:]
        step = Step(
            t_end,
            float(np.mean([s >= SPEECH_FROM for s in newest])),
            held=self.held or self.reading is not None,
        )
        if self.model is not None and self.hears_voices and step.speech > 0:
            spoken = np.mean([s >= SPEECH_FROM for s in self._speech])
            heard = [f for f, s in zip(self._frames, self._speech, strict=True) if not math.isnan(s)]
            enough = spoken * len(self._speech) >= _LEAST_WINDOW_SPEECH * _WINDOW_STEPS * STEP_FRAMES
            if enough and len(heard) >= _LEAST_WINDOW_FRAMES:
                step.voice = self.model.voices(np.concatenate(heard)[None])[0]
        if step.speech > 0:
            looks = self.lips.between(t_end - LIPS_WINDOW_S, t_end)
            step.lips = self._loudness.beside(looks, t_end)
        self.enter(step)

    def enter(self, step: Step) -> None:
        """Judge the newest step, and the ones before it anew."""
        if step.voice is not None and self.hears_voices:
            step.near = self._near(step.voice)
            self._tell_apart(step.voice)
        self.steps.append(step)
        for age in range(min(AGES, len(self.steps))):
            self._judge(age)
        smoothed = self.smoothed()
        self._learn(smoothed)
        partner = float(smoothed[-1])
        self._now = Speaking(partner=step.speech * partner, own=step.speech * (1 - partner))

    def _near(self, voice: Voice) -> tuple[float, float, float]:
        assert self.own is not None
        own = max(float(kept @ voice) for kept in (*self.own.voices, self._own_middle()))
        known = self._partner.weight >= _KNOWN_FROM and self._partner.sum is not None
        self._came.append(own)
        nearest = float(np.quantile(self._came, _NEAREST))
        return own, nearest, float(_unit(self._partner.sum) @ voice) if known else math.nan

    def _tell_apart(self, voice: Voice) -> None:
        assert self.own is not None
        self._heard.append(voice)
        self._new += 1
        if self._new >= _APART_EVERY and len(self._heard) >= _APART_FROM and self.both is None:
            self._new = 0
            self._apart = told_apart(np.stack(self._heard), self.own)

    def _nearness(self, step: Step) -> tuple[float, float, float]:
        """As :attr:`Step.near`; of both voices, where they are known, with nothing (nan) of the nearest."""
        both = self.both or self._apart
        if both is None or step.voice is None:
            return step.near
        return float(np.max(both.own @ step.voice)), math.nan, float(both.partner @ step.voice)

    def _own_middle(self) -> FloatArray:
        """The user's voice: as it was enrolled, and more and more as it is here."""
        assert self.own is not None
        whole = _ENROLLED_COUNTS * middle_of(self.own.voices).astype(np.float64)
        if self._session_own.sum is not None:
            whole = whole + self._session_own.sum
        return _unit(whole)

    def covering(self, age: int) -> tuple[float, float, float] | None:
        """How near the windows over the step of this age are, in the mean; None without any.

        As :attr:`Step.near`, but where the two voices are told apart by all that was heard, how near to the
        user's and to the partner's as found there, and nan between.
        """
        newest = list(self.steps)[-(age + 1) :]
        weighed = [
            (weight, self._nearness(step))
            for weight, step in zip(COVER, newest, strict=False)
            if step.voice is not None and not math.isnan(step.near[0])
        ]
        if not weighed:
            return None
        weights = np.array([weight for weight, _ in weighed])
        near = np.array([near for _, near in weighed])
        own, nearest, partner = (weights @ near) / weights.sum()
        return float(own), float(nearest), float(partner)

    def covering_lips(self, age: int) -> FloatArray | None:
        """What the lips did around the step of this age: of the newest window that is not far past it."""
        newest = list(self.steps)[-(age + 1) :]
        return next((step.lips for step in reversed(newest) if step.lips is not None), None)

    def _judge(self, age: int) -> None:
        step = self.steps[-(age + 1)]
        if step.speech == 0:
            return
        said = []
        if self.throughout is not None:
            said += self.throughout.log_odds(step.t_end)
        elif (near := self.covering(age)) is not None:
            said.append(self.rule.trust[0] * self._of_voice(near, age))
        lips = self.covering_lips(age)
        if lips is not None:
            said.append(self.rule.trust[1] * self.rule.lips.log_odds(*lips))
        step.log_odds = float(np.clip(sum(said), -_CERTAIN, _CERTAIN)) if said else None

    def _of_voice(self, near: tuple[float, float, float], age: int) -> float:
        """Log-odds of how near a step of this age is, as :meth:`covering` tells."""
        if math.isnan(near[1]):
            return self.rule.known[age].log_odds(near[0], near[2])
        if not math.isnan(near[2]):
            return self.rule.pair[age].log_odds(*near)
        # All voices come near in a room that colours them alike: the distance tells more.
        further = _FURTHER_COUNTS * (near[1] - near[0] - _FURTHER_BY)
        return max(self.rule.alone[age].log_odds(*near[:2]), further)

    def _learn(self, smoothed: FloatArray) -> None:
        """Of a step that is settled, add what was heard to the voice it seems to be."""
        if len(self.steps) < AGES or self.own is None or self.both is not None:
            return
        settled, heard = self.steps[-AGES], self.steps[-AGES + 2].voice
        if heard is None or settled.speech < 0.5:
            return
        partner = float(smoothed[-AGES])
        if partner >= _LEARN_FROM:
            self._partner.add(heard, partner)
        elif 1 - partner >= _LEARN_FROM:
            self._session_own.add(heard, 1 - partner)


def _unit(vector: FloatArray | None) -> FloatArray:
    assert vector is not None
    return vector / max(float(np.linalg.norm(vector)), 1e-9)
