"""Memory that was freed goes back to the system."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.skipif(
    not Path("/proc/self/statm").is_file(), reason="what a process holds is told on Linux only"
)
def test_freed_memory_is_given_back() -> None:
    """Many small pieces freed below one that stays: the heap keeps them until it is asked."""
    script = (
        "import ctypes; from pathlib import Path; from fusion.memory import give_back\n"
        "def pages(): return int(Path('/proc/self/statm').read_text().split()[1])\n"
        "c = ctypes.CDLL(None); c.malloc.restype = ctypes.c_void_p; c.free.argtypes = [ctypes.c_void_p]\n"
        "start = pages()\n"
        "held = [c.malloc(60_000) for _ in range(1000)]\n"
        "for piece in held: ctypes.memset(piece, 1, 60_000)\n"
        "for piece in held[:-1]: c.free(piece)\n"
        "kept = pages(); give_back()\n"
        "print((kept - start) * 4096, (pages() - start) * 4096)"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    kept, left = map(int, run.stdout.split())
    assert kept > 50e6
    assert left < 10e6


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries have no such pools")
@pytest.mark.parametrize(("asked", "pools"), [("", 8), ("share_pools()", 1), ("import ui", 1)])
def test_threads_share_pools_where_that_is_asked_for_as_attune_does(asked: str, pools: int) -> None:
    """All of glibc's pools but the first begin at multiples of 64 MB and are of no file."""
    script = (
        "import ctypes, threading; from pathlib import Path; from fusion.memory import share_pools\n"
        f"{asked}\n"
        "def pools():\n"
        "    lines = map(str.split, Path('/proc/self/maps').read_text().splitlines())\n"
        "    starts = [int(line[0].split('-')[0], 16) for line in lines if len(line) < 6]\n"
        "    return sum(start % (64 << 20) == 0 for start in starts)\n"
        "c, taken, over = ctypes.CDLL(None), threading.Barrier(9), threading.Barrier(9)\n"
        "def take(): c.malloc(1000); taken.wait(); over.wait()\n"
        "threads = [threading.Thread(target=take) for _ in range(8)]\n"
        "for thread in threads: thread.start()\n"
        "taken.wait(); print(pools()); over.wait()\n"
        "for thread in threads: thread.join()"
    )
    env = {name: value for name, value in os.environ.items() if name != "MALLOC_ARENA_MAX"}
    run = subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, text=True, check=True)
    assert int(run.stdout) == pools


def test_the_end_of_the_program_looks_through_nothing() -> None:
    """What ends last was told of first."""
    script = (
        "import atexit, gc; atexit.register(lambda: print(len(gc.get_objects())))\n"
        "import ui; assert len(gc.get_objects()) > 1000"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert int(run.stdout) < 100
