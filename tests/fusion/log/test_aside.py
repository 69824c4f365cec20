"""A log that nobody can open is put aside whole, and only while nobody has it open."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest

from fusion.log.aside import name_aside, put_aside
from fusion.log.errors import TimelineError
from fusion.log.kept import kept_files, kept_path
from fusion.log.timeline import Timeline
from fusion.mode import Mode

TODAY = date(2026, 3, 4)
HELD_OPEN = """
import sys
from pathlib import Path
from fusion.log.timeline import Timeline
with Timeline(Path(sys.argv[1])) as timeline:
    timeline.sessions()
    print("open", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A log with one conversation, of which sound was kept."""
    path = tmp_path / "timeline.db"
    with Timeline(path) as timeline:
        number = timeline.begin(Mode.BOTH, "demo")
        timeline.end(number)
    kept_path(path, number, 0.0, None).write_bytes(b"sound")
    (tmp_path / "timeline.db.version1.bak").touch()
    (tmp_path / "timeline.dbx").touch()  # another's
    return path


def test_it_goes_with_all_that_belongs_to_it_and_can_be_read_there(path: Path) -> None:
    to = name_aside(path, TODAY)
    assert to.name == "timeline.locked-2026-03-04.db"
    put_aside(path, to)
    left = sorted(file.name for file in path.parent.iterdir())
    assert left == ["timeline.dbx", to.name, f"{to.name}.session1.0.mkv", f"{to.name}.version1.bak"]
    with Timeline(to) as timeline:
        assert len(timeline.sessions()) == 1
    assert len(kept_files(to)) == 1 and not kept_files(path)
    with Timeline(path) as timeline:
        assert not timeline.sessions()
    assert name_aside(path, TODAY).name == "timeline.locked-2026-03-04-2.db"


def test_what_was_written_last_and_not_yet_into_the_file_goes_too(path: Path) -> None:
    (path.parent / "timeline.db-wal").write_bytes(b"the last rows")
    to = name_aside(path, TODAY)
    put_aside(path, to)
    assert (path.parent / f"{to.name}-wal").read_bytes() == b"the last rows"


@pytest.mark.parametrize("renames", range(6))
def test_cut_off_between_any_two_renames_nothing_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, renames: int
) -> None:
    """The log stayed, and what it had written last lay under the other name: opened so, it was lost."""
    path, crashed = tmp_path / "timeline.db", tmp_path / "crashed" / "timeline.db"
    crashed.parent.mkdir()
    with Timeline(path) as timeline:
        numbers = [timeline.begin(Mode.BOTH, f"talk {k}") for k in range(3)]
        for end in ("", "-wal"):  # as a program leaves it that was killed
            shutil.copyfile(f"{path}{end}", f"{crashed}{end}")
    assert Path(f"{crashed}-wal").stat().st_size > 0
    kept_path(crashed, numbers[0], 0.0, None).write_bytes(b"sound")
    Path(f"{crashed}.version1.bak").touch()
    to, rename, left = name_aside(crashed, TODAY), Path.rename, renames

    def cut_off(self: Path, where: Path) -> Path:
        nonlocal left
        if not left:
            raise KeyboardInterrupt  # as good as the end of the program: nothing is put right after it
        left -= 1
        return rename(self, where)

    monkeypatch.setattr(Path, "rename", cut_off)
    with suppress(KeyboardInterrupt):
        put_aside(crashed, to)
    monkeypatch.undo()
    log = to if renames >= 4 else crashed  # after the fourth rename all of it lies there
    assert to.exists() is (log is to) and crashed.exists() is (log is crashed)
    with Timeline(crashed) as timeline:
        there = {record.source for record in timeline.sessions()}
        assert there == (set() if log is to else {"talk 0", "talk 1", "talk 2"})
    with Timeline(log) as timeline:
        assert len(timeline.sessions()) == 3
    assert len(kept_files(log)) == 1 and Path(f"{log}.version1.bak").exists()
    assert not list(crashed.parent.glob("*.moving"))
    put_aside(log, log.with_name("again.db"))  # and it can be put aside as before


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are any bytes there")
def test_a_name_in_another_encoding_is_no_hindrance(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9.db")
    with Timeline(path) as timeline:
        timeline.begin(Mode.BOTH, "demo")
    to = name_aside(path, TODAY)
    put_aside(path, to)
    assert list(tmp_path.iterdir()) == [to]


def test_one_that_is_open_in_this_program_or_another_stays(path: Path) -> None:
    to = name_aside(path, TODAY)
    before = sorted(path.parent.iterdir())
    with Timeline(path) as timeline:
        timeline.sessions()
        with pytest.raises(TimelineError, match=r"has the log .* open"):
            put_aside(path, to)
    command = [sys.executable, "-c", HELD_OPEN, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None and other.stdout.readline() == "open\n"
        with pytest.raises(TimelineError, match=r"has the log .* open"):
            put_aside(path, to)
        other.communicate()
    assert sorted(path.parent.iterdir()) == before
    put_aside(path, to)


def test_one_that_is_gone_by_now_is_told_of(path: Path) -> None:
    path.unlink()
    with pytest.raises(TimelineError, match=r"could not be put aside \(no such file or directory\)"):
        put_aside(path, name_aside(path, TODAY))


def test_where_one_part_cannot_be_moved_all_stays(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = sorted(path.parent.iterdir())
    rename = Path.rename

    def refusing(self: Path, to: Path) -> Path:
        if self == path:
            raise PermissionError(13, "Permission denied")
        return rename(self, to)

    monkeypatch.setattr(Path, "rename", refusing)
    with pytest.raises(TimelineError, match=r"could not be put aside \(permission denied\)"):
        put_aside(path, name_aside(path, TODAY))
    assert sorted(path.parent.iterdir()) == before
