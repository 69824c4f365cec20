"""docs/results/performance.md: how fast, how soon, how small, and how far from the floor."""

from __future__ import annotations

from typing import Any

from ui.workbench.pages.artefacts import RESULTS, Artefact
from ui.workbench.pages.tables import table

PAGE = RESULTS / "performance.md"

_LIVE = (
    ("live_cpu_share", "of one core at work", "{:.2f}"),
    ("rss_mb", "memory, MB", "{:.0f}"),
    ("first_window_s", "first window after, s", "{:.1f}"),
    ("first_frame_s", "first frame after, s", "{:.1f}"),
    ("first_frame_worked_s", "processors' time up to it, s", "{:.1f}"),
    ("first_estimate_s", "first estimate after, s", "{:.1f}"),
    ("paint_p95_ms", "painting the window, ms", "{:.0f}"),
    ("paint_worked_p95_ms", "painting the window, ms of one core", "{:.1f}"),
    ("most_paints_a_second", "most often painted in a second", "{:.0f}"),
    ("face_event_to_label_p95_ms", "from a face's change to words that rest on it, ms", "{:.0f}"),
    ("voice_event_to_label_p95_ms", "from a voice's change to words that rest on it, ms", "{:.0f}"),
)


def page(figures: Artefact) -> str:
    """The page from its artefact."""
    against = figures["against"]
    options = f" --against {against}" if against else ""
    options += "".join(f" --{name} {value:g}" for name, value in figures["asked"].items())
    load = "" if figures["load"] is None else f", {figures['load']:.1f} programs wanted one meanwhile"
    skew = figures["skew_p95_ms"]
    parts = [
        "# Speed and memory",
        f"`attune bench{options} --json docs/results/performance.json`",
        f"{figures['cores']} cores{load}: times by the clock depend on the other programs, processors' time "
        "hardly.",
        "## Analysing a recording",
        _analysis(figures),
        _floors(figures),
        "## Live",
        f"The live window over the demo for {figures['asked']['seconds']:g} s, after a start that brought "
        "the files into memory, not painted on a real screen. Waits are 95th percentiles. *To words that "
        "rest on it*: from any moment on, until the card is written by an estimate that has heard or seen "
        "that moment; whether the label changes is decided over [longer than that](lag.md).",
        _live(figures),
        "" if skew is None else f"Sound and picture of the stand-in devices: {skew:.0f} ms apart (p95).",
        "## Stages",
        "One call each, on one thread.",
        table(
            ["stage", "median, ms", "95th percentile, ms", "of processors, ms"],
            [
                [stage["name"], *(f"{stage[key]:.2f}" for key in ("median_ms", "p95_ms", "processor_ms"))]
                for stage in figures["stages"]
            ],
        ),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _analysis(figures: Artefact) -> str:
    words = (
        f"A made recording of {figures['recording_s']:.0f} s (the demo, 640x480, 25 frames a second, again "
        "and again), the program's start included and each build's first run left out: "
        f"{figures['offline_x_realtime']:.1f} times as fast as it was spoken, "
        f"{figures['offline_x_processor']:.1f} times by processors' time."
    )
    if "analyze_ratio" not in figures:
        return words
    worked, clock = (_ratio(figures, name) for name in ("analyze_ratio", "analyze_clock_ratio"))
    return words + (
        f" The build of `{figures['against']}`, run in turn with it, took {worked} times the processors' "
        f"time and {clock} times as long by the clock, on {figures['cores']} cores, in {figures['times']} "
        "pairs. The ratio depends on the processor: on a slower one an earlier build took 4.8 times less, "
        "with 2% more to do (no artefact keeps that figure)."
    )


def _ratio(figures: Artefact, name: str) -> str:
    least, most = figures[f"{name}_least_most"]
    return f"{figures[name]:.1f} ({least:.1f} to {most:.1f})"


def _floors(figures: Artefact) -> str:
    floors: dict[str, float] = figures["floors"]
    parts = {
        "decoding": floors["decoding_ms"],
        f"mesh, {floors['looks_per_s']:.1f} looks": floors["mesh_ms"],
        f"face's network, {floors['looks_per_s']:.1f} looks": floors["face_network_ms"],
        f"voice's network, {floors['excerpts_per_s']:.1f} excerpts": floors["voice_network_ms"],
    }
    whole = 1e3 / figures["offline_x_processor"]
    rows = {
        **parts,
        "these together: the floor": sum(parts.values()),
        "`attune analyze`": whole,
    }
    header = ["for a second of a recording", "processors' ms", "of analyze"]
    return table(header, [[name, f"{ms:.1f}", f"{ms / whole:.0%}"] for name, ms in rows.items()])


def _live(figures: Artefact) -> str:
    other: dict[str, Any] = figures.get("other") or {}
    header = ["", "this build", *([f"`{figures['against']}`"] if other else [])]
    builds = [of for of in (figures, other) if of]
    rows = []
    for name, words, form in _LIVE:
        found = [of.get(name) for of in builds]
        if any(name in of for of in builds):
            rows.append([words, *("–" if value is None else form.format(value) for value in found)])
    return table(header, rows)
