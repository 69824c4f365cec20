"""Whether a window can be opened, on X servers without hardware."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from ui.studies.stand_ins.display import on_display, xvfb_is_installed
from ui.studies.stand_ins.ending import end

OPENS_A_WINDOW = """
from ui.commands.screen import let_go_of_trial, screen_available

if not screen_available():
    raise SystemExit("there is none")
from PyQt6.QtGui import QGuiApplication

window = QGuiApplication([])
let_go_of_trial()
print("open", flush=True)
"""


@pytest.fixture
def ending() -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """An X server that ends when its last client leaves, as others begin anew then; its name, and itself."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-terminate", "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as told:
        display = f":{told.readline().strip()}"
    yield display, server
    end(server)


def run(code: str, display: str) -> subprocess.CompletedProcess[str]:
    environment = on_display(display, dict(os.environ))
    return subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False, timeout=90
    )


@pytest.mark.skipif(not xvfb_is_installed(), reason="needs Xvfb")
def test_between_the_trial_and_the_window_the_server_is_never_left_alone(
    ending: tuple[str, subprocess.Popen[bytes]],
) -> None:
    """Qt aborts the program where the server begins anew in that moment, which was all that one saw."""
    display, server = ending
    done = run(OPENS_A_WINDOW, display)
    assert (done.returncode, done.stdout) == (0, "open\n"), done.stderr
    assert server.wait(20) == 0  # nobody has stayed


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asked on Linux only")
def test_where_no_server_answers_there_is_no_screen_and_no_end() -> None:
    done = run(OPENS_A_WINDOW, ":9471")
    assert done.returncode == 1 and done.stderr.strip() == "there is none"
