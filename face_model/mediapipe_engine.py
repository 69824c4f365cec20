"""Faces found by MediaPipe 0.10.21, with the models that its wheel carries."""

from __future__ import annotations

import ctypes
import importlib
import importlib.util
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any

import numpy as np

from face_model.landmarks import N_LANDMARKS, Boxes, Image, Landmarks

_GRAPH = "mediapipe/modules/face_detection/face_detection_{}_range_cpu.binarypb"
_THRESHOLD = "facedetection{}range__facedetection__TensorsToDetectionsCalculator.min_score_thresh"

_OF_THE_MESH = (
    "mediapipe.calculators.tensor.tensors_to_floats_calculator_pb2",
    "mediapipe.framework.tool.switch_container_pb2",
)
"""What its graph is told in. face_mesh does not import them; options in words that Python has not loaded are
left out without a word: of the logit that a face is there no share would be made, and faces lost sooner."""
_LANDMARK_BYTES = 17
_MARKS = np.array([0x0A, 15, 0x0D, 0x15, 0x1D], np.uint8)
_OF_MARKS = [0, 1, 2, 7, 12]
_NOTHING: Image = np.zeros((32, 32, 3), dtype=np.uint8)
_DRIVERS = "__EGL_VENDOR_LIBRARY_FILENAMES"
_EGL_EXTENSIONS = 0x3055
_STEP_US = 33_333  # from picture to picture, as its solutions have it


def without_opengl() -> None:
    """Keep MediaPipe from OpenGL; to be called before there are threads, as it touches the environment.

    Its graphs of faces work on the processor, and make themselves a context for drawing all the same,
    wherever there is a driver: with Mesa's that is LLVM, 50 MB and more. MediaPipe's own copy of libEGL reads
    once where drivers are: here, with none to be had. Qt, and programs that are started, have their own.
    """
    found = importlib.util.find_spec("mediapipe")
    if found is None or found.origin is None:
        return
    libraries = Path(found.origin).parent.parent / "mediapipe.libs"
    before = os.environ.get(_DRIVERS)
    os.environ[_DRIVERS] = os.devnull
    try:
        for path in sorted(libraries.glob("libGLdispatch-*")) + sorted(libraries.glob("libEGL-*")):
            library = ctypes.CDLL(str(path))  # the second asks for the first
            if path.name.startswith("libEGL"):
                library.eglQueryString(None, _EGL_EXTENSIONS)
    except (OSError, AttributeError):  # another wheel's libraries: then it stays as it is
        pass
    finally:
        if before is None:
            del os.environ[_DRIVERS]
        else:
            os.environ[_DRIVERS] = before


class MediaPipeMesh:
    """A :class:`~face_model.landmarks.FaceMesh`; the parameters are those of ``engines.face_mesh``."""

    def __init__(self, *, static: bool, max_faces: int, min_confidence: float) -> None:
        self._static = static
        self._max_faces = max_faces
        self._min_confidence = min_confidence
        self._mesh: Any = None

    def find(self, image: Image) -> list[Landmarks]:
        """As the protocol says."""
        if self._mesh is None:
            self._mesh = self._new_mesh()
        found = _said(self._mesh, image, "multi_face_landmarks")
        height, width = image.shape[:2]
        scale = np.array([width, height, width], dtype=np.float32)
        return [points_of(face) * scale for face in found]

    def reset(self) -> None:
        """As the protocol says, by a look at nothing.

        mediapipe's own reset makes graph and models anew: that takes twice as long, and 20 MB go and come.
        """
        if self._mesh is not None and _said(self._mesh, _NOTHING, "multi_face_landmarks"):
            self._mesh.reset()

    def close(self) -> None:
        """As the protocol says."""
        if self._mesh is not None:
            self._mesh.close()
            self._mesh = None

    def __enter__(self) -> MediaPipeMesh:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _new_mesh(self) -> Any:
        face_mesh = _with_its_words()
        return _on_this_thread(face_mesh.FaceMesh)(
            static_image_mode=self._static,
            max_num_faces=self._max_faces,
            refine_landmarks=False,
            min_detection_confidence=self._min_confidence,
            min_tracking_confidence=self._min_confidence,
        )


class MediaPipeBoxes:
    """A detector alone, a :class:`~face_model.landmarks.BoxFinder`; with ``near`` the one of short range."""

    def __init__(self, min_confidence: float, *, near: bool = False) -> None:
        self._range = "short" if near else "full"
        self._min_confidence = min_confidence
        self._detector: Any = None

    def find(self, image: Image) -> Boxes:
        """As the protocol says."""
        if self._detector is None:
            self._detector = self._new_detector()
        from mediapipe.framework.formats.detection_pb2 import Detection

        found = map(Detection.FromString, _said(self._detector, image, "detections"))
        boxes = [face.location_data.relative_bounding_box for face in found]
        height, width = image.shape[:2]
        scale = np.array([width, height, width, height], np.float32)
        corners = [(b.xmin, b.ymin, b.xmin + b.width, b.ymin + b.height) for b in boxes]
        return np.array(corners, np.float32).reshape(-1, 4) * scale

    def close(self) -> None:
        """As the protocol says."""
        if self._detector is not None:
            self._detector.close()
            self._detector = None

    def _new_detector(self) -> Any:
        _with_its_words()  # some are the detector's too: without them one face is found four times
        from mediapipe.python.solution_base import SolutionBase

        # mp.solutions.face_detection.FaceDetection hands its confidence to an option that the graph of the
        # full range never reads: 0.6 always holds there.
        return _on_this_thread(SolutionBase)(
            binary_graph_path=_GRAPH.format(self._range),
            calculator_params={_THRESHOLD.format(self._range): self._min_confidence},
            outputs=["detections"],
        )


def _with_its_words() -> Any:
    """The solution of the mesh, with all that graphs of faces are told in loaded."""
    with _parts_alone():
        for name in _OF_THE_MESH:
            importlib.import_module(name)
        from mediapipe.python.solutions import face_mesh

    return face_mesh


def _on_this_thread(solution: Any) -> Any:
    """A solution of MediaPipe's that works on the thread that asks, to the same digit.

    Its graph would do so on threads of its own, one part after the other; waking them takes a twelfth of the
    processors' time of a look. The executor is chosen where a solution's options are, the last to be changed.
    """

    class OnThisThread(solution):  # type: ignore[misc]
        def _modify_calculator_options(self, config: Any, options: Any) -> None:
            super()._modify_calculator_options(config, options)
            config.executor[0].type = "ApplicationThreadExecutor"

    return OnThisThread


def _said(solution: Any, picture: Image, stream: str) -> list[bytes]:
    """What a solution of MediaPipe's puts out about a picture, packed.

    Its own ``process`` makes a class anew for each answer, which takes as long as all else around the graph,
    and copies a picture unless it is read-only.
    """
    from mediapipe.python import packet_creator
    from mediapipe.python._framework_bindings import _packet_getter
    from mediapipe.python._framework_bindings.image_frame import ImageFormat

    lent = np.ascontiguousarray(picture).view()
    lent.flags.writeable = False
    solution._graph_outputs.clear()
    solution._simulated_timestamp += _STEP_US
    packet = packet_creator.create_image_frame(lent, image_format=ImageFormat.SRGB)
    solution._graph.add_packet_to_input_stream(
        stream="image", packet=packet.at(solution._simulated_timestamp)
    )
    solution._graph.wait_until_idle()
    packet = solution._graph_outputs.get(stream)
    if packet is None or packet.is_empty():
        return []
    found: list[bytes] = _packet_getter._get_serialized_proto_list(packet)
    return found


def points_of(packed: bytes) -> Landmarks:
    """The landmarks of a ``NormalizedLandmarkList``, (468, 3), as shares of the picture.

    They lie in its bytes one as the other, which is read at once in place of 1,404 numbers one by one: of
    each a mark and a length, then a mark and four bytes for x, y and z. Where there is more of one, or less,
    they are read one by one.
    """
    if len(packed) % _LANDMARK_BYTES == 0:
        rows = np.frombuffer(packed, np.uint8).reshape(-1, _LANDMARK_BYTES)
        if (rows[:, _OF_MARKS] == _MARKS).all():
            numbers: Landmarks = np.ndarray((len(rows), 3), "<f4", packed, 3, (_LANDMARK_BYTES, 5))
            return np.array(numbers[:N_LANDMARKS], np.float32)
    from mediapipe.framework.formats.landmark_pb2 import NormalizedLandmarkList

    told = NormalizedLandmarkList.FromString(packed).landmark[:N_LANDMARKS]
    return np.array([(p.x, p.y, p.z) for p in told], np.float32)


@contextmanager
def _parts_alone() -> Iterator[None]:
    """Have what is imported of MediaPipe inside be all that is loaded of it.

    Its packages import each other whole: hands, poses, texts, sounds with their devices, and matplotlib to
    draw it all, 27 MB and most of the time that importing takes. So they are put there with nothing in them
    but where their parts lie; whoever asks them for more has them loaded whole then.
    """
    hollow = []
    for name in ("mediapipe", "mediapipe.python.solutions"):
        if name not in sys.modules:
            spec = importlib.util.find_spec(name)
            assert spec is not None
            sys.modules[name] = importlib.util.module_from_spec(spec)
            hollow.append(sys.modules[name])
    try:
        yield
    finally:
        for module in hollow:
            vars(module)["__getattr__"] = partial(_from_the_whole, module)


def _from_the_whole(package: ModuleType, name: str) -> Any:
    """Load a package that was put there with nothing in it, and take ``name`` from it (PEP 562)."""
    if name.startswith("__") and name != "__version__":  # what Python itself asks of every module
        raise AttributeError(f"module {package.__name__!r} has no attribute {name!r}")
    del vars(package)["__getattr__"]
    assert package.__spec__ is not None and package.__spec__.loader is not None
    package.__spec__.loader.exec_module(package)
    return getattr(package, name)
