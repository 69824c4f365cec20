"""``attune fetch-words``: brings a recogniser of words."""

from __future__ import annotations

from pathlib import Path

import platformdirs
import typer


def default_folder() -> Path:
    """Where the recogniser lies unless told otherwise: the platform's data folder."""
    return platformdirs.user_data_path("attune", appauthor=False) / "words" / "whisper-tiny.en"


def fetch(folder: Path | None) -> None:
    """Fetch it and say how it is used. Raises UserError."""
    from audio_model.words.fetching import fetch_whisper

    where = fetch_whisper(folder or default_folder())
    typer.echo(f"Whisper tiny.en is in {where}.")
    typer.echo(f'Listen with it: attune --words "{where}", or choose that folder in Settings.')
