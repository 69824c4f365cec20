"""Options of the everyday commands on what is heard, and whose it is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from audio_model.readers import VoiceReader
from ui.workbench.options.choices import LivePartner

TrackOption = Annotated[
    int | None,
    typer.Option(min=1, help="Which sound track of a recording, 1 for the first.", show_default=False),
]
VoiceReaderOption = Annotated[
    VoiceReader | None,
    typer.Option(
        help="Who hears the voice: large is surer with strangers, and asks for a third of a core and "
        "“attune fetch-voice-reader” once.",
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
