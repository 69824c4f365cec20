"""The parts of ``attune bench`` that look at this build alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from audio_model.readers import VoiceReader
from fusion.errors import UserError
from ui.commands.options import VoiceReaderOption
from ui.commands.places import file_to_write
from ui.commands.telling import say, waiting
from ui.workbench.needs import require_folder
from ui.workbench.options import DataOption, JsonOption
from ui.workbench.telling import print_table, write_json


def skew(
    out: Annotated[
        Path | None, typer.Option(help="Also write the report to this file.", callback=file_to_write)
    ] = None,
) -> None:
    """Measure the time between a flash and a beep that happened together, as a file and through devices."""
    from ui.studies.skew import report

    text = report()
    if out:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text, encoding="utf-8")
    say(text)


def lag(data: DataOption, json: JsonOption = None) -> None:
    """Measure how long after a change of emotion the label changes, on unseen voices and faces.

    Example: attune bench lag --data corpora
    """
    require_folder(data)
    from ui.studies.lag import measure_lag

    with waiting("Playing changes of emotion; this takes some minutes."):
        figures = measure_lag(data)
    write_json(figures, json)
    rows = []
    for mode in ("both", "voice", "face"):
        row = figures[mode]
        times = ["–" if row[k] is None else f"{row[k]:.1f}" for k in ("median_s", "p95_s")]
        rows.append((mode, f"{row['named']:.0%}", *times, f"{row['a_third_emotion_was_named']:.0%}"))
    print_table(("", "named", "median, s", "95th percentile, s", "a third emotion was named"), rows)


def steadiness(data: DataOption, voice_reader: VoiceReaderOption = None, json: JsonOption = None) -> None:
    """Measure how steady, true and quick what is shown is, and which rule the calibration speakers choose.

    With --voice-reader large: what the larger one makes of the same sounds, by the rule that is shipped.

    Example: attune bench steadiness --data corpora
    """
    require_folder(data)
    from ui.studies.larger_voice import measure_larger_voice
    from ui.studies.steadiness import measure_steadiness

    larger = voice_reader is VoiceReader.LARGE
    with waiting("Listening to held and changing emotions; this takes some minutes."):
        figures = measure_larger_voice(data) if larger else measure_steadiness(data)
    write_json(figures, json)
    before = {"before": figures["test_hysteresis"]} if "test_hysteresis" in figures else {}
    rows = []
    for name, row in {**figures["test"], **before}.items():
        late = "–" if row["median_s"] is None else f"{row['median_s']:.1f}"
        shares = (f"{row[k]:.0%}" for k in ("named_right", "named_wrong", "named"))
        rows.append((name, f"{row['changes_per_minute']:.1f}", *shares, late))
    print_table(("", "changes a minute", "named rightly", "wrongly", "changes named", "median, s"), rows)
    if not larger:
        say(f"Chosen by the calibration speakers: {figures['chosen']}; usual: {figures['usual']}")


def speed(json: JsonOption = None) -> None:
    """Measure how long each stage of the pipeline takes on this machine, on one core."""
    from ui.studies.shipped import shipped_digests
    from ui.studies.speed import machine, measure_stages

    stages = measure_stages()
    figures = {
        "weights_sha256": shipped_digests("voice", "face", "fusion"),
        "stages": [s._asdict() for s in stages],
    }
    write_json(machine() | figures, json)
    rows = [(name, *(f"{ms:.2f}" for ms in times)) for name, *times in stages]
    print_table(("stage", "median, ms", "95th percentile, ms", "of processors, ms"), rows)


def review(
    minutes: Annotated[float, typer.Option(min=1.0, help="How long the made conversation is.")] = 60.0,
    json: JsonOption = None,
) -> None:
    """Measure how long a long conversation takes to be opened and painted in the review."""
    import tempfile
    from datetime import datetime, timezone

    from fusion.log.timeline import Timeline
    from ui.studies.speed import machine
    from ui.studies.stand_ins.conversation import log_conversation
    from ui.widgets.timeline.measure import measure_lanes

    with tempfile.TemporaryDirectory() as folder, Timeline(Path(folder) / "timeline.db") as timeline:
        with waiting("Making a conversation."):
            number = log_conversation(timeline, datetime.now(timezone.utc), 60 * minutes)
        figures = measure_lanes(timeline, number)
    write_json(machine() | {"minutes": minutes} | figures, json)
    rows = [("read and painted first", f"{figures['open_s']:.2f} s")]
    for key, words in (("zoomed", "zoom"), ("moved", "move along"), ("pointed", "step of the cursor")):
        rows.append((f"painted after a {words}", f"{figures[f'{key}_ms']:.1f} ms"))
    print_table(("a conversation looked back at", "of one core"), rows)


def words(
    model: Annotated[Path, typer.Option("--model", help="Folder of the recogniser's model.")],
    data: Annotated[
        Path | None,
        typer.Option("--data", help="Folder with RAVDESS's clips, for read sentences.", show_default=False),
    ] = None,
    every: Annotated[int, typer.Option(min=1, help="Of the clips, one in so many.")] = 12,
    json: JsonOption = None,
) -> None:
    """Measure how well, how late and at what cost words are heard, and what is made of them (with espeak-ng).

    Example: attune bench words --model whisper-tiny.en --data corpora/ravdess
    """
    from audio_model.words.fetching import FILES_SHA256, PACKAGE
    from fusion.stored_model import digest_of
    from ui.live.assemble import recogniser
    from ui.studies.words import measure

    if data is not None:
        require_folder(data)
    with waiting("Listening to sentences; this takes some minutes."):
        figures = measure(recogniser(model), data, every)
    known = (model / "model.bin").is_file() and digest_of(model / "model.bin") == FILES_SHA256["model.bin"]
    name = f"Whisper tiny.en ({PACKAGE})" if known else model.name
    write_json({"recogniser": name, "every": every} | figures, json)
    rows = []
    for kind in ("read", "made"):
        if (row := figures.get(kind)) is not None:
            shares = (f"{row['words_wrong']:.1%}", f"{row['core_share']:.2f}")
            times = (f"{row['behind_s_median']:.1f}", f"{row['behind_s_most']:.1f}")
            rows.append((kind, str(row["sentences"]), *shares, *times))
    columns = ("", "sentences", "words wrong", "of one core", "behind, s: median", "at most")
    print_table(columns, rows)
    for scorer, right in figures["sentiment_right"].items():
        say(f"{scorer}: " + ", ".join(f"{way.replace('_', ' ')} {share:.0%}" for way, share in right.items()))


def faults(
    part: Annotated[
        list[str] | None,
        typer.Option(
            help="Only this part: files, session, killed, compressed, recording, soak.", show_default="all"
        ),
    ] = None,
    minutes: Annotated[float, typer.Option(min=0.1, help="How long the session in real time is.")] = 20.0,
    hours: Annotated[float, typer.Option(min=0.01, help="How long the one in compressed time is.")] = 8.0,
    recorded: Annotated[
        float, typer.Option(min=0.05, help="How many hours of recording are analysed.")
    ] = 2.0,
    kills: Annotated[int, typer.Option(min=1, help="How often a program is killed while it logs.")] = 50,
    json: JsonOption = None,
) -> None:
    """Try what can go wrong: devices, sound, disk, log and files; kill -9; long sessions (with PulseAudio).

    Example: attune bench faults --part session --part killed
    """
    from ui.studies.faults.measure import parts

    wanted = part or []
    known = parts(minutes, hours, recorded, kills)
    named = [name for name in known if name != "weights_sha256"]
    if unknown := set(wanted) - set(named):
        raise UserError(f"There is no part {', '.join(sorted(unknown))}: choose among {', '.join(named)}.")
    figures = _faults_so_far(json) if json is not None and json.is_file() else {}
    for name, measure in known.items():
        if not wanted or name in wanted or name == "weights_sha256":
            with waiting(f"Trying: {name}."):
                figures[name] = measure()
            write_json(figures, json)  # parts that the file had already are replaced
    rows = []
    for row in figures.get("session", {"rows": []})["rows"]:
        times = ["–" if row[k] is None else f"{row[k]:.1f}" for k in ("noticed_s", "recovered_s")]
        rows.append((row["name"], times[0], f"{row['longest_gap_s']:.1f}", times[1]))
    print_table(("what happens", "noticed, s", "longest gap, s", "all there again, s"), rows)
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
