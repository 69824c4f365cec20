"""The processors do not spin: numpy's products take one thread wherever Attune runs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PRODUCTS = """
import os, ui.cli, numpy as np
for _ in range(20):
    np.ones((400, 400), np.float32) @ np.ones((400, 400), np.float32)
print(len(os.listdir("/proc/self/task")))
"""


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc")
@pytest.mark.parametrize("told", [{}, {"OPENBLAS_NUM_THREADS": "2"}])
def test_numpy_takes_one_thread_unless_the_user_says_otherwise(told: dict[str, str]) -> None:
    env = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")} | told
    done = subprocess.run([sys.executable, "-c", PRODUCTS], env=env, capture_output=True, text=True)
    assert done.stderr == ""
    assert int(done.stdout) == (2 if told and (os.cpu_count() or 1) > 1 else 1)
