"""Takes out of .venv what its packages carry for their own tests, for compilers and for others: 0.4 GB.

``python .ci/slim.py`` in that environment; .ci/setup calls it for ``make run``. tests/test_locks.py runs the
app and sees that it touches none of it.
"""

import shutil
import sysconfig
from collections.abc import Iterator
from pathlib import Path

QT_PARTS = (
    *("Bluetooth", "Designer", "Help", "Labs", "Nfc", "Pdf", "Positioning", "RemoteObjects", "Sensors"),
    *("SerialPort", "ShaderTools", "SpatialAudio", "StateMachine", "WebChannel", "WebSockets"),
)
"""Of PyQt6; those of Quick but for its core, which Qt links to play sound, go too."""
QT_PLUGINS = (
    *("assetimporters", "geometryloaders", "renderers", "renderplugins", "sceneparsers"),  # scenes in 3D
    *("help", "position", "qmllint", "qmlls", "scxmldatamodel", "sensors", "sqldrivers", "webview"),
)
UNUSED = (
    "torch/test",
    "torch/include",
    "torch/bin/*[Tt]est*",
    "torch/bin/protoc*",
    # written anew when torch is loaded; the window does without it
    "torch/**/__pycache__",
    "numba/tests",
    "numba/cuda/tests",
    "numpy/**/tests",
    "scipy/**/tests",
    "matplotlib/tests",
    "PyQt6/Qt6/qml",
    "PyQt6/Qt6/lib/libQt6Quick[!.]*",
    "PyQt6/QtQuick*.so",
    *(f"PyQt6/Qt6/lib/libQt6{part}*" for part in QT_PARTS),
    *(f"PyQt6/Qt{part}*.so" for part in QT_PARTS),
    *(f"PyQt6/Qt6/plugins/{kind}" for kind in QT_PLUGINS),
    "PyQt6/Qt6/plugins/imageformats/libqpdf.so",
    "PyQt6/Qt6/qsci",
    # what other bindings and tools are made of
    *("PyQt6/bindings", "PyQt6/lupdate", "PyQt6/uic", "PyQt6/**/*.pyi"),
    # Qt's own words in languages that Attune does not speak
    *("PyQt6/Qt6/translations/*_[a-df-y][a-z].qm", "PyQt6/Qt6/translations/*_[a-df-y][a-z]_*.qm"),
    # making and converting models
    *(f"onnxruntime/{part}" for part in ("datasets", "quantization", "tools", "transformers")),
    # OpenCV's older detectors
    "cv2/data/*.xml",
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
