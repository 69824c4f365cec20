"""What is shown of people of whom nobody asked that they act a feeling."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from audio_model.classifier import VoiceClassifier
from audio_model.corpora.waveforms import read_audio
from audio_model.evaluation.diarisation import turns_of
from fusion.display import Display
from fusion.emotions import Emotion
from fusion.evidence import State
from fusion.interfaces import SAMPLE_RATE_HZ
from fusion.running import RunningBaseline
from ui.studies.heard import TICKS_PER_S, hear


def named_in_meetings(data: Path, voice: VoiceClassifier) -> dict[str, Any] | None:
    """What is shown of the voices of real meetings (AMI, one far microphone for all; Carletta et al. 2005).

    Nobody has told what was felt there, so nothing can be called right; but strong feelings are rare in
    meetings, and a label that often names one there is made up.

    Returns
    -------
    dict or None
        ``recordings``, their ``minutes``, the shares of them in which somebody is ``speaking``, as listeners
        marked it, and in which a voice is ``read``; and shares of the latter by what is shown: ``states``,
        and ``emotions`` of all that are named, first or second. None where the meetings are not at hand.
    """
    paths = sorted((data / "dialogues").glob("*.ogg"))
    speaking = 0
    states: Counter[str] = Counter()
    emotions: Counter[str] = Counter()
    for path in paths:
        sound = read_audio(path)
        t_end = len(sound) / SAMPLE_RATE_HZ
        turns = turns_of(path.with_suffix(".rttm"))
        display = Display()
        for estimate in hear(voice, sound, Emotion.NEUTRAL, 0.0, t_end).stretch(RunningBaseline()).estimates:
            if estimate.t <= t_end:
                speaking += any(start <= estimate.t < end for start, end, _ in turns)
                shown = display.show(estimate).shown
                states[shown.state.value] += 1
                emotions.update(e.value for e in (shown.emotion, shown.second) if e is not None)
    ticks = states.total()
    read = ticks - states.pop(State.NO_SIGNAL.value, 0)
    if not read:
        return None
    return {
        "recordings": len(paths),
        "minutes": ticks / TICKS_PER_S / 60,
        "speaking": speaking / ticks,
        "read": read / ticks,
        "states": {name: n / read for name, n in sorted(states.items())},
        "emotions": {name: n / read for name, n in sorted(emotions.items())},
    }
