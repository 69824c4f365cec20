"""``attune analyze``: recordings in, one file of estimates each out."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from audio_model.readers import VoiceReader
from audio_model.speakers.model import SpeakerModel
from face_model.engines import make_ready
from fusion.errors import UserError, reason_of
from fusion.exports.formats import FORMATS
from ui.commands.analyze_options import Batch, Reading
from ui.commands.batch.cluster import over_a_cluster
from ui.commands.batch.finished import Finished
from ui.commands.batch.found import Job, jobs_of
from ui.commands.batch.one import How, Outcome, Part, length_of
from ui.commands.batch.processes import Keep, Tell, one_by_one, side_by_side
from ui.commands.telling import say
from ui.live.made_by import made_by
from ui.live.voiceprint import sound_of, voiceprint_of
from ui.wording.durations import clock_words

if TYPE_CHECKING:
    from ui.commands.log_recordings import RecordingLog

STOPPED = 130
"""Exit code after Ctrl+C."""


def analyze_recordings(
    paths: Sequence[Path], out: Path, reading: Reading, batch: Batch, kept_in: RecordingLog | None
) -> int:
    """Analyse each recording into a file in ``out``, named after it, of one of the exports' formats.

    ``paths`` are files, folders and patterns. A recording that cannot be read is told of in one sentence and
    does not stop the others. Of several recordings, those that an earlier run finished with the same settings
    are passed over, unless all are asked for again; results are the same bytes with any number of processes
    and on a Ray cluster.

    Of the settings nothing is used but the person whom ``reading.baseline`` names, so that the same recording
    gives the same estimates everywhere. In two passes people are learnt from the whole recording first, which
    live nobody can. ``kept_in`` keeps each result as well.

    Returns
    -------
    int
        0, 2 if any recording failed, or 130 if it was stopped by Ctrl+C.

    Raises
    ------
    UserError
        If ``out`` cannot be a folder, a folder or pattern holds no recording, the reader was not fetched, or
        nobody of that name is remembered; the text is for the user.
    """
    console = Console(stderr=True)
    make_ready()
    known = _known(reading.baseline, console)
    sounds = reading.sounds
    jobs = jobs_of(paths, sounds, out, FORMATS[reading.format.value].ending)
    _make_folder(out)
    if reading.reader is VoiceReader.LARGE:
        reading.reader.load()  # says at once where it was not fetched
    how = How(
        format=reading.format.value,
        mode=reading.mode,
        learning=reading.baseline != "none",
        known=known,
        two_passes=reading.two_pass,
        every_face=reading.every_face,
        voices=reading.several_voices,
        voiceprint=_voiceprint(reading.own_voice) if reading.own_voice is not None else None,
        voice_reader=reading.reader,
        made_by=made_by(reading.reader),
        keeping=kept_in is not None,
    )
    finished = Finished(out, how) if len(jobs) > len(sounds) else None
    outcomes: dict[int, Outcome] = {}
    try:
        if finished is not None and not batch.again:
            outcomes = {o.number: o for o in map(finished.before, jobs) if o is not None}
        to_do = [job for job in jobs if job.number not in outcomes]

        def keep(number: int, part: Part) -> None:
            if kept_in is not None:
                job = jobs[number]
                name = job.target.name.removesuffix(FORMATS[how.format].ending) + part.of
                kept_in.add(number, job.path, name, part.mode, part.moments, job.sound)

        def take(outcome: Outcome) -> None:
            if kept_in is not None:
                (kept_in.drop if outcome.problem else kept_in.end)(outcome.number)
            if finished is not None:
                finished.keep(jobs[outcome.number], outcome)
            outcomes[outcome.number] = outcome

        _with_progress(to_do, how, batch, keep, take, console)
    except KeyboardInterrupt:
        if finished is None:
            raise
        done = sum(not o.problem for o in outcomes.values())
        say(f"attune: Stopped; {done} of {len(jobs)} are finished, the same command does the rest.", console)
        return STOPPED
    if finished is not None:
        console.print(_summary(jobs, outcomes))
    return 2 if any(o.problem for o in outcomes.values()) else 0


def _make_folder(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise UserError(f"“{out}” is a file; name a folder after --out.") from error
    except OSError as error:
        reason = reason_of(error)
        raise UserError(f"The folder “{out}” cannot be made ({reason}); name another after --out.") from error


def _known(baseline: str, console: Console) -> dict[str, object] | None:
    """How somebody remembered usually is; None where no name is given. Raises UserError."""
    if baseline in ("none", "running"):
        return None
    from ui.settings_file import load_settings

    settings, _warning = load_settings()
    known = settings.named_baseline(baseline).to_json()
    say(f"Allowing for how {baseline} usually is.", console)
    return known


def _voiceprint(own_voice: Path) -> dict[str, object]:
    """What the user's voice in this recording is known by. Raises UserError."""
    return voiceprint_of(sound_of(own_voice), SpeakerModel.load()).to_json()


def _with_progress(
    jobs: Sequence[Job],
    how: How,
    batch: Batch,
    keep: Keep,
    take: Callable[[Outcome], None],
    console: Console,
) -> None:
    """Analyse, telling of each once it is kept; on a terminal one bar says how long the rest will take."""
    shown = console.is_terminal  # off a terminal rich leaves an empty line of what was to vanish
    lengths = {job.number: length_of(job) if shown else 0.0 for job in jobs}
    at = dict.fromkeys(lengths, 0.0)
    said: set[str] = set()
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not shown) as progress:
        alone = jobs[0].path.name if len(jobs) == 1 else ""
        task = progress.add_task(alone or f"0 of {len(jobs)}", total=sum(lengths.values()) or None)

        def tell(number: int, t: float) -> None:
            at[number] = min(t, lengths[number])
            progress.update(task, completed=sum(at.values()))

        with closing(_outcomes(jobs, how, batch, tell, keep)) as found:
            for n, outcome in enumerate(found, start=1):
                take(outcome)
                tell(outcome.number, lengths[outcome.number])
                progress.update(task, description=alone or f"{n} of {len(jobs)}")
                for sentence in outcome.notes:
                    if sentence not in said:
                        say(f"attune: {sentence}", console)
                said.update(outcome.notes)
                if outcome.problem and outcome.problem not in said:
                    say(f"attune: {outcome.problem}", console, style="red")
                    said.add(outcome.problem)
                for sentence in outcome.told:
                    say(sentence, console)


def _outcomes(
    jobs: Sequence[Job], how: How, batch: Batch, tell: Tell, keep: Keep
) -> Generator[Outcome, None, None]:
    if batch.ray is not None:
        yield from over_a_cluster(jobs, how, keep, batch.ray)
    elif batch.jobs > 1 and len(jobs) > 1:
        yield from side_by_side(jobs, how, tell, keep, batch.jobs)
    else:
        yield from one_by_one(jobs, how, tell, keep)


def _summary(jobs: Sequence[Job], outcomes: Mapping[int, Outcome]) -> Table:
    table = Table("recording", "length", "estimates", "most often", "result")
    for job in jobs:
        outcome = outcomes[job.number]
        result = ", ".join(file.name for file in outcome.files) or (
            "not analysed, see above" if outcome.problem else "no face in view"
        )
        before = " (finished before)" if outcome.finished_before else ""
        length = clock_words(outcome.length_s) if outcome.files else ""
        estimates = str(outcome.estimates) if outcome.files else ""
        style = "red" if outcome.problem else None
        name, mostly, result = (escape(words) for words in (job.path.name, outcome.mostly, result + before))
        table.add_row(name, length, estimates, mostly, result, style=style)
    done = sum(not o.problem for o in outcomes.values())
    table.caption = f"{done} of {len(jobs)} recordings analysed"
    return table
