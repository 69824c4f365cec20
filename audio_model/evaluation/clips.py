"""How well a voice model does on labelled clips, and whether it had heard their speakers before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from audio_model.classes import CLASS_EMOTIONS, VOICE_CLASSES
from audio_model.classifier import VoiceClassifier
from audio_model.corpora.clips import CORPORA, Clip, load_corpus, title_of
from audio_model.corpora.folders import load_folders, with_people
from audio_model.corpora.waveforms import read_audio
from audio_model.evaluation.conditions import Condition
from audio_model.excerpts import speech_span
from audio_model.whole_clips import Sound, judge_clips
from fusion.arrays import AnyArray, FloatArray, IntArray
from fusion.errors import UserError
from fusion.interfaces import SAMPLE_RATE_HZ
from fusion.people import people_by
from fusion.study.metrics import Predictions, answer_figures


@dataclass(frozen=True)
class LabelledClips:
    """Clips a model may be judged by.

    Parameters
    ----------
    corpus, folder
        Its name, or ``folders``, and where it lies.
    clips, sounds
        The clips that could be read, and what they sound like.
    unseen_speakers
        Whether none of the speakers was trained or calibrated on; None where nobody can know.
    notes
        Sentences on who is judged, and on files that could not be read.
    """

    corpus: str
    folder: Path
    clips: tuple[Clip, ...]
    sounds: tuple[Sound, ...]
    unseen_speakers: bool | None
    notes: tuple[str, ...]

    @property
    def labels(self) -> IntArray:
        """Places in EMOTIONS, int64 (n,)."""
        return np.array([CLASS_EMOTIONS[c].position for c in self.truth], dtype=np.int64)

    @property
    def speakers(self) -> list[str]:
        """Who speaks in each clip; each of which nobody knows it has a name of its own."""
        return [clip.speaker for clip in self.clips]

    @property
    def people(self) -> tuple[str, ...]:
        """Who speaks in each clip; "" where nobody knows."""
        return tuple(clip.speaker if clip.speaker_known else "" for clip in self.clips)

    @property
    def who(self) -> str:
        """The corpus and whose clips were judged, or which folder it was, for the head of a table."""
        if self.corpus == "folders":
            return f"folders: {self.folder.resolve().name}"
        speakers = sorted(set(self.speakers))
        who = f"speakers {', '.join(speakers)}" if len(speakers) <= 10 else f"{len(speakers)} speakers"
        return f"{title_of(self.corpus)}, {who}"

    @property
    def truth(self) -> IntArray:
        """Places in VOICE_CLASSES, int64 (n,)."""
        return np.array([clip.voice_class for clip in self.clips], dtype=np.int64)

    def under(self, condition: Condition | None) -> Iterator[Sound]:
        """The sounds as they are heard under a condition; None for as they are."""
        for number, (sound, span) in enumerate(self.sounds):
            yield (condition(sound, span, number) if condition else sound), span

    def origin(self, classifier: VoiceClassifier) -> dict[str, Any]:
        """Who was judged and by which weights, as every artefact tells it."""
        return {
            "protocol": self.who,
            "unseen_speakers": self.unseen_speakers,
            "weights_sha256": classifier.sha256,
            "notes": list(self.notes),
        }

    def predictions(
        self, classes: FloatArray, classifier: VoiceClassifier, condition: str = ""
    ) -> Predictions:
        """What the classifier's raw answers (n, 8), given under a condition of this name, amount to."""
        return Predictions(
            probabilities=classifier.calibrate(classes),
            labels=self.labels,
            protocol=", ".join(filter(None, (self.who, condition))),
            unseen_speakers=self.unseen_speakers,
            weights_sha256=classifier.sha256,
            notes=self.notes,
            extra={"voice_classes": eight_class_figures(classes, self.truth)}
            if self.corpus == "ravdess"
            else {},
        )


_FILES: dict[str, tuple[bool | None, str]] = {
    "test": (
        None,
        "These files were not trained on, but other files of the same people may have been: the figures may "
        "flatter.",
    ),
    "calibration": (
        False,
        "These files were not trained on, but the calibration was fitted on them, and other files of the "
        "same people may have been trained on: the figures may flatter.",
    ),
    "train": (False, "These files were trained on: the figures flatter."),
}
"""Of plain folders, whose voice is whose nobody knows: whether the speakers are unseen, and what to say."""


def listen(
    corpus: str,
    data: Path,
    classifier: VoiceClassifier,
    part: str | None = None,
    person: str | None = None,
) -> LabelledClips:
    """The clips of a corpus that the model may be judged by.

    Parameters
    ----------
    corpus
        One of :data:`audio_model.corpora.clips.CORPORA`, or ``folders`` (one sub-folder an emotion).
    data
        The corpus's folder, or the one it lies in under its name.
    classifier
        Its card tells whom it was trained on.
    part
        ``calibration`` or ``test`` for the speakers of that part of the card's split; None for those that are
        strangest to the model.
    person
        Of folders, a regular expression whose first group, found in a file's name, is the speaker.

    Raises
    ------
    UserError
        One sentence: an unknown corpus, a wrong folder, or no clip that can be judged.
    """
    if person is not None and corpus != "folders":
        raise UserError(f"{title_of(corpus)} tells who speaks; --person is for folders.")
    left_out: list[str] = []
    if corpus == "folders":
        clips: Sequence[Clip] = load_folders(data, left_out)
    elif corpus in CORPORA:
        clips = load_corpus(corpus, data / corpus if (data / corpus).is_dir() else data)
    else:
        raise UserError(f"“{corpus}” is not a voice corpus known here; use {', '.join(CORPORA)} or folders.")
    clips, unseen, notes = _fair_clips(corpus, clips, classifier.card, part)
    notes += left_out
    if person is not None:
        people = people_by(person, [clip.path.name for clip in clips])
        clips = [
            replace(clip, speaker=who, told=True) if who else replace(clip, told=False)
            for clip, who in zip(clips, people, strict=True)
        ]
        if nameless := sum(not who for who in people):
            notes.append(f"{nameless} files have no person in their names; each counts as somebody else.")
    sounds: list[Sound] = []
    heard: list[Clip] = []
    for clip in clips:
        try:
            sound = read_audio(clip.path)
        except UserError as error:
            notes.append(str(error))
            continue
        sounds.append((sound, speech_span(sound, SAMPLE_RATE_HZ)))
        heard.append(clip)
    if not heard:
        raise UserError(f"Not one clip in {data} can be read: {notes[-1] if notes else 'it is empty'}")
    return LabelledClips(corpus, data, tuple(heard), tuple(sounds), unseen, tuple(notes))


def evaluate(corpus: str, data: Path, classifier: VoiceClassifier | None = None) -> Predictions:
    """Judge every clip of a corpus that the model was not trained on.

    A clip is judged by the mean over its three-second excerpts (nearly always one).

    Parameters
    ----------
    corpus, data
        As for :func:`listen`.
    classifier
        None for the shipped one.

    Raises
    ------
    UserError
        As :func:`listen`.
    """
    classifier = classifier or VoiceClassifier.load()
    clips = listen(corpus, data, classifier)
    return clips.predictions(judge_clips(classifier, clips.under(None)), classifier)


def eight_class_figures(probabilities: FloatArray, truth: AnyArray) -> dict[str, Any]:
    """Accuracy and recall over the corpus's own eight classes, of (n, 8) probabilities."""
    figures = answer_figures(truth, probabilities.argmax(axis=1))
    return {
        "classes": list(VOICE_CLASSES),
        "accuracy": figures["accuracy"],
        "uar": figures["uar"],
        "recall": {VOICE_CLASSES[c]: value for c, value in figures["recall"].items()},
    }


def _fair_clips(
    corpus: str, clips: Sequence[Clip], card: dict[str, Any], part: str | None
) -> tuple[Sequence[Clip], bool | None, list[str]]:
    """Clips of speakers not trained on, whether they are wholly unseen, and what to know of them."""
    split = card.get("split", {}).get(corpus)
    if corpus == "folders":
        told = _as_told(clips, split or {})
        if told is None:
            return _fair_files(clips, split or {})
        clips = told
    if split is None:
        return clips, True, []
    if part and "test_clips" in split:
        raise UserError(
            "These weights heard other clips of the speakers tested; take weights parted by speaker."
        )
    if part:
        return [clip for clip in clips if clip.speaker in split[part]], part == "test", []
    if "test_clips" in split:
        chosen = [clip for clip in clips if clip.path.stem in set(split["test_clips"])]
        shared = bool({clip.speaker for clip in chosen} & set(split["train"]))
        note = ["Other clips of these speakers were trained on: the figures flatter."] if shared else []
        return chosen, not shared, note
    for name, unseen, note in (
        ("test", True, []),
        (
            "calibration",
            False,
            ["These speakers were not trained on, but the calibration was fitted on them."],
        ),
        ("train", False, ["These speakers were trained on: the figures flatter."]),
    ):
        chosen = [clip for clip in clips if clip.speaker in split[name]]
        if chosen:
            who = ", ".join(sorted({clip.speaker for clip in chosen}))
            whose = "Speakers" if corpus == "folders" else f"Speakers of {corpus}"
            return chosen, unseen, [f"{whose} judged: {who}.", *note]
    return clips, True, ["None of these speakers is in the model's card."]


def _as_told(clips: Sequence[Clip], split: dict[str, Any]) -> list[Clip] | None:
    """Plain folders' clips with the speakers told as in the training; None where that tells not all."""
    try:
        return with_people(clips, split["person"]) if "person" in split else None
    except UserError:
        return None


def _fair_files(
    clips: Sequence[Clip], split: dict[str, Any]
) -> tuple[Sequence[Clip], bool | None, list[str]]:
    """Those of plain folders not trained on, as :func:`_fair_clips`: a card names files there, not people."""
    for name, (unseen, told) in _FILES.items():
        chosen = [clip for clip in clips if clip.speaker in split.get(name, ())]
        if chosen:
            return chosen, unseen, [told]
    return clips, None, ["Nothing tells whether these speakers were trained on."]
