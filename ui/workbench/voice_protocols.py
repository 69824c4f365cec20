"""``attune evaluate voice --protocol``: train and judge over and over, as a protocol asks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from ui.workbench.needs import require_folder, require_training
from ui.workbench.telling import write_json


def evaluate_voice_protocol(protocol: str, data: Path, out: Path, json_path: Path | None) -> None:
    """Make the protocol's runs (those that are missing), print what they reached and write it as JSON.

    Raises
    ------
    UserError
        If there is no such protocol, or the training extra is not installed.
    """
    require_folder(data)
    require_training()
    from audio_model.training.protocol_results import gather
    from audio_model.training.protocols import carry_out, ravdess_clips, runs_of

    console = Console()
    runs = runs_of(protocol, ravdess_clips(data))
    for i, run in enumerate(runs, 1):
        console.print(f"{protocol}, run {i} of {len(runs)}: {run.name}", highlight=False)
        carry_out(run, data, out)
    figures = gather(protocol, runs, out)
    write_json(figures, json_path)
    _print(figures, console)


def evaluate_left_out(data: Path, out: Path, json_path: Path | None) -> None:
    """Fit the larger reader's head without one corpus at a time, judge it there, and write it as JSON.

    Raises
    ------
    UserError
        If the data is wrong, the training extra is not installed, or the reader was not fetched yet.
    """
    require_folder(data)
    require_training()
    from audio_model.large.features import Describer
    from audio_model.large.store import load_encoder
    from audio_model.training.described import describe_corpora
    from audio_model.training.left_out import left_out
    from audio_model.training.train import find_parted

    console = Console()
    found, _ = find_parted(data, {}, out / "cache")
    clips = describe_corpora(found, Describer(load_encoder()), out / "cache")
    figures = left_out(clips, lambda name: console.print(f"done: {name}", highlight=False))
    write_json(figures, json_path)
    table = Table("corpus left out", "clips", "UAR, shared", "UAR, all seven", title=figures["protocol"])
    for row in figures["rows"]:
        table.add_row(row["corpus"], str(row["n"]), f"{row['uar']:.3f}", f"{row['uar_over_all']:.3f}")
    console.print(table)


def evaluate_unheard(data: Path, out: Path, start_from: Path | None, json_path: Path | None) -> None:
    """Train the small network without one corpus at a time, judge each there, and write it as JSON.

    Corpora that the shipped weights have not heard either are judged by those, see
    :func:`ui.studies.strangers.evaluate_strangers`.

    Raises
    ------
    UserError
        If the data is wrong, the training extra is not installed, or the reader was not fetched yet.
    """
    require_folder(data)
    require_training()
    from audio_model.classifier import VoiceClassifier
    from audio_model.corpora.folders import find_corpora
    from audio_model.corpora.split import TEST_ONLY_CORPORA
    from audio_model.large.features import Describer
    from audio_model.large.store import load_encoder
    from audio_model.training.unheard_corpora import carry_out_without
    from ui.studies.unheard import judge_unheard

    console = Console()
    before = VoiceClassifier.load(start_from) if start_from else None
    describe, networks = Describer(load_encoder()), {}
    for corpus in find_corpora(data):
        if corpus not in TEST_ONLY_CORPORA:
            console.print(f"without {corpus}", highlight=False)
            networks[corpus] = carry_out_without(corpus, data, out, describe, start_from)
    figures = judge_unheard(networks, data, before)
    write_json(figures, json_path)
    table = Table("corpus left out", "clips", "UAR", "with what is learnt", title=figures["protocol"])
    for row in figures["rows"]:
        alone, learnt = row["stranger"], row["learnt"]
        table.add_row(row["corpus"], str(alone["n"]), f"{alone['uar']:.3f}", f"{learnt['uar']:.3f}")
    console.print(table)


def _print(figures: dict[str, Any], console: Console) -> None:
    if "rows" in figures:
        table = Table("what", "UAR, 8 classes", "at 10 dB", "EMO-DB, UAR", title=figures["protocol"])
        for row in figures["rows"]:
            table.add_row(
                row["name"],
                f"{row['uar_8_classes']:.3f}",
                f"{row['uar_10_db']:.3f}",
                f"{row['emodb_uar']:.3f}",
            )
    else:
        table = Table("measure", "mean over the folds", title=figures["protocol"])
        for name, value in figures["mean"].items():
            if isinstance(value, float):
                table.add_row(name.replace("_", " "), f"{value:.3f}")
        emodb = figures["mean"].get("emodb")
        if emodb:
            table.add_row("EMO-DB, UAR", f"{emodb['uar']:.3f}")
    console.print(table)
    console.print(figures["note"], highlight=False)
