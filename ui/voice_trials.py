"""``attune evaluate voice`` on a corpus: what the command does, apart from its options."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from ui.workbench import print_figures, require_folder, write_json


def try_voice(
    corpus: str,
    data: Path,
    json_path: Path | None,
    weights: Path | None,
    *,
    noise: bool,
    conditions: bool,
    pictures: Path | None,
) -> None:
    """Measure a voice model on a corpus, print the figures, write them as JSON and draw pictures.

    Raises
    ------
    FileNotFoundError, ValueError
        One sentence on what is wrong with the data, the corpus or the weights.
    """
    from audio_model.classifier import VoiceClassifier
    from audio_model.evaluation import listen
    from audio_model.evaluation_report import conditions_for, full_figures

    require_folder(data)
    classifier = VoiceClassifier.load(weights)
    clips = listen(corpus, data, classifier)
    console = Console()
    with Progress(console=console, transient=True) as progress:
        n = 1 + len(conditions_for(clips, noise=noise, everything=conditions))
        task = progress.add_task("asking the voice model", total=n)
        figures = full_figures(
            clips,
            classifier,
            noise=noise,
            conditions=conditions,
            pictures=pictures,
            after_each=lambda name: progress.update(task, advance=1, description=name),
        )
    write_json(figures, json_path)
    print_figures(figures)
    if "conditions" in figures:
        _print_conditions(figures["conditions"], console)
    for name in figures.get("pictures", []):
        console.print(f"Drawn: {pictures}/{name}", markup=False, highlight=False, soft_wrap=True)


def _print_conditions(rows: dict[str, dict[str, Any]], console: Console) -> None:
    table = Table("heard", "accuracy", "UAR", "ECE", "accuracy, surer half")
    for name, row in rows.items():
        values = (row[k] for k in ("accuracy", "uar", "ece", "accuracy_most_confident_half"))
        table.add_row(name, *(f"{value:.3f}" for value in values))
    console.print(table)
