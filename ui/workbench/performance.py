"""``attune bench`` as a whole, ``bench analyze``, ``bench live``, ``bench start`` and ``bench memory``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from ui.commands.telling import say
from ui.studies.builds import Build, build_of
from ui.workbench.telling import write_json

LIVE = {
    "live_cpu_share": "of one core at work, live",
    "paint_p95_ms": "painting the window, ms (95th percentile)",
    "paint_worked_p95_ms": "painting the window, ms of one core (95th percentile)",
    "most_paints_a_second": "most often painted in a second",
    "face_event_to_label_p95_ms": "from a face's change to words that rest on it, ms (95th percentile)",
    "voice_event_to_label_p95_ms": "from a voice's change to words that rest on it, ms (95th percentile)",
}
START = {
    "first_window_s": "first window after, s",
    "first_frame_s": "first frame after, s",
    "first_frame_worked_s": "processors' time up to it, s",
    "first_estimate_s": "first estimate after, s",
}
MEMORY = {"rss_mb": "memory of the live session, MB"}


@dataclass(frozen=True)
class Asked:
    """How builds are measured: what the options say.

    Parameters
    ----------
    against
        The commit of the other build; None for this one alone.
    python
        The other's interpreter; None for this one.
    times
        How often each is run.
    seconds
        How long a live session is watched.
    minutes
        How long the recording is that is analysed.
    """

    against: str | None
    python: Path | None
    times: int
    seconds: float
    minutes: float

    @contextmanager
    def builds(self) -> Iterator[tuple[Build, Build | None]]:
        """Both builds, this one and the other, as long as the context lasts."""
        if self.against is None:
            yield Build(), None
        else:
            with build_of(self.against, self.python) as other:
                yield Build(), other


def bench_analyze(asked: Asked, json_path: Path | None) -> None:
    """Measure ``attune analyze``, print it and write it as JSON."""
    figures = _analyze(asked)
    write_json(figures, json_path)
    _tell_analyze(figures)


def bench_window(asked: Asked, words: dict[str, str], json_path: Path | None) -> None:
    """Measure the live window; print the figures that have ``words``, and write them all as JSON."""
    figures = _window(asked)
    write_json(figures, json_path)
    _tell_window(figures, words)


def bench_all(asked: Asked, json_path: Path | None) -> None:
    """Measure everything, print it and write it into one JSON file."""
    from ui.studies.floors import floors
    from ui.studies.shipped import shipped_digests
    from ui.studies.speed import machine, measure_stages

    figures: dict[str, Any] = machine() | {"weights_sha256": shipped_digests("voice", "face", "fusion")}
    figures["asked"] = {"times": asked.times, "seconds": asked.seconds, "minutes": asked.minutes}
    figures |= _analyze(asked) | _window(asked) | {"skew_p95_ms": _skew_ms()}
    figures["floors"] = floors()
    figures["stages"] = [stage._asdict() for stage in measure_stages()]
    write_json(figures, json_path)
    _tell_analyze(figures)
    _tell_window(figures, START | LIVE | MEMORY)
    table = Table("", "for a second of a recording")
    for name, value in figures["floors"].items():
        table.add_row(name.replace("_", " "), f"{value:.1f}")
    Console().print(table)


def _analyze(asked: Asked) -> dict[str, Any]:
    from ui.studies.performance import measure_analyze

    with asked.builds() as builds, Console(stderr=True).status("Analysing a made recording again and again."):
        return {"against": asked.against} | measure_analyze(60 * asked.minutes, asked.times, *builds)


def _window(asked: Asked) -> dict[str, Any]:
    from ui.studies.performance import measure_window

    with asked.builds() as builds, Console(stderr=True).status("Watching the live window at work."):
        ours, theirs = measure_window(asked.seconds, asked.times, *builds)
    return {"against": asked.against} | ours | ({"other": theirs} if theirs else {})


def _skew_ms() -> float | None:
    """95th percentile of the time between sound and picture; None where the stand-ins cannot be set up."""
    from fusion.interfaces import DeviceError
    from ui.studies.skew import measure_stage

    try:
        return 1e3 * measure_stage(20).p95_s
    except DeviceError as error:
        say(f"The skew was not measured: {error}.")
        return None


def _tell_analyze(figures: dict[str, Any]) -> None:
    say(
        f"A recording of {figures['recording_s']:.0f} s: {figures['offline_x_realtime']:.1f} times as fast "
        f"as it was spoken, {figures['offline_x_processor']:.1f} times by processor time."
    )
    for name, of in (("analyze_ratio", "Processor time"), ("analyze_clock_ratio", "Time by the clock")):
        if (ratio := figures.get(name)) is not None:
            least, most = figures[f"{name}_least_most"]
            say(
                f"{of} of {figures['against']} over that of this build: {ratio:.2f} "
                f"({least:.2f} to {most:.2f} in {figures['times']} pairs of runs)."
            )


def _tell_window(figures: dict[str, Any], words: dict[str, str]) -> None:
    other = figures.get("other")
    table = Table("", "this build", *([figures["against"]] if other else []))
    for name, told in words.items():
        values = [figures[name], *([other[name]] if other else [])]
        table.add_row(told, *("–" if value is None else f"{value:.2f}" for value in values))
    Console().print(table)
