"""Options that several everyday commands have, and what some of them can be set to."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from audio_model.readers import VoiceReader
from fusion.mode import Mode


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


ModeOption = Annotated[Mode, typer.Option(help="Which of voice and face take part.")]
MicrophoneOption = Annotated[str | None, typer.Option(help="Microphone: name or number.")]
TrackOption = Annotated[
    int | None,
    typer.Option(min=1, help="Which sound track of a recording, 1 for the first.", show_default=False),
]
VoiceReaderOption = Annotated[
    VoiceReader | None,
    typer.Option(
        help="Who hears the voice: large names more changes by the voice alone, keeps a core busier, and "
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
LogOption = Annotated[
    Path | None,
    typer.Option("--log", help="Log file to use in place of the usual one.", show_default=False),
]
TierOption = Annotated[
    str | None,
    typer.Option("--tier", help="Which tier of the labels, where there are several.", show_default=False),
]
