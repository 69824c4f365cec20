"""A recording is let go of without waiting for ever for the threads that play it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from ui.demo.clip import DEMO_CLIP

TIMES = 40
"""Before the guard one in some twenty never ended."""
PLAY = """
import sys
from pathlib import Path
from PyQt6.QtWidgets import QApplication
from PyQt6.QtMultimedia import QMediaPlayer
from ui.settings import Settings
from ui.widgets.appearance import Appearance
from ui.widgets.player import Player

app = QApplication([])
player = Player(Appearance(Settings()))
for _ in range(int(sys.argv[2])):
    player.offer(Path(sys.argv[1]))
    player.play(0.0)
    while player.playing and not player._media.position():
        app.processEvents()
    player.let_go()
print("ended")
"""


def test_a_player_lets_go_of_what_plays_every_time() -> None:
    pytest.importorskip("PyQt6.QtMultimedia")
    done = subprocess.run(
        [sys.executable, "-c", PLAY, str(DEMO_CLIP), str(TIMES)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.stdout == "ended\n", done.stderr
