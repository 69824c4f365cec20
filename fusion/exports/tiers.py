"""What was told over time as tiers of stretches, in whole milliseconds of the media."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from fusion.emotions import Emotion
from fusion.events import EventKind, OwnLabel
from fusion.evidence import Modality, State
from fusion.exports.table import evidence_of
from fusion.exports.talk import Talk, milliseconds
from fusion.log.runs import Joining, Run

NOTES = "notes"
MIXED = "mixed: "
"""Before the emotion named where two are likely."""
MOMENT_S = 0.1
"""How long what the user said of one moment lasts, seconds."""


@dataclass(frozen=True)
class Stretch:
    """From ``start_ms`` to ``end_ms``, which is later, one text."""

    start_ms: int
    end_ms: int
    text: str


class Tiers(NamedTuple):
    """The stretches by the tiers' names, see :func:`tiers`; and where the time line ends, milliseconds."""

    by_name: dict[str, tuple[Stretch, ...]]
    end_ms: int


def tiers(talk: Talk) -> Tiers:
    """What its moments tell as stretches, none overlapping another of its tier.

    ``shown`` is what was on the screen and ``fused`` what was estimated (an emotion's name while clear, else
    the state's); ``voice`` and ``face`` are what each alone found likeliest; ``speech`` is the sound with
    speech in it that was read. Where nothing was read there is no stretch.
    """
    told: dict[str, Joining[str | None]] = {
        name: Joining() for name in ("shown", "fused", *(m.value for m in Modality))
    }
    heard: dict[tuple[float, float], None] = {}
    last_s = 0.0
    for moment in talk.moments:
        estimate, last_s = moment.estimate, moment.t
        told["shown"].take(moment.t, label_of(moment.shown.state, moment.shown.emotion))
        told["fused"].take(moment.t, label_of(estimate.state, estimate.emotion))
        for modality in Modality:
            piece = evidence_of(moment, modality)
            told[modality.value].take(moment.t, piece.leading.value if piece else None)
        if estimate.voice:
            heard[estimate.voice.t_start, estimate.voice.t_end] = None
    found = {name: _stretches(talk, joining.found) for name, joining in told.items()}
    return Tiers(found | {"speech": _speech(talk, heard)}, talk.end_ms(last_s))


def label_of(state: State, emotion: Emotion | None) -> str | None:
    """As “happy”, “mixed: happy” or “unclear”; None where nobody was read."""
    if state is State.NO_SIGNAL:
        return None
    if state is State.MIXED and emotion:
        return f"{MIXED}{emotion.value}"
    return emotion.value if emotion else state.value


def notes(talk: Talk) -> tuple[tuple[int, str], ...]:
    """Bookmarks and notes as (milliseconds, text), those of one millisecond joined, in order of time."""
    found: dict[int, list[str]] = {}
    for event in talk.events:
        if event.kind in (EventKind.BOOKMARK, EventKind.NOTE):
            text = " ".join(str(event.payload or "bookmark").split())
            found.setdefault(talk.media_ms(event.t), []).append(text)
    return tuple((ms, " / ".join(texts)) for ms, texts in sorted(found.items()))


def own(talk: Talk) -> tuple[tuple[Stretch, ...], ...]:
    """The annotator's labels and what the user said it was, in lanes (at least one) without overlaps."""
    stretches = [
        Stretch(milliseconds(label.t_start), max(milliseconds(label.t_end), 1), label.text)
        for label in talk.labels
    ]
    for event in talk.events:
        if isinstance(event.payload, OwnLabel):
            start = talk.media_ms(event.t - (event.payload.span_s or MOMENT_S))
            stretches.append(Stretch(max(start, 0), talk.media_ms(event.t), event.payload.emotion.value))
    return lanes(s for s in stretches if s.end_ms > s.start_ms) or ((),)


def lanes(stretches: Iterable[Stretch]) -> tuple[tuple[Stretch, ...], ...]:
    """Stretches in the fewest lanes without an overlap."""
    found: list[list[Stretch]] = []
    for stretch in sorted(stretches, key=lambda s: (s.start_ms, s.end_ms)):
        free = next((lane for lane in found if lane[-1].end_ms <= stretch.start_ms), None)
        if free is None:
            found.append([stretch])
        else:
            free.append(stretch)
    return tuple(tuple(lane) for lane in found)


def _stretches(talk: Talk, found: Sequence[Run[str | None]]) -> tuple[Stretch, ...]:
    placed = (
        Stretch(talk.media_ms(run.t_start), talk.media_ms(run.t_end), run.told) for run in found if run.told
    )
    return tuple(s for s in placed if s.end_ms > s.start_ms)


def _speech(talk: Talk, heard: Iterable[tuple[float, float]]) -> tuple[Stretch, ...]:
    joined: list[Stretch] = []
    for start, end in sorted((talk.media_ms(a), talk.media_ms(b)) for a, b in heard):
        if joined and start <= joined[-1].end_ms:
            joined[-1] = Stretch(joined[-1].start_ms, max(end, joined[-1].end_ms), "speech")
        elif end > start:
            joined.append(Stretch(start, end, "speech"))
    return tuple(joined)
