"""``attune bench`` as a whole, ``bench analyze``, ``bench live``, ``bench start`` and ``bench memory``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fusion.errors import UserError
from ui.commands.telling import say, waiting
from ui.workbench.options import JsonOption
from ui.workbench.telling import print_table, write_json

if TYPE_CHECKING:
    from ui.studies.builds import Build

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

SecondsOption = Annotated[float, typer.Option(min=10, help="How long the live window is watched.")]
MinutesOption = Annotated[float, typer.Option(min=0.1, help="Length of the recording analysed.")]


@dataclass(frozen=True)
class Builds:
    """The options that say which builds are measured, and how often."""

    against: Annotated[
        str | None,
        typer.Option(
            help="Also run the build of this commit, in turn.", metavar="GIT_REV", show_default=False
        ),
    ] = None
    against_python: Annotated[
        Path | None,
        typer.Option(help="Python that runs that build, if it needs other packages.", show_default=False),
    ] = None
    times: Annotated[int, typer.Option(min=1, help="How often each build is run.")] = 3

    @contextmanager
    def both(self) -> Iterator[tuple[Build, Build | None]]:
        """Both, this one and the other, as long as the context lasts."""
        from ui.studies.builds import Build, build_of

        if self.against is None:
            if self.against_python is not None:
                raise UserError("--against-python runs another build; name its commit with --against.")
            yield Build(), None
        else:
            with build_of(self.against, self.against_python) as other:
                yield Build(), other

    def analyze(self, minutes: float) -> dict[str, Any]:
        """How fast a recording of this length is analysed."""
        from ui.studies.performance import measure_analyze

        with self.both() as builds, waiting("Analysing a made recording again and again."):
            return {"against": self.against} | measure_analyze(60 * minutes, self.times, *builds)

    def watch(self, seconds: float) -> dict[str, Any]:
        """What the live window asks for, watched so long."""
        from ui.studies.performance import measure_window

        with self.both() as builds, waiting("Watching the live window at work."):
            ours, theirs = measure_window(seconds, self.times, *builds)
        return {"against": self.against} | ours | ({"other": theirs} if theirs else {})


def everything(
    context: typer.Context,
    builds: Builds,
    seconds: SecondsOption = 30,
    minutes: MinutesOption = 3,
    json: JsonOption = None,
) -> None:
    """Measure this machine: speed, memory, skew of sound and picture. Alone: all that goes into one JSON.

    Example: attune bench --against HEAD~1 --json docs/results/performance.json
    """
    if context.invoked_subcommand is not None:
        _refuse_options_before(context.invoked_subcommand, context)
        return
    from ui.studies.floors import floors
    from ui.studies.shipped import shipped_digests
    from ui.studies.speed import machine, measure_stages

    figures: dict[str, Any] = machine() | {"weights_sha256": shipped_digests("voice", "face", "fusion")}
    figures["asked"] = {"times": builds.times, "seconds": seconds, "minutes": minutes}
    figures |= builds.analyze(minutes) | builds.watch(seconds) | {"skew_p95_ms": _skew_ms()}
    figures["floors"] = floors()
    figures["stages"] = [stage._asdict() for stage in measure_stages()]
    write_json(figures, json)
    _tell_analyze(figures)
    _tell_window(figures, START | LIVE | MEMORY)
    rows = [(name.replace("_", " "), f"{value:.1f}") for name, value in figures["floors"].items()]
    print_table(("", "for a second of a recording"), rows)


def _refuse_options_before(subcommand: str, context: typer.Context) -> None:
    sources = {p.opts[0]: context.get_parameter_source(p.name or "") for p in context.command.params}
    early = [option for option, source in sources.items() if source and source.name == "COMMANDLINE"]
    if early:
        command = f"attune bench {subcommand}"
        raise UserError(f"{early[0]} belongs behind “{command}”; “{command} --help” says whether it has it.")


def analyze(
    builds: Builds,
    minutes: MinutesOption = 3,
    json: JsonOption = None,
) -> None:
    """Measure how fast recordings are analysed, beside another build if one is named.

    Example: attune bench analyze --against HEAD~1
    """
    figures = builds.analyze(minutes)
    write_json(figures, json)
    _tell_analyze(figures)


def live(
    builds: Builds,
    seconds: SecondsOption = 30,
    json: JsonOption = None,
) -> None:
    """Measure what the live window asks of the processors, and how soon it tells of a change."""
    figures = builds.watch(seconds)
    write_json(figures, json)
    _tell_window(figures, LIVE)


def start(
    builds: Builds,
    json: JsonOption = None,
) -> None:
    """Measure how soon after the start the window, the first frame and the first estimate are there."""
    figures = builds.watch(10)
    write_json(figures, json)
    _tell_window(figures, START)


def memory(
    builds: Builds,
    seconds: SecondsOption = 30,
    json: JsonOption = None,
) -> None:
    """Measure how much memory a live session takes."""
    figures = builds.watch(seconds)
    write_json(figures, json)
    _tell_window(figures, MEMORY)


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
    rows = []
    for name, told in words.items():
        values = [figures[name], *([other[name]] if other else [])]
        rows.append((told, *("–" if value is None else f"{value:.2f}" for value in values)))
    print_table(("", "this build", *([figures["against"]] if other else [])), rows)
