"""Summaries and exports of a logged session."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, TextIO

from fusion.emotions import EMOTIONS, Emotion
from fusion.events import TICK_S, SessionEvent
from fusion.evidence import Modality, State
from fusion.log.stored_events import facts_of
from fusion.log.timeline import Timeline
from fusion.moment import Moment

_LONGEST_GAP_S = 1.0


@dataclass(frozen=True)
class Span:
    """A stretch of time in which the shown label stayed the same, seconds on the session clock."""

    t_start: float
    t_end: float
    state: State
    emotion: Emotion | None

    @property
    def label(self) -> str:
        """The emotion where the state is clear, else the state."""
        return self.emotion.value if self.state is State.CLEAR and self.emotion else self.state.value


@dataclass(frozen=True)
class Summary:
    """A session in figures.

    Parameters
    ----------
    duration_s
        Time covered by estimates, pauses left out.
    share
        Share of that time by label: an emotion's name while clear, else the state's name; sums to 1.
    spans
        The stretches in order.
    events
        Number of events by kind.
    """

    duration_s: float
    share: dict[str, float]
    spans: tuple[Span, ...]
    events: dict[str, int]


def spans(moments: Iterable[Moment]) -> tuple[Span, ...]:
    """Join consecutive moments of one shown label; a gap of more than a second (a pause) ends a span.

    Each moment stands for the tick that ends at its time.
    """
    found: list[Span] = []
    for moment in moments:
        t, shown = moment.t, moment.shown
        last = found[-1] if found else None
        joined = last is not None and t - last.t_end <= _LONGEST_GAP_S
        if last and joined and (last.state, last.emotion) == (shown.state, shown.emotion):
            found[-1] = replace(last, t_end=t)
        else:
            start = last.t_end if last and joined else max(0.0, t - TICK_S)
            found.append(Span(start, t, shown.state, shown.emotion))
    return tuple(found)


def summarise(moments: Sequence[Moment], events: Sequence[SessionEvent] = ()) -> Summary:
    """How the time of a session was spread over the labels shown."""
    found = spans(moments)
    duration_s = sum(s.t_end - s.t_start for s in found)
    seconds: dict[str, float] = {}
    for s in found:
        seconds[s.label] = seconds.get(s.label, 0.0) + s.t_end - s.t_start
    counts: dict[str, int] = {}
    for event in events:
        counts[event.kind.value] = counts.get(event.kind.value, 0) + 1
    share = {label: value / duration_s for label, value in sorted(seconds.items(), key=lambda kv: -kv[1])}
    return Summary(duration_s, share, found, counts)


CSV_COLUMNS = (
    "t",
    "state",
    "emotion",
    "confidence",
    *(f"p_{e.value}" for e in EMOTIONS),
    "weight_voice",
    "weight_face",
    "disagreement",
    *(
        f"{m.value}_{what}"
        for m in Modality
        for what in ("quality", "t_start", "t_end", *(f"p_{e.value}" for e in EMOTIONS))
    ),
    "shown_state",
    "shown_emotion",
    "shown_since",
    *(f"{m.value}_raw_p_{e.value}" for m in Modality for e in EMOTIONS),
)


def write_jsonl(moments: Iterable[Moment], file: TextIO) -> int:
    """One JSON object a line; returns the number of lines."""
    n = 0
    for n, moment in enumerate(moments, start=1):  # noqa: B007 - the count is the result
        file.write(json.dumps(moment.to_json()) + "\n")
    return n


def write_csv(moments: Iterable[Moment], file: TextIO) -> int:
    """One row a moment under CSV_COLUMNS; returns the number of rows."""
    table = csv.writer(file, lineterminator="\n")
    table.writerow(CSV_COLUMNS)
    n = 0
    for n, moment in enumerate(moments, start=1):  # noqa: B007 - the count is the result
        table.writerow(_csv_row(moment.to_json()))
    return n


def _csv_row(row: dict[str, Any]) -> list[Any]:
    cells = [row["t"], row["state"], row["emotion"] or "", row["confidence"], *row["probabilities"].values()]
    cells += [row["weights"]["voice"], row["weights"]["face"], row["disagreement"]]
    for modality in Modality:
        piece = row[modality.value]
        cells += (
            [piece["quality"], piece["t_start"], piece["t_end"], *piece["probabilities"].values()]
            if piece
            else [""] * (3 + len(EMOTIONS))
        )
    shown = row["shown"]
    cells += [shown["state"], shown["emotion"] or "", shown["since"]]
    for modality in Modality:
        raw = (row[modality.value] or {}).get("raw")
        cells += raw.values() if raw else [""] * len(EMOTIONS)
    return cells


def export_csv(timeline: Timeline, session_id: int, path: Path) -> None:
    """Write a session's estimates as CSV (events are in the JSON export).

    Raises
    ------
    TimelineError
        If there is no such session.
    OSError
        If the file cannot be written.
    """
    timeline.session(session_id)
    with path.open("w", newline="", encoding="utf-8") as file:
        write_csv(timeline.moments(session_id), file)


def export_json(timeline: Timeline, session_id: int, path: Path) -> None:
    """Write a session with its events, summary and estimates as one JSON object; raises as export_csv."""
    record = timeline.session(session_id)
    moments, events = timeline.moments(session_id), timeline.events(session_id)
    summary = summarise(moments, events)
    data = {
        "session": {
            **asdict(record),
            "started_at": record.started_at.isoformat(),
            "ended_at": record.ended_at.isoformat() if record.ended_at else None,
        },
        "summary": {"duration_s": summary.duration_s, "share": summary.share, "events": summary.events},
        "events": [{"t": e.t, "kind": e.kind.value, **facts_of(e)} for e in events],
        "estimates": [m.to_json() for m in moments],
    }
    with path.open("w", encoding="utf-8") as file:
        json.dump(data, file, indent=1)
