"""The formats by name, and writing one: whole or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from fusion.errors import UserError
from fusion.exports.bids import write_events, write_events_dictionary
from fusion.exports.csv_table import write_csv, write_dictionary
from fusion.exports.elan import write_elan
from fusion.exports.emotionml import write_emotionml
from fusion.exports.fex import write_fex
from fusion.exports.json_text import write_json, write_jsonl
from fusion.exports.parquet import write_parquet
from fusion.exports.talk import Talk
from fusion.exports.textgrid import write_textgrid
from fusion.exports.webvtt_cues import write_webvtt


@dataclass(frozen=True)
class Format:
    """One way to write a conversation.

    Parameters
    ----------
    ending
        How the file's name ends.
    words
        What it is, for a file dialogue.
    write
        Writes it.
    sidecar
        What writes the file that explains it, given that file and the name of the first, and how the name
        of it ends; None where it explains itself.
    """

    ending: str
    words: str
    write: Callable[[Talk, Path], None]
    sidecar: tuple[str, Callable[[Talk, Path, str], None]] | None = None


FORMATS: Mapping[str, Format] = {
    "jsonl": Format(".jsonl", "JSON lines", write_jsonl),
    "json": Format(".json", "JSON", write_json),
    "csv": Format(".csv", "Table", write_csv, (".csv-metadata.json", write_dictionary)),
    "parquet": Format(".parquet", "Parquet table", write_parquet),
    "webvtt": Format(".vtt", "WebVTT subtitles", write_webvtt),
    "elan": Format(".eaf", "ELAN annotations", write_elan),
    "textgrid": Format(".TextGrid", "Praat TextGrid", write_textgrid),
    "emotionml": Format(".emotionml", "EmotionML", write_emotionml),
    "bids": Format("_events.tsv", "BIDS events", write_events, ("_events.json", write_events_dictionary)),
    "fex": Format(".fex.csv", "py-feat table of the face", write_fex),
}
"""By the name that is given with ``--format``."""


def format_of(target: Path) -> str:
    """The format that a file's name asks for.

    Raises
    ------
    UserError
        If it asks for none.
    """
    name = target.name.lower()
    fitting = [(len(f.ending), key) for key, f in FORMATS.items() if name.endswith(f.ending.lower())]
    if not fitting:
        raise UserError(
            f"“{target}” does not say which format is wanted; end it in one of "
            f"{', '.join(f.ending for f in FORMATS.values())}, or say --format ({', '.join(FORMATS)})."
        )
    return max(fitting)[1]


def write(talk: Talk, target: Path, format: str) -> list[Path]:
    """Write a conversation and what explains the file; returns both paths.

    Written beside the target and moved into place, so that a cut-off run leaves no half file.

    Raises
    ------
    UserError
        If a library that the format needs is not installed.
    OSError
        If the file cannot be written.
    """
    chosen = FORMATS[format]
    if not target.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(target.parent))
    written = files_of(target, format)
    makers: list[Callable[[Path], None]] = [lambda part: chosen.write(talk, part)]
    if chosen.sidecar is not None:
        _, write_sidecar = chosen.sidecar
        makers.append(lambda part: write_sidecar(talk, part, target.name))
    parts = [_part(path) for path in written]
    try:
        for make, part in zip(makers, parts, strict=True):
            make(part)
        for part, path in zip(parts, written, strict=True):
            part.replace(path)
    finally:
        for part in parts:
            part.unlink(missing_ok=True)
    return written


def clear_away(target: Path, format: str) -> None:
    """Delete what a program that was killed while it wrote ``target`` may have left of it."""
    for path in files_of(target, format):
        _part(path).unlink(missing_ok=True)


def files_of(target: Path, format: str) -> list[Path]:
    """What is written where ``target`` was asked for: that file, and the one that explains it."""
    chosen = FORMATS[format]
    if chosen.sidecar is None:
        return [target]
    stem = target.name[: -len(chosen.ending)] if _ends(target, chosen.ending) else target.name
    return [target, target.with_name(stem + chosen.sidecar[0])]


def _part(path: Path) -> Path:
    return path.with_name(f".part-{path.name}")


def _ends(target: Path, ending: str) -> bool:
    return target.name.lower().endswith(ending.lower())
