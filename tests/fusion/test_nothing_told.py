"""Libraries that would tell their makers of being used are told not to."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

_READ = """
from audio_model.classifier import VoiceClassifier
VoiceClassifier.load()
import sys
assert "onnxruntime" in sys.modules
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into the cache folder of Linux")
def test_onnx_runtime_keeps_no_record_of_its_use(tmp_path: Path) -> None:
    """From 1.29 on it would: an identity and a database of events, made when a network is loaded."""
    unmuted = {k: v for k, v in os.environ.items() if k not in ("ORT_DISABLE_TELEMETRY", "CI")}
    environment = {**unmuted, "XDG_CACHE_HOME": str(tmp_path), "HOME": str(tmp_path)}
    subprocess.run([sys.executable, "-c", _READ], env=environment, cwd=Path(__file__).parents[2], check=True)
    assert [p for p in tmp_path.rglob("*") if "onnx" in p.name.lower() or p.name == "deviceid"] == []
