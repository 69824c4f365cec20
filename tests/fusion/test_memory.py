"""Memory that was freed goes back to the system."""

from __future__ import annotations

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
