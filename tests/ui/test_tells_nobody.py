"""The program itself, watched from outside: it opens no connection, and others may read nothing of it.

Native libraries are watched too: strace sees every call of every thread and of every process started.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from ui.demo.clip import DEMO_CLIP

ROOT = Path(__file__).parents[2]
_RUN = """
import os, signal, sys, threading
os.umask(0)
from ui.cli import main
if sys.argv[1] == "review":
    ending = threading.Timer(8, os.kill, (os.getpid(), signal.SIGTERM))
    ending.daemon = True
    ending.start()
main()
"""
"""The review has no end of its own; no umask keeps from others what Attune does not."""

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into Linux's folders")


@cache
def can_trace() -> bool:
    strace = shutil.which("strace")
    return bool(strace) and subprocess.run([str(strace), "true"], capture_output=True).returncode == 0


@dataclass
class Run:
    """What a command did: the calls to the network it made, None where nobody could watch."""

    home: Path
    calls: list[str] | None


def attune(home: Path, *arguments: str) -> Run:
    """Run a command as a user would whose home this is."""
    trace = home.parent / "calls.txt"
    watch = ["strace", "-f", "--seccomp-bpf", "-e", "trace=%network", "-o", str(trace)] if can_trace() else []
    environment = {k: v for k, v in os.environ.items() if not k.startswith("XDG_") or k == "XDG_RUNTIME_DIR"}
    environment |= {"HOME": str(home), "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    environment |= {"OMP_NUM_THREADS": "1", "MPLCONFIGDIR": str(home / "matplotlib")}
    for name in ("ORT_DISABLE_TELEMETRY", "CI"):  # what would silence a library without Attune
        environment.pop(name, None)
    subprocess.run(
        [*watch, sys.executable, "-c", _RUN, *arguments], env=environment, cwd=ROOT, check=True, timeout=150
    )
    return Run(home, trace.read_text().splitlines() if watch else None)


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A recording that is played, logged; the demo's own, which is not logged as the demo."""
    home = tmp_path_factory.mktemp("live") / "home"
    home.mkdir()
    return attune(home, "live", "--source", str(DEMO_CLIP), "--headless", "--seconds", "3")


def outside(run: Run) -> list[str]:
    """The calls that reach beyond this machine, or try to; sockets between programs of one machine may be."""
    if run.calls is None:
        pytest.skip("needs strace, and leave to trace")
    reaching = re.compile(r"(socket|connect|sendto|sendmsg|sendmmsg|bind)\(")
    return [c for c in run.calls if reaching.search(c) and re.search(r"AF_(INET|INET6|PACKET)|dns|nscd", c)]


def test_a_live_conversation_opens_no_connection(live: Run) -> None:
    assert outside(live) == []


@pytest.mark.parametrize(
    "command",
    [
        ["live", "--source", "demo", "--seconds", "3"],
        ["analyze", str(DEMO_CLIP), "--mode", "voice"],
        ["export", "1"],
        ["review"],
    ],
    ids=lambda command: str(command[0]),
)
def test_neither_does_anything_else_that_touches_conversations(
    live: Run, tmp_path: Path, command: list[str]
) -> None:
    out = {"analyze": ["--out", str(tmp_path / "out")], "export": ["--out", str(tmp_path / "talk.csv")]}
    assert outside(attune(live.home, *command, *out.get(command[0], []))) == []


def test_others_may_read_nothing_whatever_the_umask(live: Run) -> None:
    keep = """
import logging, os
os.umask(0)
from ui.live.fault_log import faults_logged
from ui.settings import Settings
from ui.settings_file import save_settings
save_settings(Settings())
with faults_logged():
    logging.getLogger("attune").error("a fault")
"""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("XDG_")}
    environment |= {"HOME": str(live.home), "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", keep], env=environment, cwd=ROOT, check=True)
    own = [path for path in live.home.rglob("*") if "attune" in path.relative_to(live.home).parts]
    names = {path.name for path in own}
    assert {"timeline.db", "settings.json", "native.log", "attune.log"} <= names
    open_to_others = {
        str(p.relative_to(live.home)): oct(p.stat().st_mode) for p in own if p.stat().st_mode & 0o077
    }
    assert open_to_others == {}


def test_every_file_that_is_left_behind_is_named_on_the_privacy_page(live: Run) -> None:
    page = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")
    left = {
        p.name for p in live.home.rglob("*") if p.is_file() and "attune" in p.parts[len(live.home.parts) :]
    }
    assert {"timeline.db", "native.log"} <= left
    assert [name for name in sorted(left) if f"`{name}`" not in page] == []


def test_folders_that_an_earlier_version_left_open_are_closed(tmp_path: Path) -> None:
    folder = tmp_path / ".local" / "share" / "attune"
    folder.mkdir(parents=True)
    folder.chmod(0o755)
    look = "from fusion.log.timeline import Timeline; Timeline().close()"
    environment = {k: v for k, v in os.environ.items() if not k.startswith("XDG_")}
    environment |= {"HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", look], env=environment, cwd=ROOT, check=True)
    assert folder.stat().st_mode & 0o777 == 0o700
