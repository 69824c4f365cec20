"""The statistics as JSON and CSV."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from audio_model.classes import VOICE_CLASSES
from audio_model.explore.measures import MEASURES, Measured
from audio_model.explore.observations import JudgedSaying, Part, check_all
from audio_model.explore.statistics import RESAMPLES, Interval, Row, rows_of
from fusion.exports.csv_table import harmless

METHOD = (
    "Differences within each speaker and, where the corpus names it, sentence; means over speakers; "
    f"95 % intervals from {RESAMPLES} resamples of the speakers. No model is involved and nothing is trained."
)
NOTES = (
    "Levels tell of the voice only within one corpus: between corpora microphones and gains differ.",
    "Acted emotions are plainer than those of a conversation; what holds here need not hold there.",
    "The intervals are not corrected for the number of sayings.",
)
COLUMNS = (
    "corpus", "emotion", "measure", "unit", "clips", "speakers", "mean", "mean_low", "mean_high",
    "relative_unit", "relative", "relative_low", "relative_high",
)  # fmt: skip


def figures_of(measured: Measured) -> dict[str, Any]:
    """Everything about one corpus, ready for JSON; null where a figure cannot be given."""
    emotions: dict[str, dict[str, Any]] = {}
    for measure in MEASURES:
        for row in rows_of(measured, measure):
            emotions.setdefault(row.emotion, {})[measure.name] = {
                "unit": measure.unit,
                "clips": row.clips,
                "mean": _interval(row.mean),
                "relative_unit": measure.difference_unit,
                "relative_to_speaker": _interval(row.relative),
                "each_speaker": [round(float(x), 2) for x in row.each],
            }
    order = [name for name in VOICE_CLASSES if name in emotions]
    return {
        "clips": len(measured.clips),
        "speakers": len({clip.speaker for clip in measured.clips}),
        "left_out": list(measured.left_out),
        "emotions": {name: emotions[name] for name in order},
        "observations": [_finding(finding) for finding in check_all(measured)],
    }


def write_statistics_csv(corpora: Sequence[Measured], path: Path) -> None:
    """One line for each corpus, emotion and measure."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for corpus in corpora:
            for measure in MEASURES:
                writer.writerows(_line(row) for row in rows_of(corpus, measure))


def write_clips_csv(corpora: Sequence[Measured], path: Path) -> None:
    """One line for each clip, with its own numbers."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["corpus", "speaker", "emotion", "sentence", *(m.name for m in MEASURES), "path"])
        for corpus in corpora:
            for clip, numbers in zip(corpus.clips, corpus.measures, strict=True):
                found = numbers.to_json()
                writer.writerow(
                    [
                        harmless(corpus.name),
                        harmless(clip.speaker),
                        VOICE_CLASSES[clip.voice_class],
                        harmless(clip.sentence) if isinstance(clip.sentence, str) else clip.sentence,
                        *("" if found[m.name] is None else found[m.name] for m in MEASURES),
                        harmless(str(clip.path)),
                    ]
                )


def _line(row: Row) -> list[object]:
    def cells(x: Interval) -> list[object]:
        return ["" if v is None else v for v in (_number(x.mean), _number(x.low), _number(x.high))]

    m = row.measure
    head = [row.corpus, row.emotion, m.name, m.unit, row.clips, row.mean.speakers]
    return [*head, *cells(row.mean), m.difference_unit, *cells(row.relative)]


def _interval(x: Interval) -> dict[str, Any]:
    return {"mean": _number(x.mean), "low": _number(x.low), "high": _number(x.high), "speakers": x.speakers}


def _number(value: float) -> float | None:
    return round(value, 4) if math.isfinite(value) else None


def _finding(finding: JudgedSaying) -> dict[str, Any]:
    return {
        "name": finding.name,
        "saying": finding.saying,
        "verdict": finding.verdict.value,
        "missing": list(finding.missing),
        "parts": [_part(part) for part in finding.parts],
        "in_words": finding.in_words(),
    }


def _part(part: Part) -> dict[str, Any]:
    return {
        "compared": part.words,
        "measure": part.measure,
        "unit": part.unit,
        "difference": _interval(part.difference),
        "standardised": _number(part.standardised),
        "share_of_speakers": _number(part.agreeing),
        "verdict": part.verdict.value,
    }
