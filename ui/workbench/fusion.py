"""``attune train familiarity`` and ``train fusion``, ``evaluate fusion`` and ``evaluate baseline``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fusion.errors import UserError
from ui.commands.places import folder_to_fill
from ui.commands.telling import say, waiting
from ui.workbench.needs import require_folder
from ui.workbench.options import DataOption, JsonOption, LeftOutOption, SeedOption
from ui.workbench.telling import print_table, write_json


def train_familiarity(data: DataOption, left_out: LeftOutOption = None) -> None:
    """Fit what tells that a face or a voice is unlike those learned from, and how far it is then doubted.

    Comes after new weights of either model and before “attune train fusion”.
    What strangers are like is seen on corpora that weights have never met:
    those of --left-out, where the shipped ones have met them all.

    Example: attune train familiarity --data corpora --left-out runs/without-casia
    """
    folders = tuple(left_out or ())
    require_folder(data, *folders)
    from ui.studies import familiarity

    with waiting("Asking both models; this takes some minutes."):
        fitted = familiarity.train_familiarity(data, folders)
    for model in fitted:
        rows = [(corpus, f"{mean:.2f}") for corpus, mean in model.familiar.items()]
        print_table((f"how familiar the {model.modality.value} is", "mean"), rows)
        say(f"Written: {model.file}")
        if not any(model.doubts):
            say("No corpus is strange to any of these weights: nothing is doubted.")


def train_fusion(
    data: DataOption,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", help="Folder for the card, in place of the one that is used.", callback=folder_to_fill
        ),
    ] = None,
    seed: SeedOption = 0,
    left_out: LeftOutOption = None,
) -> None:
    """Fit how voice and face are combined, on RAVDESS and FER2013 examples held out of both trainings.

    Calibrates each once more, sets from where on something is called clear,
    which strangers have a say in, and measures what people look and sound like
    at rest (for personal baselines).

    Example: attune train fusion --data corpora
    """
    folders = tuple(left_out or ())
    require_folder(data, *folders)
    from fusion.late_fusion import load_fusion
    from ui.studies import fusion
    from ui.studies.ordinary import measure_ordinary
    from ui.studies.repertoire import measure_repertoire

    with waiting("Asking both models; this takes some minutes."):
        card = fusion.train_fusion(data, out, seed, folders)
        ordinary = measure_ordinary(data, out, load_fusion(card))
        repertoire = measure_repertoire(data, out, load_fusion(card))
    say(f"The fusion's card is {card}; “attune evaluate fusion --protocol pairs” measures it.")
    say(f"What people look and sound like at rest is in {ordinary}, otherwise in {repertoire}.")


def evaluate_fusion(
    data: DataOption,
    protocol: Annotated[
        str,
        typer.Option(
            help="human-votes (votes on CREMA-D's clips), pairs (unseen voices with unseen faces) or "
            "recordings (your own, one sub-folder an emotion)."
        ),
    ] = "human-votes",
    json: JsonOption = None,
) -> None:
    """Compare Attune's way to combine voice and face with others.

    Example: attune evaluate fusion --protocol human-votes --data corpora
    """
    if protocol not in ("human-votes", "pairs", "recordings"):
        raise UserError(
            f"There is no protocol “{protocol}” for fusion; use human-votes, pairs or recordings."
        )
    require_folder(data)
    with waiting("Comparing the rules; this takes some minutes."):
        if protocol == "human-votes":
            from fusion.study.human_votes import evaluate_human_votes

            figures = evaluate_human_votes(data)
        elif protocol == "pairs":
            from ui.studies.fusion import evaluate_pairs
            from ui.studies.fusion_of_strangers import pairs_of_strangers

            figures = evaluate_pairs(data) | {"strangers": pairs_of_strangers(data)}
        else:
            from ui.studies.recordings import evaluate_recordings

            figures = evaluate_recordings(data)
    write_json(figures, json)
    _print_rules(figures["protocol"], figures["rules"])
    for condition, block in figures.get("conditions", {}).items():
        _print_rules(condition, block["rules"])
    for note in figures.get("notes", []):
        say(note)


def evaluate_baseline(data: DataOption, json: JsonOption = None) -> None:
    """Measure what allowing for a person's ordinary voice gains, on unseen RAVDESS actors.

    Example: attune evaluate baseline --data corpora
    """
    require_folder(data)
    from ui.studies import baseline

    with waiting("Asking the voice model; this takes a minute."):
        figures = baseline.evaluate_baseline(data)
    write_json(figures, json)
    for name, block in figures["baselines"].items():
        title = f"{name.replace('_', ' ')}, {block['seconds']:.0f} s of each person, all clips"
        _print_rules(title, block["pooled"])
    for note in figures["notes"]:
        say(note)


def _print_rules(title: str, rules: dict[str, dict[str, float]]) -> None:
    rows = [
        (name, *(f"{row[measure]:.3f}" for measure in ("accuracy", "ece", "log_loss")))
        for name, row in rules.items()
    ]
    print_table(("rule", "accuracy", "ECE", "log-loss"), rows, title)
