"""The workbench's section on pleasant and unpleasant voices, from the artefacts beside this file.

python ui/workbench/pages/valence.py    draws valence_roc.png
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from audio_model.valence.metrics import draw_roc, in_words
from ui.workbench.pages.places import RESULTS
from ui.workbench.valence import by_group

PICTURE = "valence_roc.png"
_NAMES = {"ravdess": "RAVDESS (English)", "emodb": "EMO-DB (German)", "nemo": "nEMO (Polish)"}
_EVALUATIONS = {
    "valence_made_others": "tone as the words",
    "valence_made_contrary": "tone against the words",
}


def artefact(folder: Path, name: str) -> dict[str, Any] | None:
    """What ``NAME.json`` in the folder holds; None where it is missing."""
    path = folder / f"{name}.json"
    if not path.is_file():
        return None
    figures: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return figures


def section(folder: Path = RESULTS) -> str | None:
    """The section in Markdown; what was not measured is left out, None where nothing was."""
    acted, made = artefact(folder, "valence"), artefact(folder, "valence_made")
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
        f"seed {figures['seed']}, voice weights `{figures['voice_sha256'][:16]}`. "
        + " ".join(figures["notes"]),
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
    rows = [
        "| model | published | " + " | ".join(heads) + " |",
        "|---" * (2 + len(heads)) + "|",
    ]
    for name, row in figures["models"].items():
        published = f"{row['published_auc']:.2f}" if row["published_auc"] else "–"
        cells = [in_words(groups[group][name]) for group in groups]
        best = " (best in validation, kept)" if name == figures["best"] else ""
        rows.append(f"| {name}{best} | {published} | {' | '.join(cells)} |")
    if not any(name.startswith("VGG16") for name in figures["models"]):
        rows.append("| VGG16 + net | 0.63 |" + " not measured: no weights here |" * len(groups))
    return "\n".join(rows)


def _each_once(once: dict[str, Any]) -> str:
    models = list(next(iter(once.values())))
    rows = ["| corpus | " + " | ".join(models) + " |", "|---" * (1 + len(models)) + "|"]
    for corpus, by_model in once.items():
        n = by_model[models[0]]["speakers"]
        cells = " | ".join(in_words(by_model[model]) for model in models)
        rows.append(f"| {_NAMES.get(corpus, corpus)}, {n} speakers | {cells} |")
    return "\n".join(rows)


def _made(figures: dict[str, Any], folder: Path) -> list[str]:
    clips = figures["clips"]
    parts = [
        "### From end to end, on a made set",
        "`python -m ui.making.make_sentiment_set SET`, "
        "`attune label-transcripts --data SET/transcripts.csv`, "
        "`attune train valence --data SET/transcripts.labels.csv --json docs/results/valence_made.json`",
        "Twelve synthetic voices, whose tone follows their words by rule: it shows that the chain works, and "
        f"nothing of real voices. {sum(clips.values())} sentences were labelled by their words and kept.",
    ]
    rows = ["| model | a voice not trained on |", "|---|---|"]
    for name, row in figures["models"].items():
        (tested,) = row["test"].values()
        best = " (best in validation, kept)" if name == figures["best"] else ""
        rows.append(f"| {name}{best} | {in_words(tested)} |")
    parts.append("\n".join(rows))
    found = {words: judged for name, words in _EVALUATIONS.items() if (judged := artefact(folder, name))}
    if found:
        said = "; ".join(f"{words}: {in_words(f['languages']['en'])}" for words, f in found.items())
        parts.append(
            "The kept model on four further voices (`make_sentiment_set --others --sentences 8`, then with "
            f"`--contrary`; `attune evaluate valence`): {said}. Where the tone goes against the words, the "
            "label follows the words: an AUC near 0 there means that the model hears the tone, one near 1 "
            "that it goes by the words."
        )
    return parts


def draw(folder: Path = RESULTS) -> None:
    """Draw the curves of the test speakers, where they were measured."""
    if (figures := artefact(folder, "valence")) is not None:
        groups = by_group(figures["models"])
        draw_roc(groups, {g: f"{_NAMES.get(g, g)}, unseen speakers" for g in groups}, folder / PICTURE)


if __name__ == "__main__":
    draw()
    print(section())
