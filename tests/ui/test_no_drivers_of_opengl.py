"""Commands that find faces without a window ask for no driver of OpenGL, as the window does not."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from itertools import takewhile
from pathlib import Path

import av
import pytest

from ui.demo.clip import DEMO_CLIP

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the wheel's libEGL is Linux's"),
    pytest.mark.skipif(find_spec("mediapipe") is None, reason="mediapipe is not here"),
]

_COMMANDS = {
    "analyze": ["analyze", "clips/0.mp4", "--out", "."],
    "several at once": ["analyze", "clips", "--jobs", "2", "--out", "."],
    "headless": ["live", "--headless", "--source", "clips/0.mp4", "--no-log", "--seconds", "1.5"],
}


@pytest.fixture
def clips(tmp_path: Path) -> Path:
    """A folder with the folder of two recordings of a second of the demo."""
    (tmp_path / "clips").mkdir()
    for name in ("0.mp4", "1.mp4"):
        with av.open(str(DEMO_CLIP)) as demo, av.open(str(tmp_path / "clips" / name), "w") as out:
            stream = out.add_stream_from_template(demo.streams.video[0])
            packets = (packet for packet in demo.demux(video=0) if packet.dts is not None)
            for packet in takewhile(lambda packet: packet.dts * packet.time_base < 1, packets):
                packet.stream = stream
                out.mux(packet)
    return tmp_path


@pytest.mark.parametrize("command", _COMMANDS)
def test_no_driver_is_asked_for(command: str, clips: Path) -> None:
    """One is offered that is not there; the loader tells of every library it looks for."""
    offered = clips / "driver.json"
    offered.write_text('{"file_format_version": "1.0.0", "ICD": {"library_path": "/nowhere/driver.so"}}')
    environment = os.environ | {
        **dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"), str(clips)),
        "__EGL_VENDOR_LIBRARY_FILENAMES": str(offered),
        "ATTUNE_FACE_MESH": "mediapipe",
        "LD_DEBUG": "libs,files",
        "LD_DEBUG_OUTPUT": str(clips / "told"),
    }
    own = "from ui.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", own, *_COMMANDS[command], "--mode", "face"],
        cwd=clips,
        env=environment | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = [file.read_text(errors="replace") for file in clips.glob("told*")]
    assert any("_framework_bindings" in words for words in told)
    assert not any("/nowhere/driver.so" in words for words in told)
