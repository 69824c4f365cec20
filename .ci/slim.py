"""Takes out of .venv what its packages carry for their own tests and for compiling against them: 0.3 GB.

``python .ci/slim.py`` in that environment; .ci/setup calls it for ``make run``. tests/test_locks.py runs the
app and sees that it touches none of it.
"""

import shutil
import sysconfig
from collections.abc import Iterator
from pathlib import Path

UNUSED = (
    "torch/test",
    "torch/include",
    "torch/bin/*[Tt]est*",
    "torch/bin/protoc*",
    "numba/tests",
    "numba/cuda/tests",
    "numpy/**/tests",
    "scipy/**/tests",
    "matplotlib/tests",
    # windows written in QML
    "PyQt6/Qt6/qml",
    # hands and whole bodies
    "mediapipe/modules/hand_landmark/*.tflite",
    "mediapipe/modules/palm_detection/*.tflite",
    "mediapipe/modules/pose_*/*.tflite",
    "mediapipe/modules/holistic_landmark/*.tflite",
)


def unused(packages: Path) -> Iterator[Path]:
    """Files and folders that can go, in the folder where packages are installed."""
    for pattern in UNUSED:
        yield from packages.glob(pattern)


if __name__ == "__main__":
    for found in list(unused(Path(sysconfig.get_path("purelib")))):
        if found.is_dir():
            shutil.rmtree(found)
        else:
            found.unlink(missing_ok=True)
