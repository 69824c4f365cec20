"""``attune evaluate voice``: the voice model on a corpus, or by a protocol that trains and judges anew."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from fusion.errors import UserError
from ui.commands.places import folder_to_fill
from ui.commands.telling import say
from ui.commands.together import refuse_both
from ui.workbench.evaluation import Evaluation
from ui.workbench.needs import require_folder
from ui.workbench.telling import (
    print_table,
    progress,
    say_notes,
    write_json,
)


def evaluate_voice(
    asked: Evaluation,
    corpus: Annotated[
        str,
        typer.Option(
            help="ravdess, emodb, nemo, ased, emovo, casia, crema-d, tess, or folders (one sub-folder an "
            "emotion)."
        ),
    ] = "folders",
    protocol: Annotated[
        str | None,
        typer.Option(
            help="Train and judge anew, in place of a corpus (hours; taken up where it was cut off): "
            "ravdess-5fold, ravdess-random, sentences, cross-corpus or ablation."
        ),
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder for a protocol's runs.", callback=folder_to_fill)] = Path(
        "runs/protocols"
    ),
    noise: Annotated[bool, typer.Option("--noise", help="Also in noise at 20, 10, 5 and 0 dB.")] = False,
    conditions: Annotated[
        bool, typer.Option("--conditions", help="Also in noise, rooms, over telephones and codecs.")
    ] = False,
    quality: Annotated[
        bool, typer.Option("--quality", help="Instead: does the reported quality tell right from wrong?")
    ] = False,
    words: Annotated[
        bool, typer.Option("--words", help="Instead: how much is lost where only a short word is heard?")
    ] = False,
) -> None:
    """Measure the voice model.

    Example: attune evaluate voice --corpus folders --data my_clips
    """
    refuse_both(("--protocol", protocol), ("--quality", quality), ("--words", words))
    more = (asked.person, asked.baseline, asked.answers, asked.pictures)
    asked_more = any(x is not None for x in more) or noise or conditions
    if (protocol or quality or words) and asked_more:
        raise UserError(
            "--person, --baseline, --answers, --noise, --conditions and --pictures are for a corpus as it "
            "is; leave out --protocol, --quality and --words."
        )
    if protocol and (asked.weights is not None or corpus != "folders"):
        raise UserError(
            "A protocol trains and judges on corpora of its own; leave out --weights and --corpus, or "
            "--protocol."
        )
    require_folder(asked.data)
    if protocol:
        from ui.workbench.voice_protocols import carry_out_protocol

        carry_out_protocol(protocol, asked.data, out, asked.json)
        return
    if words or quality:
        (_try_words if words else _try_quality)(corpus, asked)
        return
    from audio_model.classifier import VoiceClassifier
    from audio_model.evaluation.clips import listen
    from audio_model.evaluation.conditions import all_conditions, in_noise
    from audio_model.evaluation.report import full_figures, require_plain
    from fusion.evidence import Modality
    from fusion.study.as_shown import require_fitted
    from fusion.study.people import require_baseline

    require_plain(asked.baseline, noise or conditions or asked.pictures is not None)
    require_baseline(asked.baseline, people_known=corpus != "folders" or asked.person is not None)
    classifier = VoiceClassifier.load(asked.weights)
    require_fitted(Modality.VOICE, classifier.sha256, asked.baseline)
    clips = listen(corpus, asked.data, classifier, person=asked.person)
    under = {}
    if noise or conditions:
        under = (all_conditions if conditions else in_noise)(clips.sounds, clips.speakers)
    with progress() as bars:
        task = bars.add_task("asking the voice model", total=1 + len(under))
        figures = full_figures(
            clips,
            classifier,
            under=under,
            pictures=asked.pictures,
            baseline=asked.baseline,
            after_each=lambda name: bars.update(task, advance=1, description=name),
            each_file=asked.each_file,
        )
    asked.tell(figures)
    if "conditions" in figures:
        measures = ("accuracy", "uar", "ece", "accuracy_most_confident_half")
        rows = [
            (name, *(f"{row[measure]:.3f}" for measure in measures))
            for name, row in figures["conditions"].items()
        ]
        print_table(("heard", "accuracy", "UAR", "ECE", "accuracy, surer half"), rows)
    for name in figures.get("pictures", []):
        say(f"Drawn: {asked.pictures}/{name}")


def _try_words(corpus: str, asked: Evaluation) -> None:
    """Short words cut out of the clips beside the whole clips."""
    from audio_model.classifier import VoiceClassifier
    from audio_model.evaluation.clips import listen
    from audio_model.evaluation.short_words import word_figures

    classifier = VoiceClassifier.load(asked.weights)
    figures = word_figures(listen(corpus, asked.data, classifier), classifier)
    write_json(figures, asked.json)
    rows = [
        (name, *(f"{figures[name][measure]:.3f}" for measure in ("accuracy", "uar", "ece")))
        for name in ("whole", "words")
    ]
    print_table(("heard", "accuracy", "UAR", "ECE"), rows, figures["protocol"])
    say_notes(figures)


def _try_quality(corpus: str, asked: Evaluation) -> None:
    """Whether the quality reported with voice evidence goes with its accuracy."""
    from audio_model.classifier import VoiceClassifier
    from audio_model.evaluation.clips import listen
    from audio_model.evaluation.quality import hear, quality_conditions, quality_figures

    classifier = VoiceClassifier.load(asked.weights)
    clips = listen(corpus, asked.data, classifier)
    with progress() as bars:
        task = bars.add_task("asking the voice model", total=len(quality_conditions(clips)))
        heard = hear(
            clips, classifier, after_each=lambda name: bars.update(task, advance=1, description=name)
        )
    figures: dict[str, Any] = clips.origin(classifier) | quality_figures(heard)
    write_json(figures, asked.json)
    rows = [
        (f"{row['lowest']:.2f} to {row['highest']:.2f}", str(row["n"]), f"{row['accuracy']:.3f}")
        for row in figures["bins"]
    ]
    print_table(("quality", "windows", "accuracy"), rows, figures["protocol"])
    say(
        f"Rank correlation of quality and accuracy: {figures['spearman_bins']:.2f} over these rows, "
        f"{figures['spearman_conditions']:.2f} over the conditions."
    )
    say_notes(figures)
