"""Both voices of a recording, learnt from all of it before anything is judged: live there is but the past."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from audio_model.speakers.apart import BothVoices, told_apart
from audio_model.speakers.model import SpeakerModel
from audio_model.speakers.rule import WhoseRule
from audio_model.speakers.voiceprint import Voiceprint
from audio_model.speakers.whose import Step, WhoseVoice
from audio_model.voice_activity import FRAME_S, FRAME_SAMPLES, VoiceActivity
from fusion.interfaces import AudioChunk


class Gathering(WhoseVoice):
    """Keeps every step as it came, and judges none."""

    @property
    def hears_voices(self) -> bool:
        """Always: nobody needs to be known yet."""
        return True

    def enter(self, step: Step) -> None:
        """Keep a step."""
        self.gathered.append(step)

    def reset(self) -> None:
        """Forget what was heard."""
        super().reset()
        self.gathered: list[Step] = []


def voices_of(steps: Iterable[Step]) -> npt.NDArray[np.float32]:
    """The voices in some steps, (n, embedding); (0, 0) without any."""
    heard = [step.voice for step in steps if step.voice is not None]
    return np.stack(heard) if heard else np.zeros((0, 0), np.float32)


def both_in(
    sound: Iterable[AudioChunk], rule: WhoseRule, model: SpeakerModel, own: Voiceprint
) -> BothVoices | None:
    """Both voices in a whole recording of the user and one other; None as :func:`told_apart`."""
    return told_apart(voices_of(steps_in(sound, rule, model)), own)


def steps_in(sound: Iterable[AudioChunk], rule: WhoseRule, model: SpeakerModel) -> list[Step]:
    """A whole recording, 256 ms by 256 ms, with what voices are heard."""
    gathering, activity = Gathering(rule, model), VoiceActivity()
    rest, n_heard = np.zeros(0, np.float32), 0
    for chunk in sound:
        heard = np.concatenate([rest, chunk.samples])
        whole = len(heard) // FRAME_SAMPLES * FRAME_SAMPLES
        rest = heard[whole:]
        for frame in heard[:whole].reshape(-1, FRAME_SAMPLES):
            n_heard += 1
            gathering.hear(frame, activity.probability(frame), n_heard * FRAME_S)
    return gathering.gathered
