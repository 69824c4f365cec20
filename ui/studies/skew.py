"""How far apart sound and picture end up on the session clock: flashes and beeps that belong together."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from fusion.arrays import Float32Array, FloatArray, Uint8Array
from fusion.clock import SessionClock
from fusion.interfaces import SAMPLE_RATE_HZ, AudioChunk, DeviceError, EndOfStreamError, Source, VideoFrame
from fusion.recordings.recording import Recording

FLASH_S = 0.12
"""How long a flash and its beep last, seconds."""
BEEP_HZ = 1000

_CLIP_RATE_HZ = 48_000
_FRAME_S = 0.04
# Events lie at least 0.6 s apart, so a beep within this of a flash is its own.
_REACH_S = 0.3
_QUIET_S = 0.2
_READ_S = 0.1

_REPORT_HEAD = """# Skew between sound and picture

Written by `attune bench skew --out docs/results/skew.md`.

A flash and a beep that begin at the same moment are found again in the stamped sound and picture. All times
are in milliseconds; above zero the beep is stamped later than its flash.

| path | pairs | median of \\|difference\\| | 95th percentile | median of beep - flash |
|---|---|---|---|---|"""
CALL_SIZES = ((640, 480), (1280, 720), (1920, 1080))
"""Sizes of a part of the screen for which it is told what looking at it costs, pixels."""

_REPORT_TAIL = """
*file*: a clip of variable frame rate, H.264 and AAC, read as a recording. What is left is the rise of the
beep through the codec and the resampler.

*devices*: a null sink of PulseAudio recorded by PortAudio, and MJPEG over HTTP on localhost at 30 frames a
second read by OpenCV, both through the captures the live window uses. What is left: the latency of the sound
server and the recording buffer as far as PortAudio does not report it, against the time to encode, send and
decode a picture; the line from the device's clock to the session's, which needs some seconds to settle; and
the scheduling of a busy machine. A microphone chosen by the desktop's name is heard through the sound
server's own recorder, as what is played is in *screen*. The stage shows each flash in the very next frame,
so the half frame (17 ms at 30 frames a second) that a real event waits for its picture on average is not in
these figures, and neither is a real camera's exposure and read-out, which `CameraCapture(latency_s=...)`
takes off.

*screen*: a call on this computer: a window on an X server without hardware, looked at ten times a second, and
the sound of a loudspeaker without hardware, heard through its monitor; both through the captures the live
window uses. A look is stamped when it is taken. Between two looks 100 ms pass, so a flash is taken to begin
halfway from the last look without it to the first with it, and up to 50 ms of the difference are that. What
is left: the time to draw, and what the sound server's own account of its latency misses.

What looking at the screen costs, ten times a second, share of one processor core:

| part of the screen, pixels | share |
|---|---|"""


@dataclass(frozen=True)
class SkewResult:
    """What a skew measurement found.

    Parameters
    ----------
    path
        Which way sound and picture took, for the report.
    differences_s
        Beep time minus flash time for every event that was seen and heard, (n,), seconds.
    flashes, beeps
        How many of each were found.
    """

    path: str
    differences_s: FloatArray
    flashes: int
    beeps: int

    @property
    def signed_median_s(self) -> float:
        """Median of beep minus flash: above 0 the sound is stamped late."""
        return float(np.median(self.differences_s))

    @property
    def median_s(self) -> float:
        """Median of the absolute difference."""
        return float(np.median(np.abs(self.differences_s)))

    @property
    def p95_s(self) -> float:
        """95th percentile of the absolute difference."""
        return float(np.percentile(np.abs(self.differences_s), 95))

    def __str__(self) -> str:
        pairs = len(self.differences_s)
        return (
            f"{self.path}: {pairs} pairs of {self.flashes} flashes and {self.beeps} beeps, "
            f"|difference| median {self.median_s * 1e3:.1f} ms, p95 {self.p95_s * 1e3:.1f} ms; "
            f"beep - flash median {self.signed_median_s * 1e3:+.1f} ms"
        )


def make_schedule(events: int, seed: int = 0, first_s: float = 1.0) -> FloatArray:
    """When to flash and beep: ``events`` irregular times, 0.6 to 1.1 s apart, seconds."""
    return np.asarray(first_s + np.cumsum(np.random.default_rng(seed).uniform(0.6, 1.1, events)), np.float64)


def beep(rate_hz: int) -> Float32Array:
    """One beep, float32 (n,), with a sharp onset."""
    t = np.arange(round(FLASH_S * rate_hz)) / rate_hz
    return np.asarray(0.5 * np.sin(2 * np.pi * BEEP_HZ * t), np.float32)


def picture(lit: bool, width: int = 160, height: int = 120) -> Uint8Array:
    """A white or a dark picture, uint8 (height, width, 3)."""
    return np.full((height, width, 3), 235 if lit else 16, np.uint8)


def make_clip(path: Path, events: int) -> Path:
    """A clip (H.264, AAC) of variable frame rate whose flashes and beeps begin at the same moment."""
    times = np.round(make_schedule(events, 0), 3)
    sound = np.zeros(round((times[-1] + 1) * _CLIP_RATE_HZ), np.float32)
    stamps = [(float(k) * _FRAME_S, False) for k in range(round((times[-1] + 1) / _FRAME_S))]
    for t in times:
        first = round(t * _CLIP_RATE_HZ)
        tone = beep(_CLIP_RATE_HZ)
        sound[first : first + len(tone)] = tone
        stamps = [s for s in stamps if not t - 1e-6 <= s[0] < t + FLASH_S]
        stamps += [(t + k * _FRAME_S, True) for k in range(round(FLASH_S / _FRAME_S))]
    with av.open(str(path), "w") as container:
        video = container.add_stream("libx264", rate=25, options={"crf": "20", "preset": "veryfast"})
        video.width, video.height, video.pix_fmt = 160, 120, "yuv420p"
        video.codec_context.time_base = Fraction(1, 1000)
        audio = container.add_stream("aac", rate=_CLIP_RATE_HZ, layout="mono")
        for t, lit in sorted(stamps):
            frame = av.VideoFrame.from_ndarray(picture(lit), format="rgb24")
            frame.pts, frame.time_base = round(t * 1000), Fraction(1, 1000)
            container.mux(video.encode(frame))
        container.mux(video.encode())
        for first in range(0, len(sound), 1024):
            block = av.AudioFrame.from_ndarray(sound[None, first : first + 1024], format="flt", layout="mono")
            block.sample_rate, block.pts = _CLIP_RATE_HZ, first
            block.time_base = Fraction(1, _CLIP_RATE_HZ)
            container.mux(audio.encode(block))
        container.mux(audio.encode())
    return path


def measure_file(clip: Path) -> SkewResult:
    """Skew of a clip of flashes and beeps that is read as a file.

    Raises
    ------
    DeviceError
        If the clip cannot be read, or no flash has its beep.
    """
    recording = Recording(clip)
    flashes, beeps = FlashDetector(), BeepDetector()
    for frame in recording.video_frames():
        flashes.feed(frame)
    for chunk in recording.audio_chunks():
        beeps.feed(chunk)
    return compare("file", flashes.times, beeps.times)


def measure_devices(
    microphone: Source[AudioChunk],
    camera: Source[VideoFrame],
    seconds: float,
    path: str = "devices",
    *,
    between_looks: bool = False,
) -> SkewResult:
    """Skew of a microphone and a camera before which something flashes and beeps for ``seconds``.

    ``between_looks``: a flash is taken to begin halfway from the last look without it to the first with it,
    where looks are so rare that it has begun long before it is seen.

    Raises
    ------
    DeviceError
        If one of them cannot deliver, or no flash has its beep.
    """
    clock = SessionClock()
    flashes, beeps = FlashDetector(between_looks), BeepDetector()
    failures: list[DeviceError] = []

    def listen() -> None:
        try:
            microphone.open(clock)
            while clock.now() < seconds:
                chunk = microphone.read(_READ_S)
                if chunk is not None:
                    beeps.feed(chunk)
        except EndOfStreamError:
            pass
        except DeviceError as error:
            failures.append(error)
        finally:
            microphone.close()

    listener = threading.Thread(target=listen, name="attune-skew-microphone")
    listener.start()
    try:
        camera.open(clock)
        while clock.now() < seconds and not failures:
            frame = camera.read(_READ_S)
            if frame is not None:
                flashes.feed(frame)
    except EndOfStreamError:
        pass
    finally:
        camera.close()
        listener.join()
    if failures:
        raise failures[0]
    return compare(path, flashes.times, beeps.times)


def measure_stage(events: int) -> SkewResult:
    """Skew of the real captures before a virtual microphone and camera.

    Raises
    ------
    DeviceError
        If the stage cannot be set up, as without PulseAudio.
    """
    found = _staged("skew_stage", events, "microphone and camera", "pulseaudio")
    return _result("devices", found)


def measure_call(events: int) -> tuple[SkewResult, list[float]]:
    """Skew of the real captures before a window on a virtual screen and what is played beside it.

    Returns
    -------
    SkewResult
        How far apart flash and beep are stamped.
    list of float
        Shares of one core that looking takes, ten times a second, for the sizes of :data:`CALL_SIZES`.

    Raises
    ------
    DeviceError
        If the stage cannot be set up, as without PulseAudio or Xvfb.
    """
    found = _staged("screen_stage", events, "screen and its sound", "pulseaudio, pulseaudio-utils and xvfb")
    return _result("screen", found), list(found["cost"])


def report(events: int = 40) -> str:
    """All measurements as a page of Markdown.

    Raises
    ------
    DeviceError
        If one of them fails.
    """
    with tempfile.TemporaryDirectory(prefix="attune-skew-") as folder:
        results = [measure_file(make_clip(Path(folder) / "skew.mp4", events)), measure_stage(events)]
    called, costs = measure_call(events)
    results.append(called)
    load = os.getloadavg()[0]  # where this can be measured there is one
    busy = (
        f"\nOf {os.cpu_count()} cores {load:.1f} were wanted meanwhile: what other programs do, and the "
        "first seconds, show in the 95th percentile most."
    )
    rows = [
        f"| {r.path} | {len(r.differences_s)} of {events} | {r.median_s * 1e3:.1f} | {r.p95_s * 1e3:.1f} "
        f"| {r.signed_median_s * 1e3:+.1f} |"
        for r in results
    ]
    shares = [f"| {w} × {h} | {share:.1%} |" for (w, h), share in zip(CALL_SIZES, costs, strict=True)]
    return "\n".join([_REPORT_HEAD, *rows, busy, _REPORT_TAIL, *shares, ""])


def _staged(stage: str, events: int, what: str, needed: str) -> dict[str, Any]:
    """What a stage in a process of its own has found. Raises DeviceError."""
    command = [sys.executable, "-m", f"ui.studies.stand_ins.{stage}", str(events)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=2 * events + 180)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["it failed"])[-1]
        raise DeviceError(f"the virtual {what} could not be set up ({last}); install {needed}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _result(path: str, found: dict[str, Any]) -> SkewResult:
    return SkewResult(path, np.array(found["differences_s"]), found["flashes"], found["beeps"])


def compare(path: str, flashes: Iterable[float], beeps: Iterable[float]) -> SkewResult:
    """Pair each flash with the beep nearest to it, if there is one within 0.3 s.

    Raises
    ------
    DeviceError
        If there is no pair at all.
    """
    flash_times, beep_times = np.array(list(flashes), np.float64), np.array(list(beeps), np.float64)
    differences = [
        float(beep_times[np.argmin(np.abs(beep_times - t))] - t) for t in flash_times if len(beep_times)
    ]
    pairs = np.array([d for d in differences if abs(d) <= _REACH_S])
    if len(pairs) == 0:
        raise DeviceError(
            f"{len(flash_times)} flashes were seen and {len(beep_times)} beeps heard, but none together; "
            "let the clip of flashes and beeps play loudly in front of the camera"
        )
    return SkewResult(path, pairs, len(flash_times), len(beep_times))


class FlashDetector:
    """Finds where the picture turns bright.

    ``times`` holds the stamps of the first bright frames, or, ``between_looks``, the moments halfway from the
    frames before to these.
    """

    def __init__(self, between_looks: bool = False) -> None:
        self._between_looks = between_looks
        self._looked_at = np.nan
        self.times: list[float] = []
        self._darkest = self._brightest = np.nan
        self._was_lit = True

    def feed(self, frame: VideoFrame) -> None:
        """Take the next frame."""
        light = float(frame.image[::4, ::4].mean())
        # The extremes fade slowly, so that a camera's own exposure control does not spoil the threshold.
        self._darkest = np.nanmin([light, self._darkest + 0.05])
        self._brightest = np.nanmax([light, self._brightest - 0.05])
        contrast = self._brightest - self._darkest
        is_lit = contrast > 25 and light > self._darkest + 0.5 * contrast
        if is_lit and not self._was_lit:
            before = self._looked_at if self._between_looks else frame.t_start
            self.times.append((before + frame.t_start) / 2)
        self._looked_at = frame.t_start
        self._was_lit = is_lit


class BeepDetector:
    """Finds where a beep begins; ``times`` holds the moment of its first loud sample."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self._loudest = 0.0
        self._heard_at = -np.inf

    def feed(self, chunk: AudioChunk) -> None:
        """Take the next chunk."""
        level = np.abs(chunk.samples)
        if len(level) == 0:
            return
        self._loudest = max(float(level.max()), self._loudest * 0.999)
        if self._loudest < 0.02:
            return
        for at in np.flatnonzero(level > 0.35 * self._loudest):
            t = chunk.t_start + at / SAMPLE_RATE_HZ
            if t - self._heard_at > _QUIET_S:
                self.times.append(float(t))
            self._heard_at = t
