"""Whether a program that began a conversation still runs, with processes made up for the test."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import psutil
import pytest

from fusion.log.processes import ran_at

BEGAN = datetime(2026, 1, 2, 10, tzinfo=timezone.utc)


def process(
    status: str = psutil.STATUS_SLEEPING, created: datetime = BEGAN, command: str | None = "backup --all"
) -> Callable[[int], object]:
    class Process:
        def __init__(self, number: int) -> None:
            assert number == 4321

        def status(self) -> str:
            return status

        def create_time(self) -> float:
            return created.timestamp()

        def cmdline(self) -> list[str]:
            if command is None:  # of other people's processes Windows and macOS do not tell it
                raise psutil.AccessDenied(4321)
            return command.split()

    return Process


def gone(number: int) -> object:
    raise psutil.NoSuchProcess(number)


def somebody_elses(number: int) -> object:
    raise psutil.AccessDenied(number)


@pytest.mark.parametrize(
    ("found", "ran"),
    [
        (process(created=BEGAN - timedelta(hours=1)), True),
        (process(created=BEGAN + timedelta(seconds=2)), True),  # clocks are corrected
        (process(created=BEGAN + timedelta(seconds=2.5)), False),
        (process(created=BEGAN + timedelta(hours=1), command="python /usr/bin/attune live"), True),
        (process(created=BEGAN + timedelta(hours=1), command=None), False),
        (process(psutil.STATUS_ZOMBIE, command="attune"), False),
        (gone, False),
        (somebody_elses, True),
    ],
)
def test_it_ran_then_if_it_lives_and_is_old_enough(
    monkeypatch: pytest.MonkeyPatch, found: Callable[[int], object], ran: bool
) -> None:
    monkeypatch.setattr(psutil, "Process", found)
    assert ran_at(4321, BEGAN) is ran


@pytest.mark.parametrize(
    ("command", "attune"),
    [
        (["/home/me/.venv/bin/python3.11", "/home/me/.venv/bin/attune", "live"], True),
        (["C:\\Attune\\Scripts\\attune.exe"], True),
        (["attune"], True),
        (["python", "-X", "dev", "-u", "-c", "from ui.cli import main; main()", "live"], True),
        (["/usr/bin/python3", "-m", "ui.cli"], True),
        (["/opt/attune/.venv/bin/python", "backup.py"], False),
        (["nano", "/home/me/attune/notes.txt"], False),
        (["python3", "/home/me/attune/studies/plot.py", "attune"], False),
        (["firefox", "https://example.org/attune"], False),
        (["python"], False),
        ([], False),
    ],
)
def test_only_attune_itself_is_taken_for_one_where_the_clock_tells_nothing(
    monkeypatch: pytest.MonkeyPatch, command: list[str], attune: bool
) -> None:
    made = process(created=BEGAN + timedelta(hours=1))(4321)
    made.cmdline = lambda: command  # type: ignore[attr-defined]
    monkeypatch.setattr(psutil, "Process", lambda number: made)
    assert ran_at(4321, BEGAN) is attune
