"""The user's microphone beside a call: opened only where they want it, to tell when they speak."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ui.live.devices import microphone_source

if TYPE_CHECKING:
    from audio_model.analyser import VoiceAnalyser
    from audio_model.speakers.beside import OwnMicrophone
    from fusion.interfaces import AudioChunk, Source
    from fusion.speaking import Speaking
    from ui.live.plan import Plan

Beside = tuple["Source[AudioChunk]", "OwnMicrophone"]


def beside_call(
    plan: Plan, voice: VoiceAnalyser
) -> tuple[Beside | None, Callable[[], Speaking | None] | None]:
    """The microphone beside what ``voice`` hears, and who of the two speaks; None twice without it.

    Parameters
    ----------
    plan
        Says whether it is wanted, and which.
    voice
        Hears what the computer plays.
    """
    if not plan.microphone_too:
        return None, None
    from audio_model.speakers.beside import CallSides, Ears, OwnMicrophone

    played, own = Ears(), OwnMicrophone()
    voice.listeners = (*voice.listeners, played)
    return (microphone_source(plan.own_microphone), own), CallSides(played, own.ears).now
