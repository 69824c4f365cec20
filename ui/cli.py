"""The command line: ``attune``."""

from __future__ import annotations

import os
import sys
from copy import copy
from pathlib import Path
from typing import Annotated

import typer
from typer.main import get_command_name

from audio_model.readers import VoiceReader
from fusion.errors import UserError
from ui.commands.fetch import fetch_face_models, fetch_voice_reader, fetch_words
from ui.commands.gathering import with_options
from ui.commands.live_options import Live
from ui.commands.log import export, forget, sessions
from ui.commands.native_chatter import divert_native_chatter
from ui.commands.options import LogOption
from ui.commands.passphrase import passphrase
from ui.commands.places import file_to_write, folder_to_fill
from ui.commands.recordings import analyze, record
from ui.commands.usage import is_usage, usage_in_words
from ui.commands.voiceprint import voiceprint_app
from ui.wording.failures import failure_in_words
from ui.workbench.compare import compare
from ui.workbench.explore import explore
from ui.workbench.groups import (
    baselines_app,
    bench_app,
    evaluate_app,
    make_app,
    study_app,
    train_app,
)
from ui.workbench.ladder import spectrograms
from ui.workbench.making import pages
from ui.workbench.valence import label_transcripts

app = typer.Typer(
    help="Hears and sees the other person in a conversation and says, humbly, how they seem to feel. "
    "Without a command: the live window.",
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for name, group in {
    "train": train_app,
    "evaluate": evaluate_app,
    "bench": bench_app,
    "voiceprint": voiceprint_app,
    "baselines": baselines_app,
    "study": study_app,
    "make": make_app,
}.items():
    app.add_typer(group, name=name)


def _version(wanted: bool) -> None:
    if wanted:
        from ui.live.made_by import made_by

        for name, value in made_by(VoiceReader.LARGE).items():
            typer.echo(f"{name} {value}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            help="Show the version and the models' digests, and leave.",
            callback=_version,
            is_eager=True,
        ),
    ] = False,
) -> None:
    """Hears and sees the other person in a conversation and says, humbly, how they seem to feel."""


@app.command()
@with_options
def live(asked: Live) -> None:
    """Open the live window (what “attune” alone does).

    Example: attune --source demo, or just: attune talk.mp4; for a call: attune --source screen --sound system
    """
    options = asked.options()
    if not asked.headless:
        from ui.commands.screen import screen_available

        if screen_available():
            from ui.windows.app import run_window

            raise typer.Exit(run_window(options))
        runs = "Attune runs in the terminal."
        if options.source is None and options.camera is None and options.microphone is None:
            options.source = "demo"
            runs = "the built-in demo runs in the terminal; “attune --headless” listens and looks."
        typer.echo(f"There is no screen, so {runs}", err=True)
    from ui.commands.headless import run_headless

    raise typer.Exit(run_headless(options))


app.command()(with_options(analyze))


@app.command()
def review(log: LogOption = None) -> None:
    """Open the window of past conversations."""
    from ui.commands.screen import screen_available

    if not screen_available():
        raise UserError(
            "There is no screen for the review window; “attune sessions” and “attune export” work without."
        )
    from ui.windows.app import run_review

    raise typer.Exit(run_review(log))


@app.command()
def summary(
    out: Annotated[Path, typer.Option(help="PDF file to write.", callback=file_to_write)],
    session: Annotated[int | None, typer.Argument(help="Number of the session.", show_default=False)] = None,
    month: Annotated[str, typer.Option(help="All conversations of a month, such as 2026-11.")] = "",
    log: LogOption = None,
) -> None:
    """Write a conversation, or a month of them, on a page to be read or printed.

    Example: attune summary 3 --out talk.pdf
    """
    from ui.commands.unlock import unlock_in_terminal
    from ui.windows.review.summary_file import write_summary

    unlock_in_terminal(log)
    write_summary(log, session, month, out)
    typer.echo(f"The summary is in {out}.")


@app.command()
def doctor() -> None:
    """Say what works on this machine and what to do about the rest."""
    from ui.commands.doctor import run_doctor

    raise typer.Exit(run_doctor())


for command in (
    *(sessions, export, forget, passphrase),
    *(fetch_voice_reader, fetch_words, fetch_face_models),
    *(with_options(record), spectrograms, compare, explore, label_transcripts, pages),
):
    app.command()(command)


@make_app.command("pictures")
def make_pictures(
    folder: Annotated[Path, typer.Argument(help="Folder for the pictures, which is there.")] = Path("docs"),
) -> None:
    """Make the README's pictures of the live window anew, from the demo (half a minute).

    Example: attune make pictures docs
    """
    from ui.windows.screenshots import write_pictures

    write_pictures(folder)


@app.command()
def screenshots(
    out: Annotated[Path, typer.Option(help="Folder for the pictures.", callback=folder_to_fill)] = Path(
        "screenshots"
    ),
    only: Annotated[str, typer.Option(help="Only pictures whose name holds this.")] = "",
) -> None:
    """Write pictures of every view, theme, language and size of text, from made sessions.

    Example: attune screenshots --out pictures --only review
    """
    from ui.studies.stand_ins import still
    from ui.windows.gallery import write_gallery
    from ui.windows.posed import Made

    made = Made(still.StillAssembly, still.moment_at, still.face_view, still.voice_view, still.log_some)
    written = write_gallery(out, made, only)
    typer.echo(f"{len(written)} pictures are in {out}.")


def _asked(command: str) -> typer.Typer:
    """The command line with this command alone, or all of it where there is none of that name.

    typer makes each command ready before it looks which is wanted; whoever completes a line wants all.
    """
    alone = copy(app)
    alone.registered_groups = [group for group in app.registered_groups if group.name == command]
    alone.registered_commands = [
        one
        for one in app.registered_commands
        if (one.name or get_command_name(getattr(one.callback, "__name__", ""))) == command
    ]
    found = alone.registered_groups or alone.registered_commands
    return alone if found and "_ATTUNE_COMPLETE" not in os.environ else app


def main() -> None:
    """Entry point; an expected failure is one sentence and exit code 2, never a traceback."""
    arguments = sys.argv[1:]
    own = {"-h", "--help", "--version", "--install-completion", "--show-completion"}
    if not arguments or (arguments[0].startswith("-") and arguments[0] not in own):
        arguments = ["live", *arguments]
    elif Path(arguments[0]).is_file() or any(mark in arguments[0] for mark in "./"):
        arguments = ["live", "--source", *arguments]  # attune talk.mp4; no command has a dot or a slash
    divert_native_chatter()
    try:
        sys.exit(_asked(arguments[0])(arguments, prog_name="attune", standalone_mode=False))
    except KeyboardInterrupt:
        sys.exit(130)
    except typer.Abort:
        typer.echo("attune: Ended before it was answered; nothing was done.", err=True)
        sys.exit(1)
    except Exception as error:
        if is_usage(error):
            typer.echo(f"attune: {usage_in_words(error)}", err=True)
        elif os.environ.get("ATTUNE_DEBUG"):
            raise
        else:
            typer.echo(f"attune: {failure_in_words(error, in_terminal=True)}", err=True)
        sys.exit(2)
