"""``attune label-transcripts``: sentences cut out of recordings and labelled by their words alone."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from audio_model.words.sentiment import TextSentiment
from audio_model.words.transcripts.tables import Sentence, read_transcripts
from fusion.arrays import Float32Array
from fusion.errors import UserError
from fusion.exports.csv_table import harmless
from fusion.interfaces import SAMPLE_RATE_HZ

MARGIN = 0.1
"""Sentences whose mean score is no further from 0 than this are dropped."""
LEAST_S = 0.3
COLUMNS = (
    "path",
    "label",
    "speaker",
    "language",
    "score",
    "textblob",
    "vader",
    "seconds",
    "text",
    "source",
    "source_start",
    "source_end",
)
Progress = Callable[[list[Sentence]], Iterable[Sentence]]


@dataclass(frozen=True)
class WeakLabels:
    """What became of a table of transcripts.

    Parameters
    ----------
    table
        The file of weak labels.
    positive, negative, neutral
        Sentences kept as positive and as negative, and dropped as nearly neutral.
    speakers
        Speakers of the kept sentences.
    faults
        A complaint with its line number for each row that could not be used.
    """

    table: Path
    positive: int
    negative: int
    neutral: int
    speakers: int
    faults: tuple[str, ...]


def label_transcripts(
    data: Path, out: Path | None = None, margin: float = MARGIN, progress: Progress = iter
) -> WeakLabels:
    """Cut the sentences out, score their words and write the table of weak labels.

    The clips (16 kHz, mono, FLAC) go into a folder beside the table; its paths are relative to it.

    Parameters
    ----------
    data
        See :func:`audio_model.words.transcripts.tables.read_transcripts`.
    out
        The table to write; None for ``NAME.labels.csv`` beside ``data``.
    margin
        Scores are in [-1, 1]; mean scores within this of 0 are dropped.
    progress
        Wraps the sentences while they are worked through.

    Raises
    ------
    UserError
        One sentence: no transcripts, none that can be used, or the packages for text are missing.
    """
    if not 0 <= margin < 1:
        raise UserError(f"The margin must be at least 0 and less than 1, not {margin:g}.")
    sentiment = TextSentiment()
    read = read_transcripts(data)
    out = out or data.with_name(f"{data.stem}.labels.csv")
    clips = out.with_name(f"{out.stem}_clips")
    faults, neutral = list(read.faults), 0
    rows: list[dict[str, object]] = []
    for sentence in progress(read.sentences):
        scores = sentiment.score(sentence.text)
        if abs(scores.mean) <= margin:
            neutral += 1
            continue
        try:
            sound = cut_out(sentence)
        except UserError as error:
            faults.append(f"{sentence.line}: {error}")
            continue
        clip = clips / f"{len(rows):06d}_{sentence.path.stem}.flac"
        _write_clip(clip, sound)
        rows.append(
            {
                "path": clip.relative_to(out.parent),
                "label": "positive" if scores.mean > 0 else "negative",
                "speaker": sentence.speaker,
                "language": "en",
                "score": f"{scores.mean:.4f}",
                "textblob": f"{scores.textblob:.4f}",
                "vader": f"{scores.vader:.4f}",
                "seconds": f"{len(sound) / SAMPLE_RATE_HZ:.2f}",
                "text": harmless(sentence.text),
                "source": sentence.path,
                "source_start": sentence.start_s,
                "source_end": sentence.end_s,
            }
        )
    if not rows:
        why = faults[0] if faults else f"all are within {margin:g} of neutral; try a smaller --margin."
        raise UserError(f"Not one sentence of {data} can be used: {why}")
    out.parent.mkdir(parents=True, exist_ok=True)
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    positive = sum(row["label"] == "positive" for row in rows)
    speakers = len({row["speaker"] for row in rows})
    return WeakLabels(out, positive, len(rows) - positive, neutral, speakers, tuple(faults))


def cut_out(sentence: Sentence) -> Float32Array:
    """The sound of a sentence, float32 (n,), mono, 16 kHz; only that part of the file is read.

    Raises
    ------
    UserError
        If the recording cannot be read, or ends before the sentence does.
    """
    import soundfile
    import soxr

    try:
        with soundfile.SoundFile(sentence.path) as file:
            rate, length_s = file.samplerate, file.frames / file.samplerate
            # Time stamps are rounded: what reaches a little beyond the end is meant to reach to it.
            if sentence.end_s > length_s + LEAST_S:
                raise UserError(
                    f"the sentence ends at {sentence.end_s:g} s, but {sentence.path.name} is "
                    f"{length_s:.1f} s long."
                )
            first = round(sentence.start_s * rate)
            file.seek(min(first, file.frames))
            sound = file.read(round(sentence.end_s * rate) - first, dtype="float32", always_2d=True)
    except soundfile.LibsndfileError as error:
        raise UserError(f"{sentence.path} cannot be read as sound; convert it to WAV or FLAC.") from error
    mono = sound.mean(axis=1)
    if len(mono) < LEAST_S * rate:
        raise UserError(f"the sentence is shorter than {LEAST_S:g} s.")
    if rate != SAMPLE_RATE_HZ:
        mono = soxr.resample(mono, rate, SAMPLE_RATE_HZ)
    return np.asarray(np.clip(mono, -1, 1), np.float32)


def _write_clip(path: Path, sound: Float32Array) -> None:
    import soundfile

    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, sound, SAMPLE_RATE_HZ)
