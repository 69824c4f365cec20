"""Measures what knowing a person's ordinary voice gains."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from audio_model.classifier import VoiceClassifier
from fusion.arrays import FloatArray, IntArray
from fusion.baseline import Ordinary, PersonalBaseline, learn_baseline
from fusion.emotions import EMOTIONS
from fusion.evidence import Evidence, Modality
from fusion.late_fusion import LateFusion
from fusion.study.fitted_rules import calibrated
from fusion.study.metrics import probability_figures
from ui.studies.fusion import voice_answers
from ui.studies.shipped import shipped_digests

if TYPE_CHECKING:
    from audio_model.corpora.clips import Clip


CLIP_S = 3.0
"""What one clip counts for: the length of the voice model's window."""
REPETITIONS = ("01", "02")
BASELINES = {"neutral": ("01",), "neutral_and_calm": ("01", "02")}
"""What stands for a person's ordinary voice: RAVDESS's codes of emotion (2 clips, 6 clips)."""
_MEASURES = ("accuracy", "uar", "ece", "log_loss")
NOTES = (
    "Acted speech: an actor's neutral take is not a person's ordinary voice, and both takes say the same two "
    "sentences in the same studio.",
    "Nothing here measures faces; those known by their neutral are among the people never met.",
    "ECE of one actor's 60 clips is high by chance alone; the pooled one is the one to read.",
)
"""What the figures do not say."""


@dataclass(frozen=True)
class Voices:
    """What the voice model said of RAVDESS clips.

    Parameters
    ----------
    probabilities
        (n, 7), calibrated as the fusion calibrates them.
    quality
        (n,) in 0..1.
    labels
        (n,), places in EMOTIONS.
    actor, code, repetition
        Of each clip: who, RAVDESS's code of the emotion, and which take.
    """

    probabilities: FloatArray
    quality: FloatArray
    labels: IntArray
    actor: tuple[str, ...]
    code: tuple[str, ...]
    repetition: tuple[str, ...]

    def where(self, actor: str, repetition: str, codes: Sequence[str] | None = None) -> list[int]:
        """The clips of one actor and take (and of these emotions)."""
        return [
            i
            for i in range(len(self.labels))
            if self.actor[i] == actor
            and self.repetition[i] == repetition
            and (codes is None or self.code[i] in codes)
        ]

    def evidence(self, clips: Iterable[int]) -> list[Evidence]:
        """The clips one after the other."""
        return [
            Evidence(
                Modality.VOICE,
                CLIP_S * at,
                CLIP_S * (at + 1),
                self.probabilities[i],
                float(self.quality[i]),
            )
            for at, i in enumerate(clips)
        ]


def evaluate_baseline(data: Path) -> dict[str, Any]:
    """What a personal baseline gains or loses on the voices of RAVDESS's test actors.

    Each actor's take 1 is judged with a baseline from take 2's neutral (and calm) clips and the other way
    round: no tested clip is in its own baseline. ``another_person`` is the control: the same with the
    baseline of each other actor in turn, averaged.

    Raises
    ------
    UserError
        If RAVDESS is not in ``data``.
    """
    classifier = VoiceClassifier.load()
    voices = ravdess_voices(data, classifier, LateFusion.shipped(), "test")
    ordinary = Ordinary.shipped()
    figures = {name: compare_baselines(voices, codes, ordinary) for name, codes in BASELINES.items()}
    return {
        "protocol": "baseline: voices of RAVDESS's test actors with and without their own ordinary voice",
        "n": len(voices.labels),
        "actors": sorted(set(voices.actor)),
        "unseen_speakers": True,
        "weights_sha256": shipped_digests("voice", "fusion", "ordinary"),
        "strength": ordinary.strength[Modality.VOICE],
        "half_s": ordinary.half_s,
        "baselines": figures,
        "notes": NOTES,
    }


def compare_baselines(voices: Voices, codes: Sequence[str], ordinary: Ordinary) -> dict[str, Any]:
    """Figures by actor, their mean and pooled: ``without``, ``own`` and ``another_person``'s baseline."""
    actors = sorted(set(voices.actor))
    learnt = {
        (actor, take): learn_baseline(
            voices.evidence(voices.where(actor, take, codes)), actor, ordinary=ordinary
        )
        for actor in actors
        for take in REPETITIONS
    }

    def answers(actor: str, whose: Sequence[str]) -> FloatArray:
        """What an actor says, (m, n, 7), with the other take's baseline of each of m people, or with none."""
        parts = []
        for take, other_take in (REPETITIONS, REPETITIONS[::-1]):
            tested = voices.where(actor, take)
            applied = [_applied(voices, tested, learnt[person, other_take]) for person in whose]
            parts.append(np.stack(applied) if whose else voices.probabilities[tested][None])
        return np.concatenate(parts, axis=1)

    found = {
        "without": {actor: answers(actor, ()) for actor in actors},
        "own": {actor: answers(actor, (actor,)) for actor in actors},
        "another_person": {actor: answers(actor, [a for a in actors if a != actor]) for actor in actors},
    }
    truth = {
        actor: np.concatenate([voices.labels[voices.where(actor, take)] for take in REPETITIONS])
        for actor in actors
    }
    by_actor: dict[str, Any] = {
        actor: {
            **{kind: _mean_figures(said[actor], truth[actor]) for kind, said in found.items()},
            "shift": _mean_shift([learnt[actor, take] for take in REPETITIONS]),
        }
        for actor in actors
    }
    all_truth = np.concatenate(list(truth.values()))
    return {
        "seconds": float(np.mean([b.seconds[Modality.VOICE] for b in learnt.values()])),
        "actors": by_actor,
        "mean": {
            kind: {m: float(np.mean([by_actor[a][kind][m] for a in actors])) for m in _MEASURES}
            for kind in found
        },
        "pooled": {
            kind: _mean_figures(np.concatenate(list(said.values()), axis=1), all_truth)
            for kind, said in found.items()
        },
    }


def figures_of(probabilities: FloatArray, labels: IntArray) -> dict[str, float]:
    """Accuracy, mean recall, ECE and log-loss of (n, 7) probabilities."""
    figures = probability_figures(probabilities, labels)
    return {name: figures[name] for name in _MEASURES}


def _mean_figures(answers: FloatArray, labels: IntArray) -> dict[str, float]:
    """The figures of each of (m, n, 7) answers, averaged over m."""
    each = [figures_of(p, labels) for p in answers]
    return {m: float(np.mean([f[m] for f in each])) for m in _MEASURES}


def _mean_shift(baselines: Sequence[PersonalBaseline]) -> dict[str, float]:
    mean = np.mean([b.shift[Modality.VOICE] for b in baselines], axis=0)
    return {e.value: round(float(x), 3) for e, x in zip(EMOTIONS, mean, strict=True)}


def _applied(voices: Voices, clips: list[int], baseline: PersonalBaseline) -> FloatArray:
    return np.array([baseline.apply(piece).probabilities for piece in voices.evidence(clips)])


def ravdess_voices(data: Path, classifier: VoiceClassifier, fusion: LateFusion, part: str) -> Voices:
    """What is said, as ``fusion`` calibrates it, of RAVDESS's speakers of a part of the model's card."""
    speakers = classifier.card["split"]["ravdess"][part]
    said = voice_answers(data, part)["clean"]
    clips = [clip for clip in clips_of(data, "ravdess") if clip.speaker in speakers]
    parts = [clip.path.stem.split("-") for clip in clips]
    return Voices(
        calibrated(fusion, Modality.VOICE, said.probabilities),
        said.quality,
        said.labels,
        actor=tuple(clip.speaker for clip in clips),
        code=tuple(p[2] for p in parts),
        repetition=tuple(p[5] for p in parts),
    )


def clips_of(data: Path, corpus: str) -> list[Clip]:
    """The clips of a corpus, in its folder of ``data`` or right in it."""
    from audio_model.corpora.clips import load_corpus

    return load_corpus(corpus, data / corpus if (data / corpus).is_dir() else data)
