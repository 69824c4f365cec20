"""``attune train speaker`` and ``train whose-voice``, ``study whose-voice`` and ``study voices``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from ui.commands.places import file_to_write, folder_to_fill
from ui.commands.telling import say
from ui.workbench.needs import one_thread, require_folder
from ui.workbench.options import CacheOption, DataOption, JsonOption, SeedOption
from ui.workbench.telling import write_json

_FITTED_EACH, _FITTED_S = 24, 30.0


@dataclass(frozen=True)
class Dialogues:
    """The options of a study of made dialogues."""

    data: DataOption
    json: JsonOption = None
    cache: CacheOption = Path("cache")
    each: Annotated[int, typer.Option(min=1, help="Dialogues of a corpus.")] = 4
    seconds: Annotated[float, typer.Option(min=10.0, help="Length of a dialogue.")] = 30.0


def train_speaker(
    data: DataOption,
    wheel: Annotated[
        Path,
        typer.Option(help="Resemblyzer-0.1.4-py3-none-any.whl, which carries the teacher's weights."),
    ],
    out: Annotated[
        Path, typer.Option("--out", help="Folder for weights and card.", callback=folder_to_fill)
    ] = Path("runs/speaker"),
    seed: SeedOption = 0,
) -> None:
    """Train the network that tells two people's voices apart.

    Example: attune train speaker --data corpora --wheel Resemblyzer-0.1.4-py3-none-any.whl
    """
    require_folder(data)
    from audio_model.training.speaker_card import train_speaker_model
    from audio_model.training.speakers import SpeakerTraining

    one_thread()
    weights = train_speaker_model(data, wheel, out, SpeakerTraining(seed=seed), say)
    say(f"The weights are in {weights}; its card says how well it tells strangers apart.")


def train_whose_voice(
    data: DataOption,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", help="File for the card, in place of the one that is used.", callback=file_to_write
        ),
    ] = None,
    cache: Annotated[
        Path, typer.Option("--cache", help="Folder that keeps what was decoded.", callback=folder_to_fill)
    ] = Path("cache"),
) -> None:
    """Fit how voice and lips tell the user's speech from the partner's, on made dialogues.

    Example: attune train whose-voice --data corpora
    """
    require_folder(data)
    from audio_model.speakers.rule import CARD
    from audio_model.training.speaker_card import load_speaker_corpora
    from fusion.stored_model import save_card
    from ui.studies.whose_voice import fit_whose_voice

    one_thread()
    _, card = fit_whose_voice(data, load_speaker_corpora(data, cache), _FITTED_EACH, _FITTED_S, say)
    save_card(card, out or CARD)
    say(f"The rule is in {out or CARD}.")


def whose_voice(dialogues: Dialogues) -> None:
    """Measure how well the user's own speech is told from the partner's, in made dialogues and meetings.

    Example: attune study whose-voice --data corpora --json whose_voice.json
    """
    from ui.studies.whose_voice import study_whose_voice

    _study(study_whose_voice, dialogues)


def voices(dialogues: Dialogues) -> None:
    """Measure how well voices are told apart that nobody read aloud for, in made dialogues and meetings.

    Example: attune study voices --data corpora --json voices.json
    """
    from ui.studies.voices import study_voices

    _study(study_voices, dialogues)


def _study(study: Callable[..., dict[str, Any]], asked: Dialogues) -> None:
    require_folder(asked.data)
    from rich.console import Console

    from audio_model.training.speaker_card import load_speaker_corpora

    one_thread()
    corpora = load_speaker_corpora(asked.data, asked.cache)
    figures = study(asked.data, corpora, asked.each, asked.seconds, say)
    write_json(figures, asked.json)
    Console().print_json(data=figures)
