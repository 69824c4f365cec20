"""How fast, how soon and how small this build is, and another beside it, run in turn."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterator
from math import ceil
from pathlib import Path
from typing import Any

import av
import numpy as np

import ui
from ui.demo.clip import DEMO_CLIP
from ui.studies.builds import Build, Run

Figures = dict[str, Any]

_STOPWATCH = Path(ui.__file__).parent / "windows" / "stopwatch.py"
_ANALYZE = "from ui.cli import main; main()"


def made_recording(path: Path, seconds: float, clip: Path = DEMO_CLIP) -> Path:
    """Write a clip again and again, as it is, until ``seconds`` are full; a file for ``analyze``."""
    with av.open(str(path), "w") as out:
        with av.open(str(clip)) as demo:
            streams = [out.add_stream_from_template(stream) for stream in demo.streams]
            spans = [(p.dts * p.time_base, (p.pts + p.duration) * p.time_base) for p in _packets(demo)]
        # Decoding times begin before presentation times, and must not go back where the demo begins anew.
        length_s = max(end for _, end in spans) - min(start for start, _ in spans)
        for turn in range(ceil(seconds / length_s)):
            with av.open(str(clip)) as demo:
                for packet in _packets(demo):
                    shift = ceil(turn * length_s / packet.time_base)
                    packet.pts += shift
                    packet.dts += shift
                    packet.stream = streams[packet.stream_index]
                    out.mux(packet)
    return path


def _packets(container: Any) -> Iterator[Any]:
    """Those of the container that hold something."""
    return (packet for packet in container.demux() if packet.dts is not None)


def measure_analyze(seconds: float, times: int, this: Build, other: Build | None) -> Figures:
    """Processor time of ``attune analyze`` of a made recording, by this build and the other in turn.

    Before the first run that counts each has analysed the clip once, which brings the files into memory.

    Parameters
    ----------
    seconds
        How long the recording is, at least.
    times
        How often each of them analyses it.
    """
    with tempfile.TemporaryDirectory(prefix="attune-bench-") as folder:
        clip = made_recording(Path(folder) / "made.mp4", seconds)
        with av.open(str(clip)) as made:
            length_s = (made.duration or 0) / av.time_base
        ours: list[Run] = []
        theirs: list[Run] = []
        for i in range(times + 1):
            for build, runs in ((this, ours), (other, theirs)):
                if build is not None:
                    out = Path(folder) / f"{i}-{build is this}"
                    arguments = ["-c", _ANALYZE, "analyze", str(clip if i else DEMO_CLIP), "--out", str(out)]
                    run = build.run(arguments, Path(folder))
                    if i:
                        runs.append(run)
    figures: Figures = {
        "recording_s": length_s,
        "times": times,
        "worked_s": [run.worked_s for run in ours],
        "took_s": [run.took_s for run in ours],
    }
    figures["offline_x_realtime"] = length_s / float(np.median(figures["took_s"]))
    figures["offline_x_processor"] = length_s / float(np.median(figures["worked_s"]))
    if theirs:
        figures["other_worked_s"] = [run.worked_s for run in theirs]
        figures["other_took_s"] = [run.took_s for run in theirs]
        pairs = list(zip(ours, theirs, strict=True))
        for name, ratios in {
            "analyze_ratio": [other.worked_s / this.worked_s for this, other in pairs],
            "analyze_clock_ratio": [other.took_s / this.took_s for this, other in pairs],
        }.items():
            figures[name] = float(np.median(ratios))
            figures[f"{name}_least_most"] = [min(ratios), max(ratios)]
    return figures


def measure_window(seconds: float, times: int, this: Build, other: Build | None) -> tuple[Figures, Figures]:
    """Start, work and memory of the live window over the demo: medians, of this build and of the other.

    A run before the first one that counts brings the files into memory, so that starts are warm.
    """
    runs: tuple[list[Figures], list[Figures]] = ([], [])
    with tempfile.TemporaryDirectory(prefix="attune-bench-") as home:
        for i in range(times + 1):
            for build, own in zip((this, other), runs, strict=True):
                if build is not None:
                    length_s = seconds if i else 1.0
                    arguments = [str(_STOPWATCH), str(time.monotonic()), str(length_s)]
                    said = build.run(arguments, Path(home)).said
                    if i:
                        own.append(json.loads(said.splitlines()[-1]))
    return _medians(runs[0]), _medians(runs[1])


def _medians(runs: list[Figures]) -> Figures:
    """Each figure's median; None where no run has it."""
    names = runs[0] if runs else {}
    found = {name: [run[name] for run in runs if run[name] is not None] for name in names}
    return {name: float(np.median(values)) if values else None for name, values in found.items()}
