"""``attune analyze`` of a recording of hours: is what it holds as long at the end as at the beginning?"""

from __future__ import annotations

import json
import os
import subprocess
import time
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Any

import av
import psutil

from fusion.recordings.recording import Recording
from ui.demo.clip import DEMO_CLIP
from ui.studies.faults.flat import flatness
from ui.studies.faults.product import COMMAND
from ui.studies.performance import made_recording

EVERY_S = 2.0
_LAST_LINES = 20_000
"""Bytes at the end of a file that hold a whole line of it."""


def analyse_long(folder: Path, hours: float) -> dict[str, Any]:
    """Analyse a recording of so many hours, the demo with one picture a second, again and again.

    Returns
    -------
    dict
        ``hours`` and ``estimates`` of it, ``worked_s`` of processors, ``exit_code``, and ``flat`` as
        :func:`ui.studies.faults.flat.flatness` gives it, an hour of the recording: memory (MB), threads, open
        files.
    """
    recording = made_recording(folder / "long.mp4", 3600 * hours, sparse_demo(folder / "sparse.mp4"))
    told = folder / "out" / "long.jsonl"
    growing = told.with_name(f".part-{told.name}")
    at: list[float] = []
    samples: list[dict[str, float]] = []
    worked_s = 0.0
    with subprocess.Popen(
        [*COMMAND, "analyze", str(recording), "--out", str(told.parent)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    ) as program:
        process = psutil.Process(program.pid)
        while program.poll() is None:
            t = newest(growing)
            if t is not None and (not at or t / 3600 > at[-1]):
                at.append(t / 3600)
                samples.append(_held(process))
                worked_s = sum(process.cpu_times()[:2])
            time.sleep(EVERY_S)
    with told.open(encoding="utf-8") as lines:
        estimates = sum(1 for _ in lines)
    return {
        "hours": round(Recording(recording).duration_s or 0.0) / 3600,
        "estimates": estimates,
        "worked_s": round(worked_s, 1),
        "exit_code": program.returncode,
        "flat": flatness(at, samples),
    }


def sparse_demo(path: Path) -> Path:
    """Write the demo with its sound and one picture a second: each is looked at, and that takes the time."""
    recording = Recording(DEMO_CLIP)
    with av.open(str(DEMO_CLIP)) as demo, av.open(str(path), "w") as out:
        sound = out.add_stream_from_template(demo.streams.audio[0])
        seen = next(islice(recording.video_frames(), 1)).image
        picture = out.add_stream("h264", rate=1)
        assert isinstance(picture, av.VideoStream)
        picture.width, picture.height, picture.pix_fmt = seen.shape[1], seen.shape[0], "yuv420p"
        picture.codec_context.time_base = Fraction(1, 1000)
        for frame in recording.video_frames(least_step_s=1.0):
            made = av.VideoFrame.from_ndarray(frame.image, format="rgb24")
            made.pts, made.time_base = round(1000 * frame.t_start), Fraction(1, 1000)
            out.mux(picture.encode(made))
        out.mux(picture.encode())
        for packet in demo.demux(demo.streams.audio[0]):
            if packet.dts is not None:
                packet.stream = sound
                out.mux(packet)
    return path


def _held(process: psutil.Process) -> dict[str, float]:
    with process.oneshot():
        memory = process.memory_info().rss / 2**20
        return {"rss_mb": memory, "threads": process.num_threads(), "files": process.num_fds()}


def newest(lines: Path) -> float | None:
    """Time (s) of the newest whole line of a file that is being written; None while there is none."""
    try:
        with lines.open("rb") as file:
            file.seek(max(0, lines.stat().st_size - _LAST_LINES))
            whole = file.read().split(b"\n")[:-1]
    except FileNotFoundError:
        return None
    return float(json.loads(whole[-1])["t"]) if whole else None
