"""What the user should know of the log while a conversation is written into it."""

from __future__ import annotations

from fusion.log.writer import TimelineWriter


def refusal(writer: TimelineWriter | None) -> str:
    """A sentence while the disk takes no rows; "" while all is well or nothing is logged."""
    if writer is None or not writer.refused:
        return ""
    remedy = "free some room on the disk" if "full" in writer.refused else "check the disk it lies on"
    return (
        f"The log cannot be written just now ({writer.refused}). Attune goes on and keeps trying; {remedy}."
    )


def footer_words(writer: TimelineWriter | None) -> str:
    """Whether there is a log, and what it lacks."""
    if writer is None:
        return "Logging: off · nothing is kept."
    state = "waiting for the disk" if writer.refused else "on"
    parts = [f"Logging: {state}", lost_words(writer), "no sound or picture is kept."]
    return " · ".join(part for part in parts if part)


def lost_words(writer: TimelineWriter | None) -> str:
    """How many readings could not be stored: "3 readings could not be stored"; "" where none is missing."""
    lost = writer.rejected + writer.dropped if writer is not None else 0
    return f"{lost} reading{'s' * (lost != 1)} could not be stored" if lost else ""
