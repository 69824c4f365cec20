"""How small voice networks do on the one corpus that each of them has not heard."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from audio_model.classifier import VoiceClassifier
from audio_model.corpora.clips import title_of
from fusion.evidence import Modality
from fusion.late_fusion import LateFusion
from fusion.study.alone import shown_alone
from fusion.study.as_shown import running_alone
from ui.studies.shipped import shipped_digests
from ui.studies.strangers import voices_of

NOTES = (
    "Each network answers with the calibration of its own card, fitted to speakers of the corpora it has "
    "heard; the fusion's own calibration, which is fitted to the shipped weights, is left out.",
    "Learnt on the way: as among the strangers above, with what the shipped weights' speakers taught of how "
    "people differ.",
    "EMO-DB was heard by none of them, nor by the shipped weights: its row is among the strangers above.",
    "Begun from chance: a shorter run than that of the shipped weights, which rest on 110 passes over three "
    "corpora and two more runs; such a network is worse than theirs, on any corpus.",
)


def judge_unheard(
    networks: Mapping[str, Path], data: Path, before: VoiceClassifier | None = None
) -> dict[str, Any]:
    """Figures of each network on all speakers of the corpus it has not heard; ready for JSON.

    Parameters
    ----------
    networks
        Folder of weights and card, by the corpus that is judged.
    data
        Folder with the corpora.
    before
        Earlier weights to set beside, where they have not heard a corpus either.

    Raises
    ------
    UserError
        If a folder holds no weights, or a corpus is not as its authors distribute it.
    """
    rows = []
    for corpus, folder in networks.items():
        classifier = VoiceClassifier.load(folder)
        row = {"corpus": title_of(corpus), **_figures(corpus, data, classifier)}
        training = classifier.card["training"]
        row["epochs"], row["from_chance"] = training["epochs"], not training["start_from"]
        heard = before.card["split"].get(corpus, {}).get("train") if before else True
        row["before"] = None if before is None or heard else _figures(corpus, data, before)
        rows.append(row)
    return {
        "protocol": "each corpus left out in turn, the small network alone",
        "rows": rows,
        "mean": {way: float(np.mean([row[way]["uar"] for row in rows])) for way in ("stranger", "learnt")},
        "notes": list(NOTES),
        "weights_sha256": {
            **{
                f"without {corpus}": VoiceClassifier.load(folder).sha256
                for corpus, folder in networks.items()
            },
            **({"before": before.sha256} if before else {}),
            **shipped_digests("repertoire"),
        },
    }


def _figures(corpus: str, data: Path, classifier: VoiceClassifier) -> dict[str, Any]:
    """What is made of the corpus without and with the running baseline."""
    heard = voices_of(data, corpus, classifier)
    if heard is None:
        raise ValueError(f"{corpus} was heard by the weights it should judge")
    fusion = LateFusion(rule=LateFusion.shipped().rule)
    examples, people = heard.examples, heard.people
    return {
        "people": len(set(people)),
        "stranger": shown_alone(fusion, Modality.VOICE, examples).figures(),
        "learnt": running_alone(fusion, Modality.VOICE, examples, people).figures(),
    }
