"""``attune spectrograms`` and ``attune baselines``: the older systems, from guessing to Attune's network."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from fusion.errors import UserError
from ui.commands.places import file_to_write, folder_to_fill
from ui.commands.telling import say
from ui.workbench.needs import one_thread, require_training
from ui.workbench.options import DataOption, PersonOption
from ui.workbench.telling import print_table, progress, write_json


def spectrograms(
    data: Annotated[
        Path, typer.Option("--data", help="Folder of corpora, or with one sub-folder of clips an emotion.")
    ],
    out: Annotated[
        Path,
        typer.Option(
            "--out", help="Folder for the pictures, a sub-folder an emotion.", callback=folder_to_fill
        ),
    ],
    person: PersonOption = None,
) -> None:
    """Draw one mel-spectrogram picture for each clip: 224 x 224 px, grey, three seconds, 80 dB.

    Clips drawn before are passed over; a file that is in the way is never overwritten.

    Example: attune spectrograms --data corpora --out pictures
    """
    from audio_model.pictures.drawing import draw_pictures

    one_thread()
    with progress() as bars:
        done = draw_pictures(data, out, lambda items: bars.track(items, description="drawing"), person)
    for sentence in (*done.unreadable, *done.left_alone):
        say(sentence)
    again = f", {done.redrawn} anew as their sound has changed" if done.redrawn else ""
    say(f"{done.drawn} pictures drawn into {out}{again}, {done.unchanged} were there already.")
    if done.emotions:
        say("; ".join(f"{name} {n}" for name, n in sorted(done.emotions.items())) + ".")
    if done.unreadable:
        say(f"{len(done.unreadable)} clips could not be read; they are named above.")
    raise typer.Exit(0 if done.emotions else 2)


def baselines_voice(
    data: DataOption,
    corpus: Annotated[
        str | None, typer.Option(help="Which corpus, where there are several.", show_default="ravdess")
    ] = None,
    json: Annotated[
        Path | None,
        typer.Option(
            "--json",
            help="Also write the figures to this file; rungs not asked for stay in it.",
            callback=file_to_write,
        ),
    ] = None,
    out: Annotated[
        Path,
        typer.Option("--out", help="Folder for the features and the pictures.", callback=folder_to_fill),
    ] = Path("runs/baselines"),
    rung: Annotated[
        list[str] | None,
        typer.Option("--rung", help="Only this rung, e.g. “k-NN”; can be given again.", show_default="all"),
    ] = None,
    average: Annotated[
        list[str] | None,
        typer.Option(
            "--average",
            help="Spectra averaged over “time” (as the tutorial says) or “bands” (as its code did).",
            show_default="both",
        ),
    ] = None,
    seeds: Annotated[int, typer.Option(min=1, max=20, help="Runs of each rung, each by another seed.")] = 3,
    attune_random: Annotated[
        Path | None,
        typer.Option(help="Figures of Attune's network trained on the published split (JSON)."),
    ] = None,
    person: PersonOption = None,
) -> None:
    """Climb from guessing to Attune's network: on the published 80/20 split and on unseen speakers.

    Example: attune baselines voice --data corpora --json ladder.json --out runs/ladder
    """
    require_training()
    from audio_model.ladder.features import AVERAGES, ladder_features
    from audio_model.ladder.pictures import draw_ladder
    from audio_model.ladder.rungs import ATTUNE, RUNGS, attune_rows, climb, ladder_clips, read_random, report
    from audio_model.ladder.split import published_parting

    chosen, ways = _chosen("rung", rung, RUNGS), _chosen("average", average, AVERAGES)
    earlier = _earlier(json) if json and json.is_file() else None
    one_thread()
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
        write_json(told, json)
        return told

    with progress() as bars:
        if simpler := [name for name in chosen if name != ATTUNE]:
            reading = bars.add_task("reading and altering clips", total=len(clips))
            features = ladder_features(clips, out, advance=lambda: bars.advance(reading))
            bars.update(reading, completed=len(clips))
            clips, unreadable = list(features.clips), features.unreadable
            fitting = bars.add_task("fitting", total=2 * len(ways) * seeds * len(simpler))

            def advance(name: str) -> None:
                bars.update(fitting, advance=1, description=f"fitting: {name}")

            for row in climb(features, rungs=simpler, seeds=range(seeds), averages=ways, advance=advance):
                rows.append(row)
                figures()
        if ATTUNE in chosen:
            asking = bars.add_task("asking Attune's network", total=None)
            rows += attune_rows(clips, data, attune_random)
            bars.remove_task(asking)
    for sentence in unreadable:
        say(sentence)
    told = figures()
    _print_ladder(told)
    for path in draw_ladder(told, out):
        say(f"Picture: {path}")


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


def _print_ladder(figures: dict[str, Any]) -> None:
    published = figures["published_accuracy"]
    for protocol in dict.fromkeys(row["protocol"] for row in figures["rows"]):
        rows = [row for row in figures["rows"] if row["protocol"] == protocol]
        shared = "" if rows[0]["unseen_speakers"] else "; speakers are shared, so the figures flatter"
        cells = []
        for row in rows:
            told = published.get(row["rung"]) if protocol == "published" else None
            spreads = (_with_spread(row, "accuracy"), _with_spread(row, "uar"))
            cells.append((row["rung"], row["average"] or "–", *spreads, f"{told:.1%}" if told else "–"))
        columns = ("rung", "averaged over", "accuracy", "UAR", "published accuracy")
        print_table(columns, cells, f"{figures['corpus']}: {rows[0]['split']}{shared}")
    if all(row["protocol"] == "published" for row in figures["rows"]):
        say(
            "How far they come with new people is not told: that takes files whose names say who speaks "
            "(--person) and five speakers or more, of RAVDESS some of its test actors.",
        )
    if published and figures["n_speakers"] != 24:
        say(f"The published figures are of 24 actors; here are {figures['n_speakers']}.")
    if figures["corpus"] != "ravdess":
        say(
            "Attune's network has its rung on RAVDESS alone; “attune evaluate voice” measures it here.",
        )
    elif not any(row["rung"] == "Attune" and row["protocol"] == "published" for row in figures["rows"]):
        say(
            "Attune's network on the 80/20 split is left out: the shipped one was not trained on it. "
            "Give the figures of one that was with --attune-random.",
        )


def _with_spread(row: dict[str, Any], measure: str) -> str:
    spread = f" ± {row[measure + '_spread']:.1%}" if row["runs"] > 1 else ""
    return f"{row[measure]:.1%}{spread}"
