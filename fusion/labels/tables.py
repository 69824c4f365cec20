"""Labels and traces from tables."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from fusion.labels.choosing import chosen, damaged
from fusion.labels.human import HumanLabels, Label, Trace

_NAMES = {
    "start": ("start", "onset", "begin", "t_start", "start_time"),
    "end": ("end", "stop", "offset", "t_end", "end_time"),
    "duration": ("duration",),
    "label": ("label", "emotion", "value", "text"),
    "tier": ("tier", "trial_type"),
    "time": ("time", "t", "timestamp"),
    "valence": ("valence",),
    "arousal": ("arousal",),
}
_UNITS = {"_s": 1.0, "_ms": 1e-3, " (s)": 1.0, " (ms)": 1e-3, " [s]": 1.0, " [ms]": 1e-3}
_TIMES = ("start", "end", "duration", "time")


def read_table(path: Path, tier: str | None) -> HumanLabels:
    """A table with a header: start, end (or duration) and label, or time and valence, arousal or both.

    Commas, semicolons (then with decimal commas too) or tabs stand between; times are seconds, or
    milliseconds where a name ends in ``_ms``. BIDS events are understood.
    Parameters and what is raised: see :func:`fusion.labels.reading.read_labels`.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeError as error:
        raise damaged(path, "table in UTF-8", error) from error
    head = text.partition("\n")[0]
    between = max("\t;,", key=head.count)
    where = _columns(head.strip().split(between))
    try:
        rows = list(csv.DictReader(text.splitlines(), delimiter=between))
        if "time" in where and ("valence" in where or "arousal" in where):
            return HumanLabels(traces=_traces(rows, where))
        if "start" in where and "label" in where and ("end" in where or "duration" in where):
            return HumanLabels(labels=_labels(path, rows, where, tier))
    except (csv.Error, ValueError, AttributeError) as error:  # AttributeError: a row that ends early
        raise damaged(path, "table of labels", error) from error
    raise damaged(path, "table with the columns start, end and label, or time and valence or arousal")


Places = dict[str, tuple[str, float]]
"""What a column is -> its name in the file, and what its figures are to be multiplied with."""


def _columns(header: Sequence[str]) -> Places:
    where: Places = {}
    for written in header:
        name, factor = written.strip().strip('"').lower(), 1.0
        for ending, unit in _UNITS.items():
            if name.endswith(ending):
                name, factor = name.removesuffix(ending), unit
        for what, names in _NAMES.items():
            if name in names or f"{name}_s" in names:
                where.setdefault(what, (written.strip().strip('"'), factor if what in _TIMES else 1.0))
    if "label" not in where and where.get("tier", ("", 1.0))[0].lower() == "trial_type":
        where["label"] = where.pop("tier")  # of BIDS events value may be left out
    return where


def _number(row: dict[str, str], place: tuple[str, float]) -> float:
    column, factor = place
    try:
        return float(row[column].strip().replace(",", ".")) * factor
    except ValueError as error:
        raise ValueError(f"“{row[column]}” in the column {column} is no number") from error


def _traces(rows: list[dict[str, str]], where: Places) -> tuple[Trace, ...]:
    found = []
    for name in ("valence", "arousal"):
        if name in where:
            points = {
                _number(row, where["time"]): _number(row, where[name])
                for row in rows
                if row[where[name][0]].strip().lower() not in ("", "na", "n/a", "nan")
            }
            times = sorted(points)
            found.append(Trace(name, np.array(times), np.array([points[t] for t in times])))
    return tuple(trace for trace in found if len(trace.times))


def _labels(path: Path, rows: list[dict[str, str]], where: Places, tier: str | None) -> tuple[Label, ...]:
    tiers: dict[str, list[Label]] = {}
    for row in rows:
        text = row[where["label"][0]].strip()
        start = _number(row, where["start"])
        end = _number(row, where["end"]) if "end" in where else start + _number(row, where["duration"])
        if text and text.lower() != "n/a":
            name = row[where["tier"][0]] if "tier" in where else ""
            tiers.setdefault(name, []).append(Label(start, end, text))
    return tuple(chosen(path, tiers, tier))
