"""Which engine finds faces: mediapipe where it is installed, LiteRT with the same models elsewhere."""

from __future__ import annotations

import importlib.util
import os

from face_model.landmarks import BoxFinder, FaceMesh
from fusion.errors import UserError

CHOICE = "ATTUNE_FACE_MESH"
"""Environment variable; ``litert`` or ``mediapipe`` chooses, as tests do."""


def engine() -> str:
    """The engine in use: ``mediapipe`` or ``litert``.

    Raises
    ------
    UserError
        If mediapipe is asked for where it is not installed, or another engine than the two.
    """
    chosen = os.environ.get(CHOICE, "")
    if chosen not in ("", "mediapipe", "litert"):
        raise UserError(f"{CHOICE}={chosen} names no engine; leave it out, or choose mediapipe or litert.")
    installed = importlib.util.find_spec("mediapipe") is not None
    if chosen == "mediapipe" and not installed:
        raise UserError(
            f"{CHOICE}=mediapipe asks for mediapipe, which is not installed (it is there on Python 3.10 to "
            "3.12); leave it out, and LiteRT finds faces with the same models."
        )
    return chosen or ("mediapipe" if installed else "litert")


def make_ready() -> None:
    """What is to be done before there are threads, where a program lives long."""
    if engine() == "mediapipe":
        from face_model.mediapipe_engine import without_opengl

        without_opengl()


def face_mesh(*, static: bool = False, max_faces: int = 4, min_confidence: float = 0.5) -> FaceMesh:
    """What finds up to ``max_faces`` faces in a picture and 468 landmarks in each.

    Parameters
    ----------
    static
        ``False`` follows faces from frame to frame (video); ``True`` looks at each picture afresh.
    max_faces
        Faces looked for at most.
    min_confidence
        Detection confidence below which there is no face, 0..1.
    """
    if engine() == "mediapipe":
        from face_model.mediapipe_engine import MediaPipeMesh

        return MediaPipeMesh(static=static, max_faces=max_faces, min_confidence=min_confidence)
    from face_model.litert.mesh import LiteMesh

    return LiteMesh(static=static, max_faces=max_faces, min_confidence=min_confidence)


def box_finder(min_confidence: float, *, near: bool = False) -> BoxFinder:
    """What finds small faces, too, or with ``near`` those alone that a mesh finds, at a third of the cost.

    Below ``min_confidence``, 0..1, there is none.
    """
    if engine() == "mediapipe":
        from face_model.mediapipe_engine import MediaPipeBoxes

        return MediaPipeBoxes(min_confidence, near=near)
    from face_model.litert.detector import LiteBoxes

    return LiteBoxes(min_confidence, near=near)
