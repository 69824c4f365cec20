"""docs/results/voices.md: how well voices are told apart that nobody read aloud for."""

from __future__ import annotations

from typing import Any

from ui.workbench.pages.artefacts import RESULTS
from ui.workbench.pages.tables import table

PAGE = RESULTS / "voices.md"
COMMAND = "attune study voices --data DATA --each 2 --json docs/results/voices.json"

_WAYS = {"two": "`--voices 2`", "all": "`--voices all`"}


def page(figures: dict[str, Any]) -> str:
    """The page, from the artefact."""
    parts = [
        "# Several voices in one channel",
        "`attune analyze talk.wav --voices all` listens to a whole recording first and parts what it hears "
        "into voices, though nobody read aloud for it: groups of like seconds, then learnt and told apart in "
        "turn, with who spoke before and after and how loud ([as in two passes](whose_voice.md)). Then "
        "each voice has a result of its own, in which the others' speech counts for nothing. `--voices 2` "
        "says how many there are.",
        "**A trial.** How many people speak is often told wrongly, and acted moods move a voice as far as "
        "another person would; where it is known how many there are, say so. Groups, margins and the least "
        "speech, five seconds a voice, were chosen with dialogues of speakers that are not tested on. Those "
        "here and the meetings were looked at twice: before, with each second told by itself, and after "
        "telling them from the whole recording was chosen on 39 dialogues of others.",
        "## Made dialogues",
        f"{figures['protocol'].capitalize()}, of speakers only tested on, made as for "
        "[whose voice it is](whose_voice.md), read aloud by nobody. *Its own*: of the weight that either "
        "voice would have if it were known at every moment who speaks, so much lies in its own result. "
        "*Another's*: so much of the weight in all results is not their voice's; half, where both are in "
        "one.",
        _dialogues(figures["dialogues"]),
        "## How many there are",
        "Without being told, in recordings of two minutes: of one of these speakers alone, of two, and where "
        "the dialogues are of four people two of them one after the other. Of three and more in one room "
        "there are only the meetings below.",
        _numbers(figures["numbers"]),
        "## Which voice has which face",
        "`attune analyze talk.mp4 --voices 2 --faces all` gives each voice, beside the result of its own, "
        "one with the face whose mouth moves while it is heard: where the two go together over the "
        "recording by three standard deviations more than when one is moved against the other in time, and "
        "by one and a half more than either goes with another. Else they stay apart, and that is said. Both "
        "bounds were chosen in 23 dialogues of other speakers, with other mouths. Here each who speaks has "
        "the mouth of somebody filmed, second by second of what went most like it; with them in view are a "
        "photograph before a camera that shakes, and a mouth that moves as in another dialogue.",
        _faces(figures["faces"]),
        "## Real meetings (AMI)",
        "Diarisation error: speech missed, silence told as speech, and speech told as another's, as shares "
        "of the speech, nothing scored within 0.25 s of where a turn starts or ends. *Given*: told how many "
        "speak, where that is more than one. Each excerpt lasts half a minute, and many of those who are "
        "in it speak for less than the five seconds that make a voice.",
        _meetings(figures["meetings"]),
        f"Made by `{COMMAND}`.",
    ]
    return "\n\n".join(parts) + "\n"


def _dialogues(dialogues: dict[str, Any]) -> str:
    rows = [
        [
            f"{kind} below, {group}",
            _WAYS[way],
            str(row["dialogues"]),
            _found(row["found"]),
            f"{row['kept']:.0%}",
            f"{row['wrong']:.0%}",
        ]
        for kind, ways in dialogues.items()
        for way, groups in ways.items()
        for group, row in groups.items()
    ]
    return table(["", "", "dialogues", "voices found", "its own", "another's"], rows)


def _found(found: dict[str, int]) -> str:
    """In how many recordings how many were found: "2 in 7, 3 in 1"."""
    return ", ".join(f"{number} in {times}" for number, times in found.items())


def _numbers(numbers: dict[str, dict[str, int]]) -> str:
    rows = [[name, str(sum(found.values())), _found(found)] for name, found in numbers.items() if found]
    return table(["speak", "recordings", "voices found"], rows)


def _faces(faces: dict[str, Any]) -> str:
    given = ("own", "another's", "none")
    rows = [
        [
            f"{kind} below",
            who,
            str(sum(told[what] for what in given)),
            *(str(told[what]) for what in ("own in view", *given)),
        ]
        for kind, ways in faces.items()
        for who, told in ways.items()
    ]
    header = ["", "in view", "voices", "their face in view", "given their own", "another's", "none"]
    return table(header, rows)


def _meetings(meetings: dict[str, Any]) -> str:
    if not meetings:
        return "None of the excerpts was there."
    rows = []
    for name, row in meetings.items():
        for way in ("all", "given"):
            told = row[way]
            speech_s = max(told["speech_s"], 1e-9)
            shares = [f"{told[what] / speech_s:.0%}" for what in ("missed_s", "false_s", "confused_s")]
            who = [str(row.get("speakers", "")), str(told.get("found", ""))]
            number = "estimated" if way == "all" else "given"
            rows.append([name, number, f"{told['speech_s']:.1f} s", *who, *shares, f"{told['rate']:.0%}"])
    header = ["excerpt", "number", "speech", "speakers", "found", "missed", "false", "another's", "error"]
    return table(header, rows)
