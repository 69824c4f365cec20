"""Reading transcripts with time stamps: a table, or CMU-MOSEI's one text file a video."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from fusion.errors import UserError

SOUND_SUFFIXES = (".wav", ".flac", ".ogg", ".opus", ".mp3")
COLUMNS = ("path", "start", "end", "text")
ENGLISH = ("", "en", "eng", "english")
_MOSEI_FIELDS = 5
_MOSEI_SOUND = Path("Audio", "Full", "WAV_16000")
"""Where CMU-MOSEI keeps its sound, seen from the folder above ``Transcript/Segmented/Combined``."""


@dataclass(frozen=True)
class Sentence:
    """One sentence of a recording: who says what in it, and from when to when (seconds)."""

    path: Path
    start_s: float
    end_s: float
    text: str
    speaker: str
    line: str
    """Where it was read: "FILE, line N"."""


@dataclass
class Transcripts:
    """The sentences that can be used, and one complaint for each row that cannot."""

    sentences: list[Sentence] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def read_transcripts(data: Path) -> Transcripts:
    """Read a table or CMU-MOSEI's transcripts.

    Parameters
    ----------
    data
        A CSV file (comma, semicolon or tab) with the columns path, start, end (seconds) and text, and
        perhaps speaker and language; or a text file, or a folder of such files, whose lines are
        ``id___n___start___end___text``, with the sound as ``id.wav`` beside it or in CMU-MOSEI's own folders.
        Without a column for it, each recording counts as a speaker of its own.

    Raises
    ------
    UserError
        One sentence: nothing there, or nothing that reads like transcripts.
    """
    if data.is_dir():
        files = sorted(data.glob("*.txt"))
        if not files:
            raise UserError(
                f"{data} holds no transcript; give a CSV table, or a folder of CMU-MOSEI's text files."
            )
    elif data.is_file():
        files = [data]
    else:
        raise UserError(f"There is no file {data}; give a CSV with path, start, end and text.")
    read = Transcripts()
    for file in files:
        text = _text_of(file)
        first = next((line for line in text.splitlines() if line.strip()), "")
        rows = _mosei_rows(file, text) if "___" in first else _table_rows(file, text)
        for where, row in rows:
            sentence = _sentence(where, row)
            if isinstance(sentence, Sentence):
                read.sentences.append(sentence)
            else:
                read.faults.append(f"{where}: {sentence}")
    return read


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError(f"{file} is no UTF-8 text; save it as CSV in UTF-8.") from error


def _table_rows(file: Path, text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """(place, row) of a table; paths are relative to the table."""
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.DictReader(io.StringIO(text), delimiter=delimiter)
    try:
        reader.fieldnames = [(name or "").strip().lower() for name in reader.fieldnames or ()]
        missing = [name for name in COLUMNS if name not in reader.fieldnames]
        if missing:
            raise UserError(
                f"{file} has no column {', '.join(missing)}; its first line must name "
                f"{', '.join(COLUMNS)} (and may name speaker and language)."
            )
        for row in reader:
            values = {name: (row.get(name) or "").strip() for name in reader.fieldnames}
            values["path"] = str(file.parent / values["path"]) if values["path"] else ""
            yield f"{file.name}, line {reader.line_num}", values
    except csv.Error as error:
        raise UserError(f"{file.name}, line {reader.line_num}: it cannot be read ({error}).") from error


def _mosei_rows(file: Path, text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """(place, row) of ``id___n___start___end___text``; a video counts as its speaker."""
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        fields = [part.strip() for part in line.split("___", _MOSEI_FIELDS - 1)]
        row = {"path": ""}
        if len(fields) == _MOSEI_FIELDS:
            video, _, start, end, said = fields
            row = {
                "path": str(_sound_of(file, video)),
                "start": start,
                "end": end,
                "text": said,
                "speaker": video,
            }
        yield f"{file.name}, line {number}", row


def _sound_of(transcript: Path, name: str) -> Path:
    folders = [transcript.parent]
    if len(transcript.absolute().parents) > 3:
        folders.append(transcript.absolute().parents[3] / _MOSEI_SOUND)
    candidates = [folder / f"{name}{suffix}" for folder in folders for suffix in SOUND_SUFFIXES]
    return next((path for path in candidates if path.is_file()), candidates[0])


def _sentence(where: str, row: dict[str, str]) -> Sentence | str:
    """The row's sentence, or what is wrong with it."""
    if not row["path"]:
        return "it does not have all its fields; add what is missing."
    try:
        start_s, end_s = float(row["start"]), float(row["end"])
    except ValueError:
        return f"start “{row['start']}” and end “{row['end']}” must be seconds, like 12.5."
    path = Path(row["path"])
    if not (math.isfinite(start_s) and math.isfinite(end_s) and 0 <= start_s < end_s):
        return f"the end ({row['end']} s) must come after the start ({row['start']} s)."
    if not row["text"]:
        return "the text is empty."
    if row.get("language", "").lower().split("-")[0] not in ENGLISH:
        return f"TextBlob and VADER know English words only, and this row is in “{row['language']}”."
    if not path.is_file():
        return f"there is no recording {path}."
    return Sentence(path, start_s, end_s, row["text"], row.get("speaker") or path.stem, where)
