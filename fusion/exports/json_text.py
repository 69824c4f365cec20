"""JSON: a line an estimate, or all of a conversation as one object."""

from __future__ import annotations

import json
from pathlib import Path

from fusion.exports.table import about
from fusion.exports.talk import Talk
from fusion.log.report import summarise
from fusion.log.stored_events import facts_of


def write_jsonl(talk: Talk, target: Path) -> None:
    """Write one estimate a line, as ``attune live --jsonl`` does."""
    with target.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(moment.to_json()) + "\n" for moment in talk.moments)


def write_json(talk: Talk, target: Path) -> None:
    """Write the conversation, its summary, events and estimates as one object."""
    summary = summarise(talk.moments, talk.events)
    data = {
        "session": about(talk),
        "summary": {"duration_s": summary.duration_s, "share": summary.share, "events": summary.events},
        "events": [{"t": e.t, "kind": e.kind.value, **facts_of(e)} for e in talk.events],
        "estimates": [m.to_json() for m in talk.moments],
    }
    with target.open("w", encoding="utf-8") as file:
        json.dump(data, file, indent=1)
