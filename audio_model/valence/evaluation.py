"""``attune evaluate valence``: how well a trained valence model does on labelled clips, by language."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from audio_model.valence.examples import (
    FOLDERS,
    N_SAMPLES,
    TABLE,
    Example,
    ValenceExamples,
    find_examples,
    load_excerpts,
)
from audio_model.valence.metrics import judge, roc_points
from audio_model.valence.model import ValenceModel
from audio_model.valence.training import Tracker
from fusion.errors import UserError

ALL = "all"


def evaluate_valence(
    data: Path,
    model: ValenceModel,
    corpora: Sequence[str] = (),
    person: str | None = None,
    track: Tracker = lambda items, name: items,
) -> dict[str, Any]:
    """Judge the clips of speakers the model was not trained on; figures ready for JSON.

    Parameters
    ----------
    data, corpora, person
        See :func:`audio_model.valence.examples.find_examples`. Without ``person`` speakers of folders are
        told as in the training, where that tells all.
    model
        What ``attune train valence`` made.

    Raises
    ------
    UserError
        One sentence: nothing that can be judged.
    """
    examples = _told_as_trained(data, corpora, model.card) if person is None else None
    examples = examples or find_examples(data, corpora, person)
    examples.clips, unseen, notes = _fair(examples.clips, model.card, person)
    with tempfile.TemporaryFile() as store:
        memory = np.memmap(store, np.int16, "w+", shape=(len(examples.clips), N_SAMPLES))
        excerpts = load_excerpts(examples, memory, 0, lambda clips: track(clips, "reading"))
        scores = model.scores(excerpts, lambda batches: track(batches, "listening"))
    positive = np.array([clip.positive for clip in examples.clips])
    speakers = np.array([clip.who for clip in examples.clips])
    languages = np.array([clip.language or "not told" for clip in examples.clips])
    groups = {}
    for name in [*([ALL] if len(set(languages)) > 1 else []), *sorted(set(languages))]:
        rows = np.ones(len(languages), bool) if name == ALL else languages == name
        groups[str(name)] = {
            **judge(positive[rows], scores[rows], speakers[rows]),
            "roc": roc_points(positive[rows], scores[rows]),
        }
    if all(group["auc"] is None for group in groups.values()):
        notes.append("An AUC needs both positive and negative clips of a language.")
    return {
        "labels": examples.about,
        "model": model.card.get("model"),
        "weights_sha256": {
            "valence": model.card.get("weights_sha256"),
            "voice": model.card.get("voice_sha256"),
        },
        "unseen_speakers": unseen,
        "languages": groups,
        "notes": notes,
        "faults": examples.faults,
    }


def _told_as_trained(data: Path, corpora: Sequence[str], card: dict[str, Any]) -> ValenceExamples | None:
    """Examples of folders with the speakers told as in the training; None where that tells not all."""
    try:
        return find_examples(data, corpora, card["person"]) if card.get("person") else None
    except UserError:
        return None


def _fair(
    clips: list[Example], card: dict[str, Any], person: str | None
) -> tuple[list[Example], bool | None, list[str]]:
    """Clips of speakers neither trained on nor chosen by, whether that is certain, and what to know of it."""
    known = {
        f"{corpus}/{speaker}"
        for parts, names in (("split", ("train", "validation")), ("heard_by_voice", ("train",)))
        for corpus, split in card.get(parts, {}).items()
        for name in names
        for speaker in split.get(name, ())
    }
    fair = [clip for clip in clips if clip.who not in known]
    left_out = len(clips) - len(fair)
    if not fair:
        return clips, False, ["All of these speakers were trained on or chosen by: the figures flatter."]
    notes = [f"{left_out} clips of speakers trained on or chosen by are left out."] if left_out else []
    strange = {FOLDERS, TABLE} - set(card["split"])
    if person is not None and person != card.get("person"):  # the same people may have other names
        strange |= {FOLDERS}
    if any(clip.corpus in strange or not clip.speaker_known for clip in fair):
        return fair, None, [*notes, "Nothing tells whether these speakers were trained on."]
    return fair, True, notes
