"""The doctor tells of what faults of earlier runs left behind, and of nothing where they left nothing."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import pytest

from ui.commands import doctor
from ui.commands.native_chatter import aborted_log_path, native_log_path
from ui.live.fault_log import log_file


@pytest.fixture
def logs(own_folders: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for logs, empty; the doctor looks at nothing else."""
    monkeypatch.setattr(doctor, "_CHECKS", (("faults", doctor._faults, False),))
    folder = log_file().parent
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def test_where_nothing_was_left_nothing_is_told(logs: Path) -> None:
    native_log_path().write_text("INFO: made a delegate\n")  # as every run does
    assert doctor.examine() == []


@pytest.mark.parametrize(
    ("of", "words"),
    [
        (aborted_log_path, "a library ended Attune"),
        (log_file, "something unexpected happened, or a warning came"),
    ],
)
def test_what_was_left_is_told_with_its_time_and_place(
    logs: Path, of: object, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert callable(of)
    path = of()
    path.write_text("why\n")
    written = datetime(2027, 1, 15, 8, 0).timestamp()
    os.utime(path, (written, written))
    (told,) = doctor.examine()
    assert told.found == f"{words}, last on 2027-01-15 at 08:00: {path}"
    assert doctor.run_doctor() == 0
    assert "noted" in capsys.readouterr().out


def test_all_that_was_left_is_told_what_weighs_most_first(logs: Path) -> None:
    for path in (log_file(), aborted_log_path()):
        path.write_text("why\n")
    (told,) = doctor.examine()
    assert [line.rpartition("/")[2] for line in told.found.splitlines()] == ["aborted.log", "attune.log"]
