"""BIDS-style events: a table of stretches, and what its columns mean beside it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from fusion.exports.csv_table import harmless
from fusion.exports.table import about
from fusion.exports.talk import Talk
from fusion.exports.tiers import NOTES, notes, tiers

_LEVELS = {
    "shown": "What was on the screen.",
    "fused": "What was estimated from voice and face together.",
    "voice": "What the voice alone seemed likeliest to be.",
    "face": "What the face alone seemed likeliest to be.",
    "speech": "Sound with speech in it that was read.",
    NOTES: "A bookmark or note of the user's.",
}


def write_events(talk: Talk, target: Path) -> None:
    """Write ``onset``, ``duration`` (s), ``trial_type`` (the tier) and ``value`` (its text), by onset.

    Text with a tab or a quotation mark is quoted, as BIDS and CSV have it.

    Source: BIDS specification, "Task events".
    """
    rows = [
        (s.start_ms, s.end_ms - s.start_ms, name, s.text)
        for name, stretches in tiers(talk).by_name.items()
        for s in stretches
    ]
    rows += [(ms, 0, NOTES, text) for ms, text in notes(talk)]
    with target.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, delimiter="\t", lineterminator="\n")
        table.writerow(("onset", "duration", "trial_type", "value"))
        for start, length, name, text in sorted(rows):
            table.writerow((f"{start / 1000:.3f}", f"{length / 1000:.3f}", name, harmless(text) or "n/a"))


def write_events_dictionary(talk: Talk, target: Path, table: str) -> None:
    """Write what each column of ``table`` means."""
    clock = "the first moment of the recording" if talk.media else "the beginning of the session"
    data = {
        "onset": {"Description": f"Seconds from {clock}.", "Units": "s"},
        "duration": {"Description": "Length; 0 for a moment.", "Units": "s"},
        "trial_type": {"LongName": "tier", "Description": "What is told.", "Levels": _LEVELS},
        "value": {"Description": "The label, state or text; an emotion is a guess, not a fact."},
        "Attune": {"Description": json.dumps({"file": table, **about(talk)}, ensure_ascii=False)},
    }
    target.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
