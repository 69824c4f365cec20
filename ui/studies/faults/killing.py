"""Kill -9 at random moments while rows are logged: is everything there that was acknowledged?

``python -m ui.studies.faults.killing LOG TIMES`` prints what was found as JSON: a process of its own without
threads, from which each program that is killed is forked.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from fusion.display import Display
from fusion.late_fusion import no_signal
from fusion.log.timeline import Timeline
from fusion.mode import Mode

LONGEST_S = 0.25
"""A program lives for so long at most, seconds; it writes a row about every 0.1 ms."""


def kill_while_logging(log: Path, times: int) -> dict[str, Any]:
    """Do so in a process of its own; see :func:`perform`."""
    command = [sys.executable, "-m", __spec__.name, str(log), str(times)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60 + 3 * times)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def perform(log: Path, times: int) -> dict[str, Any]:
    """Log and be killed so many times, in one and the same log.

    Returns
    -------
    dict
        ``kills``, ``acknowledged`` rows, ``lost`` ones among them, and how often the log was ``damaged``, the
        session not told of as cut off, or the next start not clean (``unclean``).
    """
    rng = random.Random(0)
    acknowledged, unclean, damaged = dict[int, float](), 0, 0
    for _ in range(times):
        session, last = _one(log, rng.uniform(0.0, LONGEST_S))
        if session:
            acknowledged[session] = last
        with closing(sqlite3.connect(log)) as db:
            damaged += db.execute("PRAGMA integrity_check").fetchone()[0] != "ok"
        with Timeline(log) as timeline:
            unclean += any(not record.cut_off for record in timeline.sessions())
    rows, lost = lost_of(log, acknowledged)
    return {"kills": times, "acknowledged": rows, "lost": lost, "damaged": damaged, "unclean": unclean}


def lost_of(log: Path, acknowledged: dict[int, float]) -> tuple[int, int]:
    """How many rows were acknowledged, and how many of them are missing.

    Parameters
    ----------
    acknowledged
        Number of a session -> the time of its last row that was told to be kept, seconds.
    """
    lost = rows = 0
    with Timeline(log) as timeline:
        for session, last in acknowledged.items():
            there = {round(t, 4) for t in timeline.moments(session).times}
            expected = {round(i * 1e-4, 4) for i in range(1, round(last * 1e4) + 1)}
            rows, lost = rows + len(expected), lost + len(expected - there)
    return rows, lost


def _one(log: Path, lives_s: float) -> tuple[int, float]:
    """Fork a program that logs, kill it; its session and the last row it was told to be kept."""
    told, tell = os.pipe()
    child = os.fork()
    if not child:
        os.close(told)
        try:
            _log(log, tell)
        finally:
            os._exit(1)
    os.close(tell)
    with os.fdopen(told, "rb") as answers:
        first = answers.readline()  # it has begun
        time.sleep(lives_s)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        lines = [first, *answers.read().splitlines(keepends=True)]
    whole = [line.split() for line in lines if line.endswith(b"\n")]
    return (int(whole[-1][0]), float(whole[-1][1])) if whole else (0, 0.0)


def _log(log: Path, tell: int) -> None:
    with Timeline(log) as timeline:
        session = timeline.begin(Mode.BOTH, "to be killed")
        at = 0
        while True:
            rows = [Display().show(no_signal(round((at + i) * 1e-4, 4))) for i in range(1, 4)]
            timeline.add(session, rows)
            at += len(rows)
            os.write(tell, b"%d %.4f\n" % (session, at * 1e-4))


if __name__ == "__main__":
    print(json.dumps(perform(Path(sys.argv[1]), int(sys.argv[2]))))
