"""The workbench's section on pleasant and unpleasant voices, and its picture."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from audio_model.valence.metrics import draw_roc, in_words
from ui.studies.shipped import shipped_digests
from ui.workbench.pages.artefacts import RESULTS, artefact
from ui.workbench.pages.peers import peers
from ui.workbench.pages.tables import table
from ui.workbench.valence import by_group

PICTURE = "valence_roc.png"
_NAMES = {"ravdess": "RAVDESS (English)", "emodb": "EMO-DB (German)", "nemo": "nEMO (Polish)"}
_EVALUATIONS = {
    "valence_made_others": "tone as the words",
    "valence_made_contrary": "tone against the words",
}


def section(folder: Path = RESULTS) -> str | None:
    """The section in Markdown; what was not measured is left out, None where nothing was."""
    acted, made = artefact("valence", folder), artefact("valence_made", folder)
    if acted is None and made is None:
        return None
    parts = [
        "## Does a voice sound pleasant or unpleasant?",
        "After the fourth tutorial: the words of a sentence label the voice that says it, and models learn "
        "from the sound alone ([how to use it](../workbench.md)). Figures are ROC AUC, in brackets the 95 % "
        "interval by a bootstrap that draws speakers. Every speaker tested on is unseen.",
    ]
    if acted is not None:
        parts += _acted(acted)
    if made is not None:
        parts += _made(made, folder)
    return "\n\n".join(parts)


def _weights_in_words(figures: dict[str, Any]) -> str:
    """Which voice weights these trainings began with, and whether they are still the shipped ones."""
    digest = figures["weights_sha256"]["voice"]
    since = "" if digest == shipped_digests("voice")["voice"] else ", which newer ones have replaced since"
    return f"voice weights `{digest[:16]}`{since}"


def _acted(figures: dict[str, Any]) -> list[str]:
    clips = figures["clips"]
    parts = [
        "### On acted emotions",
        "`attune train valence --data DATA --corpus ravdess --corpus nemo --corpus emodb "
        "--json docs/results/valence.json`",
        "No transcribed emotional speech was at hand, so the label here is the **acted emotion**: happy is "
        "pleasant; angry, sad, afraid and disgusted are unpleasant; neutral, calm and surprised, which lie "
        "in between (Russell 1980), are left out. That is another task than the published one (CMU-MOSEI: "
        "natural speech, labels from words). The published figures stand beside ours for orientation only: "
        "a larger one here does not make a better model. Actors overdo it.",
        f"Trained on {clips['train']} clips, chosen by {clips['validation']}, tested on {clips['test']}; "
        f"seed {figures['seed']}, {_weights_in_words(figures)}. " + " ".join(figures["notes"]),
        _ladder(figures),
        f"![ROC curves of the test speakers]({PICTURE})",
    ]
    if once := figures["each_speaker_once"]:
        parts += [
            "Within one corpus alone, every speaker tested once (five folds by speaker; no shipped weights "
            "have a part in it, so nobody was heard before):",
            _each_once(once),
        ]
    return parts


def _ladder(figures: dict[str, Any]) -> str:
    groups = by_group(figures["models"])
    heads = []
    for group in groups:
        speakers = figures["split"][group]["test"]
        who = f"speakers {', '.join(speakers)}" if len(speakers) <= 5 else f"all {len(speakers)} speakers"
        heads.append(f"{_NAMES.get(group, group)}, {who}")
    rows = []
    for name, row in figures["models"].items():
        published = f"{row['published_auc']:.2f}" if row["published_auc"] else "–"
        cells = [in_words(groups[group][name]) for group in groups]
        best = " (best in validation, kept)" if name == figures["best"] else ""
        rows.append([name + best, published, *cells])
    rows += [
        [peer.name, f"{peer.value:.2f}", *["not measured: no weights here"] * len(groups)]
        for peer in peers("valence")
        if peer.name not in figures["models"]
    ]
    return table(["model", "published", *heads], rows)


def _each_once(once: dict[str, Any]) -> str:
    models = list(next(iter(once.values())))
    rows = [
        [
            f"{_NAMES.get(corpus, corpus)}, {by_model[models[0]]['speakers']} speakers",
            *(in_words(by_model[model]) for model in models),
        ]
        for corpus, by_model in once.items()
    ]
    return table(["corpus", *models], rows)


def _made(figures: dict[str, Any], folder: Path) -> list[str]:
    clips = figures["clips"]
    parts = [
        "### From end to end, on a made set",
        "`attune make sentiment-set SET`, "
        "`attune label-transcripts --data SET/transcripts.csv`, "
        "`attune train valence --data SET/transcripts.labels.csv --json docs/results/valence_made.json`",
        "Twelve synthetic voices, whose tone follows their words by rule: it shows that the chain works, and "
        f"nothing of real voices. {sum(clips.values())} sentences were labelled by their words and kept.",
    ]
    rows = []
    for name, row in figures["models"].items():
        (tested,) = row["test"].values()
        best = " (best in validation, kept)" if name == figures["best"] else ""
        rows.append([name + best, in_words(tested)])
    parts.append(table(["model", "a voice not trained on"], rows))
    found = {words: judged for name, words in _EVALUATIONS.items() if (judged := artefact(name, folder))}
    if found:
        said = "; ".join(f"{words}: {in_words(f['languages']['en'])}" for words, f in found.items())
        parts.append(
            "The kept model on four further voices (`attune make sentiment-set --others --sentences 8`, then "
            f"with `--contrary`; `attune evaluate valence`): {said}. Where the tone goes against the words, "
            "the label follows the words: an AUC near 0 there means that the model hears the tone, one near "
            "1 that it goes by the words."
        )
    return parts


def draw(folder: Path = RESULTS) -> None:
    """Draw the curves of the test speakers, where they were measured."""
    if (figures := artefact("valence", folder)) is not None:
        groups = by_group(figures["models"])
        draw_roc(groups, {g: f"{_NAMES.get(g, g)}, unseen speakers" for g in groups}, folder / PICTURE)
