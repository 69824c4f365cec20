"""What some options of the everyday commands can be set to."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from audio_model.readers import VoiceReader


class Faces(str, Enum):
    """Values of ``analyze --faces``."""

    PARTNER = "partner"
    ALL = "all"


class ExportFormat(str, Enum):
    """Values of ``analyze --format`` and ``export --format``: the names in ``fusion.exports.formats``."""

    JSONL = "jsonl"
    JSON = "json"
    CSV = "csv"
    PARQUET = "parquet"
    WEBVTT = "webvtt"
    ELAN = "elan"
    TEXTGRID = "textgrid"
    EMOTIONML = "emotionml"
    BIDS = "bids"
    FEX = "fex"


class LivePartner(str, Enum):
    """Values of ``live --partner``."""

    LEFT = "left"
    RIGHT = "right"
    SPEAKING = "speaking"


class Partner(str, Enum):
    """Values of ``analyze --partner``."""

    LEFT = "left"
    RIGHT = "right"
    EACH = "each"


TrackOption = Annotated[
    int | None,
    typer.Option(min=1, help="Which sound track of a recording, 1 for the first.", show_default=False),
]
VoiceReaderOption = Annotated[
    VoiceReader | None,
    typer.Option(
        help="Who hears the voice: large is right about strangers more often, keeps a core busier, and "
        "needs “attune fetch-voice-reader” once.",
        show_default=False,
    ),
]
OwnVoiceOption = Annotated[
    Path | None,
    typer.Option(
        help="Ten seconds or more of your own voice, alone: what you say does not count.", show_default=False
    ),
]
LivePartnerOption = Annotated[
    LivePartner | None,
    typer.Option(
        help="speaking: of several people in view whoever speaks; left, right: the partner's channel of "
        "a recording with one for each side.",
        show_default=False,
    ),
]
