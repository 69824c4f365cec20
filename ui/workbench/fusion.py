"""``attune train fusion``, ``evaluate fusion`` and ``evaluate baseline``: what they do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from fusion.errors import UserError
from ui.commands.telling import say
from ui.workbench.needs import require_folder
from ui.workbench.telling import write_json


def train_what_is_familiar(data: Path, left_out: Sequence[Path]) -> None:
    """Fit what tells the unfamiliar, write it beside the weights, and say how familiar whom is."""
    require_folder(data, *left_out)
    from ui.studies.familiarity import train_familiarity

    console = Console()
    with console.status("Asking both models; this takes some minutes."):
        fitted = train_familiarity(data, left_out)
    for model in fitted:
        table = Table(f"how familiar the {model.modality.value} is", "mean")
        for corpus, mean in model.familiar.items():
            table.add_row(corpus, f"{mean:.2f}")
        console.print(table)
        say(f"Written: {model.file}", console)
        if not any(model.doubts):
            say("No corpus is strange to any of these weights: nothing is doubted.", console)


def train_fusion_rule(data: Path, out: Path | None, seed: int, left_out: Sequence[Path] = ()) -> None:
    """Fit the fusion to what both models say of examples held out of their training, and what is ordinary."""
    require_folder(data, *left_out)
    from fusion.late_fusion import load_fusion
    from ui.studies.fusion import train_fusion
    from ui.studies.ordinary import measure_ordinary
    from ui.studies.repertoire import measure_repertoire

    console = Console()
    with console.status("Asking both models; this takes some minutes."):
        card = train_fusion(data, out, seed, left_out)
        ordinary = measure_ordinary(data, out, load_fusion(card))
        repertoire = measure_repertoire(data, out, load_fusion(card))
    say(f"The fusion's card is {card}; “attune evaluate fusion --protocol pairs” measures it.", console)
    say(f"What people look and sound like at rest is in {ordinary}, otherwise in {repertoire}.", console)


def evaluate_rules(protocol: str, data: Path, json_path: Path | None) -> None:
    """Compare the rules of fusion, print a table and write the figures as JSON."""
    if protocol not in ("human-votes", "pairs", "recordings"):
        raise UserError(
            f"There is no protocol “{protocol}” for fusion; use human-votes, pairs or recordings."
        )
    require_folder(data)
    console = Console()
    with console.status("Comparing the rules; this takes some minutes."):
        if protocol == "human-votes":
            from fusion.study.human_votes import evaluate_human_votes

            figures = evaluate_human_votes(data)
        elif protocol == "pairs":
            from ui.studies.fusion import evaluate_pairs

            figures = evaluate_pairs(data)
        else:
            from ui.studies.recordings import evaluate_recordings

            figures = evaluate_recordings(data)
    write_json(figures, json_path)
    _print_rules(figures["protocol"], figures["rules"], console)
    for condition, block in figures.get("conditions", {}).items():
        _print_rules(condition, block["rules"], console)
    for note in figures.get("notes", []):
        console.print(note, markup=False, highlight=False)


def evaluate_baselines(data: Path, json_path: Path | None) -> None:
    """Measure what a personal baseline gains or loses, print a table and write the figures as JSON."""
    require_folder(data)
    from ui.studies.baseline import evaluate_baseline

    console = Console()
    with console.status("Asking the voice model; this takes a minute."):
        figures = evaluate_baseline(data)
    write_json(figures, json_path)
    for name, block in figures["baselines"].items():
        title = f"{name.replace('_', ' ')}, {block['seconds']:.0f} s of each person, all clips"
        _print_rules(title, block["pooled"], console)
    for note in figures["notes"]:
        console.print(note, markup=False, highlight=False)


def _print_rules(title: str, rules: dict[str, dict[str, float]], console: Console) -> None:
    table = Table("rule", "accuracy", "ECE", "log-loss", title=title, title_justify="left")
    for name, row in rules.items():
        table.add_row(name, f"{row['accuracy']:.3f}", f"{row['ece']:.3f}", f"{row['log_loss']:.3f}")
    console.print(table)
