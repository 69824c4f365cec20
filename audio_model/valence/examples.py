"""What the valence models learn from: clips that sound pleasant or unpleasant, and who speaks in them."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from audio_model.corpora.clips import AUDIO_SUFFIXES, CORPORA, load_corpus
from audio_model.corpora.folders import find_corpora
from audio_model.corpora.split import TEST_ONLY_CORPORA
from audio_model.corpora.waveforms import read_audio
from audio_model.excerpts import slice_padded
from fusion.affect import PLACES
from fusion.arrays import Float32Array, Int16Array, IntArray
from fusion.emotions import Emotion
from fusion.errors import UserError
from fusion.interfaces import SAMPLE_RATE_HZ
from fusion.people import everyone_by

WINDOW_S = 7.0
N_SAMPLES = round(WINDOW_S * SAMPLE_RATE_HZ)
PARTS = ("train", "validation", "test")
FOLDERS, TABLE = "folders", "table"
"""Corpus of the clips of plain folders, and of those that a table names."""
_CLEARLY = 0.3
_LABELS = {"positive": True, "pleasant": True, "negative": False, "unpleasant": False}


@dataclass(frozen=True)
class Example:
    """One clip; ``speaker`` is unique within its corpus, ``language`` empty where nothing tells.

    ``told``: of plain folders, whether the file's name tells the speaker.
    """

    path: Path
    corpus: str
    speaker: str
    positive: bool
    language: str
    told: bool = False

    @property
    def who(self) -> str:
        """The speaker's name among all corpora."""
        return f"{self.corpus}/{self.speaker}"

    @property
    def speaker_known(self) -> bool:
        """Whether corpus, table or file name tells who speaks; else the file counts as its own speaker."""
        if self.corpus == FOLDERS:
            return self.told
        return not (self.corpus == TABLE and self.speaker == self.path.stem)


@dataclass
class ValenceExamples:
    """Clips with their labels, what they are and what was wrong with others."""

    clips: list[Example]
    about: str
    faults: list[str] = field(default_factory=list)


def valence_of(emotion: Emotion) -> bool | None:
    """Whether an emotion is clearly pleasant (True) or unpleasant (False); None for those in between.

    Happy is pleasant; angry, sad, afraid and disgusted are unpleasant; neutral (with calm) and surprised are
    neither. Source: Russell (1980), by the places in :data:`fusion.affect.PLACES`.
    """
    valence = PLACES[emotion].valence
    return valence > 0 if abs(valence) >= _CLEARLY else None


def find_examples(data: Path, corpora: Sequence[str] = (), person: str | None = None) -> ValenceExamples:
    """Examples of a table of (weak) labels, of folders, or of corpora of acted emotions.

    Parameters
    ----------
    data
        A CSV with path and label (positive or negative), and perhaps speaker and language; or a folder with
        the sub-folders ``positive`` and ``negative``; or one with corpora, or with a sub-folder an emotion.
    corpora
        Of the corpora found, only these; empty for all.
    person
        Of folders, who speaks: a regular expression whose first group, found in every file's name, it is.

    Raises
    ------
    UserError
        One sentence: nothing there, or nothing that can be used; if table or corpora tell themselves who
        speaks, but ``person`` is given.
    """
    if person is not None and (data.is_file() or corpora):
        raise UserError(
            "A corpus, or a table's column speaker, tells who speaks; --person is for folders of your own."
        )
    if data.is_file():
        return _from_table(data)
    if not data.is_dir():
        raise UserError(f"There is no {data}; give a table of labels or a folder.")
    if (data / "positive").is_dir() and (data / "negative").is_dir():
        return _from_folders(data, person)
    for name in corpora:
        if name not in CORPORA:
            raise UserError(f"“{name}” is not a voice corpus known here; use {', '.join(CORPORA)}.")
    found = (
        {name: load_corpus(name, data / name) for name in corpora} if corpora else find_corpora(data, person)
    )
    clips = [
        Example(clip.path, clip.corpus, clip.speaker, positive, clip.language, clip.told)
        for group in found.values()
        for clip in group
        if (positive := valence_of(clip.emotion)) is not None
    ]
    if not clips:
        raise UserError(f"{data} holds no clip of a clearly pleasant or unpleasant emotion.")
    return ValenceExamples(clips, "acted emotions: happy against angry, sad, afraid and disgusted")


def _from_table(file: Path) -> ValenceExamples:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError(f"{file} is no UTF-8 text; save it as CSV in UTF-8.") from error
    delimiter = max(",;\t", key=text.partition("\n")[0].count)  # as spreadsheets of either habit write
    reader = csv.DictReader(text.splitlines(keepends=True), delimiter=delimiter)
    try:
        reader.fieldnames = [(name or "").strip().lower() for name in reader.fieldnames or ()]
        return _from_rows(file, reader)
    except csv.Error as error:
        raise UserError(f"{file.name}, line {reader.line_num}: it cannot be read ({error}).") from error


def _from_rows(file: Path, reader: csv.DictReader[str]) -> ValenceExamples:
    missing = [name for name in ("path", "label") if name not in (reader.fieldnames or ())]
    if missing:
        raise UserError(
            f"{file} has no column {', '.join(missing)}; “attune label-transcripts” writes such a table."
        )
    read = ValenceExamples([], f"labels of {file.name}")
    for row in reader:
        where, path = f"{file.name}, line {reader.line_num}", file.parent / (row["path"] or "")
        label = (row["label"] or "").strip().lower()
        if label not in _LABELS:
            read.faults.append(f"{where}: the label “{label}” is neither positive nor negative.")
        elif not path.is_file():
            read.faults.append(f"{where}: there is no clip {path}.")
        else:
            speaker = (row.get("speaker") or "").strip() or path.stem
            language = (row.get("language") or "").strip().lower()
            read.clips.append(Example(path, TABLE, speaker, _LABELS[label], language))
    if not read.clips:
        raise UserError(f"Not one row of {file} can be used: {(read.faults or ['it is empty.'])[0]}")
    return read


def _from_folders(data: Path, person: str | None) -> ValenceExamples:
    """Without ``person`` nothing tells who speaks: each file counts as a speaker of its own."""
    clips = [
        Example(path, FOLDERS, str(path.relative_to(data).with_suffix("")), positive, "")
        for name, positive in (("positive", True), ("negative", False))
        for path in sorted((data / name).rglob("*"))
        if path.suffix.lower() in AUDIO_SUFFIXES
    ]
    if not clips:
        raise UserError(f"{data} has no audio in its folders positive and negative.")
    if person is not None:
        people = everyone_by(person, [clip.path.name for clip in clips])
        clips = [replace(clip, speaker=who, told=True) for clip, who in zip(clips, people, strict=True)]
    return ValenceExamples(clips, f"folders of {data.name}")


def split_by_speaker(
    clips: Sequence[Example], heard: Mapping[str, Mapping[str, Sequence[str]]], seed: int
) -> dict[str, IntArray]:
    """Indices to train on, to choose by and to test on; no speaker is in two of them.

    Speakers whom Attune's voice network was trained on are trained on here too, so that what rests on it is
    judged fairly; a corpus kept from it whole is only tested on. Others: 80/10/10 of the speakers by chance.

    Parameters
    ----------
    clips
        All examples.
    heard
        ``split`` of the voice network's card: by corpus, its train, calibration and test speakers.
    seed
        Of the draw.

    Raises
    ------
    UserError
        If a part would lack pleasant or unpleasant clips.
    """
    speakers: dict[str, list[str]] = {}
    for clip in clips:
        if clip.speaker not in speakers.setdefault(clip.corpus, []):
            speakers[clip.corpus].append(clip.speaker)
    part: dict[str, str] = {}
    for corpus, names in speakers.items():
        known = heard.get(corpus)
        order = sorted(names)
        np.random.default_rng(seed).shuffle(order)
        n_held = max(1, round(0.1 * len(order)))
        for i, name in enumerate(order):
            if known is not None:
                chosen = next((p for p in ("test", "calibration") if name in known[p]), "train")
                chosen = "validation" if chosen == "calibration" else chosen
            elif corpus in TEST_ONLY_CORPORA and len(speakers) > 1:
                chosen = "test"
            else:
                chosen = "test" if i < n_held else "validation" if i < 2 * n_held else "train"
            part[f"{corpus}/{name}"] = chosen
    indices = {
        name: np.array([i for i, clip in enumerate(clips) if part[clip.who] == name], dtype=np.int64)
        for name in PARTS
    }
    for name, chosen_clips in indices.items():
        if len({clips[i].positive for i in chosen_clips}) < 2:
            raise UserError(
                f"The speakers drawn for {name} have not both positive and negative clips; "
                "more speakers are needed (ten or more), or another --seed."
            )
    return indices


def crop_or_pad(sound: Float32Array, n_samples: int, rng: np.random.Generator) -> Float32Array:
    """``n_samples`` of the sound from a random offset; a shorter one at a random place in silence."""
    spare = len(sound) - n_samples
    start = int(rng.integers(0, spare + 1)) if spare >= 0 else -int(rng.integers(0, 1 - spare))
    return slice_padded(sound, start, n_samples)


def load_excerpts(
    examples: ValenceExamples,
    memory: Int16Array,
    seed: int,
    progress: Callable[[Sequence[Example]], Iterable[Example]] = iter,
) -> Int16Array:
    """Seven seconds of every clip into ``memory`` (n, N_SAMPLES); what cannot be read is listed.

    Raises
    ------
    UserError
        If not one clip can be read.
    """
    kept: list[Example] = []
    for i, clip in enumerate(progress(examples.clips)):
        try:
            sound = read_audio(clip.path)
        except UserError as error:
            examples.faults.append(str(error))
            continue
        excerpt = crop_or_pad(sound, N_SAMPLES, np.random.default_rng((seed, i)))
        memory[len(kept)] = np.clip(excerpt * 32768, -32768, 32767).astype(np.int16)
        kept.append(clip)
    if not kept:
        raise UserError(f"Not one clip can be read: {examples.faults[0]}")
    examples.clips[:] = kept
    return memory[: len(kept)]


def speakers_of(clips: Sequence[Example], indices: Mapping[str, IntArray]) -> dict[str, dict[str, Any]]:
    """By corpus and part, the speakers' names, for a card."""
    return {
        corpus: {
            part: sorted({clips[i].speaker for i in chosen if clips[i].corpus == corpus})
            for part, chosen in indices.items()
        }
        for corpus in sorted({clip.corpus for clip in clips})
    }
