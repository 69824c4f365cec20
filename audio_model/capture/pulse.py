"""What a PulseAudio or PipeWire desktop plays and hears, through its tools: ``pactl`` and ``parec``.

PortAudio's list leaves the monitors of loudspeakers out and calls microphones by ALSA's names, so they are
asked for here. A recorder of its own, that can be ended and started anew at any moment, also outlives a sound
server that is restarted.
"""

from __future__ import annotations

import json
import os
import re
import select
import shutil
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from statistics import median
from typing import IO, Any

import numpy as np

from audio_model.capture.sounds import SoundDevice
from fusion.arrays import Float32Array
from fusion.interfaces import DeviceError, DeviceState

RATE_HZ, CHANNELS = 48_000, 2
_FRAME_BYTES = 4 * CHANNELS
_FRAGMENT_MS = 20
_TOOL_TIMEOUT_S = 5.0
_LATENCY = re.compile(rb"Latency: (-?\d+) usec")
_LATENCIES_KEPT = 40
_MOST_BELIEVED_S = 1.0
_REMEDY = "install pulseaudio-utils (Debian, Ubuntu: sudo apt install pulseaudio-utils)"

_PIPE_BYTES = 1 << 20
"""Room for 2.7 s until somebody comes to read."""

Block = Callable[[Float32Array, float, float], None]
"""Takes sound, float32 (n, 2), how long ago its last sample was played (s; below 0: it is to come), and for
how long at most its first one may have lain unread (s)."""


def played_sounds() -> list[SoundDevice]:
    """What can be listened to, the default first.

    Raises
    ------
    DeviceError
        If the tools are missing or no sound server answers.
    """
    default = default_monitor()
    found = [
        SoundDevice(s["name"], _plain(s), s["name"] == default) for s in _listed("sources") if _is_monitor(s)
    ]
    return sorted(found, key=lambda sound: not sound.is_default)


def microphones() -> list[SoundDevice]:
    """The microphones, each under a name of its own, the default first.

    Raises
    ------
    DeviceError
        If the tools are missing or no sound server answers.
    """
    default = _pactl("get-default-source").strip()
    found = [s for s in _listed("sources") if not _is_monitor(s)]
    names = [_plain(s) for s in found]
    inputs = []
    for source, name in zip(found, names, strict=True):
        own = name if names.count(name) == 1 else f"{name} ({source['name']})"
        inputs.append(SoundDevice(source["name"], own, source["name"] == default))
    return sorted(inputs, key=lambda microphone: not microphone.is_default)


def default_monitor() -> str:
    """Name of the monitor of the loudspeaker that plays unless another is chosen. Raises DeviceError."""
    return f"{_pactl('get-default-sink').strip()}.monitor"


def playing_monitors() -> set[str]:
    """Monitors of the loudspeakers that some program plays through just now. Raises DeviceError."""
    streams = _listed("sink-inputs")
    through = {stream["sink"] for stream in streams if "sink" in stream and not stream.get("corked")}
    return {f"{sink['name']}.monitor" for sink in _listed("sinks") if sink.get("index") in through}


class Recorder:
    """One run of ``parec`` on a monitor.

    Parameters
    ----------
    monitor
        Its name.
    on_block
        Called on the recorder's own thread with each block of sound.
    """

    rate_hz = float(RATE_HZ)

    def __init__(self, monitor: str, on_block: Block) -> None:
        self._on_block = on_block
        self._latencies_s: deque[float] = deque(maxlen=_LATENCIES_KEPT)
        self._moved = False
        command = [_tool("parec"), "--verbose", f"--device={monitor}", "--client-name=Attune", "--raw"]
        command += ["--format=float32le", f"--channels={CHANNELS}", f"--rate={RATE_HZ}"]
        self._process = subprocess.Popen(
            [*command, f"--latency-msec={_FRAGMENT_MS}"],
            env=_plain_environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        _widen(self._process.stdout)
        self._threads = [
            threading.Thread(target=self._hear, name="attune-system-sound"),
            threading.Thread(target=self._follow, name="attune-system-sound-state"),
        ]
        for thread in self._threads:
            thread.start()

    @property
    def is_lost(self) -> bool:
        """Whether the monitor is gone: the recorder has ended, or was moved on to another source.

        A source that is taken away makes the server hand its listeners on, perhaps to a microphone.
        """
        return self._moved or self._process.poll() is not None

    def close(self) -> None:
        """End it."""
        self._process.kill()  # it keeps nothing that would have to be saved
        self._process.wait()
        for thread in self._threads:
            thread.join()
        for pipe in (self._process.stdout, self._process.stderr):
            if pipe is not None:
                pipe.close()

    def _hear(self) -> None:
        """Read what it records until it ends."""
        assert self._process.stdout is not None
        pipe = self._process.stdout.fileno()
        rest, emptied_at = b"", time.monotonic()
        while True:
            came_at = time.monotonic()
            if not select.select([pipe], [], [], 0)[0]:
                emptied_at = came_at
            data = os.read(pipe, _PIPE_BYTES)
            if not data:
                break
            data = rest + data
            whole = len(data) // _FRAME_BYTES * _FRAME_BYTES
            rest = data[whole:]
            if whole and not self._moved:
                sound = np.frombuffer(data[:whole], "<f4").reshape(-1, CHANNELS)
                unread_s = time.monotonic() - emptied_at
                self._on_block(np.asarray(sound, np.float32), self._latency_s(), unread_s)

    def _follow(self) -> None:
        """Read what it tells of itself: the latency twenty times a second, and that it was moved."""
        assert self._process.stderr is not None
        while told := os.read(self._process.stderr.fileno(), 1 << 12):
            for microseconds in _LATENCY.findall(told):
                self._latencies_s.append(int(microseconds) / 1e6)
            if b"Stream moved" in told:
                self._moved = True
                self._process.kill()

    def _latency_s(self) -> float:
        """What the server says lies between a sample's being played and its coming out here, usually."""
        latencies = tuple(self._latencies_s)
        return float(np.clip(median(latencies), -_MOST_BELIEVED_S, _MOST_BELIEVED_S)) if latencies else 0.0


def _widen(pipe: IO[bytes] | None) -> None:
    """Let a pipe hold more than usual where the system can: else parec keeps back what it has no room for."""
    if pipe is not None and sys.platform == "linux":
        import fcntl

        with suppress(OSError):  # its user may have no more
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)


def _listed(what: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(_pactl("-f", "json", "list", what))
    return found


def _is_monitor(source: dict[str, Any]) -> bool:
    """Whether a loudspeaker's: PulseAudio calls it a monitor by its class, PipeWire by what it monitors."""
    return bool(source.get("monitor_source")) or (
        source.get("properties", {}).get("device.class") == "monitor"
    )


def _plain(source: dict[str, Any]) -> str:
    """A source's name for people; a monitor's is that of its loudspeaker."""
    description = str(source.get("description") or source["name"])
    return re.sub(r"^Monitor of ", "", description)


def _pactl(*arguments: str) -> str:
    try:
        done = subprocess.run(
            [_tool("pactl"), *arguments],
            env=_plain_environment(),
            capture_output=True,
            text=True,
            timeout=_TOOL_TIMEOUT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _no_server() from error
    if done.returncode:
        raise _no_server()
    return done.stdout


def _tool(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        raise DeviceError(f"To hear what the computer plays Attune needs “{name}”: {_REMEDY}.")
    return path


def _plain_environment() -> dict[str, str]:
    return {**os.environ, "LC_ALL": "C.UTF-8"}


def _no_server() -> DeviceError:
    return DeviceError(
        "What the computer plays cannot be heard: no sound server (PulseAudio, PipeWire) answers; start it.",
        DeviceState.LOST,
    )
