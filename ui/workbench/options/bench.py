"""``attune bench``: options of the commands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui.workbench.options.shared import DataOption, JsonOption

bench_app = typer.Typer(help="Measure this machine: times and the skew between sound and picture.")


@bench_app.command()
def skew(
    out: Annotated[Path | None, typer.Option(help="Also write the report to this file.")] = None,
) -> None:
    """Measure the time between a flash and a beep that happened together, as a file and through devices."""
    from ui.workbench.bench import bench_skew

    bench_skew(out)


@bench_app.command()
def lag(data: DataOption, json: JsonOption = None) -> None:
    """Measure how long after a change of emotion the label changes, on unseen voices and faces.

    Example: attune bench lag --data corpora
    """
    from ui.workbench.bench import bench_lag

    bench_lag(data, json)


@bench_app.command()
def steadiness(data: DataOption, json: JsonOption = None) -> None:
    """Measure how steady, true and quick what is shown is, and which rule the calibration speakers choose.

    Example: attune bench steadiness --data corpora
    """
    from ui.workbench.bench import bench_steadiness

    bench_steadiness(data, json)


@bench_app.command()
def speed(json: JsonOption = None) -> None:
    """Measure how long each stage of the pipeline takes on this machine, on one core."""
    from ui.workbench.bench import bench_speed

    bench_speed(json)


@bench_app.command()
def review(
    minutes: Annotated[float, typer.Option(min=1.0, help="How long the made conversation is.")] = 60.0,
    json: JsonOption = None,
) -> None:
    """Measure how long a long conversation takes to be opened and painted in the review."""
    from ui.workbench.bench import bench_review

    bench_review(minutes, json)


@bench_app.command()
def words(
    model: Annotated[Path, typer.Option("--model", help="Folder of the recogniser's model.")],
    data: Annotated[
        Path | None,
        typer.Option("--data", help="Folder with RAVDESS's clips, for read sentences.", show_default=False),
    ] = None,
    every: Annotated[int, typer.Option(min=1, help="Of the clips, each so-manieth.")] = 12,
    json: JsonOption = None,
) -> None:
    """Measure how well, how late and at what cost words are heard, and what is made of them (with espeak-ng).

    Example: attune bench words --model whisper-tiny.en --data corpora/ravdess
    """
    from ui.workbench.bench import bench_words

    bench_words(model, data, json, every)
