"""``attune train speaker``, ``train whose-voice``, ``study whose-voice`` and ``study voices``, apart from
their options.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console

from fusion.stored_model import save_card
from ui.commands.telling import say
from ui.workbench.needs import require_folder
from ui.workbench.telling import write_json

_FITTED_EACH, _FITTED_S = 24, 30.0


def train_speaker_network(data: Path, wheel: Path, out: Path, seed: int) -> None:
    """Train the network that tells speakers apart, and say where it is.

    Raises
    ------
    UserError
        If the corpora or the teacher's wheel are missing.
    """
    require_folder(data)
    import torch

    from audio_model.training.speaker_card import train_speaker_model
    from audio_model.training.speakers import SpeakerTraining

    torch.set_num_threads(1)
    weights = train_speaker_model(data, wheel, out, SpeakerTraining(seed=seed), say)
    say(f"The weights are in {weights}; its card says how well it tells strangers apart.")


def fit_rule(data: Path, out: Path | None, cache: Path) -> None:
    """Fit the rule of whose voice it is. Raises UserError as :func:`train_speaker_network`."""
    require_folder(data)
    import torch

    from audio_model.speakers.rule import CARD
    from audio_model.training.speaker_card import load_speaker_corpora
    from ui.studies.whose_voice import fit_whose_voice

    torch.set_num_threads(1)
    _, card = fit_whose_voice(data, load_speaker_corpora(data, cache), _FITTED_EACH, _FITTED_S, say)
    save_card(card, out or CARD)
    say(f"The rule is in {out or CARD}.")


def study_dialogues(data: Path, json: Path | None, cache: Path, each: int, seconds: float) -> None:
    """Measure the rule on people that nothing was fitted on. Raises UserError likewise."""
    from ui.studies.whose_voice import study_whose_voice

    _study(study_whose_voice, data, json, cache, each, seconds)


def study_several(data: Path, json: Path | None, cache: Path, each: int, seconds: float) -> None:
    """Measure how voices are told apart that nobody read aloud for. Raises UserError likewise."""
    from ui.studies.voices import study_voices

    _study(study_voices, data, json, cache, each, seconds)


def _study(
    study: Callable[..., dict[str, Any]],
    data: Path,
    json: Path | None,
    cache: Path,
    each: int,
    seconds: float,
) -> None:
    require_folder(data)
    import torch

    from audio_model.training.speaker_card import load_speaker_corpora

    torch.set_num_threads(1)
    figures = study(data, load_speaker_corpora(data, cache), each, seconds, say)
    write_json(figures, json)
    Console().print_json(data=figures)
