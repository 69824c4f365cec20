"""What an emotion, an evidence and an estimate are; clock, fusion, session and timeline.

The names in ``__all__`` are the public interface, see docs/python.md; each is imported when it is asked for.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

# From 1.29 on ONNX Runtime notes in the user's cache how it is used and sends it to its maker
# unless this is said before it is loaded: its disable_telemetry_events() comes too late.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

if TYPE_CHECKING:
    from fusion.emotions import EMOTIONS, Emotion
    from fusion.errors import UserError
    from fusion.evidence import Estimate, Evidence, Modality, State
    from fusion.exports.formats import write
    from fusion.exports.table import rows
    from fusion.exports.talk import Talk
    from fusion.labels.reading import read_labels
    from fusion.moment import Moment, Shown
    from fusion.recordings.recording import Recording
    from fusion.session.offline import analyse

__all__ = [
    "EMOTIONS",
    "Emotion",
    "Estimate",
    "Evidence",
    "Modality",
    "Moment",
    "Recording",
    "Shown",
    "State",
    "Talk",
    "UserError",
    "analyse",
    "read_labels",
    "rows",
    "write",
]
_WHERE = {
    "emotions": ("EMOTIONS", "Emotion"),
    "errors": ("UserError",),
    "evidence": ("Estimate", "Evidence", "Modality", "State"),
    "exports.formats": ("write",),
    "exports.table": ("rows",),
    "exports.talk": ("Talk",),
    "labels.reading": ("read_labels",),
    "moment": ("Moment", "Shown"),
    "recordings.recording": ("Recording",),
    "session.offline": ("analyse",),
}


def __getattr__(name: str) -> Any:
    for module, names in _WHERE.items():
        if name in names:
            return getattr(import_module(f"fusion.{module}"), name)
    raise AttributeError(f"fusion has no {name}")
