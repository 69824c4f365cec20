"""The section of the page on people never met that is of models made without one voice corpus at a time."""

from __future__ import annotations

from ui.workbench.pages.artefacts import Artefact, made_by
from ui.workbench.pages.tables import table

COMMANDS = {
    "voice_unheard": "attune evaluate voice-unheard --data DATA --start-from WEIGHTS_BEFORE",
    "voice_left_out": "attune evaluate voice-reader --data DATA",
}


def section(small: Artefact | None, heads: Artefact | None) -> list[str]:
    """Its parts; none without figures.

    Parameters
    ----------
    small
        Of small networks.
    heads
        Of heads of the larger reader.
    """
    if small is None and heads is None:
        return []
    return ["## Each voice corpus left out in turn", *_small(small), *_heads(heads)]


def _small(figures: Artefact | None) -> list[str]:
    if figures is None:
        return []
    header = ["left out", "people", "examples", "begun from", "UAR, shared", "learnt on the way"]
    header += ["before", "learnt", "UAR", "learnt", "ECE", "learnt"]
    cells = []
    for row in figures["rows"]:
        alone, learnt, before = row["stranger"], row["learnt"], row["before"]
        ways = (alone, learnt)
        cells.append(
            [
                row["corpus"],
                str(row["people"]),
                str(alone["n"]),
                f"{'chance' if row['from_chance'] else 'weights before'}, {row['epochs']} passes",
                *(f"{way['uar']:.3f}" for way in ways),
                *(f"{before[way]['uar']:.3f}" if before else "–" for way in ("stranger", "learnt")),
                *(f"{way['among_all_seven'][name]:.3f}" for name in ("uar", "ece") for way in ways),
            ]
        )
    mean = figures["mean"]
    return [
        f"### {figures['protocol'].partition(', ')[2].capitalize()}",
        f"{made_by(COMMANDS, 'voice_unheard')}. Each row is of a network that has heard the other corpora "
        "and is judged by all speakers of this one. *Shared*: answers held to the emotions that the corpus "
        "has. *Before*: the weights that the shipped ones go on from, where they have not heard the corpus "
        f"either. Mean UAR over the corpora, shared: {mean['stranger']:.3f}, learnt on the way "
        f"{mean['learnt']:.3f}.",
        table(header, cells),
        "\n".join(f"* {note}" for note in (*figures["notes"], *_of_an_older_rule(figures))),
    ]


def _of_an_older_rule(figures: Artefact) -> list[str]:
    """That what was learnt on the way was allowed for otherwise than today, where it was."""
    if "repertoire" in figures["weights_sha256"]:
        return []
    return [
        "Learnt on the way as it was before: what was learnt was then allowed for whole, and not only as far "
        "as somebody was seen to change. These figures were not measured anew."
    ]


def _heads(figures: Artefact | None) -> list[str]:
    if figures is None:
        return []
    header = ["left out", "people", "examples", "UAR, shared", "UAR", "accuracy", "ECE"]
    measures = ("uar", "uar_over_all", "accuracy_over_all", "ece_over_all")
    cells = [
        [row["corpus"], str(row["people"]), str(row["n"]), *(f"{row[name]:.3f}" for name in measures)]
        for row in figures["rows"]
    ]
    return [
        f"### {figures['protocol'].partition(', ')[2].capitalize()}",
        f"{made_by(COMMANDS, 'voice_left_out')}.",
        table(header, cells),
        "\n".join(f"* {note}" for note in figures["notes"]),
    ]
