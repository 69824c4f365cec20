"""Picture to face evidence: camera, face mesh, alignment, facial expression network.

The names in ``__all__`` are the public interface, see docs/python.md; each is imported when it is asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from face_model.analyser import FaceAnalyser
    from face_model.classifier import FaceClassifier

__all__ = ["FaceAnalyser", "FaceClassifier"]
_WHERE = {"FaceAnalyser": "analyser", "FaceClassifier": "classifier"}


def __getattr__(name: str) -> Any:
    if name in _WHERE:
        return getattr(import_module(f"face_model.{_WHERE[name]}"), name)
    raise AttributeError(f"face_model has no {name}")
