"""What ``attune spectrograms`` and ``attune baselines`` do, apart from their options."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from fusion.errors import UserError
from ui.commands.telling import say
from ui.workbench.needs import require_training
from ui.workbench.telling import write_json


def draw_spectrograms(data: Path, out: Path, person: str | None) -> int:
    """Draw a picture of each clip and say what was drawn, what was there, and what could not be read.

    Parameters
    ----------
    data, out
        Folders of clips and of pictures.
    person
        Of plain folders, who speaks, as for :func:`audio_model.corpora.folders.find_corpora`.

    Returns
    -------
    int
        0, or 2 if not one clip could be drawn.
    """
    import torch

    from audio_model.pictures.drawing import draw_pictures

    torch.set_num_threads(1)
    console = Console()
    with _progress(console) as progress:
        done = draw_pictures(data, out, lambda items: progress.track(items, description="drawing"), person)
    for sentence in (*done.unreadable, *done.left_alone):
        say(sentence, console)
    again = f", {done.redrawn} anew as their sound has changed" if done.redrawn else ""
    say(f"{done.drawn} pictures drawn into {out}{again}, {done.unchanged} were there already.", console)
    if done.emotions:
        say("; ".join(f"{name} {n}" for name, n in sorted(done.emotions.items())) + ".", console)
    if done.unreadable:
        say(f"{len(done.unreadable)} clips could not be read; they are named above.", console)
    return 0 if done.emotions else 2


def climb_voice_ladder(
    data: Path,
    corpus: str | None,
    json_path: Path | None,
    out: Path,
    *,
    rungs: Sequence[str] | None,
    averages: Sequence[str] | None,
    seeds: Sequence[int],
    attune_random: Path | None,
    person: str | None,
) -> None:
    """Measure the rungs, print the table, write figures and pictures.

    Raises
    ------
    UserError
        One sentence: an unknown rung or average, a wrong folder, too few clips, or a missing package.
    """
    require_training()
    import torch

    from audio_model.ladder.features import AVERAGES, ladder_features
    from audio_model.ladder.pictures import draw_ladder
    from audio_model.ladder.rungs import ATTUNE, RUNGS, attune_rows, climb, ladder_clips, read_random, report
    from audio_model.ladder.split import published_parting

    chosen, ways = _chosen("rung", rungs, RUNGS), _chosen("average", averages, AVERAGES)
    earlier = _earlier(json_path) if json_path and json_path.is_file() else None
    torch.set_num_threads(1)
    console = Console()
    clips = ladder_clips(data, corpus, person)
    published_parting(clips)  # too few are refused before the minutes of reading
    if attune_random is not None:
        if clips[0].corpus != "ravdess":
            raise UserError("--attune-random holds figures of RAVDESS; leave it out on other clips.")
        read_random(attune_random)
    rows: list[dict[str, Any]] = []
    unreadable: tuple[str, ...] = ()

    def figures() -> dict[str, Any]:
        """All so far; kept as soon as it is known, since the whole takes minutes."""
        told = report(clips, rows, unreadable, earlier)
        if json_path:
            write_json(told, json_path)
        return told

    with _progress(console) as progress:
        if simpler := [rung for rung in chosen if rung != ATTUNE]:
            reading = progress.add_task("reading and altering clips", total=len(clips))
            features = ladder_features(clips, out, advance=lambda: progress.advance(reading))
            progress.update(reading, completed=len(clips))
            clips, unreadable = list(features.clips), features.unreadable
            fitting = progress.add_task("fitting", total=2 * len(ways) * len(seeds) * len(simpler))

            def advance(rung: str) -> None:
                progress.update(fitting, advance=1, description=f"fitting: {rung}")

            for row in climb(features, rungs=simpler, seeds=seeds, averages=ways, advance=advance):
                rows.append(row)
                figures()
        if ATTUNE in chosen:
            asking = progress.add_task("asking Attune's network", total=None)
            rows += attune_rows(clips, data, attune_random)
            progress.remove_task(asking)
    for sentence in unreadable:
        say(sentence, console)
    told = figures()
    _print_ladder(told, console)
    for path in draw_ladder(told, out):
        say(f"Picture: {path}", console)


def _earlier(path: Path) -> dict[str, Any]:
    """The figures of an earlier run, to which this one's are added."""
    try:
        told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        told["corpus"], [(row["rung"], row["average"], row["protocol"]) for row in told["rows"]]
    except (ValueError, KeyError, TypeError) as error:
        raise UserError(f"“{path}” is not a ladder's figures; name another file after --json.") from error
    return told


def _chosen(what: str, wanted: Sequence[str] | None, known: Sequence[str]) -> list[str]:
    by_name = {name.casefold(): name for name in known}
    for name in wanted or ():
        if name.casefold() not in by_name:
            raise UserError(f"There is no {what} “{name}”; use {', '.join(f'“{k}”' for k in known)}.")
    return [by_name[name.casefold()] for name in wanted] if wanted else list(known)


def _print_ladder(figures: dict[str, Any], console: Console) -> None:
    published = figures["published_accuracy"]
    for protocol in dict.fromkeys(row["protocol"] for row in figures["rows"]):
        rows = [row for row in figures["rows"] if row["protocol"] == protocol]
        shared = "" if rows[0]["unseen_speakers"] else "; speakers are shared, so the figures flatter"
        table = Table(
            "rung", "averaged over", "accuracy", "UAR", "published accuracy",
            title=f"{figures['corpus']}: {rows[0]['split']}{shared}", title_justify="left",
        )  # fmt: skip
        for row in rows:
            told = published.get(row["rung"]) if protocol == "published" else None
            table.add_row(
                row["rung"],
                row["average"] or "–",
                _with_spread(row, "accuracy"),
                _with_spread(row, "uar"),
                f"{told:.1%}" if told else "–",
            )
        console.print(table)
    if all(row["protocol"] == "published" for row in figures["rows"]):
        say(
            "How far they come with new people is not told: that takes files whose names say who speaks "
            "(--person) and five speakers or more, of RAVDESS some of its test actors.",
            console,
        )
    if published and figures["n_speakers"] != 24:
        say(f"The published figures are of 24 actors; here are {figures['n_speakers']}.", console)
    if figures["corpus"] != "ravdess":
        say(
            "Attune's network has its rung on RAVDESS alone; “attune evaluate voice” measures it here.",
            console,
        )
    elif not any(row["rung"] == "Attune" and row["protocol"] == "published" for row in figures["rows"]):
        say(
            "Attune's network on the 80/20 split is left out: the shipped one was not trained on it. "
            "Give the figures of one that was with --attune-random.",
            console,
        )


def _with_spread(row: dict[str, Any], measure: str) -> str:
    spread = f" ± {row[measure + '_spread']:.1%}" if row["runs"] > 1 else ""
    return f"{row[measure]:.1%}{spread}"


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left:"),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
