"""``attune label-transcripts``, ``train valence`` and ``evaluate valence``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from ui.commands.places import file_to_write, folder_to_fill
from ui.commands.telling import say
from ui.workbench.needs import one_thread, require_training
from ui.workbench.options import JsonOption, PersonOption, SeedOption
from ui.workbench.telling import fetching, print_table, progress, write_json

LABEL_MARGIN = 0.1
_UNSEEN = {True: "none of them trained on", False: "trained on", None: "not known"}


@dataclass(frozen=True)
class Clips:
    """The options that say which clips are heard, by whom they are spoken, and where the figures go."""

    data: Annotated[Path, typer.Option(help="Table of labels, folders positive and negative, or corpora.")]
    corpus: Annotated[
        list[str] | None,
        typer.Option(help="Of the corpora found, only this one (may be given again)."),
    ] = None
    person: PersonOption = None
    imagenet: Annotated[
        Path | None, typer.Option(help="torchvision's vgg16-397923af.pth.", show_default=False)
    ] = None
    json: JsonOption = None


def label_transcripts(
    data: Annotated[
        Path, typer.Option("--data", help="CSV with path,start,end,text, or CMU-MOSEI's transcripts.")
    ],
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Table to write.", show_default="DATA.labels.csv", callback=file_to_write),
    ] = None,
    margin: Annotated[
        float, typer.Option("--margin", help="Drop sentences whose mean score is this near to 0.")
    ] = LABEL_MARGIN,
) -> None:
    """Cut sentences out of recordings and label them positive or negative by their words alone.

    The CSV may also have the columns speaker and language; times are in
    seconds, paths relative to the CSV.
    CMU-MOSEI: a folder of text files with lines id___n___start___end___text,
    the WAVs beside them.

    Example: attune label-transcripts --data talks.csv --out weak.csv
    """
    from audio_model.words.transcripts import labels

    made = labels.label_transcripts(data, out, margin, lambda sentences: _track(sentences, "sentences"))
    _tell_faults(made.faults)
    say(
        f"{made.positive} positive and {made.negative} negative sentences of {made.speakers} speakers are in "
        f"{made.table}; {made.neutral} nearly neutral ones were dropped.",
    )


def train_valence(
    clips: Clips,
    out: Annotated[
        Path, typer.Option("--out", help="Folder for the best model.", callback=folder_to_fill)
    ] = Path("runs/valence"),
    seed: SeedOption = 0,
    epochs: Annotated[int, typer.Option("--epochs", min=1, help="Passes of the fine-tuning.")] = 3,
    download: Annotated[
        bool, typer.Option("--download", help="Fetch VGG16's weights (528 MB) if they are not here.")
    ] = False,
) -> None:
    """Train models that tell pleasant from unpleasant voices, from simple to fine-tuned, and keep the best.

    Example: attune train valence --data weak.csv --out runs/valence
    """
    require_training()
    from audio_model.valence import training
    from audio_model.valence.metrics import draw_roc, in_words
    from audio_model.valence.vgg16 import find_weights

    one_thread()
    with fetching("VGG16's weights") as told:
        vgg16 = find_weights(clips.imagenet, download, told)
    trained = training.train_valence(
        clips.data,
        out,
        seed=seed,
        corpora=tuple(clips.corpus or ()),
        person=clips.person,
        epochs=epochs,
        vgg16=vgg16,
        track=_track,
    )
    figures = trained.figures
    _tell_faults(trained.faults)
    groups = by_group(figures["models"])
    columns = ("model", "published", "validation", *(f"test: {group}" for group in groups))
    rows = []
    for name, row in figures["models"].items():
        published = f"{row['published_auc']:.2f}" if row["published_auc"] else "–"
        tested = [in_words(groups[group][name]) for group in groups]
        rows.append((name, published, f"{row['validation_auc']:.2f}", *tested))
    print_table(columns, rows, "ROC AUC, unseen speakers")
    for note in figures["notes"]:
        say(note)
    picture = out / "roc.png"
    draw_roc(groups, {group: f"Test speakers: {group}" for group in groups}, picture)
    write_json(figures, clips.json)
    say(
        f"The best in validation, {figures['best']}, is in {trained.folder}, its curves in {picture}; "
        "“attune evaluate valence” measures it on other clips.",
    )


def by_group(models: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Test figures by group and model, of a ladder's by model and group."""
    groups: dict[str, dict[str, Any]] = {}
    for name, row in models.items():
        for group, figures in row["test"].items():
            groups.setdefault(group, {})[name] = figures
    return groups


def evaluate_valence(
    clips: Clips,
    weights: Annotated[Path, typer.Option("--weights", help="Folder of the model.")] = Path("runs/valence"),
) -> None:
    """Measure a trained valence model on your own recordings, each language by itself.

    A table needs the columns path and label (positive or negative) and may have speaker and language.

    Example: attune evaluate valence --data my_clips.csv --weights runs/valence
    """
    require_training()
    from audio_model.valence import evaluation
    from audio_model.valence.metrics import in_words
    from audio_model.valence.model import ValenceModel
    from audio_model.valence.vgg16 import find_weights

    one_thread()
    model = ValenceModel.load(weights, vgg16=find_weights(clips.imagenet, download=False))
    figures = evaluation.evaluate_valence(clips.data, model, tuple(clips.corpus or ()), clips.person, _track)
    _tell_faults(figures["faults"])
    rows = []
    for language, row in figures["languages"].items():
        counts = [str(row[name]) for name in ("n", "positive", "speakers")]
        rows.append((language, *counts, in_words(row)))
    columns = ("language", "clips", "positive", "speakers", "ROC AUC (95 % interval)")
    print_table(columns, rows, f"{figures['model']}: {figures['labels']}")
    say(f"Speakers: {_UNSEEN[figures['unseen_speakers']]}.")
    for note in figures["notes"]:
        say(note)
    write_json(figures, clips.json)


def _track(items: Iterable[Any], name: str) -> Iterable[Any]:
    known = list(items)
    with progress() as bars:
        yield from bars.track(known, description=name)


def _tell_faults(faults: Iterable[str]) -> None:
    for fault in faults:
        say(f"Left out: {fault}")
