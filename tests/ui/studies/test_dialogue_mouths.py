"""A made partner's mouth goes with what the partner says, and with nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from audio_model.evaluation.dialogues import Dialogue, Turn
from audio_model.evaluation.heard_dialogues import HeardDialogue
from audio_model.speakers.whose import STEP_FRAMES, STEP_S, Step
from audio_model.voice_activity import FRAME_S, FRAME_SAMPLES
from fusion.interfaces import SAMPLE_RATE_HZ
from ui.studies.dialogue_mouths import LOOKS_PER_S, Mouths, by_lips_alone, in_step, mouth_of, with_mouth

SECONDS = 8.0
UNIT_FRAMES = 31


def syllables(t: Any, tempo: float) -> Any:
    """How far somebody's mouth is open, and how loud they are, at ``tempo`` syllables a second."""
    return 0.15 + 0.14 * np.sin(2 * np.pi * tempo * t)


def mouths() -> Mouths:
    """Seconds of somebody who spoke at three, four and five syllables a second, and a mouth at rest."""
    frames = (np.arange(UNIT_FRAMES) + 0.5) * FRAME_S
    looks = np.arange(round(UNIT_FRAMES * FRAME_S * LOOKS_PER_S)) / LOOKS_PER_S
    spoken = [(tempo, shift) for tempo in (3.0, 4.0, 5.0) for shift in np.arange(0, 1 / tempo, 0.02)]
    return Mouths(
        np.stack([20 * np.log10(syllables(frames + shift, tempo)) for tempo, shift in spoken]),
        np.stack([syllables(looks + shift, tempo) for tempo, shift in spoken]),
        (np.full(20, 0.02),),
    )


@pytest.fixture
def heard() -> HeardDialogue:
    """The partner speaks from the first to the fourth second, the user from the fifth to the eighth."""
    t = np.arange(round(SECONDS * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    hum = np.sin(2 * np.pi * 200 * t)
    other = np.where((t >= 1) & (t < 4), syllables(t, 4.0) * hum, 0.0).astype(np.float32)
    own = np.where((t >= 5) & (t < 8), syllables(t, 3.0) * hum, 0.0).astype(np.float32)
    nothing = np.zeros(0, np.float32)
    turns = (Turn(1.0, 4.0, own=False), Turn(5.0, 8.0, own=True))
    dialogue = Dialogue("made", "a", "b", None, own, other, nothing, nothing, turns)
    frames = (other + own)[: len(t) // FRAME_SAMPLES * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES)
    n_steps = len(frames) // STEP_FRAMES
    steps = tuple(Step((k + 1) * STEP_S, 1.0) for k in range(n_steps))
    ends = np.array([step.t_end for step in steps])
    own_share = np.where((ends > 1) & (ends < 4), 0.0, np.where((ends > 5) & (ends < 8), 1.0, np.nan))
    return HeardDialogue(dialogue, None, frames, np.ones(len(frames)), steps, own_share)


def test_the_mouth_moves_with_the_partners_sound_and_rests_in_between(heard: HeardDialogue) -> None:
    looks = mouth_of(heard, mouths(), 0)
    speaking = (looks[:, 0] >= 1) & (looks[:, 0] < 3.9)
    resting = (looks[:, 0] < 0.9) | (looks[:, 0] > 4.1)
    assert np.corrcoef(looks[speaking, 1], syllables(looks[speaking, 0], 4.0))[0, 1] > 0.9
    np.testing.assert_array_equal(looks[resting, 1], 0.02)


def test_lips_are_told_in_step_while_the_partner_speaks_and_not_beside_the_user(heard: HeardDialogue) -> None:
    seen = with_mouth(heard, mouth_of(heard, mouths(), 0))
    assert in_step(seen_only(seen, heard.own_share == 0.0)) > 0.8
    user = [step.lips[1] for step in seen.steps if step.lips is not None and step.t_end > 6.6]
    assert len(user) > 3 and np.max(user) < 0.3


def seen_only(heard: HeardDialogue, which: Any) -> list[HeardDialogue]:
    """Those steps whose window of lips lies within the turn."""
    late = np.array([step.t_end > 2.6 for step in heard.steps])
    return [replace(heard, own_share=np.where(which & late, heard.own_share, np.nan))]


def test_by_lips_alone_no_voice_is_known(heard: HeardDialogue) -> None:
    voiced = replace(heard, steps=tuple(replace(step, voice="known") for step in heard.steps))  # type: ignore[arg-type]
    alone = by_lips_alone(with_mouth(voiced, mouth_of(voiced, mouths(), 0)))
    assert alone.own is None and all(step.voice is None for step in alone.steps)
    assert any(step.lips is not None for step in alone.steps)
