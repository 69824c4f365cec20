"""``attune baselines voice``: from guessing by chance to Attune's network, each rung on the same clips."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from audio_model.classes import VOICE_CLASSES
from audio_model.corpora.clips import Clip, load_corpus
from audio_model.corpora.folders import find_corpora
from audio_model.corpora.split import RAVDESS_TEST
from audio_model.ladder.features import AVERAGES, PUBLISHED, LadderFeatures
from audio_model.ladder.split import Parting, published_parting, unseen_parting
from fusion.arrays import Float32Array, IntArray
from fusion.errors import UserError
from fusion.provenance import commit
from fusion.study.metrics import answer_figures, confusion_matrix

Model = Callable[[Float32Array, IntArray, Float32Array, int], IntArray]
"""Rows trained on, their classes, rows tested on, seed -> a class for each row tested on."""

CLASSIC = ("dummy", "decision tree", "k-NN", "random forest")
CNN, CNN_AUGMENTED, ATTUNE = "1-D CNN", "1-D CNN, augmented", "Attune"
RUNGS = (*CLASSIC, CNN, CNN_AUGMENTED, ATTUNE)
PUBLISHED_ACCURACY = {"dummy": 0.118, "decision tree": 0.292, CNN: 0.48, CNN_AUGMENTED: 0.58}
"""What the tutorial tells of RAVDESS, on its own 80/20 split."""
EPOCHS = 32
EPOCHS_AUGMENTED = 8
"""As many steps, over four times the rows."""


def ladder_clips(data: Path, corpus: str | None = None, person: str | None = None) -> list[Clip]:
    """The clips of one corpus: RAVDESS where it is found, else the only one there is.

    Parameters
    ----------
    data, corpus
        The folder, and which of the corpora in it.
    person
        Of plain folders, who speaks, as for :func:`audio_model.corpora.folders.find_corpora`.

    Raises
    ------
    UserError
        A wrong folder; or several corpora, none of them RAVDESS, and ``corpus`` does not say which.
    """
    if person is None and data.is_dir() and corpus in (None, "ravdess") and any(data.glob("Actor_*")):
        return load_corpus("ravdess", data)
    found = find_corpora(data, person)
    name = corpus or ("ravdess" if "ravdess" in found else next(iter(found)))
    if name not in found or (corpus is None and name != "ravdess" and len(found) > 1):
        raise UserError(f"{data} holds {', '.join(found)}; choose one of them with --corpus.")
    return found[name]


def rows_to_fit(
    features: LadderFeatures, average: str, parting: Parting, augmented: bool
) -> tuple[Float32Array, IntArray, IntArray]:
    """What is trained on: rows (m, d), their classes (m,), and the clip each was made from (m,).

    Copies are those of the clips trained on; a clip that is tested on leaves no trace here.
    """
    origin = parting.train
    rows = features.original[average][origin]
    if augmented:
        copies = features.copies[average][parting.train]
        rows = np.concatenate([rows, copies.reshape(-1, copies.shape[2])])
        origin = np.concatenate([origin, np.repeat(parting.train, copies.shape[1])])
    classes = np.array([features.clips[i].voice_class for i in origin], np.int64)
    return rows, classes, origin


def predict(
    rung: str, features: LadderFeatures, average: str, parting: Parting, seed: int, epochs: int | None = None
) -> IntArray:
    """The class ``rung`` names for each clip tested on, (m,); normalised by the rows trained on alone."""
    from sklearn.preprocessing import StandardScaler

    rows, classes, _ = rows_to_fit(features, average, parting, augmented=rung == CNN_AUGMENTED)
    scaler = StandardScaler().fit(rows)
    x_train = scaler.transform(rows).astype(np.float32)
    x_test = scaler.transform(features.original[average][parting.test]).astype(np.float32)
    present, y_train = np.unique(classes, return_inverse=True)
    if rung in CLASSIC:
        answers = _classic(rung, seed).fit(x_train, y_train).predict(x_test)
    else:
        from audio_model.ladder.network import fit_and_predict

        usual = EPOCHS_AUGMENTED if rung == CNN_AUGMENTED else EPOCHS
        answers = fit_and_predict(
            x_train, y_train, x_test, n_classes=len(present), epochs=epochs or usual, seed=seed
        )
    named: IntArray = present[answers]
    return named


def _classic(rung: str, seed: int) -> Any:
    from sklearn.dummy import DummyClassifier
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.neighbors import KNeighborsClassifier
    from sklearn.tree import DecisionTreeClassifier

    return {
        "dummy": lambda: DummyClassifier(strategy="stratified", random_state=seed),
        "decision tree": lambda: DecisionTreeClassifier(random_state=seed),
        "k-NN": lambda: KNeighborsClassifier(),
        "random forest": lambda: RandomForestClassifier(300, random_state=seed),
    }[rung]()


def climb(
    features: LadderFeatures,
    *,
    rungs: Sequence[str] = RUNGS,
    seeds: Iterable[int] = (0, 1, 2),
    averages: Sequence[str] = AVERAGES,
    epochs: int | None = None,
    advance: Callable[[str], None] = lambda what: None,
) -> Iterator[dict[str, Any]]:
    """A row of figures for each rung below Attune's own, average and protocol, as soon as it is known.

    A seed draws the published parting anew and starts the model anew; the unseen speakers stay the same.
    ``advance`` is called before each fit with what is being fitted.
    """
    clips, seeds = features.clips, tuple(seeds)
    protocols = {"published": [published_parting(clips, seed) for seed in seeds]}
    if unseen := unseen_parting(clips):
        protocols["unseen"] = [unseen] * len(seeds)
    simpler = [rung for rung in rungs if rung != ATTUNE]
    for rung, average, protocol in product(simpler, averages, protocols):
        partings, runs = protocols[protocol], []
        for seed, parting in zip(seeds, partings, strict=True):
            advance(rung)
            truth = np.array([clips[i].voice_class for i in parting.test])
            runs.append((truth, predict(rung, features, average, parting, seed, epochs)))
        yield {
            "rung": rung,
            "average": average,
            "protocol": protocol,
            "split": partings[0].words,
            "unseen_speakers": partings[0].unseen_speakers,
            "n_train": len(partings[0].train),
            "n_test": len(partings[0].test),
            **_figures(runs),
        }


def _figures(runs: Sequence[tuple[IntArray, IntArray]]) -> dict[str, Any]:
    """Mean and spread (standard deviation) over the runs of (truth, answers); the confusions added up."""
    each = [answer_figures(*run) for run in runs]
    accuracy, uar = ([figures[name] for figures in each] for name in ("accuracy", "uar"))
    return {
        "accuracy": float(np.mean(accuracy)),
        "accuracy_spread": float(np.std(accuracy)),
        "uar": float(np.mean(uar)),
        "uar_spread": float(np.std(uar)),
        "runs": len(runs),
        "confusion": sum(confusion_matrix(*run, len(VOICE_CLASSES)) for run in runs).tolist(),  # type: ignore[union-attr]
    }


def attune_rows(clips: Sequence[Clip], data: Path, on_random: Path | None) -> list[dict[str, Any]]:
    """Attune's own network: the shipped weights on RAVDESS's unseen actors, and what a file tells of 80/20.

    Parameters
    ----------
    clips
        The ladder's clips; of another corpus than RAVDESS nothing is told.
    data
        Folder of the corpus or the one above it.
    on_random
        JSON that ``attune evaluate voice --protocol ravdess-random`` wrote; None leaves that row out.

    Raises
    ------
    UserError
        If the file does not hold these figures, or the shipped weights were not tested on these actors.
    """
    if clips[0].corpus != "ravdess":
        return []
    from audio_model.classifier import VoiceClassifier
    from audio_model.evaluation.clips import evaluate

    classifier = VoiceClassifier.load()
    split = classifier.card.get("split", {}).get("ravdess", {})
    if tuple(split.get("test", ())) != RAVDESS_TEST:
        raise UserError(
            "The voice model's card does not name the ladder's test actors as unseen; leave its rung out."
        )
    found = evaluate("ravdess", data, classifier)
    eight = found.extra["voice_classes"]
    rows = [
        {
            "rung": ATTUNE,
            "average": None,
            "protocol": "unseen",
            "split": f"unseen speakers ({', '.join(RAVDESS_TEST)})",
            "unseen_speakers": True,
            "n_test": len(found.labels),
            "accuracy": eight["accuracy"],
            "uar": eight["uar"],
            "runs": 1,
            "weights_sha256": found.weights_sha256,
        }
    ]
    if on_random is not None:
        told = read_random(on_random)
        rows.append(
            {
                "rung": ATTUNE,
                "average": None,
                "protocol": "published",
                "split": told["protocol"],
                "unseen_speakers": False,
                "n_test": told["n"],
                "accuracy": told["accuracy"],
                "uar": told["uar"],
                "runs": 1,
            }
        )
    return rows


def read_random(path: Path) -> dict[str, Any]:
    """Attune's network on the published protocol: accuracy and UAR over eight classes, n, protocol.

    Raises
    ------
    UserError
        If there is no such file, or it holds other figures.
    """
    if not path.is_file():
        raise UserError(f"There is no file {path}; leave out --attune-random, or name another.")
    try:
        told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return {
            "accuracy": float(told["mean"]["accuracy_8_classes"]),
            "uar": float(told["mean"]["uar_8_classes"]),
            "n": int(told["pooled"]["n"]),
            "protocol": str(told["protocol"]),
        }
    except (ValueError, KeyError, TypeError) as error:
        raise UserError(
            f"{path} does not hold the figures of the random split; have them written by "
            "“attune evaluate voice --protocol ravdess-random --json FILE”."
        ) from error


def report(
    clips: Sequence[Clip],
    rows: Sequence[dict[str, Any]],
    unreadable: Sequence[str],
    earlier: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """All of it for JSON; rows of an earlier report on the same clips stay where they were not made anew."""
    new = {_key(row) for row in rows}
    found = len(clips) + len(unreadable)
    same = (
        earlier is not None
        and earlier["corpus"] == clips[0].corpus
        and earlier.get("n_clips", 0) + len(earlier.get("unreadable", ())) == found
    )
    kept = (
        [r for r in earlier["rows"] if _key(r) not in new and r["rung"] in RUNGS] if earlier and same else []
    )
    order = {rung: i for i, rung in enumerate(RUNGS)}
    return {
        "corpus": clips[0].corpus,
        "n_clips": len(clips),
        "n_speakers": len({clip.speaker for clip in clips}),
        "classes": list(VOICE_CLASSES),
        "features": asdict(PUBLISHED),
        "published_accuracy": PUBLISHED_ACCURACY if clips[0].corpus == "ravdess" else {},
        "rows": sorted(
            [*kept, *rows],
            key=lambda r: (r["protocol"], r["rung"] == ATTUNE, str(r["average"]), order[r["rung"]]),
        ),
        "unreadable": list(unreadable),
        "commit": commit(),
    }


def _key(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["rung"], row["average"], row["protocol"]
