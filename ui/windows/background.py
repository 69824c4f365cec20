"""Work that takes long, on threads of its own; what comes of it is handed over on the window's thread."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, ClassVar

from PyQt6.QtCore import QObject, pyqtSignal

from fusion.errors import UserError

log = logging.getLogger(__name__)

JOIN_LIMIT_S = 20.0
"""Longest that quitting waits for work under way: a model may be loading, a device opening."""


class JobState(Enum):
    """How a piece of work stands."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(eq=False)
class Job:
    """One piece of background work; ``name`` says in words what it does. Only the window's thread uses it."""

    name: str
    then: Callable[[Any], object]
    otherwise: Callable[[Exception], object]
    unwanted: Callable[[Any], object]
    thread: threading.Thread
    state: JobState = JobState.RUNNING
    outcome: tuple[Any, Exception | None] | None = None
    """What came of it, and its error; written by its thread before that ends."""
    gone: threading.Event = field(default_factory=threading.Event)
    """Set once what came of it was handed over or let go of."""

    def cancel(self) -> None:
        """Let nothing come of it; the work itself ends when it ends."""
        if self.state is JobState.RUNNING:
            self.state = JobState.CANCELLED


def _nothing(_: object) -> None:
    pass


class Background(QObject):
    """Runs functions on threads and delivers their results in the order in which they end.

    After :meth:`finish` nothing is delivered any more. A failure is logged under the work's name.
    """

    _over = pyqtSignal(object)
    _at_work: ClassVar[set[Background]] = set()
    """Kept until their work has ended: a window, and what it owns, may be gone before."""

    def __init__(self) -> None:
        super().__init__()
        self._jobs: list[Job] = []
        self._finished = False
        self._over.connect(self._deliver)

    @property
    def busy(self) -> bool:
        """Whether anything is under way or still to be delivered."""
        return any(job.state is JobState.RUNNING for job in self._jobs)

    def run(
        self,
        name: str,
        work: Callable[[], Any],
        then: Callable[[Any], object] = _nothing,
        otherwise: Callable[[Exception], object] = _nothing,
        unwanted: Callable[[Any], object] = _nothing,
        after: Job | None = None,
    ) -> Job:
        """Do ``work`` elsewhere, then call here ``then`` with its result or ``otherwise`` with its error.

        Parameters
        ----------
        name
            What the work does, for the log: "listing the devices".
        unwanted
            Called elsewhere with the result of work that was cancelled meanwhile: it lets go of it.
        after
            Begins once nothing more comes of that one (one that hangs is not waited for without end), and
            not at all if it was cancelled by then.
        """

        def act() -> None:
            try:
                if after is not None:
                    _wait_for(after)
                    if job.state is JobState.CANCELLED:
                        raise CancelledError
                job.outcome = work(), None
            except Exception as error:  # whatever went wrong is shown, not lost with the thread
                job.outcome = None, error
            self._over.emit(job)

        # A daemon: work that will not end must not keep the program from ending either.
        thread = threading.Thread(target=act, name=f"attune-background: {name}", daemon=True)
        job = Job(name, then, otherwise, unwanted, thread)
        self._jobs.append(job)
        self._at_work.add(self)
        thread.start()
        return job

    def end_with(self, name: str, last: Callable[[], object], then: Callable[[], object]) -> None:
        """Cancel what runs, do ``last`` when that has ended, and call ``then``; nothing waits here."""
        others = list(self._jobs)
        for job in others:
            job.cancel()

        def work() -> None:
            _join(others, JOIN_LIMIT_S)
            last()

        self.run(name, work, lambda _: then(), lambda _: then())

    def finish(self, limit_s: float = JOIN_LIMIT_S) -> None:
        """Cancel what runs, wait for it, at most ``limit_s`` (s) for all of it, and deliver nothing more."""
        self._finished = True
        until = time.monotonic() + limit_s
        for job in self._jobs:
            job.cancel()
        for job in self._jobs:  # in the order in which they wait for each other
            if _ended(job, until, limit_s):
                _discard(job)
        self._jobs = [job for job in self._jobs if job.thread.is_alive()]
        self._rest()

    def _deliver(self, job: Job) -> None:
        if self._finished or job.outcome is None:
            return
        self._jobs.remove(job)
        job.thread.join()  # it has nothing left to do
        if job.state is JobState.CANCELLED:
            if job.unwanted is not _nothing and job.outcome[1] is None:
                self.run(f"letting go of {job.name}", lambda: _discard(job))
            else:
                job.gone.set()
            self._rest()
            return
        job.gone.set()
        result, error = job.outcome
        if error is None:
            job.state = JobState.DONE
            job.then(result)
        else:
            job.state = JobState.FAILED
            log.warning(
                "%s failed: %s", job.name, error, exc_info=None if isinstance(error, UserError) else error
            )
            job.otherwise(error)
        self._rest()

    def _rest(self) -> None:
        if not self._jobs:
            self._at_work.discard(self)


def _join(jobs: list[Job], limit_s: float) -> None:
    """Wait for ``jobs``, ``limit_s`` (s) for all together; name those that have not ended."""
    until = time.monotonic() + limit_s
    for job in jobs:
        _ended(job, until, limit_s)


def _ended(job: Job, until: float, limit_s: float) -> bool:
    """Wait for one, until ``until`` (s, monotonic); whether it has ended. It is named if it has not."""
    job.thread.join(max(0.0, until - time.monotonic()))
    if job.thread.is_alive():
        _tell_left(job, limit_s)
        return False
    return True


def _wait_for(job: Job) -> None:
    if not job.gone.wait(JOIN_LIMIT_S):
        _tell_left(job, JOIN_LIMIT_S)


def _tell_left(job: Job, limit_s: float) -> None:
    log.warning("%s has not ended within %g s; nothing waits for it any longer", job.name, limit_s)


def _discard(job: Job) -> None:
    try:
        if job.outcome is not None and job.outcome[1] is None:
            job.unwanted(job.outcome[0])
    finally:
        job.gone.set()
