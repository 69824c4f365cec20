"""Recordings one after the other here, or side by side in several processes."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from face_model.engines import make_ready
from fusion.exports.formats import clear_away
from ui.commands.batch.found import Job
from ui.commands.batch.one import How, Outcome, Part, analyse_and_write

Tell = Callable[[int, float], None]
"""Told a job's number and the time in its recording (s) up to which it has been analysed."""
Keep = Callable[[int, Part], None]
"""Given a job's number and what was estimated, part by part."""

_PATIENCE_S = 5.0


def one_by_one(jobs: Iterable[Job], how: How, tell: Tell, keep: Keep) -> Iterator[Outcome]:
    """Analyse them in this process, in order."""
    for job in jobs:
        yield analyse_and_write(job, how, partial(tell, job.number), partial(keep, job.number))


@dataclass
class _Helper:
    process: BaseProcess
    pipe: Connection[Any, Any]
    job: Job | None = None


def side_by_side(jobs: Iterable[Job], how: How, tell: Tell, keep: Keep, processes: int) -> Iterator[Outcome]:
    """Analyse them in so many processes, in the order in which they are finished.

    A process that ends in the middle (a library that crashes over a damaged file, too little memory) takes
    nothing along but the recording it was at, which is told of. Left early, this ends the processes.
    """
    waiting = deque(jobs)
    processes = min(processes, len(waiting))
    threads = (os.cpu_count() or 1) >= 2 * processes  # else all processors are at work already
    helpers = [_start(how, threads) for _ in range(processes)]
    try:
        for helper in helpers:
            _hand_over(helper, waiting)
        while busy := [helper for helper in helpers if helper.job is not None]:
            for ready in wait([helper.pipe for helper in busy]):
                helper = next(h for h in busy if h.pipe is ready)
                job = helper.job
                assert job is not None
                try:
                    said = helper.pipe.recv()
                except (EOFError, ConnectionResetError):  # the latter if it had not read its job yet
                    helper.process.join(_PATIENCE_S)
                    code = helper.process.exitcode
                    clear_away(job.target, how.format)
                    yield Outcome(
                        job.number, problem=f"“{job.path.name}” ended the process that read it ({code})."
                    )
                    helpers.remove(helper)
                    _end(helper)
                    if waiting:
                        helpers.append(_start(how, threads))
                        _hand_over(helpers[-1], waiting)
                    continue
                if isinstance(said, Outcome):
                    yield said
                    _hand_over(helper, waiting)
                elif isinstance(said, Part):
                    keep(job.number, said)
                else:
                    tell(job.number, said)
    finally:
        for helper in helpers:
            _end(helper)


def _start(how: How, threads: bool) -> _Helper:
    context = multiprocessing.get_context("spawn")  # threads of libraries do not survive a fork
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, how, threads), daemon=True, name="attune-analyze")
    process.start()
    theirs.close()
    return _Helper(process, ours)


def _hand_over(helper: _Helper, waiting: deque[Job]) -> None:
    helper.job = waiting.popleft() if waiting else None
    with suppress(BrokenPipeError):  # it has ended, which is told of where it is listened to
        helper.pipe.send(helper.job)


def _end(helper: _Helper) -> None:
    if helper.job is not None:
        helper.process.terminate()
    helper.process.join(_PATIENCE_S)
    if helper.process.is_alive():
        helper.process.kill()
        helper.process.join()
    helper.pipe.close()
    helper.process.close()


def _serve(pipe: Connection[Any, Any], how: How, threads: bool) -> None:
    """What a helping process does: one job after the other until it is given none."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for whoever started it
    signal.signal(signal.SIGTERM, _leave)
    make_ready()
    while (job := pipe.recv()) is not None:
        pipe.send(analyse_and_write(job, how, pipe.send, pipe.send, threads=threads))


def _leave(*_: object) -> None:
    raise SystemExit  # so that what is half written is deleted
