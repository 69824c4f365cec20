"""The section on people who feel one thing from the start, of the page on people never met."""

from __future__ import annotations

from typing import Any

from ui.workbench.pages.tables import table

_WAYS = ("stranger", "learnt")


def section(rows: list[dict[str, Any]]) -> list[str]:
    """In parts; none where nothing tells of it."""
    told = [(str(row["corpus"]).partition(",")[0], row["lasting"]) for row in rows if row.get("lasting")]
    if not told:
        return []
    windows = [f"{w['from_s']:g}-{w['to_s']:g} s" for w in told[0][1]["windows"]]
    header = ["corpus", "people and feelings"]
    header += [cell for window in windows for cell in (f"right, {window}: nothing learnt", "learnt")]
    header += ["clear and wrong at the end: nothing learnt", "learnt"]
    cells = [
        [
            name,
            str(lasting["streams"]),
            *(f"{w['accuracy'][way]:.0%}" for w in lasting["windows"] for way in _WAYS),
            *(f"{lasting['windows'][-1]['clear_and_wrong'][way]:.0%}" for way in _WAYS),
        ]
        for name, lasting in told
    ]
    emotions = list(dict.fromkeys(e for _, lasting in told for e in lasting["by_emotion_at_the_end"]))
    of_each = [
        [name, *(_pair(lasting["by_emotion_at_the_end"].get(emotion)) for emotion in emotions)]
        for name, lasting in told
    ]
    return [
        "## A feeling that lasts from the start",
        "Somebody who sits down sad and stays so may feel so or look so by nature; nothing tells which until "
        "they show something else. What is learnt on the way is allowed for only as far as somebody was seen "
        "to change. Each person's files of one emotion, 3 s each, again and again for two minutes from the "
        "first moment on; the mean over the emotions.",
        table(header, cells),
        f"By emotion, {windows[-1]}: right with nothing learnt → learnt.",
        table(["corpus", *emotions], of_each),
    ]


def _pair(shares: dict[str, float] | None) -> str:
    return " → ".join(f"{shares[way]:.0%}" for way in _WAYS) if shares else "–"
