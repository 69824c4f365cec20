"""``attune train``, ``evaluate`` and ``bench``: what the commands do, apart from their options."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from fusion.errors import UserError

_PACKAGES = {"voice": "audio_model", "face": "face_model"}


def train_model(kind: str, data: Path, out: Path | None, **more: Any) -> None:
    """Train the voice or the face model and say where the weights are; ``more`` goes to its training.

    Raises
    ------
    UserError
        If the data folder is wrong, or the training extra is not installed.
    """
    require_folder(data)
    try:
        import lightning  # noqa: F401
    except ImportError as error:
        raise UserError("Training needs further packages: pip install “attune[train]”.") from error
    train = importlib.import_module(f"{_PACKAGES[kind]}.training.train").train
    weights = train(data, out or Path("runs") / kind, **more)
    Console().print(f"The weights are in {weights}; “attune evaluate {kind} --weights” measures them.")


def train_fusion_rule(data: Path, out: Path | None, seed: int) -> None:
    """Fit the fusion to what both models say of examples held out of their training, and what is ordinary."""
    require_folder(data)
    from fusion.late_fusion import load_fusion
    from ui.studies.baseline import measure_ordinary
    from ui.studies.fusion import train_fusion

    console = Console()
    with console.status("Asking both models; this takes some minutes."):
        card = train_fusion(data, out, seed)
        ordinary = measure_ordinary(data, out, load_fusion(card))
    console.print(f"The fusion's card is {card}; “attune evaluate fusion --protocol pairs” measures it.")
    console.print(f"What people look and sound like at rest is in {ordinary}.")


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


def write_json(figures: dict[str, Any], path: Path | None) -> None:
    """Write figures to a file, if one is named; its folder is made."""
    if path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def bench_skew(out: Path | None) -> None:
    """Run the skew measurement and print (or also write) its report."""
    from ui.studies.skew import report

    text = report()
    if out:
        out.write_text(text, encoding="utf-8")
    Console().print(text, markup=False, highlight=False, soft_wrap=True)


def bench_lag(data: Path, json_path: Path | None) -> None:
    """Measure the time from a change of emotion to the changed label and print it."""
    require_folder(data)
    from ui.studies.lag import measure_lag

    console = Console()
    with console.status("Playing changes of emotion; this takes some minutes."):
        figures = measure_lag(data)
    write_json(figures, json_path)
    table = Table("", "named", "median, s", "95th percentile, s", "a third emotion was named")
    for mode in ("both", "voice", "face"):
        row = figures[mode]
        times = ["–" if row[k] is None else f"{row[k]:.1f}" for k in ("median_s", "p95_s")]
        table.add_row(mode, f"{row['named']:.0%}", *times, f"{row['a_third_emotion_was_named']:.0%}")
    console.print(table)


def bench_speed(json_path: Path | None = None) -> None:
    """Time each stage of the pipeline, print the figures and write them as JSON."""
    from ui.studies.shipped import shipped_digests
    from ui.studies.speed import machine, measure_stages

    table = Table("stage", "median, ms", "95th percentile, ms", "of processors, ms")
    stages = measure_stages()
    for name, *times in stages:
        table.add_row(name, *(f"{ms:.2f}" for ms in times))
    figures = {
        "weights_sha256": shipped_digests("voice", "face", "fusion"),
        "stages": [s._asdict() for s in stages],
    }
    write_json(machine() | figures, json_path)
    Console().print(table)


def require_folder(data: Path) -> None:
    """Raise UserError unless the folder of the corpora exists."""
    if not data.is_dir():
        raise UserError(f"There is no folder {data}; give the folder of the corpora with --data.")


def print_figures(figures: dict[str, Any]) -> None:
    """Print what :func:`fusion.study.metrics.score` returned."""
    table = Table("measure", "value", title=figures["protocol"], title_justify="left")
    table.add_row("examples", str(figures["n"]))
    for name, words in (
        ("accuracy", "accuracy"),
        ("uar", "mean recall over emotions (UAR)"),
        ("macro_f1", "macro F1"),
        ("ece", "calibration error (ECE)"),
        ("accuracy_most_confident_half", "accuracy, most confident half"),
    ):
        table.add_row(words, f"{figures[name]:.3f}")
    for emotion, recall in figures["recall"].items():
        table.add_row(f"recall, {emotion}", f"{recall:.3f}")
    unseen = figures["unseen_speakers"]
    seen_words = {True: "none of them trained on", False: "shared with the training", None: "not known"}
    table.add_row("speakers or people", seen_words[unseen])
    console = Console()
    console.print(table)
    for note in figures["notes"]:
        console.print(note, markup=False, highlight=False)
