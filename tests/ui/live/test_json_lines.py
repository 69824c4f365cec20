"""JSON lines on a disk that takes none: told once, counted, tried again, and no line is torn."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from fusion.errors import UserError
from fusion.late_fusion import no_signal
from fusion.moment import Moment, Shown
from ui.live import json_lines
from ui.live.banner import Banner
from ui.live.json_lines import AGAIN_S, JsonLines
from ui.live.state import LiveState
from ui.settings import Settings
from ui.wording.logging import lines_refusal, missing_in_words


def moment(t: float) -> Moment:
    estimate = no_signal(t)
    return Moment(estimate, Shown(estimate.state, None, t))


class Disk:
    """Takes so many bytes; ``room`` None: any number."""

    def __init__(self) -> None:
        self.room: int | None = None
        self.now = 100.0
        self._write = os.write

    def write(self, descriptor: int, data: bytes) -> int:
        if self.room is None:
            return self._write(descriptor, data)
        if not self.room:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        written = self._write(descriptor, data[: self.room])
        self.room -= written
        return written


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    disk = Disk()
    monkeypatch.setattr(json_lines, "os", SimpleNamespace(write=disk.write))
    monkeypatch.setattr(json_lines, "time", SimpleNamespace(monotonic=lambda: disk.now))
    return disk


@pytest.fixture
def lines(tmp_path: Path) -> Iterator[JsonLines]:
    lines = JsonLines(str(tmp_path / "x.jsonl"))
    yield lines
    lines.close()


def written(tmp_path: Path) -> list[float]:
    return [json.loads(line)["t"] for line in (tmp_path / "x.jsonl").read_text().splitlines()]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_full_disk_is_told_of_once_without_a_trace(caplog: pytest.LogCaptureFixture) -> None:
    lines = JsonLines("/dev/full")
    for i in range(30):
        lines.write(moment(i / 10))
    lines.close()
    (record,) = caplog.records
    assert record.getMessage() == "“/dev/full” cannot be written: no space left on device"
    assert not record.exc_info
    assert lines.lost == 30
    assert missing_in_words(None, lines) == ["30 lines could not be written to “/dev/full”."]


def test_the_disk_is_asked_again_later_and_no_line_is_torn(
    disk: Disk, lines: JsonLines, tmp_path: Path
) -> None:
    lines.write(moment(0.1))
    disk.room = 7  # seven bytes of the next line, and no more
    for t in (0.2, 0.3, 0.4):
        lines.write(moment(t))
    assert lines.lost == 2  # 0.2 was begun, and will be ended
    disk.room = None
    lines.write(moment(0.5))
    assert lines.lost == 3 and lines.refused  # not asked again yet
    disk.now += AGAIN_S
    lines.write(moment(0.6))
    assert not lines.refused
    assert written(tmp_path) == [0.1, 0.2, 0.6]
    assert lines.lost == 3


def test_a_line_that_stays_torn_counts_as_left_out(disk: Disk, lines: JsonLines) -> None:
    disk.room = 7
    lines.write(moment(0.1))
    lines.close()
    assert lines.lost == 1


def test_a_disk_that_stays_full_is_asked_every_five_seconds_and_each_line_is_counted(
    disk: Disk, lines: JsonLines, tmp_path: Path
) -> None:
    disk.room = 0
    for k in range(3):
        lines.write(moment(k + 0.1))  # asked
        lines.write(moment(k + 0.2))  # not asked
        assert lines.refused == "no space left on device" and lines.lost == 2 * (k + 1)
        disk.now += AGAIN_S
    disk.room = None
    disk.now -= 0.1
    lines.write(moment(3.0))
    assert lines.lost == 7
    disk.now += 0.1
    lines.write(moment(4.0))
    assert lines.refused == "" and lines.lost == 7
    lines.close()
    assert written(tmp_path) == [4.0] and lines.lost == 7


def test_a_file_is_begun_anew_once_a_run_and_then_gone_on_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_lines, "_begun", set())
    file = tmp_path / "x.jsonl"
    file.write_text("of an earlier run\n")
    for t in (0.1, 0.2):
        lines = JsonLines(str(file))
        lines.write(moment(t))
        assert written(tmp_path)[-1] == t  # at once, before it is closed
        lines.close()
        lines.write(moment(9.0))
        lines.close()
    assert written(tmp_path) == [0.1, 0.2] and lines.lost == 0


def test_what_cannot_be_written_at_all_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    target = tmp_path / "file" / "x.jsonl"
    with pytest.raises(UserError) as error:
        JsonLines(str(target))
    assert str(error.value) == (
        f"“{target}” cannot be written (file exists); name another file after --jsonl."
    )


def test_a_missing_folder_is_made(tmp_path: Path) -> None:
    JsonLines(str(tmp_path / "new" / "deep" / "x.jsonl")).close()
    assert (tmp_path / "new" / "deep" / "x.jsonl").is_file()


def test_standard_output_stays_open(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_lines, "sys", SimpleNamespace(stdout=SimpleNamespace(fileno=lambda: 1)))
    lines = JsonLines("-")
    lines.write(moment(0.1))
    lines.close()
    assert (lines.name, lines.refused, lines.lost) == ("standard output", "", 0)
    os.fstat(1)
    assert json.loads(capfd.readouterr().out)["t"] == 0.1


def test_a_reader_that_has_gone_is_no_trouble(disk: Disk, lines: JsonLines, tmp_path: Path) -> None:
    asked: list[int] = []

    def gone(descriptor: int, _data: bytes) -> int:
        asked.append(descriptor)
        raise BrokenPipeError

    json_lines.os.write = gone  # type: ignore[assignment]
    lines.write(moment(0.1))
    lines.write(moment(0.2))
    assert len(asked) == 1  # nobody is there to be written to
    assert not lines.refused and not lines.lost
    assert missing_in_words(None, lines) == []


def test_the_window_says_so_in_one_sentence_until_it_is_read(disk: Disk, lines: JsonLines, made: Any) -> None:
    state, banner = LiveState(made.Assembly(made.Session(), lines=lines), Settings()), Banner()
    assert not banner.message(state.update()).text
    disk.room = 0
    lines.write(moment(0.1))
    told = banner.message(state.update()).text
    assert told == lines_refusal(lines)
    assert told.endswith(
        "x.jsonl” cannot be written just now (no space left on device). "
        "Attune goes on and keeps trying; free some room on the disk."
    )
    banner.dismiss()
    assert not banner.message(state.update()).text
    state.close()
