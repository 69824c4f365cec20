"""What is left of a run that a library ended."""

from __future__ import annotations

import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ENDED = """
import os, resource

from ui.commands.native_chatter import divert_native_chatter

resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # it leaves no file behind
divert_native_chatter()
os.write(2, b"the driver hung\\n")

def deep_in_a_library():
    os.abort()

deep_in_a_library()
"""


@pytest.fixture
def logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return tmp_path / "attune" / "log"


def run(code: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, timeout=60)


def quiet_run() -> None:
    done = run("from ui.commands.native_chatter import divert_native_chatter as d; d(); print('well')")
    assert done.stdout == b"well\n"
    assert not done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="where the folder for logs can be moved")
def test_what_a_library_said_before_it_ended_the_program_outlives_the_runs_that_follow(logs: Path) -> None:
    done = run(ENDED)
    assert done.returncode == -signal.SIGABRT
    assert not done.stderr  # nothing amid the words for the user
    for _ in range(2):
        quiet_run()
    kept = logs / "aborted.log"
    said = kept.read_text()
    assert said.index("the driver hung") < said.index("Fatal Python error: Aborted")
    assert "in deep_in_a_library" in said
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert "Aborted" not in (logs / "native.log").read_text()


@pytest.mark.skipif(sys.platform != "linux", reason="where the folder for logs can be moved")
def test_a_run_that_ends_as_it_should_leaves_no_file_of_one_that_did_not(logs: Path) -> None:
    quiet_run()
    quiet_run()
    assert [path.name for path in logs.iterdir()] == ["native.log"]


FLOOD = """
import os, time
from ui.commands import native_chatter

native_chatter._LOOK_EVERY_S = 0.01
native_chatter.divert_native_chatter()
os.write(2, b"Expression failed\\n" * 100_000)
until = time.monotonic() + 20
while os.fstat(2).st_size and time.monotonic() < until:
    time.sleep(0.01)
os.write(2, b"the end\\n")
"""


@pytest.mark.skipif(sys.platform != "linux", reason="where the folder for logs can be moved")
def test_a_library_that_says_the_same_for_ever_does_not_fill_the_disk(logs: Path) -> None:
    assert run(FLOOD).returncode == 0
    assert (logs / "native.log").read_bytes() == b"the end\n"
