"""The part of the voice's page on what each piece of the training is worth."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ui.workbench.pages.tables import table

_MEASURES = {"uar_8_classes": "unseen speakers", "uar_10_db": "at 10 dB", "emodb_uar": "EMO-DB"}
_CLEAR_ERRORS = 3.0
"""A difference of so many standard errors of one figure (about two of a difference) is called clear."""
_JUDGED_AGAINST = {"from_patches": "from_chance"}
"""Rows that change another one than the first."""


def ablation_section(artefacts: Mapping[str, dict[str, Any]], made_by: str) -> str:
    """Table and verdict; nothing if the study was not made."""
    figures = artefacts.get("voice_ablation")
    if not figures:
        return ""
    rows = figures["rows"]
    by_run = {row.get("run", ""): row for row in rows}
    full = by_run.get("full", rows[0])
    cells = []
    for row in rows:
        gain = 100 * (row["uar_8_classes"] - full["uar_8_classes"])
        ece = row.get("ece")
        cells.append(
            [
                row["name"],
                f"{row['uar_8_classes']:.1%}",
                "" if row is full else f"{gain:+.1f}",
                f"{row['uar_10_db']:.1%}",
                f"{row['emodb_uar']:.1%}",
                "–" if ece is None else f"{ece:.3f}",
                str(row["seeds"]),
            ]
        )
    parts = [made_by, f"{figures.get('note', '')} Test speakers: {', '.join(figures['fold'])}."]
    error = _standard_error(artefacts, full)
    if error is not None:
        parts[-1] += (
            f" On so few clips the standard error of one figure is about {100 * error:.1f} points: small "
            "differences say little."
        )
    header = ["what", "UAR, 8 classes", "points", "at 10 dB", "EMO-DB, UAR", "ECE", "networks"]
    parts.append(table(header, cells))
    if error is not None:
        parts.append(_verdict(rows, by_run, full, error))
    return "\n\n".join(parts)


def _standard_error(artefacts: Mapping[str, dict[str, Any]], full: Mapping[str, Any]) -> float | None:
    folds = artefacts.get("voice_5fold")
    if not folds:
        return None
    p = full["uar_8_classes"]
    return float((p * (1 - p) / folds["folds"][0]["n"]) ** 0.5)


def _verdict(
    rows: list[dict[str, Any]], by_run: Mapping[str, dict[str, Any]], full: Mapping[str, Any], error: float
) -> str:
    """Which rows differ by more than chance does, in words."""
    clear, close = [], []
    for row in rows:
        if row is full:
            continue
        other = by_run.get(_JUDGED_AGAINST.get(row.get("run", ""), ""), full)
        differences = {
            words: 100 * (row[name] - other[name])
            for name, words in _MEASURES.items()
            if abs(row[name] - other[name]) > _CLEAR_ERRORS * error
        }
        words = row["name"] + ("" if other is full else f" (against “{other['name']}”)")
        if differences:
            clear.append(f"{words}: " + ", ".join(f"{d:+.0f} points {w}" for w, d in differences.items()))
        else:
            close.append(words)
    lines = [f"Beyond {_CLEAR_ERRORS:g} standard errors of one figure:", ""]
    lines += [f"- {line}" for line in clear] or ["- nothing"]
    if close:
        lines += ["", f"Too close to call: {'; '.join(close)}."]
    return "\n".join(lines)
