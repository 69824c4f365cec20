"""JSON: a line an estimate, or all of a conversation as one object."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import indent

from fusion.exports.table import about
from fusion.exports.talk import Talk
from fusion.log.report import Tally
from fusion.log.stored_events import facts_of


def write_jsonl(talk: Talk, target: Path) -> None:
    """Write one estimate a line, as ``attune live --jsonl`` does."""
    with target.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(moment.to_json()) + "\n" for moment in talk.moments)


def write_json(talk: Talk, target: Path) -> None:
    """Write the conversation, its events, estimates and summary as one object."""
    tally = Tally()
    with target.open("w", encoding="utf-8") as file:
        file.write(f'{{\n "session": {_inner(about(talk))},\n "events": ')
        file.write(_inner([{"t": e.t, "kind": e.kind.value, **facts_of(e)} for e in talk.events]))
        file.write(',\n "estimates": [')
        for n, moment in enumerate(tally.over(talk.moments)):
            file.write((",\n" if n else "\n") + indent(json.dumps(moment.to_json(), indent=1), "  "))
        summary = tally.summary(talk.events)
        figures = {"duration_s": summary.duration_s, "share": summary.share, "events": summary.events}
        file.write(f'\n ],\n "summary": {_inner(figures)}\n}}')


def _inner(value: object) -> str:
    """As it is written one level inside an object."""
    return indent(json.dumps(value, indent=1), " ").lstrip()
