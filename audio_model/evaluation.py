"""How well a voice model does on labelled clips, and whether it had heard their speakers before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from audio_model.classes import CLASS_EMOTIONS, VOICE_CLASSES, to_emotions
from audio_model.classifier import VoiceClassifier
from audio_model.windows import clip_windows, speech_span
from fusion.analyser import SAMPLE_RATE_HZ
from fusion.evaluation import Predictions, recall_per_class

if TYPE_CHECKING:
    from audio_model.training.corpora import Clip

FloatArray = npt.NDArray[np.float64]
Sound = tuple[npt.NDArray[np.float32], tuple[int, int]]
"""A clip's samples, float32 (n,), and the first and last sample of its speech."""

_NAMES = {"ravdess": "RAVDESS", "emodb": "EMO-DB", "nemo": "nEMO", "ased": "ASED", "crema_d": "CREMA-D"}
_HOP_S = 1.0
_BATCH_CLIPS = 32


def evaluate(
    corpus: str, data: Path, classifier: VoiceClassifier | None = None, *, snr_db: float | None = None
) -> Predictions:
    """Judge every clip of a corpus that the model was not trained on.

    A clip is judged by the mean over its three-second windows (nearly always one).

    Parameters
    ----------
    corpus
        ``ravdess``, ``nemo``, ``ased``, ``emodb``, or ``folders`` (one sub-folder an emotion).
    data
        The corpus's folder, or the one it lies in under its name.
    classifier
        None for the shipped one.
    snr_db
        Add pink noise this far below each clip's speech, dB; None for the clips as they are.

    Raises
    ------
    FileNotFoundError, ValueError
        One sentence: an unknown corpus, a wrong folder, or no clip that can be judged.
    """
    from audio_model.training.corpora import CORPORA, load_corpus, load_folders
    from audio_model.training.waveforms import read_audio

    classifier = classifier or VoiceClassifier.load()
    if corpus == "folders":
        clips: Sequence[Clip] = load_folders(data)
    elif corpus in CORPORA:
        clips = load_corpus(corpus, data / corpus if (data / corpus).is_dir() else data)
    else:
        raise ValueError(f"“{corpus}” is not a voice corpus known here; use {', '.join(CORPORA)} or folders.")
    clips, unseen, notes = _fair_clips(corpus, clips, classifier.card)
    sounds: list[Sound] = []
    heard: list[Clip] = []
    for i, clip in enumerate(clips):
        try:
            sound = read_audio(clip.path)
        except ValueError as error:
            notes.append(str(error))
            continue
        span = speech_span(sound, SAMPLE_RATE_HZ)
        sounds.append((sound if snr_db is None else with_noise(sound, span, snr_db, seed=i), span))
        heard.append(clip)
    if not heard:
        raise ValueError(f"Not one clip in {data} can be read: {notes[-1] if notes else 'it is empty'}")
    classes = judge_clips(classifier, sounds)
    truth = np.array([clip.voice_class for clip in heard])
    return Predictions(
        probabilities=classifier.calibrate(to_emotions(classes)),
        labels=np.array([CLASS_EMOTIONS[c].position for c in truth], dtype=np.int64),
        protocol=_protocol(corpus, heard, snr_db),
        unseen_speakers=unseen,
        weights_sha256=classifier.sha256,
        notes=tuple(notes),
        extra={"voice_classes": eight_class_figures(classes, truth)} if corpus == "ravdess" else {},
    )


def judge_clips(classifier: VoiceClassifier, sounds: Iterable[Sound]) -> FloatArray:
    """Uncalibrated class probabilities of clips, float64 (n, 8): the mean over each clip's windows."""
    n_samples = classifier.parameters.n_samples
    results: list[FloatArray] = []
    batch: list[npt.NDArray[np.float32]] = []

    def work_off() -> None:
        if batch:
            probabilities = classifier.class_probabilities(np.concatenate(batch))
            ends = np.cumsum([len(windows) for windows in batch])
            results.extend(part.mean(axis=0) for part in np.split(probabilities, ends[:-1]))
            batch.clear()

    for sound, span in sounds:
        batch.append(clip_windows(sound, span, n_samples, round(_HOP_S * SAMPLE_RATE_HZ)))
        if len(batch) == _BATCH_CLIPS:
            work_off()
    work_off()
    return np.array(results).reshape(-1, len(VOICE_CLASSES))


def with_noise(
    sound: npt.NDArray[np.float32], span: tuple[int, int], snr_db: float, seed: int
) -> npt.NDArray[np.float32]:
    """The sound with pink noise ``snr_db`` below the power of its speech; the same for the same seed."""
    white = np.random.default_rng(seed).standard_normal(len(sound))
    spectrum = np.fft.rfft(white)
    lowest = max(1, 20 * len(sound) // SAMPLE_RATE_HZ)
    noise = np.fft.irfft(spectrum / np.sqrt(np.maximum(np.arange(len(spectrum)), lowest)), len(sound))
    speech_power = float(np.square(sound[span[0] : span[1]]).mean())
    noise *= np.sqrt(speech_power / max(float(np.square(noise).mean()), 1e-20) * 10 ** (-snr_db / 10))
    return (sound + noise).astype(np.float32)


def eight_class_figures(probabilities: FloatArray, truth: npt.NDArray[Any]) -> dict[str, Any]:
    """Accuracy and recall over the corpus's own eight classes, of (n, 8) probabilities."""
    predicted = probabilities.argmax(axis=1)
    recall = recall_per_class(truth, predicted)
    return {
        "classes": list(VOICE_CLASSES),
        "accuracy": float((predicted == truth).mean()),
        "uar": float(np.mean(list(recall.values()))),
        "recall": {VOICE_CLASSES[c]: value for c, value in recall.items()},
    }


def _protocol(corpus: str, clips: Sequence[Clip], snr_db: float | None) -> str:
    """The corpus and whose clips were judged, for the head of a table."""
    speakers = sorted({clip.speaker for clip in clips})
    who = f"speakers {', '.join(speakers)}" if len(speakers) <= 10 else f"{len(speakers)} speakers"
    noise = "" if snr_db is None else f", pink noise at {snr_db:g} dB"
    name = "folders" if corpus == "folders" else f"{_NAMES.get(corpus, corpus)}, {who}"
    return name + noise


def _fair_clips(
    corpus: str, clips: Sequence[Clip], card: dict[str, Any]
) -> tuple[Sequence[Clip], bool | None, list[str]]:
    """Clips of speakers not trained on, whether they are wholly unseen, and what to know of them."""
    split = card.get("split", {}).get(corpus)
    if split is None:
        known = None if corpus == "folders" else True
        note = ["Nothing tells whether these speakers were trained on."] if known is None else []
        return clips, known, note
    if "test_clips" in split:
        chosen = [clip for clip in clips if clip.path.stem in set(split["test_clips"])]
        shared = bool({clip.speaker for clip in chosen} & set(split["train"]))
        note = ["Other clips of these speakers were trained on: the figures flatter."] if shared else []
        return chosen, not shared, note
    for part, unseen, note in (
        ("test", True, []),
        (
            "calibration",
            False,
            ["These speakers were not trained on, but the calibration was fitted on them."],
        ),
        ("train", False, ["These speakers were trained on: the figures flatter."]),
    ):
        chosen = [clip for clip in clips if clip.speaker in split[part]]
        if chosen:
            who = ", ".join(sorted({clip.speaker for clip in chosen}))
            return chosen, unseen, [f"Speakers of {corpus} judged: {who}.", *note]
    return clips, True, ["None of these speakers is in the model's card."]
