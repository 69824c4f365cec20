"""The command line: ``attune``."""

from __future__ import annotations

import os
import sys
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from ui import __version__
from ui.native_chatter import divert_native_chatter

app = typer.Typer(
    help="Hears and sees the other person in a conversation and says, humbly, how they seem to feel. "
    "Without a command: the live window.",
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
train_app = typer.Typer(
    help="Train a model on corpora of your own or the published ones.", no_args_is_help=True
)
evaluate_app = typer.Typer(help="Measure a model on labelled data.", no_args_is_help=True)
bench_app = typer.Typer(help="Measure this machine: times and the skew between sound and picture.")
app.add_typer(train_app, name="train")
app.add_typer(evaluate_app, name="evaluate")
app.add_typer(bench_app, name="bench")


class ModeChoice(str, Enum):
    """Values of --mode."""

    BOTH = "both"
    VOICE = "voice"
    FACE = "face"


class TableFormat(str, Enum):
    """Values of ``analyze --format``."""

    JSONL = "jsonl"
    CSV = "csv"


class ExportFormat(str, Enum):
    """Values of ``export --format``."""

    JSON = "json"
    CSV = "csv"


LogOption = Annotated[
    Path | None,
    typer.Option("--log", help="Log file to use in place of the usual one.", show_default=False),
]
DataOption = Annotated[
    Path, typer.Option("--data", help="Folder that holds the corpora (or the one asked for).")
]
JsonOption = Annotated[
    Path | None, typer.Option("--json", help="Also write the figures to this file.", show_default=False)
]


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"attune {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and leave.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Hears and sees the other person in a conversation and says, humbly, how they seem to feel."""


@app.command()
def live(
    source: Annotated[
        str | None, typer.Option(help="A recording (path or URL) or “demo” in place of the devices.")
    ] = None,
    mode: Annotated[ModeChoice, typer.Option(help="Which of voice and face take part.")] = ModeChoice.BOTH,
    camera: Annotated[str | None, typer.Option(help="Camera: name, number or URL.")] = None,
    microphone: Annotated[str | None, typer.Option(help="Microphone: name or number.")] = None,
    headless: Annotated[bool, typer.Option("--headless", help="In the terminal, without a window.")] = False,
    seconds: Annotated[float | None, typer.Option(min=0.1, help="End after so many seconds.")] = None,
    jsonl: Annotated[
        str | None, typer.Option(help="Write each estimate as one JSON line to this file (“-”: here).")
    ] = None,
    log: LogOption = None,
    no_log: Annotated[bool, typer.Option("--no-log", help="Do not log this conversation.")] = False,
) -> None:
    """Open the live window (what ``attune`` alone does).

    Example: attune --source demo
    """
    from fusion.session import Mode
    from ui.options import Options

    options = Options(
        source=source,
        mode=Mode(mode.value),
        camera=_number_or_name(camera),
        microphone=_number_or_name(microphone),
        log=False if no_log else log,
        seconds=seconds,
        jsonl=jsonl,
    )
    if not headless:
        from ui.screen import screen_available

        if screen_available():
            from ui.app import run_window

            raise typer.Exit(run_window(options))
        if options.source is None and options.camera is None and options.microphone is None:
            options.source = "demo"
        typer.echo("There is no screen, so Attune runs in the terminal.", err=True)
    from ui.terminal import run_headless

    raise typer.Exit(run_headless(options))


@app.command()
def analyze(
    recordings: Annotated[list[Path], typer.Argument(help="Audio or video files.", show_default=False)],
    out: Annotated[Path, typer.Option(help="Folder for the results, one file a recording.")] = Path(),
    format: Annotated[
        TableFormat, typer.Option(help="One JSON object a line, or a table.")
    ] = TableFormat.JSONL,
    mode: Annotated[ModeChoice, typer.Option(help="Which of voice and face take part.")] = ModeChoice.BOTH,
) -> None:
    """Analyse recordings as fast as the machine allows: ten estimates a second of recording.

    Example: attune analyze talk.mp4 --out results --format csv
    """
    from fusion.session import Mode
    from ui.analyze import analyze_recordings

    raise typer.Exit(analyze_recordings(recordings, out, format.value, Mode(mode.value)))


@app.command()
def review(log: LogOption = None) -> None:
    """Open the window of past conversations."""
    from ui.screen import screen_available

    if not screen_available():
        _complain(
            "There is no screen for the review window; “attune sessions” and “attune export” work without."
        )
    from ui.app import run_review

    raise typer.Exit(run_review(log))


@app.command()
def sessions(
    log: LogOption = None,
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """List the logged conversations."""
    from ui.log_commands import list_sessions

    list_sessions(log, as_json=json)


@app.command()
def export(
    session: Annotated[int, typer.Argument(help="Number of the session, see “attune sessions”.")],
    out: Annotated[Path, typer.Option(help="File to write.")],
    format: Annotated[
        ExportFormat | None, typer.Option(help="By default what the file's ending says.")
    ] = None,
    log: LogOption = None,
) -> None:
    """Write one logged conversation to a file.

    Example: attune export 3 --out talk.csv
    """
    from ui.log_commands import export_session

    export_session(log, session, out, format.value if format else None)


@app.command()
def forget(
    session: Annotated[list[int] | None, typer.Argument(help="Numbers of the sessions.")] = None,
    all: Annotated[bool, typer.Option("--all", help="Forget every session.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    log: LogOption = None,
) -> None:
    """Delete logged conversations for good.

    Example: attune forget 3 4
    """
    from ui.log_commands import forget_sessions

    forget_sessions(log, session or [], everything=all, confirmed=yes)


@app.command()
def doctor() -> None:
    """Say what works on this machine and what to do about the rest."""
    from ui.doctor import run_doctor

    raise typer.Exit(run_doctor())


OutOption = Annotated[
    Path | None, typer.Option("--out", help="Folder for weights, card and checkpoints [runs/MODEL].")
]
SeedOption = Annotated[int, typer.Option("--seed", help="Seed of all that is drawn by chance.")]
EpochsOption = Annotated[int | None, typer.Option("--epochs", min=1, help="Passes over the data.")]
ResumeOption = Annotated[bool, typer.Option("--resume", help="Go on from the last checkpoint in --out.")]
WeightsOption = Annotated[
    Path | None, typer.Option("--weights", help="Weights to measure in place of the shipped ones.")
]


@train_app.command("voice")
def train_voice(
    data: DataOption,
    out: OutOption = None,
    seed: SeedOption = 0,
    epochs: EpochsOption = None,
    resume: ResumeOption = False,
) -> None:
    """Train the voice model on RAVDESS and the other corpora found beside it.

    Example: attune train voice --data corpora --out runs/voice
    """
    from ui.workbench import train_model

    train_model("voice", data, out, seed=seed, epochs=epochs, resume=resume)


@train_app.command("face")
def train_face(
    data: DataOption,
    out: OutOption = None,
    seed: SeedOption = 0,
    epochs: EpochsOption = None,
    resume: ResumeOption = False,
) -> None:
    """Train the face model on FER2013 pictures with FER+ votes.

    Example: attune train face --data corpora --out runs/face
    """
    from ui.workbench import train_model

    train_model("face", data, out, seed=seed, epochs=epochs, resume=resume)


@train_app.command("fusion")
def train_fusion(
    data: DataOption,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for the card, in place of the one that is used.")
    ] = None,
    seed: SeedOption = 0,
) -> None:
    """Fit how voice and face are combined, on RAVDESS and FER2013 examples held out of both trainings.

    Example: attune train fusion --data corpora
    """
    from ui.workbench import train_fusion_rule

    train_fusion_rule(data, out, seed)


@evaluate_app.command("voice")
def evaluate_voice(
    data: DataOption,
    corpus: Annotated[
        str, typer.Option(help="ravdess, emodb, nemo, ased, or folders (one sub-folder an emotion).")
    ] = "folders",
    json: JsonOption = None,
    weights: WeightsOption = None,
) -> None:
    """Measure the voice model.

    Example: attune evaluate voice --corpus folders --data my_clips
    """
    from ui.workbench import evaluate_model

    evaluate_model("voice", corpus, data, json, weights)


@evaluate_app.command("face")
def evaluate_face(
    data: DataOption,
    corpus: Annotated[
        str, typer.Option(help="ferplus, fer2013, or folders (one sub-folder an emotion).")
    ] = "folders",
    json: JsonOption = None,
    weights: WeightsOption = None,
) -> None:
    """Measure the face model.

    Example: attune evaluate face --corpus folders --data my_pictures
    """
    from ui.workbench import evaluate_model

    evaluate_model("face", corpus, data, json, weights)


@evaluate_app.command("fusion")
def evaluate_fusion(
    data: DataOption,
    protocol: Annotated[
        str,
        typer.Option(
            help="human-votes (votes on CREMA-D's clips), pairs (unseen voices with unseen faces) or "
            "recordings (your own, one sub-folder an emotion)."
        ),
    ] = "human-votes",
    json: JsonOption = None,
) -> None:
    """Compare Attune's way to combine voice and face with others.

    Example: attune evaluate fusion --protocol human-votes --data corpora
    """
    from ui.workbench import evaluate_rules

    evaluate_rules(protocol, data, json)


@evaluate_app.command("baseline")
def evaluate_baseline(data: DataOption, json: JsonOption = None) -> None:
    """Measure what allowing for a person's ordinary voice gains, on unseen RAVDESS actors.

    Example: attune evaluate baseline --data corpora
    """
    from ui.workbench import evaluate_baselines

    evaluate_baselines(data, json)


@bench_app.command()
def skew(
    out: Annotated[Path | None, typer.Option(help="Also write the report to this file.")] = None,
) -> None:
    """Measure the time between a flash and a beep that happened together, as a file and through devices."""
    from ui.workbench import bench_skew

    bench_skew(out)


@bench_app.command()
def lag(data: DataOption, json: JsonOption = None) -> None:
    """Measure how long after a change of emotion the label changes, on unseen voices and faces.

    Example: attune bench lag --data corpora
    """
    from ui.workbench import bench_lag

    bench_lag(data, json)


@bench_app.command()
def speed() -> None:
    """Measure how long each stage of the pipeline takes on this machine, on one core."""
    from ui.workbench import bench_speed

    bench_speed()


def _number_or_name(text: str | None) -> str | int | None:
    return int(text) if text is not None and text.isdecimal() else text


def _complain(sentence: str) -> None:
    typer.echo(f"attune: {sentence}", err=True)
    raise typer.Exit(2)


def main() -> None:
    """Entry point; an expected failure is one sentence and exit code 2, never a traceback."""
    arguments = sys.argv[1:]
    own = {"-h", "--help", "--version", "--install-completion", "--show-completion"}
    if not arguments or (arguments[0].startswith("-") and arguments[0] not in own):
        arguments = ["live", *arguments]
    divert_native_chatter()
    try:
        app(arguments)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        if os.environ.get("ATTUNE_DEBUG"):
            raise
        sentence = str(error).strip() or type(error).__name__
        if isinstance(error, OSError) and error.filename and error.strerror:
            sentence = f"{error.filename}: {error.strerror}."
        elif not _expected(error):
            sentence = f"something unexpected went wrong ({type(error).__name__}: {sentence}); "
            sentence += "set ATTUNE_DEBUG=1 to see where."
        typer.echo(f"attune: {sentence}", err=True)
        sys.exit(2)


def _expected(error: Exception) -> bool:
    """Whether the error's text was written for the user."""
    from fusion.analyser import DeviceError
    from fusion.timeline import TimelineError

    return isinstance(error, (DeviceError, TimelineError, ValueError, FileNotFoundError))
