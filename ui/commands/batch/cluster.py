"""Recordings spread over the machines of a Ray cluster that is there already."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from fusion.errors import UserError
from fusion.extras import needed
from ui.commands.batch.found import Job
from ui.commands.batch.one import Estimated, How, Outcome, estimated, written
from ui.commands.batch.processes import Keep

TRIES = 5
"""How often a recording is begun anew when the machine that was at it is lost."""
_AHEAD = 2
"""Tasks in flight for each processor: their results wait in memory."""


def over_a_cluster(jobs: Iterable[Job], how: How, keep: Keep, address: str) -> Iterator[Outcome]:
    """Analyse them where the cluster has processors free, in the order in which they are finished.

    Every machine needs this version of Attune and the recordings under the same paths (a shared folder);
    results come back and are written here. What a lost machine was at begins anew on another.

    Parameters
    ----------
    address
        Of the cluster's head, ``HOST:PORT`` or ``auto``.

    Raises
    ------
    UserError
        If Ray is not installed or there is no cluster.
    """
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"  # Ray would tell its makers of the cluster
    ray = needed("ray", "ray")
    try:
        ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR, ignore_reinit_error=True)
    except Exception as error:
        raise UserError(
            f"There is no Ray cluster at {address} ({str(error).splitlines()[0]}); begin one with “ray start "
            "--head” and name its address after --ray."
        ) from error
    try:
        yield from _spread(ray, list(jobs), how, keep)
    finally:
        ray.shutdown()


def _spread(ray: Any, jobs: list[Job], how: How, keep: Keep) -> Iterator[Outcome]:
    task = ray.remote(num_cpus=1, max_retries=TRIES)(estimated)
    shared = ray.put(how)
    waiting = jobs[::-1]
    running: dict[Any, Job] = {}
    while waiting or running:
        room = _AHEAD * max(1, int(ray.cluster_resources().get("CPU", 1)))
        while waiting and len(running) < room:
            job = waiting.pop()
            there = replace(job, path=job.path.absolute())
            running[task.remote(there, shared)] = job
        (ready, *_), _ = ray.wait(list(running), num_returns=1)
        job = running.pop(ready)
        try:
            found = ray.get(ready)
        except ray.exceptions.RayError as error:
            found = Estimated(problem=f"“{job.path.name}” could not be analysed ({type(error).__name__}).")
        yield written(job, how, found, partial(keep, job.number))
