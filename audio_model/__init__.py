"""Sound to voice evidence: microphone, voice activity, log-mel spectrogram, speech emotion network.

The names in ``__all__`` are the public interface, see docs/python.md; each is imported when it is asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from audio_model.analyser import VoiceAnalyser
    from audio_model.classifier import VoiceClassifier

__all__ = ["VoiceAnalyser", "VoiceClassifier"]
_WHERE = {"VoiceAnalyser": "analyser", "VoiceClassifier": "classifier"}


def __getattr__(name: str) -> Any:
    if name in _WHERE:
        return getattr(import_module(f"audio_model.{_WHERE[name]}"), name)
    raise AttributeError(f"audio_model has no {name}")
