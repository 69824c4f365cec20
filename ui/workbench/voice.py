"""``attune evaluate voice`` on a corpus: what the command does, apart from its options."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from fusion.evidence import Modality
from fusion.study.as_shown import require_fitted
from fusion.study.people import require_baseline
from ui.commands.telling import say
from ui.workbench.needs import require_folder
from ui.workbench.telling import print_figures, say_notes, table_of_answers, write_json


def try_voice(
    corpus: str,
    data: Path,
    json_path: Path | None,
    weights: Path | None,
    *,
    noise: bool,
    conditions: bool,
    pictures: Path | None,
    person: str | None = None,
    baseline: str | None = None,
    answers: Path | None = None,
) -> None:
    """Measure a voice model on a corpus, print the figures, write them as JSON and draw pictures.

    Raises
    ------
    UserError
        One sentence on what is wrong with the data, the corpus or the weights.
    """
    from audio_model.classifier import VoiceClassifier
    from audio_model.evaluation.clips import listen
    from audio_model.evaluation.report import conditions_for, full_figures, require_plain

    require_folder(data)
    require_plain(baseline, noise or conditions or pictures is not None)
    require_baseline(baseline, people_known=corpus != "folders" or person is not None)
    classifier = VoiceClassifier.load(weights)
    require_fitted(Modality.VOICE, classifier.sha256, baseline)
    clips = listen(corpus, data, classifier, person=person)
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
            baseline=baseline,
            after_each=lambda name: progress.update(task, advance=1, description=name),
            each_file=table_of_answers(answers, data) if answers else lambda _: None,
        )
    write_json(figures, json_path)
    print_figures(figures)
    if answers is not None:
        say(f"The answer to each file: {answers}")
    if "conditions" in figures:
        _print_conditions(figures["conditions"], console)
    for name in figures.get("pictures", []):
        say(f"Drawn: {pictures}/{name}", console)


def _print_conditions(rows: dict[str, dict[str, Any]], console: Console) -> None:
    table = Table("heard", "accuracy", "UAR", "ECE", "accuracy, surer half")
    for name, row in rows.items():
        values = (row[k] for k in ("accuracy", "uar", "ece", "accuracy_most_confident_half"))
        table.add_row(name, *(f"{value:.3f}" for value in values))
    console.print(table)


def try_words(corpus: str, data: Path, json_path: Path | None, weights: Path | None) -> None:
    """Measure a voice model on short words cut out of the clips beside the whole clips, and write it as JSON.

    Raises
    ------
    UserError
        As :func:`try_voice`.
    """
    from audio_model.classifier import VoiceClassifier
    from audio_model.evaluation.clips import listen
    from audio_model.evaluation.short_words import word_figures

    require_folder(data)
    classifier = VoiceClassifier.load(weights)
    figures = word_figures(listen(corpus, data, classifier), classifier)
    write_json(figures, json_path)
    table = Table("heard", "accuracy", "UAR", "ECE", title=figures["protocol"], title_justify="left")
    for name in ("whole", "words"):
        table.add_row(name, *(f"{figures[name][measure]:.3f}" for measure in ("accuracy", "uar", "ece")))
    Console().print(table)
    say_notes(figures)


def try_quality(corpus: str, data: Path, json_path: Path | None, weights: Path | None) -> None:
    """Measure whether the quality reported with voice evidence goes with its accuracy, and write it as JSON.

    Raises
    ------
    UserError
        As :func:`try_voice`.
    """
    from audio_model.classifier import VoiceClassifier
    from audio_model.evaluation.clips import listen
    from audio_model.evaluation.quality import hear, quality_conditions, quality_figures

    require_folder(data)
    classifier = VoiceClassifier.load(weights)
    clips = listen(corpus, data, classifier)
    console = Console()
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("asking the voice model", total=len(quality_conditions(clips)))
        heard = hear(
            clips, classifier, after_each=lambda name: progress.update(task, advance=1, description=name)
        )
    figures = clips.origin(classifier) | quality_figures(heard)
    write_json(figures, json_path)
    table = Table("quality", "windows", "accuracy", title=figures["protocol"], title_justify="left")
    for row in figures["bins"]:
        table.add_row(f"{row['lowest']:.2f} to {row['highest']:.2f}", str(row["n"]), f"{row['accuracy']:.3f}")
    console.print(table)
    console.print(
        f"Rank correlation of quality and accuracy: {figures['spearman_bins']:.2f} over these rows, "
        f"{figures['spearman_conditions']:.2f} over the conditions.",
        highlight=False,
    )
    say_notes(figures)
