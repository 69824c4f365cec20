"""CSV: one row an estimate, and a data dictionary beside it (CSV on the Web)."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from fusion.exports.table import about, columns
from fusion.exports.talk import Talk

_RISKY = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe stands before what would be one.

    Source: OWASP, "CSV Injection".
    """
    return f"'{text}" if text.lstrip(" ").startswith(_RISKY) else text


def write_csv(talk: Talk, target: Path) -> None:
    """Write the table; units end the names of its columns."""
    wanted = columns()
    with target.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow([column.name for column in wanted])
        for moment in talk.moments:
            values = (column.of(talk, moment) for column in wanted)
            table.writerow(["" if v is None else harmless(v) if isinstance(v, str) else v for v in values])


def write_dictionary(talk: Talk, target: Path, table: str) -> None:
    """Write what each column of ``table`` (a file's name) means.

    Source: W3C, "Metadata Vocabulary for Tabular Data" (2015).
    """
    described = [
        {"name": c.name, "datatype": c.kind, "unit": c.unit or None, "dc:description": c.meaning}
        for c in columns()
    ]
    data = {"@context": "http://www.w3.org/ns/csvw", "url": table, "attune": about(talk)}
    data["tableSchema"] = {"columns": described}
    target.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
