"""The page on what happens when something goes wrong, docs/results/reliability.md."""

from __future__ import annotations

from typing import Any

from ui.workbench.pages.artefacts import RESULTS, Artefact
from ui.workbench.pages.tables import table

PAGE = RESULTS / "reliability.md"

_MEASURES = {
    "rss_mb": "memory, MB",
    "threads": "threads",
    "files": "open files",
    "rows_waiting": "rows that wait for the disk",
    "told_late_s": "how late an estimate is told, s",
    "voice_age_s": "how old the voice is that it rests on, s",
    "face_age_s": "how old the face is, s",
}


def page(found: Artefact) -> str:
    """The page from its artefact."""
    session, killed = found["session"], found["killed"]
    parts = [
        "# What happens when something goes wrong",
        "Written by `attune pages` from what `attune bench faults --json docs/results/reliability.json` "
        "has found (its parts may be run one by one: `--part session`).",
        "## A running session",
        "`attune --headless` itself, with a microphone and a camera without hardware (a PulseAudio of "
        "its own, pictures over HTTP on localhost) before which a voice speaks and a face is seen all "
        "the time. One thing after the other happens and is put right again, nobody presses anything. "
        "*Told*: what is said on the terminal, and in the window; where nothing is, the card alone shows "
        "what it has. *Noticed after*: until the estimates no longer rest on what is gone and the "
        "sentence is there. *Longest gap*: for how long at most what was to go on said nothing "
        "meanwhile; a voice takes breath. *Back after*: from when it was put right until all was heard "
        "and seen again.",
        _session_table(session["rows"]),
        f"The session told {session['lines']:,} estimates; {session['logged']:,} are in its log, "
        f"{_none(session['lost'])} of those told is missing, and it ended with exit code "
        f"{session['exit_code']}. While the log was locked and the disk was full the rows waited, up to "
        "ten minutes of them.",
        "Over HTTP a camera does not tell whether it is taken or forbidden. A microphone that another "
        "program has taken for itself cannot be had where a sound server shares it, and no machine sleeps "
        "for a measurement: these, devices that fail with an exception of their driver, a sleep of ten "
        "minutes, and an analyser that is too slow for its microphone are tried with made devices and a "
        "clock of their own by the tests (`tests/ui/studies/faults`, `tests/fusion/session`).",
        "## Files",
        table(
            ["file", "what is told", "left as it was"],
            [[row["name"], row["said"], "yes" if row["untouched"] else "no"] for row in found["files"]],
        ),
        "A log of an older version is brought up to date when something is first written to it, and kept "
        "beside it as it was (`NAME.versionN.bak`) until something is forgotten.",
        "## Kill -9",
        f"{killed['kills']} programs were killed at random moments while they logged. Of "
        f"{killed['acknowledged']:,} rows that were told to be kept {_none(killed['lost'])} was lost. "
        f"The file was {_never(killed['damaged'], 'damaged')}; "
        f"the next start was {_never(killed['unclean'], 'unclean')}.",
        *_long(found),
    ]
    return "\n\n".join(parts) + "\n"


def _session_table(rows: list[dict[str, Any]]) -> str:
    return table(
        ["what happens", "told", "noticed after, s", "longest gap, s", "back after, s"],
        [
            [
                row["name"],
                row["said"] or "–",
                _seconds(row["noticed_s"]) if row["gone"] or row["said"] else "–",
                _seconds(row["longest_gap_s"]),
                _seconds(row["recovered_s"]),
            ]
            for row in rows
        ],
    )


def _long(found: Artefact) -> list[str]:
    told = ["## Long sessions"]
    if (soak := found.get("soak")) is not None:
        told += [
            f"{soak['minutes']:.0f} minutes before the same devices, measured from outside every 5 s: "
            f"{soak['lines']:,} estimates told, {soak['logged']:,} logged, {soak['core_share']:.0%} of "
            f"one core. {_ended(soak)}",
            _flat_table(soak["flat"]),
        ]
    if (read := found.get("recording")) is not None:
        told += [
            f"`attune analyze` of a recording of {read['hours']:.2g} hours, the demo with one picture a "
            f"second again and again: {read['estimates']:,} estimates. By the hour of the "
            "recording:",
            _flat_table(read["flat"]),
        ]
    if (made := found.get("compressed")) is not None:
        told += [
            f"{made['hours']:g} hours in compressed time: made evidence through the real threads, fusion, "
            f"what is learnt of a person, the card's words and the log: {made['estimates']:,} estimates, "
            f"{made['logged']:,} logged, {_none(made['dropped'])} dropped.",
            _flat_table(made["flat"]),
        ]
    told.append(
        "*First* and *last* are medians of the first and last tenth of what follows the first quarter; "
        "the slope is that of the least-squares line through it. Memory is what is resident. It may also "
        "fall because the system takes idle pages from a program, and rise as they come back; this was not "
        "tried apart, so a rise may be that or memory that is held. Whether the memory of networks and "
        "captures is flat over hours, minutes cannot say, and the made session has neither."
    )
    return told


def _ended(soak: dict[str, Any]) -> str:
    if soak.get("ended_s") is None:
        return "" if "ended_s" not in soak else "Asked to end it did not, and was killed."
    return f"Asked to end, it took {soak['ended_s']:.0f} s."


def _flat_table(flat: dict[str, Any]) -> str:
    return table(
        ["", "first", "last", "most", "slope, an hour"],
        [
            [
                _MEASURES[name],
                *(f"{row[k]:.1f}" for k in ("first", "last", "most")),
                f"{row['per_hour']:+.2f}",
            ]
            for name, row in flat.items()
        ],
    )


def _seconds(value: float | None) -> str:
    return "never" if value is None else f"{value:.1f}"


def _none(count: int) -> str:
    return f"{count:,}" if count else "none"


def _never(count: int, what: str) -> str:
    return f"{what} {count} times" if count else f"never {what}"
