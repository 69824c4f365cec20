"""``attune bench``: what its commands do, apart from their options."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from audio_model.readers import VoiceReader
from fusion.errors import UserError
from ui.commands.telling import say
from ui.workbench.needs import require_folder
from ui.workbench.telling import write_json


def bench_skew(out: Path | None) -> None:
    """Run the skew measurement and print (or also write) its report."""
    from ui.studies.skew import report

    text = report()
    if out:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text, encoding="utf-8")
    say(text)


def bench_lag(data: Path, json_path: Path | None) -> None:
    """Measure the time from a change of emotion to the changed label and print it."""
    require_folder(data)
    from ui.studies.lag import measure_lag

    console = Console()
    with console.status("Playing changes of emotion; this takes some minutes."):
        figures = measure_lag(data)
    write_json(figures, json_path)
    table = Table("", "named", "median, s", "95th percentile, s", "a third emotion was named")
    for mode in ("both", "voice", "face"):
        row = figures[mode]
        times = ["–" if row[k] is None else f"{row[k]:.1f}" for k in ("median_s", "p95_s")]
        table.add_row(mode, f"{row['named']:.0%}", *times, f"{row['a_third_emotion_was_named']:.0%}")
    console.print(table)


def bench_steadiness(data: Path, reader: VoiceReader, json_path: Path | None) -> None:
    """Measure how steady, true and quick what is shown is, and print it."""
    require_folder(data)
    from ui.studies.larger_voice import measure_larger_voice
    from ui.studies.steadiness import measure_steadiness

    measure = measure_larger_voice if reader is VoiceReader.LARGE else measure_steadiness
    console = Console()
    with console.status("Listening to held and changing emotions; this takes some minutes."):
        figures = measure(data)
    write_json(figures, json_path)
    table = Table("", "changes a minute", "named rightly", "wrongly", "changes named", "median, s")
    before = {"before": figures["test_hysteresis"]} if "test_hysteresis" in figures else {}
    for name, row in {**figures["test"], **before}.items():
        late = "–" if row["median_s"] is None else f"{row['median_s']:.1f}"
        shares = (f"{row[k]:.0%}" for k in ("named_right", "named_wrong", "named"))
        table.add_row(name, f"{row['changes_per_minute']:.1f}", *shares, late)
    console.print(table)
    if reader is VoiceReader.SMALL:
        say(f"Chosen by the calibration speakers: {figures['chosen']}; usual: {figures['usual']}")


def bench_speed(json_path: Path | None = None) -> None:
    """Time each stage of the pipeline, print the figures and write them as JSON."""
    from ui.studies.shipped import shipped_digests
    from ui.studies.speed import machine, measure_stages

    table = Table("stage", "median, ms", "95th percentile, ms", "of processors, ms")
    stages = measure_stages()
    for name, *times in stages:
        table.add_row(name, *(f"{ms:.2f}" for ms in times))
    figures = {
        "weights_sha256": shipped_digests("voice", "face", "fusion"),
        "stages": [s._asdict() for s in stages],
    }
    write_json(machine() | figures, json_path)
    Console().print(table)


def bench_words(model: Path, data: Path | None, json_path: Path | None, every: int) -> None:
    """Measure how well the words are heard and what is made of them, and print it."""
    from audio_model.words.fetching import FILES_SHA256, PACKAGE
    from fusion.stored_model import digest_of
    from ui.live.assemble import recogniser
    from ui.studies.words import measure

    if data is not None:
        require_folder(data)
    console = Console()
    with console.status("Listening to sentences; this takes some minutes."):
        figures = measure(recogniser(model), data, every)
    known = (model / "model.bin").is_file() and digest_of(model / "model.bin") == FILES_SHA256["model.bin"]
    name = f"Whisper tiny.en ({PACKAGE})" if known else model.name
    write_json({"recogniser": name, "every": every} | figures, json_path)
    table = Table("", "sentences", "words wrong", "of one core", "behind, s: median", "at most")
    for kind in ("read", "made"):
        if (row := figures.get(kind)) is not None:
            shares = (f"{row['words_wrong']:.1%}", f"{row['core_share']:.2f}")
            times = (f"{row['behind_s_median']:.1f}", f"{row['behind_s_most']:.1f}")
            table.add_row(kind, str(row["sentences"]), *shares, *times)
    console.print(table)
    for scorer, right in figures["sentiment_right"].items():
        say(f"{scorer}: " + ", ".join(f"{way.replace('_', ' ')} {share:.0%}" for way, share in right.items()))


def bench_review(minutes: float, json_path: Path | None) -> None:
    """Log a made conversation, open and paint it, and print the times."""
    import tempfile
    from datetime import datetime, timezone

    from fusion.log.timeline import Timeline
    from ui.studies.speed import machine
    from ui.studies.stand_ins.conversation import log_conversation
    from ui.widgets.timeline.measure import measure_lanes

    console = Console()
    with tempfile.TemporaryDirectory() as folder, Timeline(Path(folder) / "timeline.db") as timeline:
        with console.status("Making a conversation."):
            number = log_conversation(timeline, datetime.now(timezone.utc), 60 * minutes)
        figures = measure_lanes(timeline, number)
    write_json(machine() | {"minutes": minutes} | figures, json_path)
    table = Table("a conversation looked back at", "of one core")
    table.add_row("read and painted first", f"{figures['open_s']:.2f} s")
    for key, words in (("zoomed", "zoom"), ("moved", "move along"), ("pointed", "step of the cursor")):
        table.add_row(f"painted after a {words}", f"{figures[f'{key}_ms']:.1f} ms")
    console.print(table)


def bench_faults(
    wanted: list[str],
    json_path: Path | None,
    *,
    minutes: float,
    hours: float,
    recorded: float,
    kills: int,
) -> None:
    """Try what can go wrong, part by part, and print it; parts that the file has already are replaced."""
    from ui.studies.faults.measure import parts

    known = parts(minutes, hours, recorded, kills)
    named = [name for name in known if name != "weights_sha256"]
    if unknown := set(wanted) - set(named):
        raise UserError(f"There is no part {', '.join(sorted(unknown))}: choose among {', '.join(named)}.")
    figures = _faults_so_far(json_path) if json_path is not None and json_path.is_file() else {}
    console = Console()
    for name, measure in known.items():
        if not wanted or name in wanted or name == "weights_sha256":
            with console.status(f"Trying: {name}."):
                figures[name] = measure()
            write_json(figures, json_path)
    table = Table("what happens", "noticed, s", "longest gap, s", "all there again, s")
    for row in figures.get("session", {"rows": []})["rows"]:
        times = ["–" if row[k] is None else f"{row[k]:.1f}" for k in ("noticed_s", "recovered_s")]
        table.add_row(row["name"], times[0], f"{row['longest_gap_s']:.1f}", times[1])
    console.print(table)
    for name in ("killed", "compressed", "recording", "soak"):
        if name in figures:
            say(f"{name}: {figures[name]}")


def _faults_so_far(path: Path) -> dict[str, Any]:
    try:
        figures = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        figures = None
    if not isinstance(figures, dict):
        raise UserError(f"“{path}” holds no figures of “attune bench faults”; name another after --json.")
    return figures
