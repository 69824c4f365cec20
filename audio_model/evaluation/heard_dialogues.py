"""Made dialogues as they are heard: voices step by step, kept so that rules can be tried on them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from audio_model.evaluation.dialogues import Dialogue
from audio_model.speakers.apart import BothVoices, told_apart
from audio_model.speakers.both import Gathering, throughout_of, voices_of
from audio_model.speakers.model import SpeakerModel
from audio_model.speakers.rule import WhoseRule
from audio_model.speakers.throughout import Throughout
from audio_model.speakers.voiceprint import Voiceprint, enrol
from audio_model.speakers.whose import STEP_FRAMES, Step, WhoseVoice
from audio_model.voice_activity import FRAME_S, SPEECH_FROM, VoiceActivity, frames_of
from fusion.arrays import BoolArray, Float32Array, FloatArray


@dataclass(frozen=True, eq=False)
class HeardDialogue:
    """What came of one dialogue before any rule is asked.

    Parameters
    ----------
    dialogue
        What was heard.
    own
        The user's voiceprint; None where they never read aloud.
    frames, speech
        Float32 (n, 512), and their probabilities of speech (n,).
    steps
        The voices in it, 256 ms by 256 ms.
    own_share
        The user's share of the speech's power in each step; nan where nobody speaks.
    both
        Both voices, where they are known beforehand.
    throughout
        Who speaks when, where all of it was heard beforehand.
    """

    dialogue: Dialogue
    own: Voiceprint | None
    frames: Float32Array
    speech: FloatArray
    steps: tuple[Step, ...]
    own_share: FloatArray
    both: BothVoices | None = None
    throughout: Throughout | None = None


def hear(dialogue: Dialogue, snr_db: float, model: SpeakerModel, rule: WhoseRule) -> HeardDialogue:
    """Listen to a dialogue in noise ``snr_db`` below its speech."""
    own = enrol([dialogue.enrolled, *dialogue.moods], model, "")
    sound = dialogue.sound(snr_db)
    frames = frames_of(sound)
    speech = VoiceActivity().probabilities(frames)
    gathering = Gathering(rule, model, own)
    for i, (frame, p) in enumerate(zip(frames, speech, strict=True)):
        gathering.hear(frame, float(p), (i + 1) * FRAME_S)
    share = dialogue.own_share()[: len(gathering.gathered) * STEP_FRAMES].reshape(-1, STEP_FRAMES)
    heard = np.isfinite(share)
    counted = np.where(heard, share, 0).sum(1) / np.maximum(heard.sum(1), 1)
    own_share = np.where(heard.sum(1) >= STEP_FRAMES // 2, counted, np.nan)
    return HeardDialogue(dialogue, own, frames, speech, tuple(gathering.gathered), own_share)


def in_two_passes(heard: HeardDialogue, rule: WhoseRule) -> HeardDialogue:
    """The dialogue as it is judged once all of it was heard."""
    assert heard.own is not None
    return replace(heard, throughout=throughout_of(heard.steps, heard.own, rule))


def with_both_known(heard: HeardDialogue) -> HeardDialogue:
    """The dialogue with both voices known, as all of it tells; as it is where that tells nothing."""
    assert heard.own is not None
    return replace(heard, both=told_apart(voices_of(heard.steps), heard.own))


def replay(heard: HeardDialogue, rule: WhoseRule, ask: Callable[[WhoseVoice, int], None]) -> None:
    """Judge a dialogue by a rule; ``ask`` is called after each step with its number."""
    whose = WhoseVoice(rule, None, heard.own, heard.both, heard.throughout)
    for number, step in enumerate(heard.steps):
        whose.enter(replace(step))
        ask(whose, number)


def is_speech(speech: FloatArray) -> BoolArray:
    """Which frames count as speech."""
    return np.asarray(speech >= SPEECH_FROM)
