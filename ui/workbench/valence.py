"""``attune label-transcripts``, ``train valence``, ``evaluate valence``: what they do, apart from options."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress
from rich.progress import track as rich_track
from rich.table import Table

from ui.commands.telling import say
from ui.workbench.needs import require_training
from ui.workbench.telling import write_json

_UNSEEN = {True: "none of them trained on", False: "trained on", None: "not known"}


def label(data: Path, out: Path | None, margin: float) -> None:
    """Write weak labels and say what became of the sentences."""
    from audio_model.words.transcripts.labels import label_transcripts

    made = label_transcripts(data, out, margin, lambda sentences: _track(sentences, "sentences"))
    console = Console()
    _tell_faults(made.faults, console)
    say(
        f"{made.positive} positive and {made.negative} negative sentences of {made.speakers} speakers are in "
        f"{made.table}; {made.neutral} nearly neutral ones were dropped.",
        console,
    )


def train(
    data: Path,
    out: Path,
    corpora: tuple[str, ...],
    person: str | None,
    seed: int,
    epochs: int,
    imagenet: Path | None,
    download: bool,
    json_path: Path | None,
) -> None:
    """Train the ladder, print and draw its figures, and say where the best model is."""
    require_training()
    import torch

    from audio_model.valence.metrics import draw_roc, in_words
    from audio_model.valence.training import train_valence
    from audio_model.valence.vgg16 import find_weights

    torch.set_num_threads(1)
    with Progress(transient=True) as progress:
        task = progress.add_task("fetching VGG16's weights", visible=download)
        vgg16 = find_weights(
            imagenet, download, lambda done, total: progress.update(task, completed=done, total=total)
        )
    trained = train_valence(
        data, out, seed=seed, corpora=corpora, person=person, epochs=epochs, vgg16=vgg16, track=_track
    )
    figures, console = trained.figures, Console()
    _tell_faults(trained.faults, console)
    groups = by_group(figures["models"])
    table = Table("model", "published", "validation", *(f"test: {group}" for group in groups))
    for name, row in figures["models"].items():
        published = f"{row['published_auc']:.2f}" if row["published_auc"] else "–"
        tested = [in_words(groups[group][name]) for group in groups]
        table.add_row(name, published, f"{row['validation_auc']:.2f}", *tested)
    table.title, table.title_justify = "ROC AUC, unseen speakers", "left"
    console.print(table)
    for note in figures["notes"]:
        say(note, console)
    picture = out / "roc.png"
    draw_roc(groups, {group: f"Test speakers: {group}" for group in groups}, picture)
    write_json(figures, json_path)
    say(
        f"The best in validation, {figures['best']}, is in {trained.folder}, its curves in {picture}; "
        "“attune evaluate valence” measures it on other clips.",
        console,
    )


def by_group(models: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Test figures by group and model, of a ladder's by model and group."""
    groups: dict[str, dict[str, Any]] = {}
    for name, row in models.items():
        for group, figures in row["test"].items():
            groups.setdefault(group, {})[name] = figures
    return groups


def evaluate(
    data: Path,
    weights: Path,
    corpora: tuple[str, ...],
    person: str | None,
    imagenet: Path | None,
    json_path: Path | None,
) -> None:
    """Measure a trained model and print its figures by language."""
    require_training()
    import torch

    from audio_model.valence.evaluation import evaluate_valence
    from audio_model.valence.metrics import in_words
    from audio_model.valence.model import ValenceModel
    from audio_model.valence.vgg16 import find_weights

    torch.set_num_threads(1)
    model = ValenceModel.load(weights, vgg16=find_weights(imagenet, download=False))
    figures = evaluate_valence(data, model, corpora, person, _track)
    console = Console()
    _tell_faults(figures["faults"], console)
    table = Table("language", "clips", "positive", "speakers", "ROC AUC (95 % interval)")
    for language, row in figures["languages"].items():
        counts = [str(row[name]) for name in ("n", "positive", "speakers")]
        table.add_row(language, *counts, in_words(row))
    table.title, table.title_justify = f"{figures['model']}: {figures['labels']}", "left"
    console.print(table)
    console.print(f"Speakers: {_UNSEEN[figures['unseen_speakers']]}.")
    for note in figures["notes"]:
        say(note, console)
    write_json(figures, json_path)


def _track(items: Iterable[Any], name: str) -> Iterable[Any]:
    return rich_track(list(items), name, transient=True)


def _tell_faults(faults: Iterable[str], console: Console) -> None:
    for fault in faults:
        say(f"Left out: {fault}", console)
