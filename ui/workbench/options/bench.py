"""``attune bench``: options of the commands."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from audio_model.readers import VoiceReader
from fusion.errors import UserError
from ui.commands.places import file_to_write
from ui.workbench.options.choices import VoiceReaderOption
from ui.workbench.options.shared import DataOption, JsonOption

if TYPE_CHECKING:
    from ui.workbench.performance import Asked

bench_app = typer.Typer(invoke_without_command=True)

AgainstOption = Annotated[
    str | None,
    typer.Option(help="Also run the build of this commit, in turn.", metavar="GIT_REV", show_default=False),
]
PythonOption = Annotated[
    Path | None,
    typer.Option(help="Python that runs that build, if it needs other packages.", show_default=False),
]
TimesOption = Annotated[int, typer.Option(min=1, help="How often each build is run.")]
SecondsOption = Annotated[float, typer.Option(min=10, help="How long the live window is watched.")]
MinutesOption = Annotated[float, typer.Option(min=0.1, help="Length of the recording analysed.")]


@bench_app.callback()
def everything(
    context: typer.Context,
    against: AgainstOption = None,
    against_python: PythonOption = None,
    times: TimesOption = 3,
    seconds: SecondsOption = 30,
    minutes: MinutesOption = 3,
    json: JsonOption = None,
) -> None:
    """Measure this machine: speed, memory, skew of sound and picture. Alone: all that goes into one JSON.

    Example: attune bench --against HEAD~1 --json docs/results/performance.json
    """
    if context.invoked_subcommand is None:
        from ui.workbench.performance import bench_all

        bench_all(_asked(against, against_python, times, seconds, minutes), json)
        return
    sources = {p.opts[0]: context.get_parameter_source(p.name or "") for p in context.command.params}
    early = [option for option, source in sources.items() if source and source.name == "COMMANDLINE"]
    if early:
        command = f"attune bench {context.invoked_subcommand}"
        raise UserError(f"{early[0]} belongs behind “{command}”; “{command} --help” says whether it has it.")


@bench_app.command()
def analyze(
    against: AgainstOption = None,
    against_python: PythonOption = None,
    times: TimesOption = 3,
    minutes: MinutesOption = 3,
    json: JsonOption = None,
) -> None:
    """Measure how fast recordings are analysed, beside another build if one is named.

    Example: attune bench analyze --against HEAD~1
    """
    from ui.workbench.performance import bench_analyze

    bench_analyze(_asked(against, against_python, times, minutes=minutes), json)


@bench_app.command()
def live(
    against: AgainstOption = None,
    against_python: PythonOption = None,
    times: TimesOption = 3,
    seconds: SecondsOption = 30,
    json: JsonOption = None,
) -> None:
    """Measure what the live window asks of the processors, and how soon it tells of a change."""
    from ui.workbench.performance import LIVE, bench_window

    bench_window(_asked(against, against_python, times, seconds), LIVE, json)


@bench_app.command()
def start(
    against: AgainstOption = None,
    against_python: PythonOption = None,
    times: TimesOption = 3,
    json: JsonOption = None,
) -> None:
    """Measure how soon after the start the window, the first frame and the first estimate are there."""
    from ui.workbench.performance import START, bench_window

    bench_window(_asked(against, against_python, times, 10), START, json)


@bench_app.command()
def memory(
    against: AgainstOption = None,
    against_python: PythonOption = None,
    times: TimesOption = 3,
    seconds: SecondsOption = 30,
    json: JsonOption = None,
) -> None:
    """Measure how much memory a live session takes."""
    from ui.workbench.performance import MEMORY, bench_window

    bench_window(_asked(against, against_python, times, seconds), MEMORY, json)


def _asked(
    against: str | None, python: Path | None, times: int, seconds: float = 30, minutes: float = 3
) -> Asked:
    from ui.workbench.performance import Asked

    if python is not None and against is None:
        raise UserError("--against-python runs another build; name its commit with --against.")
    return Asked(against, python, times, seconds, minutes)


@bench_app.command()
def skew(
    out: Annotated[
        Path | None, typer.Option(help="Also write the report to this file.", callback=file_to_write)
    ] = None,
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
def steadiness(data: DataOption, voice_reader: VoiceReaderOption = None, json: JsonOption = None) -> None:
    """Measure how steady, true and quick what is shown is, and which rule the calibration speakers choose.

    With --voice-reader large: what the larger one makes of the same sounds, by the rule that is shipped.

    Example: attune bench steadiness --data corpora
    """
    from ui.workbench.bench import bench_steadiness

    bench_steadiness(data, voice_reader or VoiceReader.SMALL, json)


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
    every: Annotated[int, typer.Option(min=1, help="Of the clips, one in so many.")] = 12,
    json: JsonOption = None,
) -> None:
    """Measure how well, how late and at what cost words are heard, and what is made of them (with espeak-ng).

    Example: attune bench words --model whisper-tiny.en --data corpora/ravdess
    """
    from ui.workbench.bench import bench_words

    bench_words(model, data, json, every)


@bench_app.command()
def faults(
    part: Annotated[
        list[str] | None,
        typer.Option(
            help="Only this part: files, session, killed, compressed, recording, soak.", show_default="all"
        ),
    ] = None,
    minutes: Annotated[float, typer.Option(min=0.1, help="How long the session in real time is.")] = 20.0,
    hours: Annotated[float, typer.Option(min=0.01, help="How long the one in compressed time is.")] = 8.0,
    recorded: Annotated[
        float, typer.Option(min=0.05, help="How many hours of recording are analysed.")
    ] = 2.0,
    kills: Annotated[int, typer.Option(min=1, help="How often a program is killed while it logs.")] = 50,
    json: JsonOption = None,
) -> None:
    """Try what can go wrong: devices, sound, disk, log and files; kill -9; long sessions (with PulseAudio).

    Example: attune bench faults --part session --part killed
    """
    from ui.workbench.bench import bench_faults

    bench_faults(part or [], json, minutes=minutes, hours=hours, recorded=recorded, kills=kills)
