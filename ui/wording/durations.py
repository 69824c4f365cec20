"""Lengths of time as people say them."""

from __future__ import annotations

from ui.wording.translation import tr_count


def clock_words(seconds: float) -> str:
    """A length of time as people say it: "45 seconds", "12 minutes", "1 hour 5 minutes"."""
    whole = round(seconds)
    if whole < 60:
        return tr_count("{n} second", "{n} seconds", whole)
    minutes, hours = round(seconds / 60) % 60, round(seconds / 60) // 60
    said = [tr_count("{n} hour", "{n} hours", hours)] if hours else []
    if minutes or not hours:
        said.append(tr_count("{n} minute", "{n} minutes", minutes))
    return " ".join(said)


def moment_words(t: float) -> str:
    """Session time as "2:05" or "1:02:05"."""
    minutes, seconds = divmod(int(t), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"
