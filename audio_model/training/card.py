"""What a weights file should say of itself; the calibration is fitted here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from audio_model.classes import CLASS_EMOTIONS, VOICE_CLASSES, to_emotions
from audio_model.classifier import VoiceClassifier
from audio_model.corpora.clips import CORPORA
from audio_model.corpora.split import Split
from audio_model.corpora.waveforms import Waveforms
from audio_model.evaluation.clips import eight_class_figures
from audio_model.evaluation.conditions import pink_noise
from audio_model.network import VoiceNetwork
from audio_model.spectrogram import LogMelParameters
from audio_model.training.sampling import class_mask
from audio_model.training.settings import TrainingSettings
from audio_model.whole_clips import judge_clips
from fusion.calibration import VectorScaling, fit_across_groups, safe_log
from fusion.emotions import EMOTIONS
from fusion.provenance import commit
from fusion.stored_model import digest_of
from fusion.study.metrics import Predictions, score

FloatArray = npt.NDArray[np.float64]

_CALIBRATION_SNR_DB = (None, 10.0)
_TEST_SNR_DB = (None, 20.0, 10.0, 5.0, 0.0)
_FIGURES_IN_NOISE = ("n", "accuracy", "uar", "ece")
_FIGURES = (*_FIGURES_IN_NOISE, "macro_f1", "accuracy_most_confident_half", "recall", "unseen_speakers")
LIMITS = (
    "Trained on acted speech by adults, in English, Polish and Amharic; everyday feelings are milder and "
    "mixed, and accuracy on them is not known.",
    "Says how a voice sounds, not what a person feels. Not for judging people at work or at school.",
    "Children, old people, ill people and speakers of other languages were hardly heard in training.",
    "Calm and disgusted were heard in English only.",
)


def make_card(
    network: VoiceNetwork,
    settings: TrainingSettings,
    features: LogMelParameters,
    found: Mapping[str, Waveforms],
    splits: Mapping[str, Split],
    weights: Path,
) -> tuple[dict[str, Any], dict[str, npt.NDArray[Any]]]:
    """Fit the calibration, measure the held-out speakers, and tell all of it.

    Parameters
    ----------
    network
        Trained; its weights are in ``weights``.
    settings, features
        Of the run.
    found, splits
        Every corpus with its speakers' parts.
    weights
        The file the card goes beside.

    Returns
    -------
    card
        Ready for JSON.
    answers
        What the figures were made from: by test set and condition, the uncalibrated class probabilities
        float64 (n, 8) of each clip; ``CORPUS, truth`` its class int (n,).
    """
    network.eval()
    card: dict[str, Any] = {
        "name": "Attune voice",
        "classes": list(VOICE_CLASSES),
        "emotions": [emotion.value for emotion in EMOTIONS],
        "features": features.to_json(),
        "network": {
            "widths": list(settings.widths),
            "embedding": settings.embedding,
            "dropout": settings.dropout,
            "pooling": settings.pooling,
        },
        "parameters": sum(p.numel() for p in network.parameters()),
        "calibration": VectorScaling.identity().to_json(),
    }
    digest = digest_of(weights)
    raw = VoiceClassifier(network, card, digest)
    calibration, n_examples = _fit_calibration(raw, found, splits)
    card["calibration"] = calibration.to_json()
    classifier = VoiceClassifier(network, card, digest)
    trained = [n for n in found if _speakers(found[n], splits[n], "train")]
    answers = _answers(classifier, found, splits)
    told = {
        **card,
        "calibration_examples": n_examples,
        "seed": settings.seed,
        "commit": commit(),
        "made": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "weights_sha256": digest,
        "licence": licence_after(trained),
        "training": settings.to_json(),
        "corpora": {name: _about(name, found[name], splits[name]) for name in trained},
        "split": {name: _split(found[name], splits[name]) for name in trained},
        "metrics": _figures(classifier, answers, {n: _is_unseen(found[n], splits[n]) for n in found}),
        "limits": list(LIMITS),
    }
    return told, answers


def _split(corpus: Waveforms, split: Split) -> dict[str, list[str]]:
    """Speakers of each part, and the test's clips where the split goes through speakers."""
    told = {part: _speakers(corpus, split, part) for part in ("train", "calibration", "test")}
    if split.by_clip:
        told["test_clips"] = sorted(stem for stem, part in split.by_clip.items() if part == "test")
    return told


def _speakers(corpus: Waveforms, split: Split, part: str) -> list[str]:
    return sorted({clip.speaker for clip in corpus.clips if split.part(clip) == part})


def _is_unseen(corpus: Waveforms, split: Split) -> bool:
    """Whether nobody tested on was trained or calibrated on, in other clips either."""
    known = {*_speakers(corpus, split, "train"), *_speakers(corpus, split, "calibration")}
    return not known & set(_speakers(corpus, split, "test"))


def _indices(corpus: Waveforms, split: Split, part: str) -> list[int]:
    return [i for i, clip in enumerate(corpus.clips) if split.part(clip) == part]


def _judge(
    classifier: VoiceClassifier, corpus: Waveforms, indices: list[int], snr_db: float | None = None
) -> FloatArray:
    def sounds() -> Any:
        for i in indices:
            sound, span = corpus.sound(i), (int(corpus.spans[i][0]), int(corpus.spans[i][1]))
            yield (sound if snr_db is None else pink_noise(snr_db)(sound, span, i)), span

    return judge_clips(classifier, sounds())


def _fit_calibration(
    raw: VoiceClassifier, found: Mapping[str, Waveforms], splits: Mapping[str, Split]
) -> tuple[VectorScaling, dict[str, int]]:
    """Class-wise calibration on speakers not trained on; every corpus weighs as much as the smallest.

    Each clip is heard clean and in noise: a room is no studio, and confidence is to hold there too.
    Emotions a corpus does not have are set aside in its examples, as in its softmax during training.
    """
    log_p, targets, speakers, n_examples = [], [], [], {}
    for name, corpus in found.items():
        indices = _indices(corpus, splits[name], "calibration")
        if not indices:
            continue
        heard = [_judge(raw, corpus, indices, snr_db) for snr_db in _CALIBRATION_SNR_DB]
        probabilities = to_emotions(np.concatenate(heard))
        indices = indices * len(heard)
        possible = {CLASS_EMOTIONS[c].position for c in np.flatnonzero(class_mask(corpus))}
        absent = [i for i in range(len(EMOTIONS)) if i not in possible]
        probabilities[:, absent] = 0
        log_p.append(safe_log(probabilities / probabilities.sum(axis=1, keepdims=True)))
        targets.append(np.eye(len(EMOTIONS))[[corpus.clips[i].emotion.position for i in indices]])
        speakers += [f"{name} {corpus.clips[i].speaker}" for i in indices]
        n_examples[name] = len(indices)
    if not log_p:
        return VectorScaling.identity(), {}
    smallest = min(n_examples.values())
    weighted = np.concatenate([t * smallest / len(t) for t in targets])
    return fit_across_groups(np.concatenate(log_p), weighted, np.array(speakers)), n_examples


def _answers(
    classifier: VoiceClassifier, found: Mapping[str, Waveforms], splits: Mapping[str, Split]
) -> dict[str, npt.NDArray[Any]]:
    """Every clip kept for testing, clean and in noise."""
    answers: dict[str, npt.NDArray[Any]] = {}
    for name, corpus in found.items():
        indices = _indices(corpus, splits[name], "test")
        if not indices:
            continue
        answers[f"{name}, truth"] = np.array([corpus.clips[i].voice_class for i in indices])
        for snr_db in _TEST_SNR_DB:
            answers[condition(name, snr_db)] = _judge(classifier, corpus, indices, snr_db)
    return answers


def condition(corpus: str, snr_db: float | None) -> str:
    """The name of a test set in a card: the corpus, and the noise put on it."""
    return corpus if snr_db is None else f"{corpus}, pink noise at {snr_db:g} dB"


def _figures(
    classifier: VoiceClassifier, answers: Mapping[str, npt.NDArray[Any]], unseen: Mapping[str, bool]
) -> dict[str, Any]:
    metrics: dict[str, Any] = {}
    for name, classes in answers.items():
        corpus = name.partition(",")[0]
        if name.endswith(", truth"):
            continue
        truth = answers[f"{corpus}, truth"]
        labels = np.array([CLASS_EMOTIONS[c].position for c in truth], dtype=np.int64)
        probabilities = classifier.calibrate(classes)
        figures = score(Predictions(probabilities, labels, name, unseen[corpus], classifier.sha256))
        wanted = _FIGURES if name == corpus else _FIGURES_IN_NOISE
        figures = {key: figures[key] for key in wanted}
        if corpus == "ravdess":
            figures["uar_8_classes"] = eight_class_figures(classes, truth)["uar"]
        metrics[name] = figures
    return metrics


def _about(name: str, corpus: Waveforms, split: Split) -> dict[str, Any]:
    known = CORPORA.get(name)
    return {
        "citation": known.citation if known else "a user's own folders",
        "licence": known.licence if known else "the user's own",
        "clips_trained_on": len(_indices(corpus, split, "train")),
    }


def licence_after(trained: list[str]) -> str:
    """What weights may be used for, in words, after the corpora (by name) that they were trained on."""
    licences = [CORPORA[name].licence for name in trained if name in CORPORA]
    if any("research" in licence for licence in licences):
        return "for non-commercial research, after the corpora trained on"
    if any("NC" in licence for licence in licences):
        return "CC BY-NC-SA 4.0 (non-commercial), after the corpora trained on"
    return "that of the data trained on"
