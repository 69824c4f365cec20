"""Options of ``attune study whose-voice`` and ``study voices``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui.workbench.options.shared import CacheOption, DataOption, JsonOption

EachOption = Annotated[int, typer.Option(min=1, help="Dialogues of a corpus.")]
LengthOption = Annotated[float, typer.Option(min=10.0, help="Length of a dialogue.")]


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
