"""``attune train valence``: the published ladder of models, each judged on speakers it never heard."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from audio_model.classifier import VoiceClassifier
from audio_model.valence.examples import (
    N_SAMPLES,
    TABLE,
    Example,
    find_examples,
    load_excerpts,
    speakers_of,
    split_by_speaker,
)
from audio_model.valence.features import Excerpts, Features, extract, make_extractor
from audio_model.valence.finetune import FineTuned
from audio_model.valence.heads import State
from audio_model.valence.metrics import judge, roc_auc, roc_points
from audio_model.valence.model import FINE_TUNED, make_head, save
from fusion.arrays import BoolArray, FloatArray, IntArray
from fusion.errors import UserError
from fusion.provenance import commit, made_now

Parts = dict[str, IntArray]
Tracker = Callable[[Iterable[Any], str], Iterable[Any]]
"""Shows progress: what is worked through, and its name."""

NO_VGG16 = (
    "VGG16 was left out: no ImageNet weights were given. --imagenet FILE takes torchvision's "
    "vgg16-397923af.pth; --download fetches it (528 MB)."
)
FEWEST_CLIPS = 40
_FOLDS = 5


@dataclass(frozen=True)
class Rung:
    """One model of the ladder; ``published`` is the AUC its tutorial reports, None where there is none."""

    name: str
    extractor: str
    head: str
    published: float | None


LADDER = (
    Rung("random forest", "mean mel", "random forest", 0.51),
    Rung("k-NN", "mean mel", "k-NN", 0.54),
    Rung("deep net", "mean mel", "deep net", 0.60),
    Rung("VGG16 + net", "vgg16", "net", 0.63),
    Rung("Attune frozen + net", "attune", "net", None),
    Rung("Attune fine-tuned", FINE_TUNED, FINE_TUNED, None),
)
"""Published: weakly labelled CMU-MOSEI, test split (validation for VGG16: 0.61)."""


@dataclass(frozen=True)
class Trained:
    """What a run leaves: the figures, the folder of the best model and what could not be used."""

    figures: dict[str, Any]
    folder: Path
    faults: tuple[str, ...]


def train_valence(
    data: Path,
    out: Path,
    *,
    seed: int = 0,
    corpora: Sequence[str] = (),
    person: str | None = None,
    epochs: int = 3,
    vgg16: Path | None = None,
    voice: VoiceClassifier | None = None,
    track: Tracker = lambda items, name: items,
) -> Trained:
    """Train every model of the ladder and keep the one that does best on the validation speakers.

    Parameters
    ----------
    data, corpora, person
        See :func:`audio_model.valence.examples.find_examples`.
    out
        Takes ``valence.safetensors`` and ``valence.card.json``.
    seed
        Of the offsets, the split of speakers and all that is learnt.
    epochs
        Passes of the fine-tuning.
    vgg16
        VGG16's ImageNet weights; None leaves it out.
    voice
        Attune's voice model; None for the shipped one.

    Raises
    ------
    UserError
        One sentence: data that cannot be used, or too little of it.
    """
    voice = voice or VoiceClassifier.load()
    examples = find_examples(data, corpora, person)
    if len(examples.clips) < FEWEST_CLIPS:
        raise UserError(
            f"There are {len(examples.clips)} labelled clips in {data}; at least {FEWEST_CLIPS} are needed."
        )
    with tempfile.TemporaryFile() as store:
        memory = np.memmap(store, np.int16, "w+", shape=(len(examples.clips), N_SAMPLES))
        excerpts = load_excerpts(examples, memory, seed, lambda clips: track(clips, "reading"))
        clips = examples.clips
        positive = np.array([clip.positive for clip in clips])
        parts = split_by_speaker(clips, voice.card.get("split", {}), seed)
        run = _Climb(excerpts, positive, clips, parts, seed, voice, vgg16, track)
        results: dict[str, Any] = {}
        best: tuple[float, Rung, State] | None = None
        for rung in LADDER:
            if rung.extractor == "vgg16" and vgg16 is None:
                continue
            scores, state = run.climb(rung, epochs)
            validation = roc_auc(positive[parts["validation"]], scores[parts["validation"]])
            results[rung.name] = {
                "published_auc": rung.published,
                "validation_auc": validation,
                "test": run.judge_test(scores),
            }
            if best is None or validation > best[0]:
                best = (validation, rung, state)
        each_once = run.each_speaker_once() if len({c.corpus for c in clips}) > 1 else {}
    if best is None:
        raise ValueError("The ladder has no rungs.")
    figures = {
        "labels": examples.about,
        "clips": {part: len(chosen) for part, chosen in parts.items()},
        "split": speakers_of(clips, parts),
        "person": person,
        "models": results,
        "best": best[1].name,
        "each_speaker_once": each_once,
        "weights_sha256": {"voice": voice.sha256},
        "seed": seed,
        "commit": commit(),
        "notes": _notes(clips, voice, vgg16),
    }
    _keep(out, best[1], best[2], figures, voice)
    return Trained(figures, out, tuple(examples.faults))


@dataclass
class _Climb:
    """The data of one run, and what is done with it."""

    excerpts: Excerpts
    positive: BoolArray
    clips: Sequence[Example]
    parts: Parts
    seed: int
    voice: VoiceClassifier
    vgg16: Path | None
    track: Tracker

    def __post_init__(self) -> None:
        self._features: dict[str, Features] = {}
        self._who = np.array([clip.who for clip in self.clips])
        self._group = np.array([group_of(clip) for clip in self.clips])

    def features(self, extractor: str) -> Features:
        """Features of every clip, worked out once."""
        if extractor not in self._features:
            made = make_extractor(extractor, self.voice, self.vgg16)
            self._features[extractor] = extract(
                made, self.excerpts, lambda batches: self.track(batches, f"features: {extractor}")
            )
        return self._features[extractor]

    def climb(self, rung: Rung, epochs: int) -> tuple[FloatArray, State]:
        """Train one model; its scores of held-out clips (NaN elsewhere), and what it has learnt."""
        train, validation, test = (self.parts[name] for name in ("train", "validation", "test"))
        held_out = np.concatenate([validation, test])
        scores = np.full(len(self.clips), np.nan)
        if rung.extractor == FINE_TUNED:
            tuned = FineTuned(self.voice, epochs, lambda batches: self.track(batches, rung.name))
            tuned.fit(self.excerpts, self.positive, train, validation, self.seed)
            scores[held_out] = tuned.scores(self.excerpts[held_out])
            return scores, tuned.state()
        x = self.features(rung.extractor)
        head = make_head(rung.head)
        head.fit(x, self.positive, train, validation, self.seed)
        scores[held_out] = head.scores(x[held_out])
        return scores, head.state()

    def judge_test(self, scores: FloatArray) -> dict[str, Any]:
        """Figures by group of test clips, each with its curve."""
        figures = {}
        for group in sorted({str(g) for g in self._group[self.parts["test"]]}):
            rows = np.array([i for i in self.parts["test"] if self._group[i] == group])
            positive, own = self.positive[rows], scores[rows]
            if positive.any() and not positive.all():
                roc = roc_points(positive, own)
                figures[group] = {**judge(positive, own, self._who[rows]), "roc": roc}
        return figures

    def each_speaker_once(self) -> dict[str, Any]:
        """The models on averaged mel within each corpus alone, every speaker tested once (five folds).

        No shipped weights have a part in it, so that every speaker is unseen.
        """
        from sklearn.model_selection import GroupKFold

        figures: dict[str, Any] = {}
        x = self.features("mean mel")
        for corpus in sorted({clip.corpus for clip in self.clips}):
            own = np.array([i for i, clip in enumerate(self.clips) if clip.corpus == corpus])
            n_folds = min(_FOLDS, len(np.unique(self._who[own])))
            if n_folds < 3:
                continue
            folds = [own[test] for _, test in GroupKFold(n_folds).split(own, groups=self._who[own])]
            figures[corpus] = {}
            for rung in (rung for rung in LADDER if rung.extractor == "mean mel"):
                scores = np.full(len(self.clips), np.nan)
                for k, test in enumerate(self.track(folds, f"{corpus}: {rung.name}")):
                    validation = folds[(k + 1) % n_folds]
                    train = np.setdiff1d(own, np.concatenate([test, validation]))
                    head = make_head(rung.head)
                    head.fit(x, self.positive, train, validation, self.seed)
                    scores[test] = head.scores(x[test])
                figures[corpus][rung.name] = judge(self.positive[own], scores[own], self._who[own])
        return figures


def group_of(clip: Example) -> str:
    """What a clip is judged together with: its corpus, or the language a table tells."""
    if clip.corpus != TABLE:
        return clip.corpus
    return clip.language or "language not told"


def _notes(clips: Sequence[Example], voice: VoiceClassifier, vgg16: Path | None) -> list[str]:
    notes = ["No test speaker was trained on or chosen by; the best model is the one best in validation."]
    if not all(clip.speaker_known for clip in clips):
        notes.append(
            "But nothing tells who speaks in some of the clips: each of them counts as a speaker of its own, "
            "so that one voice may be both trained and tested on, and the figures may flatter."
        )
    heard = [c for c in sorted({clip.corpus for clip in clips}) if c in voice.card.get("split", {})]
    if heard:
        notes.append(
            f"Attune's voice network was trained on most speakers of {' and '.join(heard)} (with the acted "
            "emotions as labels); they are trained on here too, and nobody it has heard is tested on."
        )
    if vgg16 is None:
        notes.append(NO_VGG16)
    return notes


def _keep(out: Path, rung: Rung, state: State, figures: Mapping[str, Any], voice: VoiceClassifier) -> None:
    """Write weights and card of the best model."""
    rests_on_voice = rung.extractor in ("attune", FINE_TUNED)
    card = {
        "name": "Attune valence",
        "model": rung.name,
        "extractor": rung.extractor,
        "head": rung.head,
        "voice_sha256": voice.sha256,
        "heard_by_voice": voice.card.get("split", {}) if rests_on_voice else {},
        "licence": voice.card.get("licence", "that of the voice model") if rests_on_voice else "of the data",
        "made": made_now(),
        **{name: figures[name] for name in ("labels", "clips", "split", "person", "seed", "commit", "notes")},
        "validation_auc": figures["models"][rung.name]["validation_auc"],
        "test": {
            group: {k: v for k, v in f.items() if k != "roc"}
            for group, f in figures["models"][rung.name]["test"].items()
        },
        "limits": [
            "Says whether a voice sounds rather pleasant or unpleasant, not what a person feels or means.",
            "Weak labels come from words alone: irony and politeness are labelled wrongly.",
        ],
    }
    save(out, card, state)
