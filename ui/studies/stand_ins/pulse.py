"""A microphone without hardware: a PulseAudio of its own whose speaker's monitor PortAudio records."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
import wave
from pathlib import Path

import numpy as np

from fusion.arrays import Float32Array
from ui.studies.stand_ins.ending import end

_NOBODY = 65534
"""The number of a user who owns nothing."""


def pulse_is_installed() -> bool:
    """Whether this machine has what the stand-in needs."""
    plugins = list(Path("/usr/lib").glob("*/alsa-lib/libasound_module_pcm_pulse.so"))
    return bool(shutil.which("pulseaudio") and shutil.which("paplay") and plugins)


class PulseMicrophone:
    """A private PulseAudio server with a null sink, as ALSA's default device for whoever gets ``env``.

    The environment must be there before PortAudio starts, so the recording side is a process of its own.

    Examples
    --------
    >>> with PulseMicrophone() as microphone:
    ...     recorder = subprocess.Popen([sys.executable, "record.py"], env=microphone.env)
    ...     microphone.play("clip.wav")
    """

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="attune-pulse-"))
        self._server: subprocess.Popen[bytes] | None = None
        socket = self._folder / "native"
        alsa = self._folder / "asound.conf"
        alsa.write_text("pcm.!default { type pulse }\nctl.!default { type pulse }\n")
        self.env = {
            **os.environ,
            "HOME": str(self._folder),
            "XDG_RUNTIME_DIR": str(self._folder),
            "PULSE_SERVER": f"unix:{socket}",
            "ALSA_CONFIG_PATH": str(alsa),
        }
        self._socket = socket
        self.sink = "speaker"
        """The loudspeaker whose monitor is the microphone."""

    def __enter__(self) -> PulseMicrophone:
        self.plug_in()
        return self

    def plug_in(self, *, denying: bool = False) -> None:
        """Start the server, as if the device were plugged in (again).

        With ``denying`` it belongs to somebody else and lets nobody in; for root only.
        """
        own = self._folder / ("others" if denying else "own")  # what a server keeps
        own.mkdir(mode=0o700, exist_ok=True)
        owner = _NOBODY if denying else os.getuid()
        if os.getuid() == 0:
            for folder in (self._folder, own):
                os.chown(folder, owner, -1)
        self._server = subprocess.Popen(
            [
                "pulseaudio",
                "-n",
                "--daemonize=no",
                "--exit-idle-time=-1",
                f"--load=module-null-sink sink_name={self.sink} rate=48000",
                f"--load=module-native-protocol-unix socket={self._socket} auth-anonymous={int(not denying)}",
            ],
            env={**self.env, "HOME": str(own), "XDG_RUNTIME_DIR": str(own)},
            user=owner,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 10
        while not self._answers(denying=denying):
            if self._server.poll() is not None or time.monotonic() > deadline:
                self.__exit__()
                raise RuntimeError("pulseaudio did not start")
            time.sleep(0.05)

    def __exit__(self, *_: object) -> None:
        self.unplug()
        shutil.rmtree(self._folder, ignore_errors=True)

    def replace(self) -> None:
        """Another device becomes the default one, and the old one goes."""
        old, self.sink = self.sink, "headset" if self.sink == "speaker" else "speaker"
        modules = self.pactl("list", "short", "modules").splitlines()
        (number,) = [line.split("\t")[0] for line in modules if f"sink_name={old}" in line]
        self.pactl("load-module", "module-null-sink", f"sink_name={self.sink}", "rate=48000")
        self.pactl("set-default-source", f"{self.sink}.monitor")
        self.pactl("unload-module", number)

    def _answers(self, *, denying: bool) -> bool:
        asked = subprocess.run(["pactl", "info"], env=self.env, capture_output=True, text=True)
        return "Access denied" in asked.stderr if denying else not asked.returncode

    def add_microphone(self, name: str, words: str) -> None:
        """Plug in another microphone, called ``words`` by the desktop, which hears what the speaker plays."""
        told = f"source_properties=\"device.description='{words}'\""
        self.pactl(
            "load-module", "module-remap-source", f"master={self.sink}.monitor", f"source_name={name}", told
        )

    def pactl(self, *arguments: str) -> str:
        """Ask the server for something; what it says."""
        done = subprocess.run(["pactl", *arguments], env=self.env, capture_output=True, text=True, check=True)
        return done.stdout

    def play(
        self, sound: Path | str | Float32Array, rate: int = 48_000, *, wait: bool = True
    ) -> subprocess.Popen[bytes]:
        """Play a sound file, or float samples (n,) in [-1, 1] at ``rate`` Hz, into the microphone."""
        path = self._as_wav(sound, rate) if isinstance(sound, np.ndarray) else Path(sound)
        player = subprocess.Popen(
            ["paplay", f"--device={self.sink}", "--latency-msec=20", str(path)],
            env=self.env,
            stderr=subprocess.DEVNULL,
        )
        if wait:
            player.wait(timeout=120)
        return player

    def unplug(self) -> None:
        """End the server, as if the device were pulled out."""
        if self._server is not None:
            end(self._server)
            self._server = None

    def _as_wav(self, samples: Float32Array, rate: int) -> Path:
        path = self._folder / "played.wav"
        with wave.open(str(path), "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(rate)
            out.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
        return path
