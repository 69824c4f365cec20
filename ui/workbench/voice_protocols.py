"""The voice judged on what it was not trained on: trainings over and over, each judged."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from ui.commands.places import folder_to_fill
from ui.commands.telling import say
from ui.workbench.needs import require_folder, require_training
from ui.workbench.options import DataOption, JsonOption
from ui.workbench.telling import print_table, write_json


def carry_out_protocol(protocol: str, data: Path, out: Path, json: Path | None) -> None:
    """``attune evaluate voice --protocol``: make the runs that are missing, and tell what all reached.

    Raises
    ------
    UserError
        If there is no such protocol, or the training extra is not installed.
    """
    require_training()
    from audio_model.training.protocol_results import gather
    from audio_model.training.protocols import carry_out, ravdess_clips, runs_of

    runs = runs_of(protocol, ravdess_clips(data))
    for i, run in enumerate(runs, 1):
        say(f"{protocol}, run {i} of {len(runs)}: {run.name}")
        carry_out(run, data, out)
    figures = gather(protocol, runs, out)
    write_json(figures, json)
    _print(figures)


def evaluate_voice_reader(
    data: DataOption,
    out: Annotated[
        Path, typer.Option(help="Folder for what the reader made of the corpora.", callback=folder_to_fill)
    ] = Path("runs/voice-reader"),
    json: JsonOption = None,
) -> None:
    """Measure the larger voice reader's head on each corpus as if it had never heard that corpus.

    Example: attune evaluate voice-reader --data corpora --json left_out.json
    """
    require_folder(data)
    require_training()
    from audio_model.large.features import Describer
    from audio_model.large.store import load_encoder
    from audio_model.training.described import describe_corpora
    from audio_model.training.left_out import left_out
    from audio_model.training.train import find_parted

    found, _ = find_parted(data, {}, out / "cache")
    clips = describe_corpora(found, Describer(load_encoder()), out / "cache")
    figures = left_out(clips, lambda name: say(f"done: {name}"))
    write_json(figures, json)
    rows = [
        (row["corpus"], str(row["n"]), f"{row['uar']:.3f}", f"{row['uar_over_all']:.3f}")
        for row in figures["rows"]
    ]
    print_table(("corpus left out", "clips", "UAR, shared", "UAR, all seven"), rows, figures["protocol"])


def evaluate_voice_unheard(
    data: DataOption,
    out: Annotated[Path, typer.Option(help="Folder for the runs.", callback=folder_to_fill)] = Path(
        "runs/unheard"
    ),
    start_from: Annotated[
        Path | None,
        typer.Option(help="Weights to go on from where they have not heard the corpus left out either."),
    ] = None,
    json: JsonOption = None,
) -> None:
    """Train the small voice network without one corpus at a time (hours; taken up where cut off); judge it.

    Example: attune evaluate voice-unheard --data corpora --json unheard.json
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

    before = VoiceClassifier.load(start_from) if start_from else None
    describe, networks = Describer(load_encoder()), {}
    for corpus in find_corpora(data):
        if corpus not in TEST_ONLY_CORPORA:
            say(f"without {corpus}")
            networks[corpus] = carry_out_without(corpus, data, out, describe, start_from)
    figures = judge_unheard(networks, data, before)
    write_json(figures, json)
    rows = []
    for row in figures["rows"]:
        alone, learnt = row["stranger"], row["learnt"]
        rows.append((row["corpus"], str(alone["n"]), f"{alone['uar']:.3f}", f"{learnt['uar']:.3f}"))
    print_table(("corpus left out", "clips", "UAR", "with what is learnt"), rows, figures["protocol"])


def _print(figures: dict[str, Any]) -> None:
    if "rows" in figures:
        rows = [
            (row["name"], *(f"{row[measure]:.3f}" for measure in ("uar_8_classes", "uar_10_db", "emodb_uar")))
            for row in figures["rows"]
        ]
        print_table(("what", "UAR, 8 classes", "at 10 dB", "EMO-DB, UAR"), rows, figures["protocol"])
    else:
        mean = figures["mean"]
        rows = [
            (name.replace("_", " "), f"{value:.3f}")
            for name, value in mean.items()
            if isinstance(value, float)
        ]
        if emodb := mean.get("emodb"):
            rows.append(("EMO-DB, UAR", f"{emodb['uar']:.3f}"))
        print_table(("measure", "mean over the folds"), rows, figures["protocol"])
    say(figures["note"])
