"""What the user should know of the log, and of JSON lines, while a conversation is written into them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fusion.log.writer import TimelineWriter
from ui.wording.durations import moment_words
from ui.wording.from_below import from_below
from ui.wording.kept import not_kept_words
from ui.wording.translation import tr, tr_count

if TYPE_CHECKING:
    from fusion.keeping.keeper import Keeper
    from ui.live.json_lines import JsonLines


def refusal(writer: TimelineWriter | None) -> str:
    """Sentences while the log takes no rows; "" while all is well or nothing is logged."""
    return (
        tr("{refused} Attune goes on and keeps trying.", refused=from_below(writer.refused))
        if writer is not None and writer.refused
        else ""
    )


def lines_refusal(lines: JsonLines | None) -> str:
    """A sentence while no line can be written; "" while all is well or none is asked for."""
    if lines is None or not lines.refused:
        return ""
    full = "full" in lines.refused or "no space" in lines.refused
    remedy = tr("free some room on the disk") if full else tr("check the disk it lies on")
    fault = tr(
        "The lines for {name} cannot be written just now ({refused}).",
        name=lines.name,
        refused=from_below(lines.refused),
    )
    return tr("{fault} Attune goes on and keeps trying; {remedy}.", fault=fault, remedy=remedy)


def footer_words(writer: TimelineWriter | None, kept: str = "") -> str:
    """Whether there is a log, what it lacks, and whether sound and picture are ``kept``, in a sentence."""
    if writer is None:
        return tr("Logging: off · nothing is kept.")
    state = tr("waiting for the disk") if writer.refused else tr("on")
    parts = [
        tr("Logging: {state}", state=state),
        lost_words(writer),
        kept or tr("no sound or picture is kept."),
    ]
    return " · ".join(part for part in parts if part)


def lost_words(writer: TimelineWriter | None) -> str:
    """How many readings could not be stored: "3 readings could not be stored"; "" where none is missing."""
    lost = writer.rejected + writer.dropped if writer is not None else 0
    return (
        tr_count("{n} reading could not be stored", "{n} readings could not be stored", lost) if lost else ""
    )


def missing_in_words(
    writer: TimelineWriter | None, lines: JsonLines | None, keeper: Keeper | None = None
) -> list[str]:
    """At the end: a sentence each on what the log, the lines and the kept lack; none where all is there."""
    sentences = []
    if writer is not None and (lost := lost_words(writer)):
        sentences.append(tr("{lost} in the log{when}.", lost=lost, when=_when(writer)))
    if writer is not None and writer.gone:
        sentences.append(
            tr_count(
                "The log was moved or deleted meanwhile: this conversation, {n} reading until then, is"
                " cut off in it, or lost with it.",
                "The log was moved or deleted meanwhile: this conversation, {n} readings until then, is"
                " cut off in it, or lost with it.",
                writer.stored,
            )
        )
    elif writer is not None and writer.unended:
        sentences.append(tr("The log will call this conversation cut off: its end could not be written."))
    if lines is not None and lines.lost:
        sentences.append(
            tr_count(
                "{n} line could not be written to {name}.",
                "{n} lines could not be written to {name}.",
                lines.lost,
                name=lines.name,
            )
        )
    return sentences + not_kept_words(keeper)


def _when(writer: TimelineWriter) -> str:
    """Where in the conversation they are missing: ", between 0:06 and 1:15"; "" where that is not known."""
    if writer.missing_from > writer.missing_until:
        return ""
    return tr(
        ", between {begin} and {end}",
        begin=moment_words(writer.missing_from),
        end=moment_words(writer.missing_until),
    )
