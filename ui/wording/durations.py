"""Lengths of time as people say them."""

from __future__ import annotations


def clock_words(seconds: float) -> str:
    """A length of time as people say it: "45 seconds", "12 minutes", "1 hour 5 minutes"."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} second{'s' * (whole != 1)}"
    minutes, hours = round(seconds / 60) % 60, round(seconds / 60) // 60
    said = [f"{hours} hour{'s' * (hours != 1)}"] if hours else []
    if minutes or not hours:
        said.append(f"{minutes} minute{'s' * (minutes != 1)}")
    return " ".join(said)


def moment_words(t: float) -> str:
    """Session time as "2:05" or "1:02:05"."""
    minutes, seconds = divmod(int(t), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"
