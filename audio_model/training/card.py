"""What a weights file should say of itself; the calibration is fitted here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from audio_model.classes import CLASS_EMOTIONS, VOICE_CLASSES, to_emotions
from audio_model.classifier import VoiceClassifier
from audio_model.corpora.clips import CORPORA, Clip
from audio_model.corpora.split import Split
from audio_model.corpora.waveforms import Waveforms
from audio_model.evaluation.clips import eight_class_figures
from audio_model.evaluation.conditions import pink_noise
from audio_model.network import VoiceNetwork
from audio_model.spectrogram import LogMelParameters
from audio_model.training.settings import TrainingSettings
from audio_model.voice_graph import VoiceGraph
from audio_model.whole_clips import judge_clips
from fusion.arrays import AnyArray, FloatArray, IntArray
from fusion.calibration import VectorScaling, fit_across_groups, safe_log
from fusion.emotions import EMOTIONS
from fusion.provenance import commit, made_now
from fusion.stored_model import digest_of
from fusion.study.metrics import Predictions, restrict_to_classes, score
from fusion.training.tensors import tensors_of

_CALIBRATION_SNR_DB = (None, 10.0)
_TEST_SNR_DB = (None, 20.0, 10.0, 5.0, 0.0)
_FIGURES_IN_NOISE = ("n", "accuracy", "uar", "ece")
_FIGURES = (*_FIGURES_IN_NOISE, "macro_f1", "accuracy_most_confident_half", "recall", "unseen_speakers")
_RARE = ("calm", "disgusted")
"""Classes that few corpora have."""
_LANGUAGES = {
    "en": "English",
    "pl": "Polish",
    "am": "Amharic",
    "de": "German",
    "it": "Italian",
    "zh": "Mandarin",
}


def make_card(
    network: VoiceNetwork,
    settings: TrainingSettings,
    features: LogMelParameters,
    found: Mapping[str, Waveforms],
    splits: Mapping[str, Split],
    weights: Path,
) -> tuple[dict[str, Any], dict[str, AnyArray]]:
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
        "calibration": VectorScaling.identity(len(EMOTIONS)).to_json(),
    }
    digest = digest_of(weights)
    answering = VoiceGraph(card["network"], tensors_of(network))
    raw = VoiceClassifier(answering, card, digest)
    heard = _heard_to_calibrate(raw, found, splits)
    card["calibration"] = fit_to_corpora(heard).to_json()
    classifier = VoiceClassifier(answering, card, digest)
    answers = _answers(classifier, found, splits)
    told = {
        **card,
        "calibration_examples": {name: len(answered.classes) for name, answered in heard.items()},
        "seed": settings.seed,
        **origin_of(digest, found, splits),
        "training": settings.to_json(),
        "metrics": figures_of(classifier, answers, found, splits),
    }
    return told, answers


def origin_of(digest: str, found: Mapping[str, Waveforms], splits: Mapping[str, Split]) -> dict[str, Any]:
    """What the card of any reader tells of where it comes from, and of its limits.

    Parameters
    ----------
    digest
        Of its weights.
    found, splits
        As for :func:`make_card`.
    """
    trained = [n for n in found if _speakers(found[n], splits[n], "train")]
    clips = [clip for name in trained for clip in found[name].clips if splits[name].part(clip) == "train"]
    return {
        "commit": commit(),
        "made": made_now(),
        "weights_sha256": digest,
        "licence": licence_after(trained),
        "corpora": {name: _about(name, found[name], splits[name]) for name in trained},
        "split": {name: _split(found[name], splits[name]) for name in trained},
        "limits": limits_after(clips),
    }


def limits_after(clips: Sequence[Clip]) -> list[str]:
    """What to know of a reader that was trained on these clips."""
    everywhere = _languages_of(clips)
    heard = {name: _languages_of(c for c in clips if VOICE_CLASSES[c.voice_class] == name) for name in _RARE}
    return [
        f"Trained on acted speech by adults{', in ' * bool(everywhere) + everywhere}; everyday feelings are "
        "milder and mixed, and accuracy on them is not known.",
        "Says how a voice sounds, not what a person feels. Not for judging people at work or at school.",
        "Children, old people, ill people and speakers of other languages were hardly heard in training.",
        *(
            f"{n.capitalize()} was heard in {told} only."
            for n, told in heard.items()
            if told != everywhere and told
        ),
        *([unheard] if (unheard := never_heard(clips)) else []),
    ]


def never_heard(clips: Iterable[Clip]) -> str:
    """A sentence on the emotions that these clips have no example of; empty if there is none such."""
    heard = {clip.emotion for clip in clips}
    absent = [emotion.value for emotion in EMOTIONS if emotion not in heard]
    return (
        f"Never heard in this training: {', '.join(absent)}. It may answer these all the same; no clip of it "
        "speaks for that."
        if absent
        else ""
    )


def _languages_of(clips: Iterable[Clip]) -> str:
    """In words, for a sentence."""
    spoken = {clip.language for clip in clips}
    names = [name for code, name in _LANGUAGES.items() if code in spoken]
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def _split(corpus: Waveforms, split: Split) -> dict[str, Any]:
    """Speakers of each part, what tells them, and the test's clips where the split goes through speakers."""
    told: dict[str, Any] = {part: _speakers(corpus, split, part) for part in ("train", "calibration", "test")}
    if split.by_clip:
        told["test_clips"] = sorted(stem for stem, part in split.by_clip.items() if part == "test")
    if split.person:
        told["person"] = split.person
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
    classifier: VoiceClassifier, corpus: Waveforms, indices: list[int], snr_db: float | None
) -> FloatArray:
    def sounds() -> Any:
        # Numbered among those judged: the very noise that `attune evaluate` puts on them.
        for number, i in enumerate(indices):
            sound, span = corpus.sound(i), (int(corpus.spans[i][0]), int(corpus.spans[i][1]))
            yield (sound if snr_db is None else pink_noise(snr_db)(sound, span, number)), span

    return judge_clips(classifier, sounds())


class Answered(NamedTuple):
    """Clips of one corpus and what a reader answered to them, uncalibrated.

    Parameters
    ----------
    probabilities
        float64 (n, 8).
    classes
        int (n,), the true ones; those that occur are the ones the corpus has.
    speakers
        Whose the clips are.
    """

    probabilities: FloatArray
    classes: IntArray
    speakers: Sequence[str]


def _heard_to_calibrate(
    raw: VoiceClassifier, found: Mapping[str, Waveforms], splits: Mapping[str, Split]
) -> dict[str, Answered]:
    """Speakers who calibrate, each clip clean and in noise: confidence is to hold in a room too."""
    heard = {}
    for name, corpus in found.items():
        indices = _indices(corpus, splits[name], "calibration")
        if not indices:
            continue
        answers = [_judge(raw, corpus, indices, snr_db) for snr_db in _CALIBRATION_SNR_DB]
        clips = [corpus.clips[i] for i in indices * len(answers)]
        classes = np.array([clip.voice_class for clip in clips], dtype=np.int64)
        heard[name] = Answered(np.concatenate(answers), classes, [clip.speaker for clip in clips])
    return heard


def fit_to_corpora(heard: Mapping[str, Answered]) -> VectorScaling:
    """Class-wise calibration on speakers not trained on; every corpus weighs as much as the smallest.

    Emotions a corpus does not have are set aside in its examples, as in its softmax during training.
    """
    if not heard:
        return VectorScaling.identity(len(EMOTIONS))
    smallest = min(len(answered.classes) for answered in heard.values())
    log_p, targets, speakers = [], [], []
    for name, answered in heard.items():
        labels = np.array([CLASS_EMOTIONS[c].position for c in answered.classes])
        inside = restrict_to_classes(to_emotions(answered.probabilities), np.unique(labels))[0]
        log_p.append(safe_log(inside))
        targets.append(np.eye(len(EMOTIONS))[labels] * smallest / len(labels))
        speakers += [f"{name} {speaker}" for speaker in answered.speakers]
    return fit_across_groups(np.concatenate(log_p), np.concatenate(targets), np.array(speakers))


def _answers(
    classifier: VoiceClassifier, found: Mapping[str, Waveforms], splits: Mapping[str, Split]
) -> dict[str, AnyArray]:
    """Every clip kept for testing, clean and in noise."""
    answers: dict[str, AnyArray] = {}
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


def figures_of(
    classifier: VoiceClassifier,
    answers: Mapping[str, AnyArray],
    found: Mapping[str, Waveforms],
    splits: Mapping[str, Split],
) -> dict[str, Any]:
    """The card's figures of the answers, named as in :func:`make_card`, calibrated by ``classifier``."""
    metrics: dict[str, Any] = {}
    for name, classes in answers.items():
        corpus = name.partition(",")[0]
        if name.endswith(", truth"):
            continue
        truth = answers[f"{corpus}, truth"]
        labels = np.array([CLASS_EMOTIONS[c].position for c in truth], dtype=np.int64)
        probabilities = classifier.calibrate(classes)
        figures = score(
            Predictions(
                probabilities, labels, name, _is_unseen(found[corpus], splits[corpus]), classifier.sha256
            )
        )
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
