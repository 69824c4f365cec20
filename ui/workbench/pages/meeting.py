"""The page on meetings in tiles, docs/results/meeting.md."""

from __future__ import annotations

from typing import Any

from ui.workbench.pages.artefacts import RESULTS, Artefact, made_by
from ui.workbench.pages.tables import table

PAGE = RESULTS / "meeting.md"
COMMANDS = {"meeting": "attune study meeting --data DATA --live"}
_READ = ("whoever speaks", "the largest face")


def page(figures: Artefact) -> str:
    """The whole page."""
    people = figures["people"]
    parts = [
        "# Whoever speaks in a meeting",
        f"{made_by(COMMANDS, 'meeting')}; page written by `attune pages`.",
        f"{figures['meetings']} made meetings of {len(people)} tiles in a picture of 1280 by 720: one person "
        "filmed, the same in a mirror, the drawn one of the demo, who take turns of one to four seconds with "
        "pauses up to 0.6 s between them, and three photographs before cameras that shake. *Right*: of the "
        "time in which somebody is heard, how much their face is the one that is read; what passes until a "
        "change is known counts as wrong, so with longer turns it is more.",
        table(
            ["read is", "right", "of speech", "turns found", "found after, median"],
            [
                *(_row(name, figures[name]) for name in _READ),
                *(_row(f"{name}, live", figures["live"][name]) for name in _READ),
            ],
        ),
        "*Live*: in real time, each meeting in a window on a screen without hardware and played by a "
        "loudspeaker without hardware, read by the session that `attune live --source window:… --partner "
        "speaking` begins. The others are looked at and heard at once, 12.5 looks a second in place of ten.",
        "How much it counts that a mouth moves and that it goes with the sound, and how sure of a change one "
        "must be, was chosen in meetings of other people (the drawn one in other sentences), in half of "
        "which somebody who listens moves their mouth as one who talks. Three mouths that talk, two of them "
        "one man's: that is few, and nobody here chews or laughs while another speaks.",
    ]
    return "\n\n".join(parts) + "\n"


def _row(name: str, row: dict[str, Any]) -> list[str]:
    lag = row["median_lag_s"]
    return [
        name,
        f"{row['right']:.0%}",
        f"{row['speech_s']:.0f} s",
        f"{row['turns_found']} of {row['turns']}",
        "" if lag is None else f"{lag:.2f} s",
    ]
