"""What the user should know of the log, and of JSON lines, while a conversation is written into them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fusion.log.writer import TimelineWriter
from ui.wording.durations import moment_words

if TYPE_CHECKING:
    from ui.live.json_lines import JsonLines


def refusal(writer: TimelineWriter | None) -> str:
    """Sentences while the log takes no rows; "" while all is well or nothing is logged."""
    return (
        f"{writer.refused} Attune goes on and keeps trying." if writer is not None and writer.refused else ""
    )


def lines_refusal(lines: JsonLines | None) -> str:
    """A sentence while no line can be written; "" while all is well or none is asked for."""
    if lines is None or not lines.refused:
        return ""
    full = "full" in lines.refused or "no space" in lines.refused
    remedy = "free some room on the disk" if full else "check the disk it lies on"
    fault = f"The lines for {lines.name} cannot be written just now ({lines.refused})."
    return f"{fault} Attune goes on and keeps trying; {remedy}."


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


def missing_in_words(writer: TimelineWriter | None, lines: JsonLines | None) -> list[str]:
    """At the end: a sentence each on what the log and the lines lack; none where all is there."""
    sentences = []
    if writer is not None and (lost := lost_words(writer)):
        sentences.append(f"{lost} in the log{_when(writer)}.")
    if writer is not None and writer.unended:
        sentences.append("The log will call this conversation cut off: its end could not be written.")
    if lines is not None and lines.lost:
        sentences.append(f"{lines.lost} line{'s' * (lines.lost != 1)} could not be written to {lines.name}.")
    return sentences


def _when(writer: TimelineWriter) -> str:
    """Where in the conversation they are missing: ", between 0:06 and 1:15"; "" where that is not known."""
    if writer.missing_from > writer.missing_until:
        return ""
    return f", between {moment_words(writer.missing_from)} and {moment_words(writer.missing_until)}"
