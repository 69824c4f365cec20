"""A partner's mouth for a made dialogue: it moves with what the partner says, and rests in between.

The voices of the corpora come without pictures. So a turn of the partner is given the mouth of somebody
filmed, second by second: of all seconds of that person's speech the one whose loudness went most like the
turn's. Between the turns the mouth is that of a photograph before a camera that shakes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from audio_model.evaluation.heard_dialogues import HeardDialogue
from audio_model.speakers.lips import LIPS_WINDOW_S, Loudness
from audio_model.speakers.whose import STEP_FRAMES, STEP_S
from audio_model.voice_activity import FRAME_S, SPEECH_FROM
from fusion.arrays import Float32Array, FloatArray
from ui.studies.lips import MouthClip, clips_for, resting_mouths

LOOKS_PER_S = 12.5
_UNIT_FRAMES = 31
_SPOKEN = 0.7


@dataclass(frozen=True, eq=False)
class Mouths:
    """What mouths are made of.

    Parameters
    ----------
    loudness
        (units, frames), dB: how somebody sounded in a second of their speech.
    openings
        (units, looks): how far their mouth was open meanwhile.
    resting
        Openings of some mouths that rest, (looks,) each.
    """

    loudness: FloatArray
    openings: FloatArray
    resting: tuple[FloatArray, ...]


def mouths_for(data: Path, part: str) -> Mouths:
    """Mouths to ``fit`` on or to ``test`` on, of the people that lips are fitted and tested on.

    Parameters
    ----------
    data
        Folder with ``av_samples``, ``sfew_train`` and ``jaffe5``.
    part
        ``fit`` or ``test``.
    """
    units = [
        unit for clip, t_from, t_until in clips_for(data, part) for unit in _units(clip, t_from, t_until)
    ]
    return Mouths(
        np.stack([loudness for loudness, _ in units]),
        np.stack([opening for _, opening in units]),
        tuple(_at_even_times(looks) for looks in resting_mouths(data, part).values()),
    )


def _units(clip: MouthClip, t_from: float, t_until: float) -> list[tuple[FloatArray, FloatArray]]:
    n_looks = round(_UNIT_FRAMES * FRAME_S * LOOKS_PER_S)
    units = []
    for first in range(round(t_from / FRAME_S), round(t_until / FRAME_S) - _UNIT_FRAMES, 2):
        spoken = clip.speech[first : first + _UNIT_FRAMES] >= SPEECH_FROM
        if len(spoken) == _UNIT_FRAMES and spoken.mean() >= _SPOKEN:
            at = first * FRAME_S + np.arange(n_looks) / LOOKS_PER_S
            opening = np.interp(at, clip.looks[:, 0], clip.looks[:, 1])
            units.append((clip.loudness[first : first + _UNIT_FRAMES], opening))
    return units


def _at_even_times(looks: FloatArray) -> FloatArray:
    at = np.arange(looks[0, 0], looks[-1, 0], 1 / LOOKS_PER_S)
    return np.asarray(np.interp(at, looks[:, 0], looks[:, 1]))


def mouth_of(heard: HeardDialogue, mouths: Mouths, number: int) -> FloatArray:
    """The partner's mouth over a dialogue: times (s) and openings, (n, 2).

    Parameters
    ----------
    heard
        The dialogue; what the partner alone sounds like says which second of a mouth goes with it.
    mouths
        What it is made of.
    number
        Which of the mouths at rest.
    """
    dialogue = heard.dialogue
    times = np.arange(0.0, len(heard.frames) * FRAME_S, 1 / LOOKS_PER_S)
    resting = mouths.resting[number % len(mouths.resting)]
    there_and_back = np.concatenate([resting, resting[::-1]])
    opening = np.resize(there_and_back, len(times))
    loudness = loudness_of(dialogue.other[: len(heard.frames) * 512].reshape(-1, 512))
    n_looks = mouths.openings.shape[1]
    for turn in dialogue.turns:
        if turn.own:
            continue
        first, last = (int(np.searchsorted(times, t)) for t in (turn.t_start, turn.t_end))
        for at in range(first, last, n_looks):
            said = loudness[round(times[at] / FRAME_S) :][:_UNIT_FRAMES]
            n = min(n_looks, last - at)
            opening[at : at + n] = mouths.openings[_most_alike(said, mouths.loudness)][:n]
    return np.column_stack([times, opening])


def _most_alike(said: FloatArray, known: FloatArray) -> int:
    """Which of ``known`` (units, frames) goes up and down most as ``said`` (frames or fewer) does."""
    part = known[:, : len(said)]
    a, b = said - said.mean(), part - part.mean(axis=1, keepdims=True)
    return int(np.argmax(b @ a / (np.linalg.norm(b, axis=1) * np.linalg.norm(a) + 1e-9)))


def loudness_of(frames: Float32Array) -> FloatArray:
    """Level of each frame, (n,), dB."""
    return np.asarray(10 * np.log10(np.square(frames, dtype=np.float64).mean(axis=1) + 1e-8))


def with_mouth(heard: HeardDialogue, looks: FloatArray) -> HeardDialogue:
    """The dialogue as it is when the partner's mouth is seen, too."""
    loudness = Loudness()
    steps = []
    for number, step in enumerate(heard.steps):
        for frame in heard.frames[number * STEP_FRAMES : (number + 1) * STEP_FRAMES]:
            loudness.hear(frame)
        t_end = (number + 1) * STEP_S
        seen = looks[(looks[:, 0] > t_end - LIPS_WINDOW_S) & (looks[:, 0] <= t_end)]
        steps.append(replace(step, lips=loudness.beside(seen, t_end) if step.speech > 0 else None))
    return replace(heard, steps=tuple(steps))


def by_lips_alone(heard: HeardDialogue) -> HeardDialogue:
    """The same without any voice known."""
    return replace(heard, own=None, steps=tuple(replace(step, voice=None) for step in heard.steps))


def in_step(heard: Sequence[HeardDialogue]) -> float:
    """How far the partner's mouth goes with the sound while the partner alone speaks: mean correlation."""
    found = [
        step.lips[1]
        for one in heard
        for step, share in zip(one.steps, one.own_share, strict=False)
        if step.lips is not None and share < 0.05
    ]
    return float(np.mean(found))
