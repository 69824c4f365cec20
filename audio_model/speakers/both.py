"""A whole recording heard before anything is judged: live there is but the past."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np

from audio_model.speakers.model import SpeakerModel
from audio_model.speakers.rule import WhoseRule
from audio_model.speakers.throughout import Heard, Throughout, partner_throughout
from audio_model.speakers.voiceprint import Voiceprint
from audio_model.speakers.whose import STEP_FRAMES, Step, WhoseVoice
from audio_model.voice_activity import FRAME_S, FRAME_SAMPLES, SPEECH_FROM, VoiceActivity
from fusion.arrays import Float32Array, FloatArray
from fusion.interfaces import SAMPLE_RATE_HZ, AudioChunk

_GAP_S = 0.2
"""A chunk this far from the end of the one before it is not its continuation, seconds."""
_FEWEST_FRAMES = 2
_SETTLED_STEPS = 6
"""So many steps later it is settled who spoke."""


class Gathering(WhoseVoice):
    """Keeps every step as it came, and judges none."""

    def __post_init__(self) -> None:
        self.gathered: list[Step] = []
        super().__post_init__()

    @property
    def hears_voices(self) -> bool:
        """Always: nobody needs to be known yet."""
        return True

    def enter(self, step: Step) -> None:
        """Keep a step, and how loud its speech was."""
        spoken = np.array(list(self._speech)[-STEP_FRAMES:]) >= SPEECH_FROM
        if spoken.sum() >= _FEWEST_FRAMES:
            frames = np.stack(list(self._frames)[-STEP_FRAMES:])[spoken]
            step.level = float(10 * np.log10(np.square(frames, dtype=np.float64).mean() + 1e-10))
        self.gathered.append(step)


def voices_of(steps: Iterable[Step]) -> Float32Array:
    """The voices in some steps, (n, embedding); (0, 0) without any."""
    heard = [step.voice for step in steps if step.voice is not None]
    return np.stack(heard) if heard else np.zeros((0, 0), np.float32)


def heard_in(steps: Sequence[Step]) -> Heard:
    """A recording's steps, for :mod:`audio_model.speakers.throughout`."""
    silent = next((np.full_like(step.voice, np.nan) for step in steps if step.voice is not None), [np.nan])
    voices = [silent if step.voice is None else step.voice for step in steps]
    speech, levels = (np.array([getattr(step, of) for step in steps]) for of in ("speech", "level"))
    return Heard(np.array(voices, np.float64).reshape(len(steps), len(silent)), speech, levels)


def throughout_of(steps: Sequence[Step], own: Voiceprint, rule: WhoseRule) -> Throughout:
    """Who speaks in a recording's steps, as far as all of it tells; else as it is learnt along the way."""
    partner = partner_throughout(heard_in(steps), own, rule.stay)
    if partner is None:
        partner = settled(WhoseVoice(rule, None, own), steps)
    return Throughout(ends_of(steps), partner)


def ends_of(steps: Iterable[Step]) -> FloatArray:
    """When each of some steps ends, s (n,)."""
    return np.array([step.t_end for step in steps])


def settled(whose: WhoseVoice, steps: Sequence[Step]) -> FloatArray:
    """For each step the probability that it is the partner's, some steps later, (n,)."""
    told = np.zeros(len(steps))
    for n, step in enumerate(steps):
        whose.enter(replace(step))
        newest = whose.smoothed()[-1 - _SETTLED_STEPS :]
        told[n + 1 - len(newest) : n + 1] = newest
    return told


class Beside(Protocol):
    """Hears the same sound, frame by frame."""

    def hear(self, frame: Float32Array, speech: float, t_end: float) -> None:
        """Take the next frame (512,), its probability of speech, and its end in the recording, s."""
        ...

    def reset(self) -> None:
        """A gap: what comes does not go on with what was heard."""
        ...


def steps_in(
    sound: Iterable[AudioChunk], rule: WhoseRule, model: SpeakerModel, beside: Beside | None = None
) -> list[Step]:
    """A whole recording, 256 ms by 256 ms, with what voices are heard; ``beside`` hears it too."""
    gathering, activity = Gathering(rule, model), VoiceActivity()
    rest, t_end = np.zeros(0, np.float32), None
    for chunk in sound:
        if t_end is None or abs(chunk.t_start - t_end - len(rest) / SAMPLE_RATE_HZ) > _GAP_S:
            gathering.reset()
            activity.reset()
            if beside is not None:
                beside.reset()
            rest, t_end = np.zeros(0, np.float32), chunk.t_start
        heard = np.concatenate([rest, chunk.samples])
        whole = len(heard) // FRAME_SAMPLES * FRAME_SAMPLES
        rest = heard[whole:]
        for frame in heard[:whole].reshape(-1, FRAME_SAMPLES):
            t_end += FRAME_S
            speech = activity.probability(frame)
            if beside is not None:
                beside.hear(frame, speech, t_end)
            gathering.hear(frame, speech, t_end)
    return gathering.gathered
